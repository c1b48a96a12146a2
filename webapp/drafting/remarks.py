"""Remarks on a process: what somebody wishes of a step, and what its owner did of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from engine.errors import NotFound
from webapp.drafting.schema import process_remark

LONGEST = 4_000


@dataclass(frozen=True)
class Remark:
    """A remark; `element` is empty where it is of the process as a whole, `answer` None while it waits."""

    id: int
    folder: str
    element: str
    text: str
    written_by: str
    written_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def remarks_of(connection: Connection, folder: str) -> list[Remark]:
    """The remarks on a folder's process: those that wait first, the newest of each first."""
    waits = process_remark.c.answered_at.is_(None)
    here = select(process_remark).where(process_remark.c.folder == folder)
    return [Remark(*row) for row in connection.execute(here.order_by(waits.desc(), process_remark.c.id.desc()))]


def find_remark(connection: Connection, number: int) -> Remark:
    """A remark by its number.  Raises NotFound."""
    row = connection.execute(select(process_remark).where(process_remark.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a remark with the number {number}, but there is none.")
    return Remark(*row)


def waiting_remarks(connection: Connection) -> dict[str, int]:
    """How many remarks wait, by folder."""
    rows = connection.execute(
        select(process_remark.c.folder.label("name"), func.count().label("number"))
        .where(process_remark.c.answered_at.is_(None))
        .group_by(process_remark.c.folder)
    )
    return {row.name: row.number for row in rows}


def add_remark(connection: Connection, folder: str, element: str, text: str, by: str, now: datetime) -> Remark:
    """Keep a remark."""
    values = {"folder": folder, "element": element, "text": text[:LONGEST], "written_by": by, "written_at": now}
    number = connection.execute(insert(process_remark).values(**values).returning(process_remark.c.id)).scalar_one()
    return find_remark(connection, number)


def answer_remark(connection: Connection, folder: str, number: int, answer: str, by: str, now: datetime) -> None:
    """Say what was done of a remark.  Raises NotFound where it is another folder's, or was answered."""
    waits = (
        (process_remark.c.id == number) & (process_remark.c.folder == folder) & process_remark.c.answered_at.is_(None)
    )
    values = {"answer": answer[:LONGEST], "answered_by": by, "answered_at": now}
    if not connection.execute(update(process_remark).where(waits).values(**values)).rowcount:
        raise NotFound(f"Expected a remark {number} on {folder!r} that waits, but there is none.")

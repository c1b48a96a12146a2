"""Who looked at whose data: read from the journal, for the person whom they are of and for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.journal import read_journal_value
from engine.schema import journal, journal_value
from webapp.lifecycle.doings import Doing

LOOKING = (Doing.VIEWED, Doing.EXPORTED)


@dataclass(frozen=True)
class Look:
    """Somebody looked at data, or took them out; `page` says where, empty where that was erased."""

    sequence: int
    at: datetime
    by: str
    on_behalf_of: str | None
    kind: str
    page: str


def looks_at(connection: Connection, subject: str, before: int | None, size: int) -> list[Look]:
    """Who looked at a subject's data (`person/anna`, `idea/7`), the latest first; those before entry `before`."""
    asked = (
        select(journal, journal_value.c.content)
        .join(journal_value, journal_value.c.sequence == journal.c.sequence)
        .where(journal.c.subject == subject, journal.c.kind.in_(LOOKING))
        .order_by(journal.c.at.desc(), journal.c.sequence.desc())
        .limit(size)
    )
    if before is not None:
        asked = asked.where(journal.c.sequence < before)
    return [_look(row) for row in connection.execute(asked)]


def has_looked(connection: Connection, person: str, subject: str, since: datetime) -> bool:
    """Whether it stands in the journal already that a person looked at a subject after a moment."""
    asked = select(journal.c.sequence).where(
        journal.c.subject == subject,
        journal.c.at > since,
        journal.c.actor == person,
        journal.c.kind == Doing.VIEWED,
    )
    return connection.scalar(asked.limit(1)) is not None


def _look(row: Row[Any]) -> Look:
    value = {} if row.content is None else read_journal_value(row.content)
    where = str(value.get("page") or value.get("format") or "")
    return Look(row.sequence, row.at, row.actor, row.on_behalf_of, row.kind, where)

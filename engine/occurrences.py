"""Occurrences: the days on which processes begin by themselves.

A start event's timer is a rule that proposes days (`engine.recurrence`); each day stands in a row, which people may
move or leave out.  What has begun, was moved or was left out stays as it is when a new version brings another rule.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from engine.expressions import Present
from engine.recurrence import begins_at, proposed_days
from engine.schema import occurrence as occurrences
from engine.spiff import Process

TIMER = "timer"
RETRY = timedelta(minutes=5)
"""How long an occurrence rests that could not begin."""


@dataclass(frozen=True)
class Occurrence:
    """A day of a process: `occurs_at` as its rule says, `planned_at` as people have it; None: it was left out.

    It begins at `due_at`, the start event's `lead` before; `instance_id` is what began.
    """

    key: str
    element: str
    occurs_at: datetime
    planned_at: datetime | None
    due_at: datetime | None
    instance_id: int | None
    changed_by: str | None
    failure: str | None


def plan(connection: Connection, process: Process, present: Present) -> None:
    """Propose the days of a process anew, from now on; what people have moved or left out stays."""
    row = occurrences.c
    timers = [start for start in process.starts if start.kind == TIMER]
    mine = row.key == process.key
    gone = and_(mine, row.instance_id.is_(None), row.element.not_in([start.element for start in timers]))
    proposed = and_(mine, row.instance_id.is_(None), row.changed_by.is_(None), row.due_at > present.at)
    connection.execute(delete(occurrences).where(or_(gone, proposed)))
    kept = set(connection.execute(select(row.element, row.occurs_at).where(mine)))
    added = [
        {"key": process.key, "element": start.element, "occurs_at": at, "planned_at": at,
         "due_at": begins_at(process, start.element, at, present)}
        for start in timers
        for at in proposed_days(start, present)
        if (start.element, at) not in kept
    ]  # fmt: skip
    if added:
        connection.execute(insert(occurrences), added)


def between(connection: Connection, begin: datetime, end: datetime) -> list[Occurrence]:
    """What is planned, was left out or has begun within a time, in order."""
    row = occurrences.c
    shown = func.coalesce(row.planned_at, row.occurs_at)
    found = select(*_SHOWN).where(shown >= begin, shown < end).order_by(shown, row.key, row.element)
    return [Occurrence(*one) for one in connection.execute(found)]


def find(connection: Connection, key: str, element: str, occurs_at: datetime) -> Occurrence | None:
    """One occurrence by its rule's day."""
    one = connection.execute(select(*_SHOWN).where(_is(key, element, occurs_at))).one_or_none()
    return None if one is None else Occurrence(*one)


def due(connection: Connection, now: datetime, limit: int) -> list[Occurrence]:
    """What should have begun by now, the earliest first."""
    row = occurrences.c
    rested = or_(row.retry_at.is_(None), row.retry_at <= now)
    waiting = select(*_SHOWN).where(row.due_at <= now, row.instance_id.is_(None), rested)
    return [Occurrence(*one) for one in connection.execute(waiting.order_by(row.due_at).limit(limit))]


def next_due(connection: Connection) -> datetime | None:
    """When the next occurrence begins."""
    found: datetime | None = connection.scalar(
        select(func.min(occurrences.c.due_at)).where(occurrences.c.instance_id.is_(None))
    )
    return found


def hold(connection: Connection, occurrence: Occurrence) -> Occurrence | None:
    """The same occurrence with all of its process locked; None when somebody else begins one, or this one began."""
    waiting = select(*_SHOWN).where(occurrences.c.key == occurrence.key, occurrences.c.instance_id.is_(None))
    rows = connection.execute(waiting.with_for_update(skip_locked=True)).all()
    held = (Occurrence(*row) for row in rows)
    place = (occurrence.element, occurrence.occurs_at)
    return next((one for one in held if (one.element, one.occurs_at) == place and one.due_at is not None), None)


def begun(connection: Connection, occurrence: Occurrence, instance_id: int) -> None:
    """Keep what an occurrence has begun."""
    _change(connection, occurrence, instance_id=instance_id, due_at=None, retry_at=None, failure=None)


def put_back(connection: Connection, occurrence: Occurrence, failure: str, now: datetime) -> None:
    """Let an occurrence rest that could not begin."""
    _change(connection, occurrence, retry_at=now + RETRY, failure=failure)


def change(
    connection: Connection, occurrence: Occurrence, to: datetime | None, begins: datetime | None, by: str
) -> None:
    """Move an occurrence to another time, where it `begins` by then, or leave it out."""
    _change(connection, occurrence, planned_at=to, due_at=begins, changed_by=by, retry_at=None, failure=None)


def _change(connection: Connection, occurrence: Occurrence, **values: object) -> None:
    where = _is(occurrence.key, occurrence.element, occurrence.occurs_at)
    connection.execute(update(occurrences).where(where).values(**values))


def _is(key: str, element: str, occurs_at: datetime) -> Any:
    row = occurrences.c
    return and_(row.key == key, row.element == element, row.occurs_at == occurs_at)


_SHOWN = tuple(
    occurrences.c[name]
    for name in ("key", "element", "occurs_at", "planned_at", "due_at", "instance_id", "changed_by", "failure")
)

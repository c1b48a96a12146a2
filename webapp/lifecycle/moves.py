"""Days of the clock that people move, leave out and take back, with who, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from engine import Actor, Engine, Occurrence, UnitOfWork
from engine.errors import NotFound
from engine.occurrences import find
from webapp.lifecycle.calendar import Occasion
from webapp.lifecycle.schema import occurrence_change
from webapp.rights import Relation

COORDINATORS = "coordinator"


@dataclass(frozen=True)
class Change:
    """One moving of a day: from when to when (None: left out), why, by whom and when."""

    key: str
    element: str
    occurs_at: datetime
    was_at: datetime | None
    moved_to: datetime | None
    reason: str
    changed_by: str
    changed_at: datetime


_CHANGE = select(*(occurrence_change.c[name] for name in Change.__dataclass_fields__))


def relations(one: Occasion, groups: frozenset[str]) -> list[Relation]:
    """What somebody of these groups is to a day: the convenor is whose turn it is to call the body."""
    return [Relation.CONVENOR] if one.convenor is not None and one.convenor.group in groups else []


def move(unit: UnitOfWork, engine: Engine, one: Occasion, to: datetime | None, reason: str, *, by: Actor) -> None:
    """Plan a day for another time, or None: leave it out; the change is written down.

    Whether the person may was asked before.  Raises NotFound, and Conflict when it has begun.
    """
    found = _occurrence(unit.write(), one)
    engine.move_occurrence(unit, found, to, by=by)
    values: Mapping[str, Any] = {"was_at": found.planned_at, "moved_to": to, "reason": reason, "changed_by": by.id}
    place = dict(zip(("key", "element", "occurs_at"), one.place, strict=True))
    unit.write().execute(insert(occurrence_change).values(**place, **values, changed_at=engine.clock.now()))


def changes_of(connection: Connection, place: tuple[str, str, datetime]) -> list[Change]:
    """How a day was moved, the latest first."""
    key, element, occurs_at = place
    row = occurrence_change.c
    mine = _CHANGE.where(row.key == key, row.element == element, row.occurs_at == occurs_at)
    return [Change(**one._asdict()) for one in connection.execute(mine.order_by(row.id.desc()))]


def changes_within(connection: Connection, begin: datetime, end: datetime) -> list[Change]:
    """How the days of a time were moved, by their rules' days; the latest change first."""
    row = occurrence_change.c
    within = _CHANGE.where(row.occurs_at >= begin, row.occurs_at < end).order_by(row.id.desc())
    return [Change(**one._asdict()) for one in connection.execute(within)]


def _occurrence(connection: Connection, one: Occasion) -> Occurrence:
    found = find(connection, *one.place)
    if found is None:
        raise NotFound(f"Expected a day of {one.key!r}, but there is none at {one.occurs_at}.")
    return found

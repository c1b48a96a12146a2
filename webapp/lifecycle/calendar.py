"""The annual clock: the days that the diagrams propose, as people have moved them and as bodies have agreed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from engine import InstanceStatus, Occurrence
from engine.definitions import Definition, Definitions
from engine.expressions import Present
from engine.occurrences import between
from engine.schema import instance, user_task
from webapp.lifecycle.bodies import Convenor
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.sittings import Sitting, sittings
from webapp.lifecycle.turns import Turns

ROUTINE = "routine"
"""The property of a start event whose days only let the machine look whether there is anything to do."""


class State(StrEnum):
    """Where something on the clock stands."""

    PLANNED = "planned"
    MOVED = "moved"  # To another day than its rule says.
    LEFT_OUT = "left_out"
    UNDER_WAY = "under_way"  # It has begun.
    HELD = "held"
    LATE = "late"  # A task of it is overdue, or it could not begin.


COMING = frozenset({State.PLANNED, State.MOVED})


@dataclass(frozen=True)
class Occasion:
    """Something that has its day in the year; a process's key, its start event and its rule's day name it.

    `name`, `part` and `lane` are in the language of the definition's diagram; `part` is the start event's name where
    a process has days of several kinds.  `at` is the day as people have it; of a `sitting`, its time as agreed.
    """

    key: str
    element: str
    occurs_at: datetime
    at: datetime
    state: State
    definition_id: int
    name: str
    part: str
    lane: str
    body: str | None = None
    convenor: Convenor | None = None
    sitting: Sitting | None = None
    instance_id: int | None = None
    overdue_since: datetime | None = None

    @property
    def begun(self) -> bool:
        """Whether it can no longer be moved here."""
        return self.instance_id is not None or not self.element

    @property
    def place(self) -> tuple[str, str, datetime]:
        """What names it."""
        return self.key, self.element, self.occurs_at


@dataclass(frozen=True)
class Clock:
    """Where the clock is read: a database, what is deployed in it, and the present."""

    connection: Connection
    definitions: Definitions
    present: Present

    @property
    def today(self) -> date:
        """The day in the organisation's zone."""
        return self.present.local().date()


def occasions(clock: Clock, begin: datetime, end: datetime) -> list[Occasion]:
    """What stands on the clock within a time, in order, and whose turn it is to call it."""
    rows = between(clock.connection, begin, end)
    reader, zone = _Reader(clock, rows), clock.present.zone
    agreed = _Agreed(clock.connection)
    found = [one for row in rows if (one := reader.occasion(row, agreed))]
    found += [reader.alone(one) for one in agreed.rest() if one.starts_at is not None and begin <= one.starts_at < end]
    turns = Turns(clock.connection, clock.today)
    found.sort(key=lambda one: (one.at, one.key, one.element))
    return [replace(one, convenor=_convenor(one, turns, zone)) for one in found]


def find_occasion(clock: Clock, place: tuple[str, str, datetime]) -> Occasion | None:
    """One occasion by what names it."""
    zone, year = clock.present.zone, place[2].year
    begin = datetime(min(year, clock.today.year) - 1, 1, 1, tzinfo=zone)
    found = occasions(clock, begin, datetime(year + 3, 1, 1, tzinfo=zone))
    return next((one for one in found if one.place == place), None)


class _Reader:
    """Makes occasions of the engine's occurrences and the bodies' meetings, asking once for what they share."""

    def __init__(self, clock: Clock, rows: Iterable[Occurrence]) -> None:
        self._connection, self._all = clock.connection, clock.definitions
        self._now, self._zone = clock.present.at, clock.present.zone
        self._bodies = frozenset(self._connection.scalars(select(bodies.c.key)))
        self._definitions: dict[str, Definition] = {}
        begun = {row.instance_id for row in rows if row.instance_id is not None}
        self._begun = _progress(self._connection, begun, self._now)

    def occasion(self, row: Occurrence, agreed: "_Agreed") -> Occasion | None:
        """None for a routine of the machine's, and for a start event that the diagram no longer has."""
        definition = self._definition(row.key)
        start = definition.process.elements.get(row.element)
        if start is None or start.properties.get(ROUTINE) == "true":
            return None
        state, overdue = self._state(row)
        body = self._body(definition, row.element)
        day = row.planned_at and row.planned_at.astimezone(self._zone).date()
        sitting = agreed.take(body, day) if body and day and row.instance_id is not None else None
        return Occasion(
            key=row.key,
            element=row.element,
            occurs_at=row.occurs_at,
            at=(sitting and sitting.starts_at) or row.planned_at or row.occurs_at,
            state=_stands(sitting, state, self._now) if sitting else state,
            definition_id=definition.id,
            name=definition.name,
            part=start.name if sum(one.kind == "timer" for one in definition.process.starts) > 1 else "",
            lane=start.lane or "",
            body=body,
            sitting=sitting,
            instance_id=row.instance_id,
            overdue_since=overdue,
        )

    def alone(self, sitting: Sitting) -> Occasion:
        """A meeting that no day of the clock proposed."""
        at = sitting.starts_at or self._now
        state = _stands(sitting, State.UNDER_WAY, self._now)
        return Occasion("", "", at, at, state, 0, "", "", "", body=sitting.body, sitting=sitting)

    def _definition(self, key: str) -> Definition:
        if key not in self._definitions:
            self._definitions[key] = self._all.get(self._connection, self._all.newest(self._connection, key))
        return self._definitions[key]

    def _body(self, definition: Definition, element: str) -> str | None:
        """The body that a start event is of: by its property `body` or its process's, its lane or its process's key."""
        start = definition.process.elements[element]
        named = (start.properties.get("body"), definition.process.properties.get("body"), start.group, definition.key)
        return next((one for one in named if one in self._bodies), None)

    def _state(self, row: Occurrence) -> tuple[State, datetime | None]:
        if row.instance_id is not None:
            return self._begun[row.instance_id]
        if row.planned_at is None:
            return State.LEFT_OUT, None
        if row.failure is not None:
            return State.LATE, row.due_at
        return State.PLANNED if row.planned_at == row.occurs_at else State.MOVED, None


def _progress(connection: Connection, begun: set[int], now: datetime) -> dict[int, tuple[State, datetime | None]]:
    """Where what has begun stands, by instance, and since when a task of it is overdue; one question for all."""
    tasks = user_task.c
    overdue = select(func.min(tasks.due_at)).where(tasks.instance_id == instance.c.id, tasks.due_at < now)
    asked = select(instance.c.id, instance.c.status, overdue.scalar_subquery()).where(instance.c.id.in_(begun))
    return {number: _state_of(status, due) for number, status, due in connection.execute(asked)}


def _state_of(status: str, overdue: datetime | None) -> tuple[State, datetime | None]:
    if status in (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED):
        return State.HELD if status == InstanceStatus.COMPLETED else State.LEFT_OUT, None
    return (State.UNDER_WAY, None) if overdue is None else (State.LATE, overdue)


def _stands(sitting: Sitting, state: State, now: datetime) -> State:
    """What a meeting's own row says of it, else the state that its instance gives."""
    if sitting.status in (MeetingStatus.CANCELLED, MeetingStatus.CLOSED):
        return State.LEFT_OUT if sitting.status is MeetingStatus.CANCELLED else State.HELD
    ahead = sitting.starts_at is not None and sitting.starts_at > now
    return State.PLANNED if ahead and state is State.UNDER_WAY else state


class _Agreed:
    """The bodies' meetings, each taken by the day of the clock that it came of."""

    def __init__(self, connection: Connection) -> None:
        self._left = sittings(connection)

    def take(self, body: str, day: date) -> Sitting | None:
        found = next((one for one in self._left if (one.body, one.occurs_on) == (body, day)), None)
        if found is not None:
            self._left.remove(found)
        return found

    def rest(self) -> list[Sitting]:
        """Those that no day took."""
        return self._left


def _convenor(one: Occasion, turns: Turns, zone: ZoneInfo) -> Convenor | None:
    """Whose turn it was or will be; None for what no body meets for, and for what is left out."""
    if one.body is None or one.state is State.LEFT_OUT:
        return None
    if one.sitting is not None:
        return one.sitting.convenor
    return turns.take(one.body, one.at.astimezone(zone).date())

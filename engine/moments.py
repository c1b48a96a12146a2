"""The life of an instance, told again: its state after each input, and for how long each task waited for whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from engine import tasks
from engine.audiences import members_of
from engine.errors import EngineError
from engine.expressions import Present
from engine.kinds import Kind
from engine.places import standing_entries
from engine.replay import walk
from engine.spiff import Element, OpenTask, Standing
from engine.steps import Parts
from engine.timeline import Event


@dataclass(frozen=True)
class Moment:
    """An input of the history, when it came, and what waited after it."""

    sequence: int
    at: datetime
    standing: Standing


@dataclass(frozen=True)
class Life:
    """The moments in their order; `whole` is False where a value that the next one needs was erased."""

    moments: tuple[Moment, ...]
    whole: bool

    def at(self, sequence: int) -> Moment | None:
        """The last moment up to and with an entry; None before the first, or where the replay came no further."""
        return next((one for one in reversed(self.moments) if one.sequence <= sequence), None)


@dataclass(frozen=True)
class Stay:
    """A user task in time: offered to an audience, taken by somebody, done; None: not yet, or never.

    `offered` is the number of the entry that opened it, `ended` of the one that closed it; `done` is False when it was
    withdrawn.  Who does a task without taking it takes it in that moment.
    """

    token: int
    definition_id: int
    element: Element
    subject: str | None
    audience: frozenset[str]
    offered: int
    offered_at: datetime
    taken_at: datetime | None = None
    ended: int | None = None
    ended_at: datetime | None = None
    actor: str | None = None
    on_behalf_of: str | None = None
    done: bool = False

    def lasted(self, now: datetime) -> timedelta:
        """From its being offered to its end, or until now."""
        return (self.ended_at or now) - self.offered_at

    def waited(self, now: datetime) -> timedelta:
        """From its being offered until somebody took it, or did it at once."""
        return (self.taken_at or self.ended_at or now) - self.offered_at


@dataclass(frozen=True)
class Pause:
    """A message, signal or time (`kind`) that the way waited for; `until` None: it still does."""

    token: int
    element: Element
    kind: str
    since: datetime
    until: datetime | None = None

    def lasted(self, now: datetime) -> timedelta:
        """From its beginning to its end, or until now."""
        return (self.until or now) - self.since


BESIDE = frozenset({"boundaryEvent", "startEvent"})
"""What listens beside the way holds nobody up."""


def read_life(parts: Parts, connection: Connection, instance_id: int, until: int | None = None) -> Life:
    """An instance's moments, up to and with entry `until`; the replay stops where a value that it needs was erased."""
    moments: list[Moment] = []
    try:
        for passed in walk(connection, parts.definitions, parts.clock.zone, instance_id, until):
            moments.append(Moment(passed.sequence, passed.at, passed.standing))  # noqa: PERF401 - an error keeps the rest
    except EngineError:
        return Life(tuple(moments), whole=False)
    return Life(tuple(moments), whole=True)


def read_stays(parts: Parts, instance_id: int, life: Life, events: Sequence[Event]) -> list[Stay]:
    """The user tasks of a life, in the order in which they were offered."""
    stays: dict[int, Stay] = {}
    for moment in life.moments:
        present = Present(moment.at, parts.clock.zone)
        for task in moment.standing.tasks:
            if task.token not in stays:
                stays[task.token] = _offered(task, instance_id, moment, present)
    for event in standing_entries(events):
        token = _token(event, stays)
        if token in stays:
            stays[token] = _after(stays[token], event)
    return list(stays.values())


def _offered(task: OpenTask, instance_id: int, moment: Moment, present: Present) -> Stay:
    described = tasks.describe(task, instance_id, present)
    return Stay(
        task.token, task.definition_id, task.element, described.row["subject"], members_of(described.audience),
        moment.sequence, moment.at,
    )  # fmt: skip


def _token(event: Event, stays: Mapping[int, Stay]) -> int:
    """The token of the task that an entry tells of; 0 for none.  Of an erased value, the first open one there."""
    if event.value is not None:
        told: int = event.value.get("token", 0)
        return told
    open_there: Iterator[int] = (
        token for token, stay in stays.items() if stay.element.id == event.element and stay.ended is None
    )
    return next(open_there, 0) if event.kind is Kind.COMPLETED else 0


def _after(stay: Stay, event: Event) -> Stay:
    """A task after an entry that tells of it."""
    match event.kind:
        case Kind.CLAIMED | Kind.HANDED_OVER:
            return replace(stay, taken_at=event.at)
        case Kind.RELEASED:
            return replace(stay, taken_at=None)
        case Kind.COMPLETED | Kind.WITHDRAWN:
            done = event.kind is Kind.COMPLETED
            told = (event.actor, event.on_behalf_of) if done else (None, None)
            return replace(
                stay, ended=event.sequence, ended_at=event.at, actor=told[0], on_behalf_of=told[1], done=done
            )
    return stay


def read_pauses(life: Life) -> list[Pause]:
    """What the way waited for other than people, in the order in which it came to wait."""
    pauses: dict[int, Pause] = {}
    for moment in life.moments:
        waiting = _waiting(moment)
        for token, pause in pauses.items():
            if pause.until is None and token not in waiting:
                pauses[token] = replace(pause, until=moment.at)
        pauses |= {token: pause for token, pause in waiting.items() if token not in pauses}
    return list(pauses.values())


def _waiting(moment: Moment) -> dict[int, Pause]:
    standing = moment.standing
    told = [(one.token, one.element, one.kind) for one in standing.subscriptions]
    told += [(one.token, one.element, "timer") for one in standing.timers]
    return {
        token: Pause(token, element, kind, moment.at) for token, element, kind in told if element.kind not in BESIDE
    }

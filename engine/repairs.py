"""Repairs: an administrator sets data right, skips, moves or restarts, having seen what would come of it.

A repair is an input of the history with its reason; while nothing has left and nothing has happened since, the last one
is taken back to the very state before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine import instances
from engine.actors import Actor
from engine.errors import Conflict, EngineError, InvalidInput, NotAllowed
from engine.history import read_value
from engine.instances import Head
from engine.kinds import Kind, is_input
from engine.replay import RecordedHost, content_before
from engine.schema import InstanceStatus, history, history_value
from engine.spiff import (
    Act,
    Call,
    DueTimer,
    Element,
    OpenTask,
    Parked,
    Repair,
    Room,
    Spot,
    Standing,
    Subscription,
    Thrown,
    Workflow,
    storable,
)
from engine.steps import Parts, Step
from engine.work import UnitOfWork

UNDO = "undo"
"""What the entry says that takes a repair back."""

RUNNING = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
_INPUTS = sorted(str(kind) for kind in Kind if is_input(kind))
_LEFT = ("services", "letters")


@dataclass(frozen=True)
class Bench:
    """What of an instance can be repaired; `undoable` says that its last repair can be taken back."""

    instance_id: int
    definition_id: int
    spots: tuple[Spot, ...]
    rooms: tuple[Room, ...]
    standing: Standing
    undoable: bool


@dataclass(frozen=True)
class Outcome:
    """What would stand after a repair, as far as can be said without calling a service.

    `opened`, `timers`, `waits` and `parked` are new; `closed`, `stopped`, `waits_no_more` and `mended` were there
    before; `data` holds what would change (None: it would be gone) and `was` what that is now, `calls` the topics of
    the services that would be called next, `sent` the messages and signals that would leave, `ends` whether the
    instance would be over; `starved` are the joins that would wait for ever, for which it is refused.
    """

    opened: tuple[OpenTask, ...] = ()
    closed: tuple[OpenTask, ...] = ()
    timers: tuple[DueTimer, ...] = ()
    stopped: tuple[DueTimer, ...] = ()
    waits: tuple[Subscription, ...] = ()
    waits_no_more: tuple[Subscription, ...] = ()
    parked: tuple[Parked, ...] = ()
    mended: tuple[Parked, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    was: Mapping[str, object] = field(default_factory=dict)
    calls: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    starved: tuple[str, ...] = ()
    ends: bool = False


class NotRepairable(Conflict):
    """This repair cannot be made."""


class _NotCalled(EngineError):
    """A service at which the thought ends: what it would answer is not known."""


@dataclass
class _Rehearsing(RecordedHost):
    """Lets a workflow go on in thought until it would call a service."""

    calls: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def called(self, caller_definition_id: int, call: Call) -> int:
        return self.definitions.called(self.connection, caller_definition_id, call)

    def call(
        self, element: Element, topic: str, parameters: Mapping[str, object], data: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        self.calls.append(topic)
        raise _NotCalled(f"{_CALLED} {topic}")

    def throw(self, thrown: Thrown) -> None:
        self.sent.append(thrown.name)


_CALLED = "It would call"


def look(parts: Parts, connection: Connection, instance_id: int) -> Bench:
    """What of an instance can be repaired.  Raises NotFound, NotRepairable when it has ended or cannot be read."""
    head = _running(instances.find(connection, instance_id))
    workflow, _ = _loaded(parts, connection, head)
    undoable = _state_before(parts, connection, head) is not None
    return Bench(
        instance_id, head.definition_id, tuple(workflow.spots), tuple(workflow.rooms), workflow.standing, undoable
    )


def preview(parts: Parts, connection: Connection, instance_id: int, repair: Repair) -> Outcome:
    """What would stand after a repair; nothing is changed, called or sent.

    Raises NotFound, NotRepairable, NotWaiting, InvalidInput.
    """
    return _outcome(parts, connection, _running(instances.find(connection, instance_id)), repair)


def preview_undo(parts: Parts, connection: Connection, instance_id: int) -> Outcome:
    """What would stand once the last repair is taken back.  Raises NotFound, NotRepairable."""
    head = _running(instances.find(connection, instance_id))
    content, _ = _demand_undoable(parts, connection, head)
    workflow, _ = _loaded(parts, connection, head)
    back, _ = _loaded(parts, connection, head, content)
    return _compare((workflow.standing, _data(workflow)), back)


def repair(parts: Parts, unit: UnitOfWork, instance_id: int, wanted: Repair, by: Actor, reason: str) -> None:
    """Repair an instance; the reason goes into its history.

    Raises NotFound, NotAllowed, NotRepairable, NotWaiting, InvalidInput; nothing is written then.
    """
    head = _demand(unit, instance_id, by, reason)
    if _outcome(parts, unit.connection, head, wanted).starved:
        raise NotRepairable("Expected every join to have what it waits for, but one would wait for ever.")
    step = Step.load(parts, unit, head, by)
    at = next((spot for spot in step.workflow.spots if spot.token == wanted.token), None)
    value = {
        "act": str(wanted.act),
        "token": wanted.token,
        "part": wanted.part,
        "to": wanted.to,
        "written": {name: storable(value) for name, value in wanted.written.items()},
        "reason": reason,
    }
    place = {"definition_id": at.definition_id, "element": at.element.id} if at else {"element": wanted.to or None}
    entry = step.entry(Kind.REPAIRED, **place, value=value)
    step.perform(entry, partial(Workflow.repair, repair=wanted))
    step.save()


def undo(parts: Parts, unit: UnitOfWork, instance_id: int, by: Actor, reason: str) -> None:
    """Take the last repair back to the very state before it.

    Raises NotFound, NotAllowed, InvalidInput, NotRepairable when something has left or happened since.
    """
    head = _demand(unit, instance_id, by, reason)
    content, sequence = _demand_undoable(parts, unit.connection, head)
    step = Step.load(parts, unit, head, by)
    step.workflow = Workflow.load(content, step.host)
    step.note(step.entry(Kind.REPAIRED, value={"act": UNDO, "undone": sequence, "reason": reason, "back": True}))
    step.save()


def _demand(unit: UnitOfWork, instance_id: int, by: Actor, reason: str) -> Head:
    if not by.administers:
        raise NotAllowed(f"Expected an administrator, but {by.id} is none.")
    if not reason.strip():
        raise InvalidInput("Expected a reason for the repair, but there is none.")
    return _running(instances.find(unit.connection, instance_id, lock=unit.writing))


def _running(head: Head) -> Head:
    if head.status not in RUNNING:
        raise NotRepairable(f"Expected an instance that runs, but it is {head.status}.")
    return head


def _loaded(
    parts: Parts, connection: Connection, head: Head, content: bytes | None = None
) -> tuple[Workflow, _Rehearsing]:
    present = parts.present()
    host = _Rehearsing(connection, parts.definitions, present.zone, present.at)
    try:
        return Workflow.load(instances.unpacked(head.content) if content is None else content, host), host
    except EngineError as error:
        raise NotRepairable(f"Expected a state that can be read, but {error}") from error


def _outcome(parts: Parts, connection: Connection, head: Head, wanted: Repair) -> Outcome:
    workflow, host = _loaded(parts, connection, head)
    before, data, starved = workflow.standing, _data(workflow), workflow.starved
    if wanted.act is Act.SET and not wanted.written:
        raise InvalidInput("Expected values to set, but there are none.")
    workflow.repair(wanted)
    return _compare((before, data), workflow, host, tuple(sorted(workflow.starved - starved)))


def _compare(
    before: tuple[Standing, Mapping[str, object]],
    workflow: Workflow,
    host: _Rehearsing | None = None,
    starved: tuple[str, ...] = (),
) -> Outcome:
    was, data = before
    now, then = workflow.standing, _data(workflow)
    changed = {name for name in {*data, *then} if name not in data or name not in then or data[name] != then[name]}
    parked = [one for one in _gone(now.parked, was.parked) if not one.sentence.startswith(_CALLED)]
    return Outcome(
        opened=_gone(now.tasks, was.tasks),
        closed=_gone(was.tasks, now.tasks),
        timers=_gone(now.timers, was.timers),
        stopped=_gone(was.timers, now.timers),
        waits=_gone(now.subscriptions, was.subscriptions),
        waits_no_more=_gone(was.subscriptions, now.subscriptions),
        parked=tuple(parked),
        mended=_gone(was.parked, now.parked),
        data={name: then.get(name) for name in sorted(changed)},
        was={name: data.get(name) for name in sorted(changed)},
        calls=tuple(host.calls) if host else (),
        sent=tuple(host.sent) if host else (),
        starved=starved,
        ends=now.completed,
    )


def _gone(there: tuple[Any, ...], here: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is only in the first."""
    known = {one.token for one in here}
    return tuple(one for one in there if one.token not in known)


def _data(workflow: Workflow) -> dict[str, object]:
    """The data of the whole instance and of its parts, these by the caller's name before theirs."""
    found: dict[str, object] = {}
    for room in workflow.rooms:
        before = "" if room.caller is None else f"{room.caller.name or room.caller.id}: "
        found |= {before + name: value for name, value in room.data.items() if before + name not in found}
    return found


def _demand_undoable(parts: Parts, connection: Connection, head: Head) -> tuple[bytes, int]:
    found = _state_before(parts, connection, head)
    if found is None:
        raise NotRepairable("Expected a repair that nothing has followed, but the last step is none that can go back.")
    return found


def _state_before(parts: Parts, connection: Connection, head: Head) -> tuple[bytes, int] | None:
    """The state before the last input, where that was a repair by which nothing left, and its number."""
    last = connection.execute(
        select(history.c.sequence, history.c.kind, history_value.c.content)
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .where(history.c.instance_id == head.instance_id, history.c.kind.in_(_INPUTS))
        .order_by(history.c.sequence.desc())
        .limit(1)
    ).first()  # fmt: skip
    if last is None or last.kind != Kind.REPAIRED or last.content is None:
        return None
    value = read_value(last.content)
    if "back" in value or any(value.get(key) for key in _LEFT):
        return None
    before = content_before(connection, parts.definitions, parts.clock.zone, head)
    return None if before is None else (before, last.sequence)

"""Messages and signals on their way: to the one who waits, to the process they start, or kept until somebody waits."""

from collections.abc import Mapping
from typing import Any

from engine import history, instances, messages, outbox
from engine.actors import Actor, Request
from engine.beginnings import Beginning
from engine.errors import StaleState
from engine.kinds import Kind
from engine.outbox import KEPT_FOR, Letter
from engine.schema import InstanceStatus, OutboxKind
from engine.spiff import Trigger
from engine.steps import Parts, Step
from engine.work import UnitOfWork

Payload = Mapping[str, Any]


def send(
    parts: Parts,
    unit: UnitOfWork,
    name: str,
    *,
    correlation: str,
    payload: Payload,
    by: Actor,
    business_key: str | None = None,
    time_to_live: str = KEPT_FOR,
    request: Request | None = None,
) -> int | None:
    """Give a message to the instance that waits longest for it, or start what it starts, or keep it.

    The number of the instance it reached, a repeated request's first one; None when it is kept.  Raises RequestReused.
    """
    answered = history.first_answer(unit.connection, request)
    if answered is not None:
        return answered[0]
    what = Trigger(messages.MESSAGE, name, payload)
    waiting = messages.receivers(unit.connection, messages.MESSAGE, name, correlation)
    if waiting:
        instance_id, token = waiting[0]
        receive(parts, unit, instance_id, token, what, by, request)
        return instance_id
    started = messages.started_by(unit.connection, messages.MESSAGE, name)
    if started:
        return start(parts, unit, started[0], business_key or correlation, what, by, request)
    messages.keep(
        unit.write(), name, correlation, payload, by=by.id, present=parts.present(), time_to_live=time_to_live
    )
    return None


def broadcast(parts: Parts, unit: UnitOfWork, name: str, payload: Payload, by: Actor) -> int:
    """Leave a copy of a signal in the outbox for everybody who listens now; how many there are."""
    connection, at = unit.write(), parts.clock.now()
    listeners: list[dict[str, Any]] = [
        {"instance": instance_id, "token": token}
        for instance_id, token in messages.receivers(connection, messages.SIGNAL, name, "")
    ]
    listeners += [{"process": key} for key in messages.started_by(connection, messages.SIGNAL, name)]
    for listener in listeners:
        statement, row = Letter.signal(name, payload, by=by, to=listener).statement(at)
        statement.run(connection, **row)
    return len(listeners)


def deliver(parts: Parts, unit: UnitOfWork, outbox_id: int) -> bool:
    """Deliver a message or signal from the outbox to one receiver; False when somebody else does, or did."""
    taken = outbox.read(unit.write(), outbox_id, lock=True)
    if taken is None:
        return False
    content, by = taken.letter.content, Actor(taken.letter.content["by"])
    if taken.letter.kind is OutboxKind.MESSAGE:
        send(
            parts,
            unit,
            content["name"],
            correlation=content["correlation"],
            payload=content["payload"],
            by=by,
            business_key=content["business_key"],
            time_to_live=content["time_to_live"],
        )
    elif content["to"] is None:
        broadcast(parts, unit, content["name"], content["payload"], by)
    else:
        _deliver_signal(parts, unit, content, by)
    outbox.settle(unit.write(), taken)
    return True


def deliver_kept(parts: Parts, unit: UnitOfWork, message_id: int) -> bool:
    """Give a kept message to somebody who has come to wait for it; False when nobody does, or somebody else did."""
    kept = messages.read(unit.write(), message_id)
    waiting = messages.receivers(unit.connection, messages.MESSAGE, kept.name, kept.correlation) if kept else []
    if kept is None or not waiting:
        return False
    messages.remove(unit.write(), message_id)
    instance_id, token = waiting[0]
    trigger = Trigger(messages.MESSAGE, kept.name, kept.payload)
    receive(parts, unit, instance_id, token, trigger, Actor(kept.sent_by))
    return True


def receive(
    parts: Parts,
    unit: UnitOfWork,
    instance_id: int,
    token: int,
    what: Trigger,
    by: Actor,
    request: Request | None = None,
) -> int:
    """Let what waits at a token go on; the number of the history entry.

    Raises StaleState when it no longer waits: it did when its subscription was read.
    """
    head = instances.find(unit.connection, instance_id, lock=unit.writing)
    step = Step.load(parts, unit, head, by)
    element = next((one.element for one in step.before.subscriptions if one.token == token), None)
    if element is None or head.status is not InstanceStatus.ACTIVE:
        raise StaleState
    kind = Kind.MESSAGE if what.kind == messages.MESSAGE else Kind.SIGNAL
    value = {"token": token, "name": what.name, "payload": dict(what.payload)}
    entry = step.entry(kind, element=element.id, value=value, request=request)
    step.perform(entry, lambda flow: flow.receive(token, what.payload))
    return step.save()


def start(
    parts: Parts,
    unit: UnitOfWork,
    key: str,
    business_key: str,
    trigger: Trigger,
    by: Actor,
    request: Request | None = None,
) -> int:
    """Start the newest version of a process by a message, a signal or the clock; the instance's number."""
    newest = parts.definitions.newest(unit.connection, key)
    step = Beginning(
        parts, unit, by, definition_id=newest, business_key=business_key, data={}, trigger=trigger, request=request
    )
    step.save()
    return step.number()


def _deliver_signal(parts: Parts, unit: UnitOfWork, content: Mapping[str, Any], by: Actor) -> None:
    """A signal whose listener has gone meanwhile is over: signals are not kept (BPMN 2.0.2, 10.5.5)."""
    trigger, to = Trigger(messages.SIGNAL, content["name"], content["payload"]), content["to"]
    if "process" in to:
        start(parts, unit, to["process"], "", trigger, by)
        return
    listening = messages.receivers(unit.connection, messages.SIGNAL, content["name"], "")
    if (to["instance"], to["token"]) in listening:
        receive(parts, unit, to["instance"], to["token"], trigger, by)

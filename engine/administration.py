"""What only administrators do to an instance: cancel, suspend, resume, and try again what could not go on."""

from typing import Any

from engine import incidents, instances
from engine.actors import Actor
from engine.errors import NotAllowed
from engine.history import Entry
from engine.instances import Head
from engine.kinds import Kind
from engine.schema import InstanceStatus
from engine.steps import Parts, Step, annotate
from engine.work import UnitOfWork


def cancel(parts: Parts, unit: UnitOfWork, instance_id: int, by: Actor, reason: str) -> None:
    """End an instance before its end: its tasks are withdrawn, its timers and subscriptions go."""
    head = _find(unit, instance_id, by)
    head.demand_way(InstanceStatus.CANCELLED)
    step = Step.load(parts, unit, head, by)
    step.perform(step.entry(Kind.CANCELLED, value={"reason": reason}), lambda workflow: workflow.cancel())
    step.save(InstanceStatus.CANCELLED)


def suspend(parts: Parts, unit: UnitOfWork, instance_id: int, by: Actor, reason: str) -> None:
    """Hold an instance: its tasks stay, but nobody and nothing moves it."""
    _turn(parts, unit, instance_id, InstanceStatus.SUSPENDED, Kind.SUSPENDED, by, reason)


def resume(parts: Parts, unit: UnitOfWork, instance_id: int, by: Actor, reason: str) -> None:
    """Let a suspended instance go on; what fell due meanwhile is done next."""
    _turn(parts, unit, instance_id, InstanceStatus.ACTIVE, Kind.RESUMED, by, reason)


def retry(parts: Parts, unit: UnitOfWork, incident_id: int, by: Actor) -> bool:
    """Try again what an incident says could not go on; whether it went on."""
    row = incidents.find(unit.connection, incident_id)
    head = _find(unit, row.instance_id, by)
    head.demand(InstanceStatus.ACTIVE)
    step = Step.load(parts, unit, head, by)
    if row.token is None:  # The whole instance: that it could be read is what was asked for.
        entry = step.entry(Kind.RETRIED, value={"incident": incident_id})
        annotate(unit, head, entry, [incidents.resolved_by_id(incident_id, by, step.present.at)])
        return True
    return try_again(step, row)


def try_again(step: Step, row: Any) -> bool:
    """Let a parked element try once more, and save; whether it went on."""
    entry = step.entry(Kind.RETRIED, element=row.element, value={"token": row.token, "incident": row.id})
    step.perform(entry, lambda workflow: workflow.retry(row.token))
    again = next((parked for parked in step.workflow.standing.parked if parked.token == row.token), None)
    if again is not None:
        step.extra.append(incidents.repeated(row, again.sentence, step.present.at))
    step.save()
    return again is None


def _find(unit: UnitOfWork, instance_id: int, by: Actor) -> Head:
    if not by.administers:
        raise NotAllowed(f"Expected an administrator, but {by.id} is none.")
    return instances.find(unit.connection, instance_id, lock=unit.writing)


def _turn(
    parts: Parts, unit: UnitOfWork, instance_id: int, to: InstanceStatus, kind: Kind, by: Actor, reason: str
) -> None:
    head = _find(unit, instance_id, by)
    head.demand_way(to)
    entry = Entry(kind, parts.clock.now(), by, head.definition_id, value={"reason": reason})
    annotate(unit, head, entry, [], status=to)

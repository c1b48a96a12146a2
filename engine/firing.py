"""What happens because its time has come: timers that are due, incidents to be tried again, processes that begin."""

from datetime import datetime

from engine import incidents, instances, occurrences
from engine.actors import SYSTEM, Actor
from engine.administration import try_again
from engine.beginnings import Beginning
from engine.errors import Conflict, NotFound
from engine.history import Entry
from engine.instances import Head
from engine.kinds import Kind
from engine.occurrences import Occurrence
from engine.recurrence import begins_at
from engine.schema import InstanceStatus
from engine.spiff import Trigger
from engine.steps import Parts, Step, annotate
from engine.work import UnitOfWork


def fire(parts: Parts, unit: UnitOfWork, instance_id: int) -> bool:
    """Fire an instance's due timers and try its due incidents again; False when there was nothing to do.

    Locks the instance first; one that somebody else holds is left to them.
    """
    found = instances.BY_ID_FREE.rows(unit.write(), id=instance_id)
    head = Head.of(found[0]) if found else None
    if head is None or head.status is not InstanceStatus.ACTIVE:
        return False
    now = parts.clock.now()
    stuck = incidents.due(unit.connection, instance_id, now)
    whole = next((row for row in stuck if row.token is None), None)
    if whole is not None:
        _recover(parts, unit, head, whole.id)
        return True
    for row in stuck:
        try_again(Step.load(parts, unit, instances.find(unit.connection, instance_id, lock=True), SYSTEM), row)
    if stuck:
        head = instances.find(unit.connection, instance_id, lock=True)
    return _fire_timers(parts, unit, head) or bool(stuck)


def fail(parts: Parts, unit: UnitOfWork, instance_id: int, sentence: str) -> None:
    """Write down that an instance could not be gone on with as a whole, and let it rest."""
    head = instances.find(unit.write(), instance_id, lock=True)
    now = parts.clock.now()
    known = incidents.state_incident(unit.connection, instance_id)
    entry = Entry(Kind.FAILED, now, SYSTEM, head.definition_id, value={"sentence": sentence})
    write = incidents.repeated(known, sentence, now) if known else incidents.raised_whole(instance_id, sentence, now)
    annotate(unit, head, entry, [write])


def begin(parts: Parts, unit: UnitOfWork, occurrence: Occurrence) -> bool:
    """Begin what an occurrence is of, with its day as `occurs_on`; False when another worker does, or it was moved."""
    connection, present = unit.write(), parts.present()
    held = occurrences.hold(connection, occurrence)
    if held is None or held.due_at is None or held.planned_at is None or held.due_at > present.at:
        return False
    day = held.planned_at.astimezone(present.zone).date()
    newest = parts.definitions.newest(connection, held.key)
    trigger = Trigger(occurrences.TIMER, held.element, {"occurs_on": day})
    step = Beginning(
        parts, unit, SYSTEM, definition_id=newest, business_key=f"{held.key}/{day}", data={}, trigger=trigger
    )
    step.save()
    occurrences.begun(unit.write(), held, step.number())
    occurrences.plan(unit.write(), parts.definitions.get(connection, newest).process, present)
    return True


def move(parts: Parts, unit: UnitOfWork, occurrence: Occurrence, to: datetime | None, by: Actor) -> None:
    """Plan an occurrence for another time, or leave it out.  Raises NotFound, and Conflict when it has begun."""
    connection, present = unit.write(), parts.present()
    found = occurrences.find(connection, occurrence.key, occurrence.element, occurrence.occurs_at)
    if found is None:
        raise NotFound(f"Expected an occurrence of {occurrence.key!r} at {occurrence.occurs_at}, but there is none.")
    if found.instance_id is not None:
        raise Conflict("Expected an occurrence to come, but it has begun.")
    newest = parts.definitions.newest(connection, found.key)
    process = parts.definitions.get(connection, newest).process
    begins = None if to is None else begins_at(process, found.element, to, present)
    occurrences.change(connection, found, to, begins, by.id)


def _fire_timers(parts: Parts, unit: UnitOfWork, head: Head) -> bool:
    step = Step.load(parts, unit, head, SYSTEM)
    due = [timer for timer in step.before.timers if timer.due_at <= step.present.at]
    if not due:
        return False
    value = {"timers": [[timer.token, timer.element.id] for timer in due]}
    entry = step.entry(Kind.TIMER, element=due[0].element.id, value=value)
    step.perform(entry, lambda workflow: workflow.fire())
    step.save()
    return True


def _recover(parts: Parts, unit: UnitOfWork, head: Head, incident_id: int) -> None:
    """See whether the state can be read again; the caller fails the instance anew when it cannot."""
    step = Step.load(parts, unit, head, SYSTEM)
    entry = step.entry(Kind.RETRIED, value={"incident": incident_id})
    annotate(unit, head, entry, [incidents.resolved_by_id(incident_id, SYSTEM, step.present.at)])

"""Going on with an instance because its time has come: timers that are due, incidents that are to be tried again."""

from engine import incidents, instances
from engine.actors import SYSTEM
from engine.administration import try_again
from engine.history import Entry
from engine.instances import Head
from engine.kinds import Kind
from engine.schema import InstanceStatus
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

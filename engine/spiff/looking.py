"""Looking at an instance: what waits in it, and in which phase it is."""

from collections.abc import Iterator

from SpiffWorkflow.util.task import TaskState

from engine.spiff.instance import Instance
from engine.spiff.parking import Reason
from engine.spiff.standing import DueTimer, OpenTask, Parked, Standing, Subscription
from engine.spiff.timers import Schedule
from engine.spiff.tokens import Token

PHASE = "phase"


def standing_of(instance: Instance) -> Standing:
    """All that waits in an instance."""
    tasks, timers, subscriptions, parked = [], [], [], []
    for token in _tokens(instance):
        spec = token.task_spec
        if token._state == TaskState.READY:
            tasks.append(OpenTask(token.id, token.workflow.definition_id, spec.element, token.data))
        elif token._state == TaskState.ERROR:
            reason = Reason.kept(token.internal_data)
            parked.append(Parked(token.id, spec.element, reason.kind, reason.sentence))
        elif "due" in token.internal_data:
            timers.append(DueTimer(token.id, spec.element, Schedule.kept(token.internal_data["due"]).due))
        elif token._state == TaskState.WAITING and hasattr(spec, "event"):
            event = spec.event
            if event.kind in {"message", "signal"}:
                key = token.internal_data.get("key")
                subscriptions.append(Subscription(token.id, spec.element, event.kind, event.name or "", key))
    return Standing(
        tuple(tasks),
        tuple(timers),
        tuple(subscriptions),
        tuple(parked),
        instance.completed,
        instance.task_tree.data,
        phase_of(instance),
    )


def _tokens(instance: Instance) -> Iterator[Token]:
    for part in instance.parts():
        for token in part.tasks.values():
            if token.live:
                yield token


def phase_of(instance: Instance) -> str:
    """The innermost marked phase of the first token that has one; what listens or stands at a boundary does not count.

    A sub-process or called process is looked at through what waits inside it.
    """
    for token in _tokens(instance):
        spec = token.task_spec
        if spec.listens or spec.element.kind == "boundaryEvent" or token._state == TaskState.STARTED:
            continue
        phase = _phase_at(instance, token)
        if phase:
            return phase
    return ""


def _phase_at(instance: Instance, token: Token) -> str:
    at: Token | None = token
    while at is not None:
        element = at.task_spec.element
        elements = instance.process_of(at).elements
        for outer in (element, *(elements[name] for name in reversed(element.scope))):
            phase: str | None = outer.properties.get(PHASE)
            if phase:
                return phase
        # What is inside a sub-process is written in the same diagram; a called process is in another.
        part = at.workflow
        while part is not instance and part.caller.task_spec.spec is not None:
            part = part.caller.workflow
        at = None if part is instance else part.caller
    return ""

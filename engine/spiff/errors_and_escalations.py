"""Errors and escalations go outwards until something catches them (BPMN 2.0.2, 10.5.1 and 10.5.6)."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.tokens import Token


def caught(token: Token, kind: str, code: str, message: str) -> bool:
    """Let the innermost catcher of an `error` or `escalation` with this code happen; whether there is one.

    A catcher that names the code comes before one that names none.  With a `resultVariable` the catcher's data gets
    {"code", "message"}.
    """
    for catchers in _outwards(token):
        waiting = [catcher for catcher in catchers if _waits(catcher, kind, code)]
        waiting.sort(key=lambda catcher: catcher.task_spec.event.name is None)
        if waiting:
            spec = waiting[0].task_spec
            payload = {"code": code, "message": message} if spec.element.properties.get("resultVariable") else {}
            spec.happen(waiting[0], payload)
            return True
    return False


def _waits(token: Token, kind: str, code: str) -> bool:
    event = getattr(token.task_spec, "event", None)
    if event is None or token._state != TaskState.WAITING or event.kind != kind:
        return False
    return event.name is None or event.name == code


def _outwards(token: Token) -> Iterator[list[Token]]:
    """What could catch, step by step: beside the activity, in the scope, beside the sub-process, and so on."""
    at: Token | None = token
    while at is not None:
        inner = at
        parent = inner.parent
        while parent is not None and parent.task_spec.owns(inner):
            yield [child for child in parent.children if child is not inner]
            inner, parent = parent, parent.parent
        part: Any = at.workflow
        if not inner.task_spec.triggered_by_event:
            yield [child for child in part.tasks.values() if child.task_spec.listens]
        at = None if part is token.top else part.caller

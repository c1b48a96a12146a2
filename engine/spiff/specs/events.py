"""Events: those that happen at once, and those that are waited for (BPMN 2.0.2, 10.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from SpiffWorkflow.util.task import TaskState

from engine.spiff import errors_and_escalations
from engine.spiff.host import Trace
from engine.spiff.messages import Message
from engine.spiff.parking import Stuck
from engine.spiff.process import Element
from engine.spiff.specs import compensation
from engine.spiff.specs.gateways import EventGateway
from engine.spiff.specs.node import Node
from engine.spiff.timers import Schedule, schedule
from engine.spiff.tokens import Token


@dataclass(frozen=True, slots=True)
class Event:
    """What an event is about.

    `kind` is none, message, signal, timer, conditional, error, escalation, compensate, terminate or link; `name` the
    message's, signal's or link's name, the code of an error or escalation (None catches all), or the activity to
    compensate (None: all); for a timer `form` is date, duration or cycle and `text` what is written, for a conditional
    event `text` is its condition.
    """

    kind: str = "none"
    name: str | None = None
    form: str = ""
    text: str = ""


class ThrowEvent(Node):
    """Throws something and goes on; without anything to throw it only marks a place."""

    def __init__(self, wf_spec: Any, name: str, element: Element, event: Event, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, element, **kwargs)
        self.event = event

    def owns(self, token: Token) -> bool:
        return bool(token.task_spec.compensates)

    def left(self, token: Token, handler: Token) -> None:
        """A compensation handler is done."""
        compensation.go_on(token, handler)

    def _update_hook(self, my_task: Token) -> bool:
        return self.event.kind != "compensate" or compensation.begin(my_task, self.event.name)

    def _run_hook(self, my_task: Token) -> bool:
        if self.event.kind in {"message", "signal"}:
            Message(self.event.kind, self.event.name or "").throw(self, my_task)
        elif self.event.kind == "escalation":
            errors_and_escalations.caught(my_task, "escalation", self.event.name or "", self.element.name)
        return True


class EndEvent(ThrowEvent):
    """Uses its token up; an error or a terminate end also ends what is around it."""

    def _run_hook(self, my_task: Token) -> bool:
        super()._run_hook(my_task)
        if self.event.kind == "terminate":
            my_task.top.stop(my_task.workflow, but=my_task)
        elif self.event.kind == "error":
            code = self.event.name or ""
            if not errors_and_escalations.caught(my_task, "error", code, self.element.name):
                raise Stuck("service", f"Expected an error event for the code {code!r}, but nothing catches it.")
        return True


class StartEvent(ThrowEvent):
    """Where a scope begins; what starts it was already caught."""

    def _run_hook(self, my_task: Token) -> bool:
        return True


class CatchEvent(Node):
    """Waits for a message, signal, timer or condition: intermediate catch events and receive tasks."""

    def __init__(self, wf_spec: Any, name: str, element: Element, event: Event, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, element, **kwargs)
        self.event = event
        self.watches = event.kind == "conditional"

    def _update_hook(self, my_task: Token) -> bool:
        if self.event.kind in {"none", "link"}:
            return True
        self.prepare(my_task)
        my_task._state = TaskState.WAITING
        return False

    def prepare(self, token: Token) -> None:
        """Work out and keep what is waited for; raises Stuck."""
        if self.event.kind == "timer":
            value = self.evaluate(token, self.event.text)
            host = token.top.host
            token.internal_data["due"] = schedule(self.event.form, value, host.now(), host.zone).as_list()
        elif self.event.kind == "message":
            key = Message("message", self.event.name or "").awaited(self, token)
            if key is not None:
                token.internal_data["key"] = key

    def look(self, token: Token) -> None:
        """Go on when the condition comes to hold; one that held before and still does brings nothing new.

        A condition that gives null waits for data that is not there yet.
        """
        held = token.internal_data.pop("held", False)
        environment = token.top.script_engine.environment
        if environment.evaluate(self.event.text, token.data) is None:
            return
        if environment.condition(self.event.text, token.data):
            token.internal_data["held"] = True
            if not held:
                self.happen(token, {})

    def happen(self, token: Token, payload: Mapping[str, object]) -> None:
        """What the token waits for is here."""
        if isinstance(token.parent.task_spec, EventGateway):
            end_rivals(token)
        self.note(token)
        self.store_payload(token, payload)
        token._ready()

    def note(self, token: Token) -> None:
        """Take note of what came."""
        detail = {"name": self.event.name} if self.event.name else {}
        token.top.host.record(Trace(self.element.id, self.event.kind, detail))

    def store_payload(self, token: Token, payload: Mapping[str, object]) -> None:
        """Put what came into the data."""
        if payload:
            self.store(token, self.element.properties.get("resultVariable"), payload)


class BoundaryEvent(CatchEvent):
    """Waits beside an activity; an interrupting one ends it (BPMN 2.0.2, 10.5.4)."""

    noted: ClassVar[bool] = False

    def __init__(
        self, wf_spec: Any, name: str, element: Element, event: Event, *, interrupting: bool, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, element, event, **kwargs)
        self.interrupting = interrupting

    def happen(self, token: Token, payload: Mapping[str, object]) -> None:
        if self.interrupting:
            end_rivals(token)
            super().happen(token, payload)
            return
        self.note(token)
        occurrence = token.parent._add_child(self)
        self.store_payload(occurrence, payload)
        occurrence._ready()
        wait_again(token)


class Listener(CatchEvent):
    """Waits at the start event of an event sub-process while the scope around it runs (BPMN 2.0.2, 10.3.5)."""

    listens: ClassVar[bool] = True
    noted: ClassVar[bool] = False

    def __init__(
        self, wf_spec: Any, name: str, element: Element, event: Event, *, interrupting: bool, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, element, event, **kwargs)
        self.interrupting = interrupting
        self.body: Any = None

    def happen(self, token: Token, payload: Mapping[str, object]) -> None:
        root = token.workflow.task_tree
        if self.interrupting:
            for other in list(token.workflow.tasks.values()):
                other.cancel()
        else:
            wait_again(token)
        self.note(token)
        begun = root._add_child(self.body)
        variable = self.element.properties.get("resultVariable")
        if payload:
            begun.internal_data["brought"] = {variable: payload} if variable else dict(payload)
        token.top.enter(begun)


def end_rivals(token: Token) -> None:
    """Take away what hangs beside a token: the activity and its other events, or the other events of a gateway."""
    for other in token.parent.children:
        if other is not token:
            other.cancel()


def wait_again(token: Token) -> None:
    """After an occurrence that interrupts nothing: wait for the next, unless a timer had its last."""
    kept = token.internal_data.get("due")
    if kept is None:
        return
    following = Schedule.kept(kept).following(token.top.host.zone)
    if following is None:
        token.cancel()
    else:
        token.internal_data["due"] = following.as_list()

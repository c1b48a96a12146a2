"""The life of a token at any element.

Nothing is predicted: SpiffWorkflow grows a tree of tasks that may come, and its joins read it; here a join looks at
the diagram, so a token comes into being when it is reached, and a finished one can be forgotten at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.feel.errors import NotABoolean
from engine.spiff.environment import compiled
from engine.spiff.host import Trace
from engine.spiff.parking import Stuck
from engine.spiff.process import Element
from engine.spiff.sentences import NO_CONTEXT, NO_WAY, NO_WAY_WHERE
from engine.spiff.tokens import Token


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow out of an element: its id, its target's spec, and when it is taken."""

    id: str
    target: Any
    condition: str | None = None
    default: bool = False


class Node(BpmnSpecMixin):
    """An element of the diagram, or a helper that stands before one."""

    joins: ClassVar[bool] = False
    """Whether a token that waits here waits for other tokens only."""
    listens: ClassVar[bool] = False
    """Whether a token that waits here lets its scope end."""
    triggered_by_event: ClassVar[bool] = False
    """Whether it is an event sub-process, whose own errors its scope's listeners must not catch."""
    noted: ClassVar[bool] = True
    """Whether the history tells that a token here was taken away."""
    watches: bool = False
    """Whether a token that waits here must look again when others have moved."""

    def __init__(self, wf_spec: Any, name: str, element: Element, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, bpmn_name=element.name, **kwargs)
        self.element = element
        self.flows: tuple[Flow, ...] = ()
        self.conditional = False
        self.handler: Any = None
        """The activity that undoes this one."""
        self.compensates = False
        """Whether this is such an activity."""
        self.told = "passed"
        """What the history says of a token that is done here."""

    def wire(self, flows: Iterable[Flow]) -> None:
        """Set the ways out, once, while the diagram is read."""
        self.flows = tuple(flows)
        self.conditional = any(flow.condition is not None for flow in self.flows)
        for flow in self.flows:
            self.connect(flow.target)

    def owns(self, token: Token) -> bool:
        """Whether a token below one here still belongs to it, and is not one that went on from it."""
        return False

    def ways(self, token: Token) -> Iterable[Any]:
        """The specs to go on to: every flow without a condition, and every one whose condition holds.

        With none to take the default flow is taken (BPMN 2.0.2, 13.2.1); raises Stuck without one.
        """
        if not self.conditional:
            return [flow.target for flow in self.flows]
        chosen = [flow for flow in self.flows if not flow.default and self.holds(token, flow)]
        chosen = chosen or [flow for flow in self.flows if flow.default]
        if not chosen:
            raise self.no_way(token)
        return [flow.target for flow in chosen]

    def holds(self, token: Token, flow: Flow) -> bool:
        """Whether a flow may be taken; the condition and what it read go into the history."""
        if flow.condition is None:
            return True
        try:
            outcome = token.top.script_engine.environment.condition(flow.condition, token.data)
        except NotABoolean as error:
            raise Stuck("expression", str(error)) from None
        read = compiled(flow.condition).values_of(token.data)
        detail = {"flow": flow.id, "expression": flow.condition, "values": read, "outcome": outcome}
        token.top.host.record(Trace(self.element.id, "condition", detail))
        return bool(outcome)

    def no_way(self, token: Token) -> Stuck:
        """What to say when no condition holds and no flow is the default."""
        conditions = "; ".join(flow.condition for flow in self.flows if flow.condition)
        read: dict[str, object] = {}
        for flow in self.flows:
            if flow.condition:
                read.update(compiled(flow.condition).values_of(token.data))
        values = ", ".join(f"{name} = {value}" for name, value in read.items())
        said = NO_WAY_WHERE.fill(conditions=conditions, values=values) if values else NO_WAY.fill(conditions=conditions)
        return Stuck("expression", said.stored)

    def evaluate(self, token: Token, text: str, more: Mapping[str, object] | None = None) -> object:
        """The value of an attribute's text: FEEL when it begins with `=`, else the text itself."""
        if not text.lstrip().startswith("="):
            return text
        return token.top.script_engine.evaluate(token, text, more)

    def store(self, token: Token, variable: str | None, result: object) -> None:
        """Put a result into the data: under a name, else merged when it is a context."""
        if variable:
            token.data.write({variable: result})
        elif isinstance(result, Mapping):
            token.data.write(result)
        elif result is not None:
            raise Stuck("expression", NO_CONTEXT.fill(value=repr(result)).stored)

    # SpiffWorkflow's own steps, in the order in which it takes them.

    def _predict(self, my_task: Token, *args: object, **kwargs: object) -> None:
        """Nothing is predicted."""

    def _update_hook(self, my_task: Token) -> bool:
        return True

    def _on_ready(self, my_task: Token) -> None:
        """The wiring was checked when the diagram was read."""

    def _run_hook(self, my_task: Token) -> bool:
        return True

    def _on_error(self, my_task: Token) -> None:
        """The instance parks the token."""

    def _on_cancel(self, my_task: Token) -> None:
        """Nothing runs inside."""

    def _on_complete(self, my_task: Token) -> None:
        my_task.top.leave(my_task, self.ways(my_task))

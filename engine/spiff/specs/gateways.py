"""Gateways (BPMN 2.0.2, 10.6 and 13.4), with the joins counted by token instead of searched in a tree."""

from collections.abc import Iterable
from typing import Any, ClassVar

from SpiffWorkflow.util.task import TaskState

from engine.spiff.specs.node import Node
from engine.spiff.tokens import Token


class ExclusiveGateway(Node):
    """The first flow whose condition holds, in the diagram's order, else the default."""

    def ways(self, token: Token) -> Iterable[Any]:
        for flow in self.flows:
            if not flow.default and self.holds(token, flow):
                return [flow.target]
        for flow in self.flows:
            if flow.default:
                return [flow.target]
        if not self.flows:
            return []
        raise self.no_way(token)


class Join(Node):
    """Waits for tokens on several ways in, and goes on with one."""

    joins: ClassVar[bool] = True

    def _update_hook(self, my_task: Token) -> bool:
        if len(self._inputs) < 2:
            return True
        if "from" not in my_task.internal_data:
            parent = my_task.parent
            my_task.internal_data["from"] = parent.task_spec.name if parent is not None else ""
        my_task._state = TaskState.WAITING
        return self.joined(my_task)

    def arrived(self, token: Token) -> dict[str, list[Token]]:
        """The tokens that wait here, by the element they came from, first come first."""
        found: dict[str, list[Token]] = {}
        for other in token.workflow.tasks.values():
            if other.task_spec is self and other._state == TaskState.WAITING:
                found.setdefault(other.internal_data["from"], []).append(other)
        return found

    def joined(self, token: Token) -> bool:
        """Whether the token goes on; the others that it was joined with are used up."""
        raise NotImplementedError

    def use_up(self, token: Token, arrived: dict[str, list[Token]], each: dict[str, int]) -> None:
        """Take the given number of tokens from every way in, but leave the one that goes on."""
        for source, waiting in arrived.items():
            mine = [token] if token in waiting else []
            others = [other for other in waiting if other is not token]
            for other in (mine + others)[: each.get(source, 0)]:
                if other is not token:
                    other._state = TaskState.CANCELLED


class ParallelGateway(Join):
    """One token from every way in; excess ones stay for the next round."""

    def joined(self, token: Token) -> bool:
        arrived = self.arrived(token)
        needed = {name: self._inputs.count(name) for name in self._inputs}
        if any(len(arrived.get(name, ())) < number for name, number in needed.items()):
            return False
        self.use_up(token, arrived, needed)
        return True


class InclusiveGateway(Join):
    """One token from each way in that has one, as soon as no other token can still come to an empty way in.

    BPMN 2.0.2, 13.4.3: a token that could come to an empty way in does not count when it could also come to one that
    already has a token.
    """

    watches = True

    def __init__(self, wf_spec: Any, name: str, element: Any, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, element, **kwargs)
        self.upstream: dict[str, frozenset[str]] = {}
        """For each way in, the names of the specs from which it can be reached without passing this gateway."""

    def joined(self, token: Token) -> bool:
        """Never at once: other tokens may be on their way without having moved yet."""
        return False

    def look(self, token: Token) -> None:
        """Go on with the first token, when no other can still come."""
        arrived = self.arrived(token)
        if next(iter(arrived.values()))[0] is not token:
            return
        full = [self.upstream[name] for name in arrived]
        empty = [self.upstream[name] for name in self.upstream if name not in arrived]
        for other in token.workflow.tasks.values():
            if not other.live or other.task_spec is self or other.task_spec.listens:
                continue
            name = other.task_spec.name
            if any(name in names for names in empty) and not any(name in names for names in full):
                return
        self.use_up(token, arrived, dict.fromkeys(arrived, 1))
        token._ready()


class EventGateway(Node):
    """Waits for the first of the events that follow it; each of them waits on its own (BPMN 2.0.2, 10.6.6)."""

    def owns(self, token: Token) -> bool:
        return True

    def left(self, gateway: Token, token: Token) -> None:
        """The others were taken away when the event came."""

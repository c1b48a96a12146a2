"""A process as a net to send cases through: its nodes, where each leads, and how long one stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.lint.parts import Node, Scope
from engine.simulation.conditions import Sketch
from engine.simulation.ground import Ground
from engine.spiff import Length as Span

DAYS = 86_400.0


@dataclass(frozen=True)
class Net:
    """The processes that a case may come through, by key."""

    ground: Ground
    _sketches: dict[str, Sketch] = field(default_factory=dict)

    def sketch(self, key: str) -> Sketch:
        """A process as drawn.  Raises KeyError when there is none."""
        if key not in self._sketches:
            self._sketches[key] = Sketch(self.ground.definition(key))
        return self._sketches[key]

    def scope(self, key: str) -> Scope:
        """The inside of a process."""
        return self.sketch(key).process.scope

    @cached_property
    def meetings(self) -> frozenset[str]:
        """The processes that begin by themselves on their days."""
        return frozenset(
            key
            for key in self.ground.numbers
            if any(start.kind == "timer" for start in self.ground.definition(key).process.starts)
        )


def first_nodes(scope: Scope) -> list[Node]:
    """Where a case comes in: at the start that nothing triggers, else at the first one."""
    starts = [node for node in scope.starts if not node.definitions] or scope.starts[:1]
    if starts:
        return starts[:1]
    return [node for node in scope.nodes if not node.incoming and node.kind != "boundaryEvent"][:1]


def link_target(node: Node) -> Node | None:
    """Where a link that is thrown is caught; None for what is no link."""
    for other in node.scope.nodes if node.kind == "intermediateThrowEvent" else ():
        if other.kind == "intermediateCatchEvent" and other.link_name and other.link_name == node.link_name:
            return other
    return None


def span_of(text: str) -> float | None:
    """The days of an ISO 8601 duration; None for anything else.  Months have thirty days."""
    try:
        span = Span.of(text.strip())
    except ValueError:  # What is worked out from data is not known here.
        return None
    return span.months * 30 + span.days + span.rest.total_seconds() / DAYS


def awaited_by(net: Net, key: str) -> Mapping[str, str]:
    """Which waiting element waits for which process: the service that gave its correlation names one as it stands."""
    scope = net.scope(key)
    named = {}
    for node in scope.all_nodes():
        variable = node.camunda("resultVariable")
        if node.kind == "serviceTask" and variable:
            given = [value for name, value in node.properties.items() if name.startswith("in:")]
            found = next((value for value in given if value in net.meetings), None)
            if found:
                named[variable] = found
    awaited = {}
    for node in scope.all_nodes():
        root = node.properties.get("correlationKey", "").removeprefix("=").strip().partition(".")[0]
        if root in named:
            awaited[node.id] = named[root]
    return awaited

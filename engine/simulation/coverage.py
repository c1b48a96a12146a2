"""Which arrows a way took: read from what was passed, and from what the conditions came to."""

from collections.abc import Iterable

from engine.lint.parts import Node
from engine.simulation.conditions import Sketch
from engine.simulation.runs import Passed

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def flows_taken(sketch: Sketch, path: Iterable[Passed]) -> set[str]:
    """The ids of the arrows that a way through one process took."""
    nodes = {node.id: node for node in sketch.process.scope.all_nodes()}
    taken: set[str] = set()
    true: dict[str, set[str]] = {}
    for one in path:
        if one.what == "condition" and one.detail.get("outcome") is True:
            true.setdefault(one.element, set()).add(str(one.detail.get("flow")))
        elif one.what == "passed" and one.element in nodes:
            taken |= _out_of(nodes[one.element], true.pop(one.element, set())) | _into(nodes[one.element])
    return taken


def _out_of(node: Node, true: set[str]) -> set[str]:
    """The arrows out of a node that was passed: those without a condition, and those whose condition held."""
    flows = {flow.id for flow in node.outgoing}
    conditioned = {flow.id for flow in node.outgoing if flow.condition}
    if node.kind not in _CHOOSING and not conditioned:
        return flows if node.kind != "eventBasedGateway" else set()
    if true & flows:
        return true & flows if node.kind in _CHOOSING else (true & flows) | (flows - conditioned)
    if node.default_ref in flows:
        return {node.default_ref}
    return flows - conditioned


def _into(node: Node) -> set[str]:
    """The arrow by which an event was chosen: a gateway of events tells of no choice."""
    return {flow.id for flow in node.incoming if flow.source is not None and flow.source.kind == "eventBasedGateway"}

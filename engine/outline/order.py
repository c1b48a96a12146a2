"""In which order the steps of a drawing are read: as they follow each other, a branch before the join behind it."""

from collections.abc import Iterator

from engine.lint.parts import Node, Scope


def reading_order(scope: Scope) -> list[Node]:
    """The nodes of a scope but its boundary events: from the starts onwards, then what nothing leads to.

    Reverse postorder of a walk in depth: every step stands before those it leads to, but for loops back.
    """
    nodes = [node for node in scope.nodes if node.kind != "boundaryEvent"]
    entered: set[Node] = set()
    order: list[Node] = []
    for origin in sorted(nodes, key=_lateness):
        if origin not in entered:
            order.extend(reversed(_postorder(origin, entered)))
    return order


def _lateness(node: Node) -> int:
    if node.kind == "startEvent":
        return 0 if not node.definitions else 1
    if node.is_event_subprocess:
        return 3
    return 2 if not node.incoming else 4


def _postorder(origin: Node, entered: set[Node]) -> list[Node]:
    left: list[Node] = []
    entered.add(origin)
    work = [(origin, _onwards(origin))]
    while work:
        node, targets = work[-1]
        target = next((each for each in targets if each not in entered), None)
        if target is None:
            work.pop()
            left.append(node)
        else:
            entered.add(target)
            work.append((target, _onwards(target)))
    return left


def _onwards(node: Node) -> Iterator[Node]:
    """What follows a node, the last drawn first: so the first drawn is read first."""
    flows = [*node.outgoing, *(flow for event in node.boundaries for flow in event.outgoing)]
    targets = [flow.target for flow in flows if flow.target is not None and flow.target.scope is node.scope]
    links = [other for other in node.scope.nodes if node.link_name and other.link_name == node.link_name]
    return iter([target for target in reversed([*targets, *links]) if target.kind != "boundaryEvent"])

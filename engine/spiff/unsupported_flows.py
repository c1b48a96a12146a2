"""Flows and gateways that cannot be run as drawn."""

from collections.abc import Iterator

from lxml import etree

from engine.spiff.elements import FLOW_NODES, child_text, children_of, kind_of

Finding = tuple[etree._Element, str]

_NODES = FLOW_NODES | {"task", "manualTask", "complexGateway", "transaction", "adHocSubProcess"}
_AWAITED = {"intermediateCatchEvent", "receiveTask"}
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_UNCONDITIONAL = {"parallelGateway", "eventBasedGateway", "startEvent"}


def in_scope(scope: etree._Element) -> Iterator[Finding]:
    """What is wrong with the flows of a process or sub-process, its inner ones not included."""
    nodes = {node.get("id", ""): node for node in scope if kind_of(node) in _NODES}
    flows = children_of(scope, "sequenceFlow")
    yield from _ends(nodes, flows)
    yield from _starts(scope, nodes)
    yield from _links(nodes)
    leaving: dict[str, list[etree._Element]] = {}
    for flow in flows:
        leaving.setdefault(flow.get("sourceRef", ""), []).append(flow)
    for identifier, node in nodes.items():
        yield from _ways_out(node, leaving.get(identifier, []))
        if kind_of(node) == "eventBasedGateway":
            yield from _event_gateway(
                node, [nodes.get(flow.get("targetRef", "")) for flow in leaving.get(identifier, [])]
            )


def _ends(nodes: dict[str, etree._Element], flows: list[etree._Element]) -> Iterator[Finding]:
    for flow in flows:
        source, target = nodes.get(flow.get("sourceRef", "")), nodes.get(flow.get("targetRef", ""))
        if source is None or target is None:
            yield (
                flow,
                "Expected a flow between two elements of the same process or sub-process, but an end is missing.",
            )
            continue
        if kind_of(source) == "endEvent":
            yield flow, "Expected nothing after an end event, but a flow leaves it."
        if kind_of(target) in {"startEvent", "boundaryEvent"} or _triggered(source) or _triggered(target):
            yield flow, "Expected a flow between elements that follow each other, but one of them begins by an event."


def _triggered(node: etree._Element) -> bool:
    return node.get("triggeredByEvent") == "true"


def _starts(scope: etree._Element, nodes: dict[str, etree._Element]) -> Iterator[Finding]:
    starts = [node for node in nodes.values() if kind_of(node) == "startEvent"]
    plain = [node for node in starts if not any(kind_of(child).endswith("EventDefinition") for child in node)]
    if not starts:
        yield scope, "Expected a start event, but there is none."
    if len(plain) > 1 or (len(starts) > 1 and kind_of(scope) == "subProcess"):
        yield starts[-1], "Expected one start event, but there are several."


def _links(nodes: dict[str, etree._Element]) -> Iterator[Finding]:
    caught: dict[str | None, int] = {}
    for node in nodes.values():
        for link in children_of(node, "linkEventDefinition"):
            if kind_of(node) == "intermediateCatchEvent":
                caught[link.get("name")] = caught.get(link.get("name"), 0) + 1
    for node in nodes.values():
        for link in children_of(node, "linkEventDefinition"):
            if caught.get(link.get("name"), 0) != 1 or not link.get("name"):
                yield (
                    node,
                    f"Expected one place where the link {link.get('name')!r} goes on, but there is none or several.",
                )


def _ways_out(node: etree._Element, flows: list[etree._Element]) -> Iterator[Finding]:
    kind, default = kind_of(node), node.get("default")
    if default and default not in {flow.get("id") for flow in flows}:
        yield node, f"Expected the default flow among those that leave the element, but {default!r} does not."
    for flow in flows:
        conditional = child_text(flow, "conditionExpression") is not None
        if conditional and kind in _UNCONDITIONAL:
            yield flow, "Expected a flow without a condition after this element, but it has one."
        if conditional and flow.get("id") == default:
            yield flow, "Expected the default flow to have no condition, but it has one."
        if kind == "exclusiveGateway" and not conditional and len(flows) > 1 and flow.get("id") != default:
            yield flow, "Expected a condition, or the mark of the default flow, but it has neither."


def _guarded(scope: etree._Element | None) -> set[str | None]:
    return set() if scope is None else {node.get("attachedToRef") for node in children_of(scope, "boundaryEvent")}


def _event_gateway(gateway: etree._Element, targets: list[etree._Element | None]) -> Iterator[Finding]:
    if gateway.get("instantiate") == "true" or gateway.get("eventGatewayType") == "Parallel":
        yield (
            gateway,
            "Expected a gateway that waits for one of its events, but it begins the process or waits for all.",
        )
    if not targets:
        yield gateway, "Expected events after the gateway, but there are none."
    for target in targets:
        if target is None:
            continue
        if kind_of(target) not in _AWAITED or children_of(target, "linkEventDefinition"):
            yield target, "Expected an event to wait for after an event gateway, but this is none."
        elif len(children_of(target, "incoming")) > 1:
            yield target, "Expected only the event gateway before this event, but another flow comes in too."
        elif target.get("id") in _guarded(gateway.getparent()) or children_of(target, *_LOOPS):
            yield target, "Expected a plain event after an event gateway, but it has a boundary event or a loop."

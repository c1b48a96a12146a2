"""Compensation that cannot be run as drawn: handlers without an event, throws that reach into other scopes."""

from collections.abc import Iterator

from lxml import etree

from engine.spiff.elements import children_of, compensation_handlers, is_compensation, kind_of

Finding = tuple[etree._Element, str]


def in_scope(scope: etree._Element) -> Iterator[Finding]:
    """What is wrong with the compensation of a process or sub-process, its inner ones not included."""
    handlers = compensation_handlers(scope)
    flows = children_of(scope, "sequenceFlow")
    ends = {flow.get(side) for flow in flows for side in ("sourceRef", "targetRef")}
    ends |= {node.get("attachedToRef") for node in children_of(scope, "boundaryEvent")}
    events = [node for node in children_of(scope, "boundaryEvent") if is_compensation(node)]
    for event in events:
        attached = [other.get("attachedToRef") for other in events].count(event.get("attachedToRef"))
        if attached > 1 or _leads(scope, event) != 1 or event.get("attachedToRef") not in handlers:
            yield event, "Expected an association to one activity for compensation, but there is none or several."
    for node in scope:
        if node.get("isForCompensation") == "true" and node.get("id") not in handlers.values():
            yield node, "Expected a compensation event that leads to this activity, but there is none."
        if node.get("id") in ends and (node in events or node.get("isForCompensation") == "true"):
            yield node, "Expected no flows or boundary events at what is for compensation, but there are some."
    for node in children_of(scope, "intermediateThrowEvent", "endEvent"):
        if is_compensation(node):
            yield from _throw(scope, node, handlers)


def _leads(scope: etree._Element, event: etree._Element) -> int:
    return [association.get("sourceRef") for association in children_of(scope, "association")].count(event.get("id"))


def _throw(scope: etree._Element, node: etree._Element, handlers: dict[str, str]) -> Iterator[Finding]:
    activity = children_of(node, "compensateEventDefinition")[0].get("activityRef")
    if activity and activity not in handlers:
        yield node, f"Expected an activity of this scope that can be compensated, but {activity!r} is none."
    if scope.get("triggeredByEvent") == "true":
        yield node, "Expected compensation in the scope of the activities, but it is thrown in an event sub-process."
    if not activity and any(
        is_compensation(inner) for sub in children_of(scope, "subProcess") for inner in _below(sub)
    ):
        yield node, "Expected compensation within one scope, but a sub-process inside has handlers of its own."


def _below(scope: etree._Element) -> Iterator[etree._Element]:
    return (node for node in scope.iter() if kind_of(node) == "boundaryEvent")

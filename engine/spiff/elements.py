"""Reading what an element says of itself: names, `camunda:` attributes and properties, lane and group."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from engine.spiff.process import Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
NAMES = {"bpmn": BPMN, "camunda": CAMUNDA}

_CAMUNDA = f"{{{CAMUNDA}}}"
_BPMN = f"{{{BPMN}}}"

FLOW_NODES = frozenset(
    {
        "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
        "userTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
        "subProcess", "callActivity",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    }
)  # fmt: skip


def kind_of(node: etree._Element) -> str:
    """BPMN's local name of an element; empty for one of another namespace."""
    tag = node.tag
    return tag[len(_BPMN) :] if isinstance(tag, str) and tag.startswith(_BPMN) else ""


def children_of(node: etree._Element, *kinds: str) -> list[etree._Element]:
    """The direct children of these kinds."""
    wanted = {f"{_BPMN}{kind}" for kind in kinds}
    return [child for child in node if child.tag in wanted]


def child_text(node: etree._Element, kind: str) -> str | None:
    """The text of the first direct child of a kind, stripped; None without one or when it is empty."""
    for child in children_of(node, kind):
        return "".join(str(part) for part in child.itertext()).strip() or None
    return None


def camunda_attributes(node: etree._Element) -> dict[str, str]:
    """The `camunda:` attributes, by their local names."""
    return {str(name)[len(_CAMUNDA) :]: str(value) for name, value in node.attrib.items() if _is_camunda(name)}


def _is_camunda(name: Any) -> bool:
    return str(name).startswith(_CAMUNDA)


def camunda_properties(node: etree._Element) -> dict[str, str]:
    """The `camunda:properties` of an element; the last of a name counts."""
    found: dict[str, str] = {}
    for extension in children_of(node, "extensionElements"):
        for listed in extension.iterchildren(f"{_CAMUNDA}properties"):
            for one in listed.iterchildren(f"{_CAMUNDA}property"):
                name, value = one.get("name"), one.get("value")
                if name and value is not None:
                    found[name] = value
    return found


def is_compensation(node: etree._Element) -> bool:
    """Whether an event is about compensation."""
    return bool(children_of(node, "compensateEventDefinition"))


def compensation_handlers(scope: etree._Element) -> dict[str, str]:
    """Which activity undoes which: the handler's id by that of the activity whose boundary event leads to it."""
    nodes = {node.get("id"): node for node in scope if isinstance(node.tag, str)}
    found: dict[str, str] = {}
    for association in children_of(scope, "association"):
        source, target = nodes.get(association.get("sourceRef")), nodes.get(association.get("targetRef"))
        if source is None or target is None or kind_of(source) != "boundaryEvent" or not is_compensation(source):
            continue
        if target.get("isForCompensation") == "true":
            found[source.get("attachedToRef", "")] = target.get("id", "")
    return found


class Lanes:
    """The lanes of a process: which element lies in which, and whose group that is."""

    def __init__(self, process: etree._Element) -> None:
        self._by_node: dict[str, etree._Element] = {}
        for lane in process.iter(f"{_BPMN}lane"):  # Inner lanes come after the outer ones, and win.
            for reference in lane.iterchildren(f"{_BPMN}flowNodeRef"):
                self._by_node[(reference.text or "").strip()] = lane

    def of(self, node: etree._Element) -> tuple[str | None, str | None]:
        """The lane's name and its group: the property `group`, else the lane's id.

        What is inside a sub-process lies in the sub-process's lane.
        """
        at: etree._Element | None = node
        while at is not None:
            lane = self._by_node.get(at.get("id", ""))
            if lane is not None:
                return lane.get("name") or lane.get("id"), camunda_properties(lane).get("group") or lane.get("id")
            at = at.getparent()
        return None, None


def element_of(node: etree._Element, lanes: Lanes) -> Element:
    """A flow node as an Element."""
    lane, group = lanes.of(node)
    attributes: Mapping[str, str] = camunda_attributes(node)
    return Element(
        id=node.get("id", ""),
        name=node.get("name") or "",
        kind=kind_of(node),
        line=int(node.sourceline or 0),
        lane=lane,
        group=group,
        attributes=attributes,
        properties=camunda_properties(node),
        documentation=child_text(node, "documentation") or "",
        scope=_scope(node),
    )


def _scope(node: etree._Element) -> tuple[str, ...]:
    return tuple(
        outer.get("id", "") for outer in reversed(list(node.iterancestors())) if kind_of(outer) == "subProcess"
    )

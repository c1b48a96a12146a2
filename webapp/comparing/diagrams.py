"""The difference of two BPMN diagrams, element by element.

An element is known by its id.  It is told with all that it says, down to the timers and loops inside it; the flows
that it names as coming and going say so themselves.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.lint.tags import BPMN, BPMNDI, CAMUNDA, DC, DI, NODES, bpmn, camunda, local, reference
from engine.xml import read_xml
from webapp.comparing.differences import Change, Difference, What, changes_between

_PARTS = NODES | {"process", "participant", "lane", "sequenceFlow", "messageFlow", "message", "signal", "error"}
_PARTS |= {"escalation", "textAnnotation", "association", "group", "dataObjectReference", "dataStoreReference"}
_UNTOLD = {"incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet"}
_TIMES = {"timeDate", "timeDuration", "timeCycle"}
_TEXTS = {"documentation": "documentation", "conditionExpression": "condition", "script": "script", "text": "text"}
_ENDS = ("sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef", "escalationRef")
_PLACES = {"lane", "within"}
_BOUNDS = ("x", "y", "width", "height")


def compare_diagrams(old: bytes, new: bytes, file: str = "diagram.bpmn") -> list[Difference]:
    """What differs between two diagrams; raises InvalidResource for what is no XML."""
    before, after = read_xml(old, file), read_xml(new, file)
    olds, news = _parts(before), _parts(after)
    old_lanes, new_lanes = _lanes(before), _lanes(after)
    old_names, new_names = _names(olds), _names(news)
    found = []
    for key, element in news.items():
        if key not in olds:
            told = changes_between({}, dict(_account(element, new_lanes, new_names)))
            found.append(Difference(What.ADDED, local(element), key, new_names[key], told))
            continue
        changes = changes_between(
            dict(_account(olds[key], old_lanes, old_names)), dict(_account(element, new_lanes, new_names))
        )
        if changes := _meant(changes, olds[key], element):
            what = What.MOVED if {change.aspect for change in changes} <= _PLACES else What.CHANGED
            found.append(Difference(what, local(element), key, new_names[key] or old_names[key], changes))
    for key, element in olds.items():
        if key not in news:
            told = changes_between(dict(_account(element, old_lanes, old_names)), {})
            found.append(Difference(What.REMOVED, local(element), key, old_names[key], told))
    return found


def redrawn(old: bytes, new: bytes, file: str = "diagram.bpmn") -> set[str]:
    """The ids of what both diagrams have and draw at another place."""
    before, after = _drawn(read_xml(old, file)), _drawn(read_xml(new, file))
    return {key for key in before.keys() & after.keys() if before[key] != after[key]}


def _meant(changes: tuple[Change, ...], old: etree._Element, new: etree._Element) -> tuple[Change, ...]:
    """Without what only sounds different: a neighbour that was renamed is still the same neighbour."""
    return tuple(
        change
        for change in changes
        if change.aspect not in _ENDS or reference(old, change.aspect) != reference(new, change.aspect)
    )


def _parts(root: etree._Element) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for element in root.iter(f"{{{BPMN}}}*"):
        if element.get("id") and local(element) in _PARTS:
            found.setdefault(element.get("id", ""), element)
    return found


def _names(parts: Mapping[str, etree._Element]) -> dict[str, str]:
    """What each part is called; a flow without words by its ends."""
    names = {key: " ".join((element.get("name") or "").split()) for key, element in parts.items()}
    for key, element in parts.items():
        if not names[key] and element.get("sourceRef"):
            ends = (reference(element, end) for end in ("sourceRef", "targetRef"))
            names[key] = " → ".join(names.get(end) or end for end in ends)
    return names


def _lanes(root: etree._Element) -> dict[str, str]:
    return {
        (ref.text or "").strip(): lane.get("name") or lane.get("id") or ""
        for lane in root.iter(bpmn("lane"))
        for ref in lane.iterfind(bpmn("flowNodeRef"))
    }


def _account(element: etree._Element, lanes: Mapping[str, str], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """All that an element says: aspect, text."""
    key = element.get("id") or ""
    for attribute, value in element.attrib.items():
        if attribute != "id":
            aspect = _attribute(attribute)
            yield aspect, names.get(value.rpartition(":")[2]) or value if aspect in _ENDS else value
    if lane := lanes.get(key):
        yield "lane", lane
    parent = element.getparent()
    if parent is not None and local(element) in NODES and local(parent) != "process":
        yield "within", names.get(parent.get("id") or "") or parent.get("id") or ""
    for child in element:
        yield from _inner(child, names, "")


def _inner(element: etree._Element, names: Mapping[str, str], path: str) -> Iterator[tuple[str, str]]:
    """What stands inside an element, unless it is a part of its own."""
    name = local(element)
    if name in _UNTOLD or (name in _PARTS and element.get("id") and element.tag == bpmn(name)):
        return
    text = " ".join("".join(element.itertext()).split()) if not len(element) else ""
    if element.tag == camunda("property"):
        yield f"property:{element.get('name')}", element.get("value") or ""
        return
    if name in _TIMES:
        yield "time", text
        return
    if name in _TEXTS:
        yield _TEXTS[name], text
        return
    inside = f"{path}{name}"
    yield inside, text or "✓" if name not in ("extensionElements", "properties") else ""
    for attribute, value in element.attrib.items():
        aspect = _attribute(attribute)
        if aspect != "id" and not aspect.endswith("}type"):
            yield f"{inside}.{aspect}", names.get(value.rpartition(":")[2]) or value if aspect in _ENDS else value
    for child in element:
        yield from _inner(child, names, "" if name in ("extensionElements", "properties") else f"{inside}.")


def _attribute(name: str) -> str:
    return name.replace(f"{{{CAMUNDA}}}", "camunda:")


def _drawn(root: etree._Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            found[reference(shape, "bpmnElement")] = tuple(bounds.get(name) or "" for name in _BOUNDS)
    for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        points = edge.iterfind(f"{{{DI}}}waypoint")
        found[reference(edge, "bpmnElement")] = tuple(f"{each.get('x')},{each.get('y')}" for each in points)
    return found

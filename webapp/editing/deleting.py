"""Taking a step out: its neighbours are joined, and what only it led to goes with it."""

from engine.errors import InvalidInput
from engine.lint.tags import bpmn, local
from webapp.editing.document import Document, Element, parent_of
from webapp.editing.inserting import refer, unrefer
from webapp.editing.lanes import enter_lane
from webapp.editing.picture import Picture
from webapp.editing.routing import route, tidy


def delete_step(content: bytes, step: str) -> bytes:
    """Take a step with one way on out of the diagram, with its boundary events and what only these lead to.

    Raises NotFound, and InvalidInput where a start, an end or a choice would be lost.
    """
    document = Document(content)
    element = document.find_step(step)
    incoming, outgoing = document.incoming(element), document.outgoing(element)
    if not incoming or len(outgoing) != 1 or local(element) == "boundaryEvent":
        raise InvalidInput(
            f'Expected a step that others lead to and with one way on, but "{element.get("name") or step}" has '
            f"{len(incoming)} ways in and {len(outgoing)} ways out."
        )
    onward = outgoing[0]
    target = document.find(onward.get("targetRef") or "")
    if any(flow.get("sourceRef") == target.get("id") for flow in incoming):
        raise InvalidInput(
            f'Expected two neighbours to join, but "{element.get("name") or step}" stands between a step and itself.'
        )
    picture = Picture(document)
    for flow in incoming:
        _lead_on(picture, flow, onward, target)
    for lost in _only_from(document, document.boundaries(element)):
        _take_out(picture, lost)
    _take_out(picture, element)
    picture.write()
    return document.content()


def _lead_on(picture: Picture, flow: Element, onward: Element, target: Element) -> None:
    document = picture.document
    key, target_id = flow.get("id") or "", target.get("id") or ""
    flow.set("targetRef", target_id)
    refer(document, target, "incoming", flow)
    first, second = picture.lines.get(key), picture.lines.get(onward.get("id") or "")
    if first is None or second is None:
        return
    end, start = first.points[-1], second.points[0]
    first.target = target_id
    if abs(end[1] - start[1]) < 1 or abs(end[0] - start[0]) < 1:
        first.points = tidy([*first.points, *second.points])
    else:
        first.points = route(picture, first.source, target_id, frozenset({key, onward.get("id") or ""}))


def _only_from(document: Document, events: list[Element]) -> list[Element]:
    """Boundary events and the steps that nothing else leads to."""
    lost = list(events)
    for element in lost:
        for flow in document.outgoing(element):
            target = document.find(flow.get("targetRef") or "")
            if target not in lost and all(
                document.find(each.get("sourceRef") or "") in lost for each in document.incoming(target)
            ):
                lost.append(target)
                lost += [event for event in document.boundaries(target) if event not in lost]
    return lost


def _take_out(picture: Picture, element: Element) -> None:
    document = picture.document
    for flow in {*document.outgoing(element), *document.incoming(element)}:
        for end, name in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            step = document.find(flow.get(end) or "")
            unrefer(document, step, name, flow)
            if step.get("default") == flow.get("id"):
                document.set(step, "default", None)
        picture.erase(flow.get("id") or "")
        document.remove(flow)
    for association in list(parent_of(element).iterfind(bpmn("association"))):
        if element.get("id") in (association.get("sourceRef"), association.get("targetRef")):
            picture.erase(association.get("id") or "")
            document.remove(association)
    enter_lane(document, element, None)
    picture.erase(element.get("id") or "")
    for inner in element.iter(bpmn("*")):
        if inner.get("id"):
            picture.erase(inner.get("id") or "")
    document.remove(element)

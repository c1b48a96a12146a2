"""Putting a step in between two others."""

from dataclasses import dataclass

from engine.errors import InvalidInput
from engine.lint.tags import bpmn, local
from webapp.editing.document import Document, Element, parent_of
from webapp.editing.kinds import Kind, NewStep, make
from webapp.editing.lanes import enter_lane, free_row, lane_at
from webapp.editing.picture import Box, Line, Picture
from webapp.editing.places import room_on
from webapp.editing.routing import route, tidy
from webapp.editing.wording import id_of, label_of_step, label_of_way, label_size


@dataclass(frozen=True, slots=True)
class Inserted:
    """A changed diagram, and the id of what is new in it."""

    content: bytes
    element: str


def insert_step(content: bytes, flow: str, step: NewStep, *, lane: str | None = None) -> Inserted:
    """Put a step on a flow, in a lane (by default where there is room on the way, best in the source's lane).

    The flow keeps its id and condition and leads to the new step.  Raises NotFound for an unknown flow or lane, and
    InvalidInput where no such step may stand.
    """
    document = Document(content)
    arrow = document.find_kind(flow, "sequenceFlow")
    refuse_race(document, arrow)
    if lane is not None:
        document.find_kind(lane, "lane")
    element = make(document, step, document.new_id(id_of(step.name)))
    key = element.get("id") or ""
    onward = put_in(document, arrow, element)
    picture = Picture(document)
    if flow in picture.lines:
        _draw(picture, step, (flow, key, onward.get("id") or ""), lane)
        lane = lane or lane_at(picture, key)
    enter_lane(document, element, lane or lane_near(document, arrow))
    picture.write()
    return Inserted(document.content(), key)


def lane_near(document: Document, arrow: Element) -> str | None:
    """The lane of the step that a flow leaves."""
    found = document.lane_of(arrow.get("sourceRef") or "")
    return found.get("id") if found is not None else None


def put_in(document: Document, arrow: Element, element: Element) -> Element:
    """Put an element behind the source of a flow, which leads to it; gives the new flow on to the target."""
    source, target = document.find(arrow.get("sourceRef") or ""), document.find(arrow.get("targetRef") or "")
    document.insert_after(source, element)
    arrow.set("targetRef", element.get("id") or "")
    onward = connect(document, element, target, after=arrow)
    refer(document, element, "incoming", arrow)
    unrefer(document, target, "incoming", arrow)
    return onward


def connect(document: Document, source: Element, target: Element, *, after: Element | None = None) -> Element:
    """A new flow between two steps, in the model."""
    source_id, target_id = source.get("id") or "", target.get("id") or ""
    key = document.new_id(f"{source_id}_to_{target_id}")
    flow = document.create(bpmn("sequenceFlow"), {"id": key, "sourceRef": source_id, "targetRef": target_id})
    last = after if after is not None else list(document.flows(parent_of(source)))[-1]
    document.insert_after(last, flow)
    refer(document, source, "outgoing", flow)
    refer(document, target, "incoming", flow)
    return flow


def refer(document: Document, step: Element, name: str, flow: Element) -> None:
    """Name a flow in the step that it leaves or leads to."""
    document.insert_ordered(step, document.create(bpmn(name), text=flow.get("id")))


def unrefer(document: Document, step: Element, name: str, flow: Element) -> None:
    """Name it no longer."""
    for reference in step.findall(bpmn(name)):
        if (reference.text or "").strip() == flow.get("id"):
            document.remove(reference)


def refuse_race(document: Document, arrow: Element) -> None:
    """Refuse a flow out of a choice between events: only the events may follow it."""
    source = document.find(arrow.get("sourceRef") or "")
    if local(source) == "eventBasedGateway":
        raise InvalidInput(
            f'Expected a flow on which a step may stand, but after "{source.get("name") or source.get("id")}" the '
            "awaited events come at once."
        )


def _draw(picture: Picture, step: NewStep, keys: tuple[str, str, str], lane: str | None) -> None:
    flow, key, onward = keys
    line = picture.lines[flow]
    source, target = line.source, line.target
    size = step.size
    label = label_size(step.name) if step.kind is Kind.TIMER else None
    room = (max(size[0], label[0]), size[1] + 2 * label[1] + 14) if label else size
    own = lane or lane_at(picture, line.source) or picture.owner_of(line.source)
    spot = room_on(picture, flow, room, own, wanted=lane is not None)
    if spot is not None:
        box = centred(spot.box, size)
        picture.add_shape(key, box)
        split(picture, flow, onward, key, spot.piece, (source, target))
        if label:
            picture.labels[key] = label_of_step(picture, box, step.name)
        _mend_label(picture, flow, box)
        return
    box = free_row(picture, room, picture.shapes[source], own)
    box = centred(box, size)
    picture.add_shape(key, box)
    line.target = key
    line.points = route(picture, source, key, frozenset({flow}))
    picture.add_line(onward, Line(route(picture, key, target, frozenset({flow})), key, target))
    if label:
        picture.labels[key] = label_of_step(picture, box, step.name)


def centred(room: Box, size: tuple[float, float]) -> Box:
    """A box of a size in the middle of a room."""
    x, y = room.middle
    return Box(x - size[0] / 2, y - size[1] / 2, *size)


def split(picture: Picture, flow: str, onward: str, key: str, piece: int, ends: tuple[str, str]) -> None:
    """Divide an arrow at a box that stands on one of its pieces."""
    line, box = picture.lines[flow], picture.shapes[key]
    first, second = line.points[piece], line.points[piece + 1]
    if abs(first[1] - second[1]) < 1:
        sides = ((box.left, first[1]), (box.right, first[1]))
    else:
        sides = ((first[0], box.top), (first[0], box.bottom))
    if (second[0] - first[0]) + (second[1] - first[1]) < 0:
        sides = sides[::-1]
    picture.add_line(onward, Line(tidy([sides[1], *line.points[piece + 1 :]]), key, ends[1]))
    line.points, line.target = tidy([*line.points[: piece + 1], sides[0]]), key


def _mend_label(picture: Picture, flow: str, box: Box) -> None:
    """Where the new step came to stand upon the arrow's label, the label goes to the arrow's beginning."""
    label = picture.labels.get(flow)
    if label is not None and label.meets(box):
        name = picture.document.find(flow).get("name") or ""
        del picture.labels[flow]
        picture.labels[flow] = label_of_way(picture, picture.lines[flow], name)

"""A step into another lane, and lanes themselves."""

from engine.lint.tags import bpmn
from webapp.editing.document import Document, Element
from webapp.editing.inserting import Inserted
from webapp.editing.lanes import enter_lane, ground_of, is_free
from webapp.editing.picture import Box, Picture
from webapp.editing.routing import route
from webapp.editing.wording import id_of, label_of_way

_HEIGHT, _HEAD, _AIR = 140.0, 30.0, 10.0


def move_to_lane(content: bytes, step: str, lane: str) -> bytes:
    """Put a step, with the events on its edge, into another lane; its arrows are led anew."""
    document = Document(content)
    element, target = document.find_step(step), document.find_kind(lane, "lane")
    picture = Picture(document)
    moved = {step, *(event.get("id") or "" for event in document.boundaries(element))}
    if step in picture.shapes and lane in picture.shapes:
        _move(picture, step, moved, lane)
    for key in moved:
        enter_lane(document, document.find(key), target.get("id"))
    picture.write()
    return document.content()


def _move(picture: Picture, step: str, moved: set[str], lane: str) -> None:
    attached = frozenset(key for key, line in picture.lines.items() if line.source in moved or line.target in moved)
    box = picture.shapes[step]
    place = _place(picture, box, lane, frozenset(moved) | attached)
    shift = place.top - picture.shapes[step].top
    for key in moved:
        picture.shapes[key] = picture.shapes[key].moved(0, shift)
        if key in picture.labels:
            picture.labels[key] = picture.labels[key].moved(0, shift)
    for key in attached:
        line = picture.lines[key]
        line.points = route(picture, line.source, line.target, frozenset({key}))
        if key in picture.labels:
            del picture.labels[key]
            name = picture.document.find(key).get("name") or ""
            picture.labels[key] = label_of_way(picture, line, name)


def _place(picture: Picture, box: Box, lane: str, own: frozenset[str]) -> Box:
    ground = ground_of(picture, lane)
    rows = {
        ground.middle[1],
        *(
            other.middle[1]
            for key, other in picture.shapes.items()
            if key not in picture.open and ground.holds(other.middle)
        ),
    }
    for y in sorted(rows, key=lambda row: abs(row - ground.middle[1])):
        place = Box(box.left, y - box.height / 2, box.width, box.height)
        if (
            ground.top + _AIR <= place.top
            and place.bottom <= ground.bottom - _AIR
            and is_free(picture, place.grown(_AIR), own)
        ):
            return place
    picture.heighten(ground.bottom - 1, box.height + 3 * _AIR)
    return Box(box.left, ground.bottom + _AIR / 2, box.width, box.height)


def add_lane(content: bytes, process: str, name: str, group: str = "") -> Inserted:
    """A lane at the bottom of a process's pool; its id is the group's key where that is one, for the tasks in it."""
    document = Document(content)
    element = document.find_kind(process, "process")
    lane_set = element.find(bpmn("laneSet"))
    if lane_set is None:
        lane_set = document.insert_ordered(
            element, document.create(bpmn("laneSet"), {"id": document.new_id(f"lanes_{process}")})
        )
    key = document.new_id(group if group.isidentifier() else id_of(name))
    picture = Picture(document)
    lane = document.append(lane_set, document.create(bpmn("lane"), {"id": key, "name": name}))
    pool = next((each for each in document.root.iter(bpmn("participant")) if each.get("processRef") == process), None)
    if pool is not None and pool.get("id") in picture.shapes:
        _draw_lane(picture, lane, pool.get("id") or "")
    picture.write()
    return Inserted(document.content(), key)


def _draw_lane(picture: Picture, lane: Element, pool: str) -> None:
    ground = picture.shapes[pool]
    for key, box in picture.shapes.items():
        if key != pool and box.top >= ground.bottom - 1:
            picture.shapes[key] = box.moved(0, _HEIGHT)
    for line in picture.lines.values():
        line.points = [(x, y + _HEIGHT if y >= ground.bottom else y) for x, y in line.points]
    picture.shapes[pool] = Box(ground.left, ground.top, ground.width, ground.height + _HEIGHT)
    picture.add_shape(lane.get("id") or "", Box(ground.left + _HEAD, ground.bottom, ground.width - _HEAD, _HEIGHT))
    picture.mark(lane.get("id") or "", "isHorizontal")

"""Lanes: which one a step lies in, in the model and in the picture."""

from engine.lint.tags import bpmn
from webapp.editing.document import Document, Element
from webapp.editing.picture import Box, Picture, around, runs_in
from webapp.editing.places import GAP

_AIR = 10.0


def lane_at(picture: Picture, step: str) -> str | None:
    """The lane in which a step is drawn; None where it stands in none, or in a sub-process."""
    box = picture.shapes.get(step)
    if box is None or picture.owner_of(step):
        return None
    lanes = (lane for lane in picture.document.root.iter(bpmn("lane")) if lane.find(bpmn("childLaneSet")) is None)
    for lane in lanes:
        key = lane.get("id") or ""
        if key in picture.shapes and picture.shapes[key].holds(box.middle):
            return key
    return None


def enter_lane(document: Document, step: Element, lane: str | None) -> None:
    """Name a step in a lane and in no other; within sub-processes steps belong to no lane of their own."""
    key = step.get("id")
    for reference in list(document.root.iter(bpmn("flowNodeRef"))):
        if (reference.text or "").strip() == key:
            document.remove(reference)
    parent = step.getparent()
    if lane is None or parent is None or parent.tag != bpmn("process"):
        return
    owner = document.find_kind(lane, "lane")
    index = sum(1 for child in owner if child.tag != bpmn("childLaneSet"))
    document.insert(owner, index, document.create(bpmn("flowNodeRef"), text=key))


def free_row(picture: Picture, size: tuple[float, float], beside: Box, lane: str) -> Box:
    """Make a place of a size to the right of a shape, in a lane: an upright strip, and a row of it that is free."""
    left = beside.right + GAP / 2
    picture.widen(left, size[0] + GAP)
    left += GAP / 2
    ground = ground_of(picture, lane)
    rows = {ground.middle[1], beside.middle[1]} | {box.middle[1] for key, box in _standing(picture, ground)}
    for y in sorted(rows, key=lambda row: abs(row - beside.middle[1])):
        box = Box(left, y - size[1] / 2, *size)
        inside = ground.top + _AIR <= box.top and box.bottom <= ground.bottom - _AIR
        if inside and is_free(picture, box.grown(_AIR)):
            return box
    picture.heighten(ground.bottom - 1, size[1] + GAP)
    return Box(left, ground.bottom + GAP / 2, *size)


def ground_of(picture: Picture, key: str) -> Box:
    """Where a lane, a pool or a sub-process is drawn; the whole picture where there is none."""
    if key in picture.shapes:
        return picture.shapes[key]
    boxes = list(picture.shapes.values())
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


def _standing(picture: Picture, ground: Box) -> list[tuple[str, Box]]:
    return [
        (key, box) for key, box in picture.shapes.items()
        if key not in picture.open and key not in picture.hosts and ground.holds(box.middle)
    ]  # fmt: skip


def is_free(picture: Picture, area: Box, besides: frozenset[str] = frozenset()) -> bool:
    """Whether nothing is drawn in an area but what all lies upon."""
    shapes = (box for key, box in picture.shapes.items() if key not in picture.grounds and key not in besides)
    labels = (box for key, box in picture.labels.items() if key not in besides)
    pieces = (
        around(*ends) for key, line in picture.lines.items() if key not in besides for ends in line.pieces()
    )  # fmt: skip
    return not any(box.meets(area) for box in (*shapes, *labels)) and not any(runs_in(piece, area) for piece in pieces)

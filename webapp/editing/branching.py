"""A branch: a choice on a flow, with another way that comes back or ends."""

from dataclasses import replace

from engine.errors import InvalidInput
from engine.lint.tags import bpmn, local
from webapp.editing.document import Document
from webapp.editing.fields import write_child
from webapp.editing.inserting import Inserted, centred, connect, lane_near, put_in, refuse_race, split
from webapp.editing.kinds import Kind, NewStep, make
from webapp.editing.lanes import enter_lane, is_free, lane_at
from webapp.editing.picture import Box, Line, Picture
from webapp.editing.places import GAP, room_on
from webapp.editing.routing import route
from webapp.editing.wording import id_of, label_of_step, label_of_way, label_size

_GATEWAY, _END = (50.0, 50.0), (36.0, 36.0)


def add_branch(
    content: bytes, flow: str, step: NewStep, *, question: str, condition: str, yes: str, no: str, end: str = ""
) -> Inserted:
    """A choice on a flow: where the condition holds, the new step is done before it goes on.

    With `end`, the way of the new step ends in an event of that name instead of coming back.  `question` is the
    choice's label, `yes` and `no` those of its ways.
    """
    document = Document(content)
    arrow = document.find_kind(flow, "sequenceFlow")
    refuse_race(document, arrow)
    if not condition.strip():
        raise InvalidInput("Expected a condition for the branch, but it is empty.")
    target = document.find(arrow.get("targetRef") or "")
    if not end and local(target).endswith("Gateway"):  # A choice that splits does not join as well.
        document = Document(_with_meeting(content, flow))
        arrow = document.find(flow)
        target = document.find(arrow.get("targetRef") or "")
    gateway = document.create(bpmn("exclusiveGateway"), {"id": document.new_id(id_of(question)), "name": question})
    onward = put_in(document, arrow, gateway)
    task = make(document, step, document.new_id(id_of(step.name)))
    document.insert_after(gateway, task)
    aside = connect(document, gateway, task)
    write_child(document, aside, "conditionExpression", condition if condition.startswith("=") else f"= {condition}")
    aside.set("name", yes)
    onward.set("name", no)
    gateway.set("default", onward.get("id") or "")
    last = target
    if end:
        last = document.create(bpmn("endEvent"), {"id": document.new_id(id_of(end)), "name": end})
        document.insert_after(task, last)
    back = connect(document, task, last)
    keys = [each.get("id") or "" for each in (arrow, gateway, onward, aside, task, back, last)]
    lane = lane_near(document, arrow)
    picture = Picture(document)
    if flow in picture.lines:
        _draw(picture, keys, step, end, (question, yes, no))
    for element in (gateway, task, *((last,) if end else ())):
        enter_lane(document, element, lane_at(picture, element.get("id") or "") or lane)
    picture.write()
    return Inserted(document.content(), keys[4])


def _with_meeting(content: bytes, flow: str) -> bytes:
    """The diagram with a place on a flow where ways meet."""
    document = Document(content)
    arrow = document.find(flow)
    meeting = document.create(bpmn("exclusiveGateway"), {"id": document.new_id(f"{flow}_meeting")})
    key = meeting.get("id") or ""
    onward = put_in(document, arrow, meeting)
    picture = Picture(document)
    if flow in picture.lines:
        line = picture.lines[flow]
        ends = (line.source, line.target)
        own = lane_at(picture, line.source) or picture.owner_of(line.source)
        spot = room_on(picture, flow, _GATEWAY, own)
        if spot is not None:
            picture.add_shape(key, spot.box)
            picture.mark(key, "isMarkerVisible")
            split(picture, flow, onward.get("id") or "", key, spot.piece, ends)
    enter_lane(document, meeting, lane_at(picture, key) or lane_near(document, arrow))
    picture.write()
    return document.content()


def _draw(picture: Picture, keys: list[str], step: NewStep, end: str, words: tuple[str, str, str]) -> None:
    flow, gateway, onward, aside, task, back, last = keys
    line = picture.lines[flow]
    target = line.target
    question, yes, no = words
    label = label_size(question)
    no_width = label_size(no)[0] + 10
    wide = max(50 + no_width, 50 + GAP + step.size[0] + (GAP + 60 if end else 25))
    own = lane_at(picture, line.source) or picture.owner_of(line.source)
    spot = room_on(picture, flow, (wide, 50 + 2 * (label[1] + 7)), own)
    if spot is None:
        raise InvalidInput(f'Expected a flow with room for a choice, but "{flow}" is drawn without a straight piece.')
    whole = spot.box
    line = picture.lines[flow]
    level = abs(line.points[spot.piece][1] - line.points[spot.piece + 1][1]) < 1
    forward = line.points[spot.piece][0] <= line.points[spot.piece + 1][0]
    at = (whole.left + 25 if forward or not level else whole.right - 25, whole.middle[1])
    if not level:
        at = (line.points[spot.piece][0], whole.middle[1])
    box = Box(at[0] - 25, at[1] - 25, *_GATEWAY)
    picture.add_shape(gateway, box)
    picture.mark(gateway, "isMarkerVisible")
    split(picture, flow, onward, gateway, spot.piece, (line.source, target))
    size = (step.size[0] + (GAP + 60 if end else 0), step.size[1])
    clear(picture, _room(box, size, level).grown(8), box, frozenset({gateway, flow, onward}))
    box = picture.shapes[gateway]
    room = _room(box, size, level)
    placed = centred(Box(room.left, room.top, step.size[0], room.height), step.size)
    picture.add_shape(task, placed)
    x, y = placed.left, placed.middle[1]
    bent = [(box.middle[0], box.bottom), (box.middle[0], y), (x, y)]
    picture.add_line(aside, Line(bent if level else [(box.right, y), (x, y)], gateway, task))
    if end:
        closing = Box(placed.right + GAP, placed.middle[1] - 18, *_END)
        picture.add_shape(last, closing)
    picture.add_line(back, Line(route(picture, task, last), task, last))
    picture.labels[aside] = label_of_way(picture, picture.lines[aside], yes)
    picture.labels[onward] = label_of_way(picture, picture.lines[onward], no)
    picture.labels[gateway] = label_of_step(picture, box, question)
    if step.kind is Kind.TIMER:
        picture.labels[task] = label_of_step(picture, placed, step.name)
    if end:
        picture.labels[last] = label_of_step(picture, picture.shapes[last], end)


def _room(gateway: Box, size: tuple[float, float], level: bool) -> Box:
    """Where the new way runs: beneath a choice on a level arrow, to the right of one on an upright arrow."""
    if level:
        return Box(gateway.right + GAP - 10, gateway.bottom + GAP, *size)
    return Box(gateway.right + 2 * GAP, gateway.middle[1] - size[1] / 2, *size)


def clear(picture: Picture, room: Box, beneath: Box, besides: frozenset[str]) -> None:
    """Make a room beneath a shape free: what lies there moves down, and what still crosses it moves right.

    The pool, lane and sub-process that the shape lies in grow with it; `besides` may lie in the room.
    """
    owners = {key for key, box in picture.shapes.items() if key in picture.open and box.holds(beneath.middle)}
    right = min((picture.shapes[key].right for key in owners), default=room.right + 20)
    picture.widen(right - 1, max(0.0, room.right + 20 - right))
    bottom = min((picture.shapes[key].bottom for key in owners), default=room.bottom + 20)
    lacking = room.bottom + 15 - bottom
    within = replace(room, height=max(1.0, min(room.bottom, bottom) - room.top))
    if room.top >= bottom or is_free(picture, within, besides | owners):
        picture.heighten(bottom - 1, max(0.0, lacking))
    else:  # A sub-process that begins above the room goes down as a whole.
        begun = (picture.shapes[key] for key in picture.open - owners)
        cut = min((box.top - 1 for box in begun if box.meets(room) and box.top > beneath.bottom), default=room.top)
        picture.heighten(min(cut, room.top), room.height + 20 + max(0.0, room.top - cut))
    for _ in range(3):
        if is_free(picture, room, besides | owners):
            return
        picture.widen(room.left, room.width)

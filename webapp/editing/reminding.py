"""A reminder or a deadline on a task: a timer on its edge, and what then happens."""

from collections.abc import Mapping
from enum import StrEnum

from engine.errors import InvalidInput
from engine.lint.tags import bpmn, camunda
from webapp.editing.branching import clear
from webapp.editing.document import Document, Element
from webapp.editing.fields import write_property
from webapp.editing.inserting import Inserted, connect
from webapp.editing.kinds import timer_definition
from webapp.editing.lanes import enter_lane, is_free, lane_at
from webapp.editing.picture import Box, Line, Picture, Point, around, runs_in
from webapp.editing.routing import route
from webapp.editing.wording import covered, id_of, label_of_step, label_size

_FLOWERS = ("userTask", "receiveTask", "callActivity", "subProcess", "serviceTask")
_APART = 38.0  # So far apart are the middles of two events on one edge.
_DOWN = 46.0  # So far beneath a task lies what its event leads to.


class Reminder(StrEnum):
    """What the timer on a task's edge does."""

    REMIND = "notice.remind"  # The task goes on, and whoever has it hears of it.
    ESCALATE = "notice.escalate"  # The task goes on, and somebody else hears that it is late.


def add_reminder(
    content: bytes,
    task: str,
    *,
    time: str,
    label: str,
    action: str,
    subject: str,
    group: str = "",
    end: str,
    kind: Reminder = Reminder.REMIND,
    interrupting: bool = False,
) -> Inserted:
    """A timer on a task's edge that sends a notice: after `P14D`, say, under the words `label` (`14 pv kulunut`).

    `group` is told (by default the task's own, or its lane); `action` and `end` are the labels of the step that sends
    and of the end.  An interrupting one is a deadline: the task is taken back and its way ends there.
    """
    document = Document(content)
    host = document.find_kind(task, *_FLOWERS)
    if not time.strip():
        raise InvalidInput("Expected a time for the reminder, but it is empty.")
    receiver = group.strip() or _receiver(document, host)
    event = document.create(bpmn("boundaryEvent"), {"id": document.new_id(f"{task}_timer"), "name": label})
    if not interrupting:
        event.set("cancelActivity", "false")
    event.set("attachedToRef", task)
    event.append(timer_definition(document, time.strip()))
    document.insert_after(host, event)
    notice = document.create(bpmn("serviceTask"), {"id": document.new_id(id_of(action)), "name": action})
    notice.set(camunda("topic"), kind.value)
    document.insert_after(event, notice)
    _write_properties(document, notice, {"in:group": receiver, "text:subject": subject})
    closing = document.create(bpmn("endEvent"), {"id": document.new_id(f"{id_of(action)}_done"), "name": end})
    document.insert_after(notice, closing)
    flows = (connect(document, event, notice), connect(document, notice, closing))
    picture = Picture(document)
    lane = document.lane_of(task)
    if task in picture.shapes:
        _draw(picture, task, (event, notice, closing), flows)
    for element in (event, notice, closing):
        enter_lane(
            document,
            element,
            lane_at(picture, element.get("id") or "") or (lane.get("id") if lane is not None else None),
        )
    picture.write()
    return Inserted(document.content(), event.get("id") or "")


def _receiver(document: Document, host: Element) -> str:
    own = (host.get(camunda("candidateGroups")) or "").strip()
    if own:
        return own
    lane = document.lane_of(host.get("id") or "")
    if lane is None:
        raise InvalidInput(f'Expected a group to remind, but "{host.get("id")}" names none and lies in no lane.')
    named = lane.find(f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}[@name='group']")
    return (named.get("value") if named is not None else lane.get("id")) or ""


def _write_properties(document: Document, element: Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        write_property(document, element, name, value)


def _draw(picture: Picture, task: str, steps: tuple[Element, ...], flows: tuple[Element, ...]) -> None:
    event, notice, closing = (step.get("id") or "" for step in steps)
    label, width = label_size(steps[0].get("name") or "")[1], 120 + 35 + 70
    x = _free_edge(picture, task)
    _clear_edge(picture, task, x)
    host = picture.shapes[task]
    down = max(_DOWN, 18 + 4 + label + 12)
    room = Box(x + 30, host.bottom + down, width, 80)
    clear(picture, room.grown(8), host, frozenset({task}))
    host = picture.shapes[task]
    edge = Box(x - 18, host.bottom - 18, 36, 36)
    picture.add_shape(event, edge)
    picture.hosts[event] = task
    box = Box(x + 35, host.bottom + down, 120, 80)
    picture.add_shape(notice, box)
    end = Box(box.right + 50, box.middle[1] - 18, 36, 36)
    picture.add_shape(closing, end)
    y = box.middle[1]
    first, second = (flow.get("id") or "" for flow in flows)
    picture.add_line(first, Line([(x, edge.bottom), (x, y), (box.left, y)], event, notice))
    picture.add_line(second, Line([(box.right, y), (end.left, y)], notice, closing))
    _label_anew(picture, [key for key in _events(picture, task) if key != event])
    for key, place, step in ((event, edge, steps[0]), (closing, end, steps[2])):
        picture.labels[key] = label_of_step(picture, place, step.get("name") or "")


def _free_edge(picture: Picture, task: str) -> float:
    """Where on the lower edge of a task another event may sit: right of the others, which make room for it.

    The one furthest right has its way nearest beneath the task, so that no way crosses another.
    """
    host = picture.shapes[task]
    arrows = [x for x, y in _docks(picture, task) if abs(y - host.bottom) < 1]
    x = next((place for place in _places(host) if all(abs(place - other) >= 24 for other in arrows)), host.right - 24)
    limit = x - _APART
    for key in sorted(_events(picture, task), key=lambda one: -picture.shapes[one].middle[0]):
        at = picture.shapes[key].middle[0]
        if at > limit:
            _move_aside(picture, key, limit - at)
        limit = min(at, limit) - _APART
    return x


def _places(host: Box) -> list[float]:
    return [host.right - offset for offset in range(24, round(host.width / 2), 12)]


def _docks(picture: Picture, task: str) -> list[Point]:
    """Where arrows come to a task or leave it."""
    lines = picture.lines.values()
    return [line.points[0] for line in lines if line.source == task] + [
        line.points[-1] for line in lines if line.target == task
    ]


def _events(picture: Picture, task: str) -> list[str]:
    """The events on a task's lower edge."""
    host = picture.shapes[task]
    return [
        key
        for key, owner in picture.hosts.items()
        if owner == task and key in picture.shapes and abs(picture.shapes[key].middle[1] - host.bottom) < 2
    ]


def _move_aside(picture: Picture, event: str, by: float) -> None:
    """Move an event along its edge, with its label and the upright beginning of its arrow."""
    picture.shapes[event] = picture.shapes[event].moved(by)
    if event in picture.labels:
        picture.labels[event] = picture.labels[event].moved(by)
    for line in picture.lines.values():
        if line.source == event:
            _lead_aside(picture, line, by)


def _lead_aside(picture: Picture, line: Line, by: float) -> None:
    """Move the upright beginning of an arrow; where it would come upon something, it is led anew."""
    first = line.points[0][0]
    bend = next((at for at, point in enumerate(line.points) if abs(point[0] - first) > 1), len(line.points) - 1)
    line.points = [(x + by, y) for x, y in line.points[:bend]] + line.points[bend:]
    solid = [box for key, box in picture.shapes.items() if key not in {line.source, line.target, *picture.open}]
    pieces = [around(*ends) for ends in line.pieces()]
    leans = any(piece.width > 1 and piece.height > 1 for piece in pieces)
    if leans or any(runs_in(piece, box) for piece in pieces for box in solid):
        line.points = route(picture, line.source, line.target)


def _label_anew(picture: Picture, events: list[str]) -> None:
    """Where the label of an event came to stand upon another or its arrow, it goes elsewhere."""
    for key in events:
        label = picture.labels.pop(key, None)
        if label is not None:
            name = picture.document.find(key).get("name") or ""
            picture.labels[key] = (
                label_of_step(picture, picture.shapes[key], name) if covered(picture, label) else label
            )


def _clear_edge(picture: Picture, task: str, x: float) -> None:
    """Let what runs close beneath a task, where the event is to sit, run further down."""
    host = picture.shapes[task]
    strip = Box(x - 24, host.bottom + 2, 48, _DOWN)
    own = frozenset({task, *picture.open, *picture.hosts})
    if not is_free(picture, strip, own):
        picture.heighten(host.bottom + 1, _DOWN)

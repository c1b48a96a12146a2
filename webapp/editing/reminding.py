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
from webapp.editing.lanes import enter_lane, lane_at
from webapp.editing.picture import Box, Line, Picture
from webapp.editing.wording import id_of, label_of_step

_FLOWERS = ("userTask", "receiveTask", "callActivity", "subProcess", "serviceTask")


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
    host = picture.shapes[task]
    x = _free_edge(picture, task)
    room = Box(x + 30, host.bottom + 46, 120 + 35 + 70, 80)
    clear(picture, room.grown(8), frozenset())
    host = picture.shapes[task]
    edge = Box(x - 18, host.bottom - 18, 36, 36)
    picture.add_shape(event, edge)
    picture.hosts[event] = task
    box = Box(x + 35, host.bottom + 46, 120, 80)
    picture.add_shape(notice, box)
    end = Box(box.right + 50, box.middle[1] - 18, 36, 36)
    picture.add_shape(closing, end)
    y = box.middle[1]
    first, second = (flow.get("id") or "" for flow in flows)
    picture.add_line(first, Line([(x, edge.bottom), (x, y), (box.left, y)], event, notice))
    picture.add_line(second, Line([(box.right, y), (end.left, y)], notice, closing))
    for key, place, step in ((event, edge, steps[0]), (closing, end, steps[2])):
        picture.labels[key] = label_of_step(picture, place, step.get("name") or "")


def _free_edge(picture: Picture, task: str) -> float:
    """Where on the lower edge of a task another event may sit: right of the others, where there is room."""
    host = picture.shapes[task]
    taken = [
        picture.shapes[key].middle[0] for key, owner in picture.hosts.items() if owner == task and key in picture.shapes
    ]
    taken += [
        x
        for line in picture.lines.values()
        if line.target == task or line.source == task
        for x, y in (line.points[0], line.points[-1])
        if abs(y - host.bottom) < 1
    ]
    places = [host.right - 24, host.left + 30, host.middle[0]]
    return max(places, key=lambda x: (min((abs(x - other) for other in taken), default=99.0) >= 36, -places.index(x)))

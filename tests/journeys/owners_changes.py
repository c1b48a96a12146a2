"""Ten things that process owners do to the diagrams and forms of the lifecycle, each somewhere in every diagram."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from engine.errors import EngineError
from engine.lint import Known, lint
from engine.lint.tags import ACTIVITIES, bpmn, camunda
from tests.engine.diagram import Diagram
from tests.journeys.crowds import ANEW
from webapp.editing import fields
from webapp.editing.branching import add_branch
from webapp.editing.deleting import delete_step
from webapp.editing.document import Document
from webapp.editing.inserting import insert_step
from webapp.editing.kinds import Kind, NewStep
from webapp.editing.moving import move_to_lane
from webapp.editing.reminding import add_reminder
from webapp.lifecycle.services import services

Resources = Mapping[str, bytes]

GROUP = "rmg_secretary"
TRIES = 12
"""How many places are tried in a diagram before it is left as it is."""

SECOND_PART = "second_part"


class Change(StrEnum):
    """The kinds of change."""

    INSERT = "insert"
    REMOVE = "remove"
    RENAME = "rename"
    REPLACE = "replace"
    RETIME = "retime"
    BRANCH = "branch"
    SPLIT = "split"
    FORM = "form"
    REMIND = "remind"
    LANE = "lane"
    WAIT = "wait"


@dataclass(frozen=True)
class Changed:
    """The changed resources, and by hand: which element another takes the place of, by process."""

    resources: Resources
    by_hand: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def change_all(resources: Resources, kinds: Mapping[str, Change], chance: Random) -> Changed:
    """Every diagram, or its folder's forms, changed in the way that is told for it by its path."""
    made, by_hand = dict(resources), dict[str, Mapping[str, str]]()
    for path, kind in kinds.items():
        if kind is Change.FORM:
            made |= _with_a_question_more(resources, path.rpartition("/")[0])
        elif kind is Change.REPLACE:
            made[path], swapped = _replaced(resources[path], chance)
            by_hand[path.rpartition("/")[2].removesuffix(".bpmn")] = swapped
        else:
            made[path] = _changed(resources, path, kind, chance)
    if Change.SPLIT in kinds.values():
        made[f"{SECOND_PART}/{SECOND_PART}.bpmn"] = _second_part()
    return Changed(made, by_hand)


def _changed(resources: Resources, path: str, kind: Change, chance: Random) -> bytes:
    """A diagram after a change at a place drawn by lot, at which lint finds nothing new to say against it."""
    content, folder = resources[path], path.rpartition("/")[0]
    if kind in _EVERYWHERE:
        return _EVERYWHERE[kind](content)
    around = {name: one for name, one in resources.items() if name.startswith(f"{folder}/")}
    before = _faults(around)
    places = list(_PLACES[kind](Document(content)))
    for place in chance.sample(places, min(len(places), TRIES)):
        try:
            made = _AT_A_PLACE[kind](content, place)
        except EngineError:
            continue
        if _faults(around | {path: made}) <= before:
            return made
    return content


def _faults(resources: Resources) -> set[tuple[str, str]]:
    """What lint says of a folder, but for what every new step is told."""
    found = lint(resources, known=Known(steps=services.needed))
    return {(one.rule, one.id) for one in found if one.rule not in _EXPECTED}


_EXPECTED = {"user-task-without-form", "text-untranslated", "picture-overlap", "called-unknown"}


def _flows(document: Document) -> Iterator[str]:
    yield from (flow.get("id") or "" for flow in document.root.iter(bpmn("sequenceFlow")))


def _flows_behind_work(document: Document) -> Iterator[str]:
    """Where a stage or a task is to be followed by its second part."""
    for flow in document.root.iter(bpmn("sequenceFlow")):
        source = document.find(flow.get("sourceRef") or "")
        if source.tag in {bpmn("callActivity"), bpmn("userTask")}:
            yield flow.get("id") or ""


def _user_tasks(document: Document) -> Iterator[str]:
    yield from (task.get("id") or "" for task in document.root.iter(bpmn("userTask")))


def _tasks_of_lanes(document: Document) -> Iterator[str]:
    """Tasks that whoever the lane belongs to does."""
    for task in document.root.iter(bpmn("userTask")):
        lane = document.lane_of(task.get("id") or "")
        if lane is not None and not task.get(camunda("candidateGroups")) and not task.get(camunda("assignee")):
            yield task.get("id") or ""


def _steps(document: Document) -> Iterator[str]:
    """What may be left out without what follows lacking anything: tasks without a form, notices."""
    for step in document.root.iter(bpmn("userTask"), bpmn("serviceTask"), bpmn("sendTask")):
        asks = step.get(camunda("formKey")) or step.get(camunda("resultVariable"))
        if not asks:
            yield step.get("id") or ""


def _insert(content: bytes, flow: str) -> bytes:
    return insert_step(content, flow, NewStep(Kind.USER_TASK, "Tarkista vielä", {"group": GROUP})).content


def _wait(content: bytes, flow: str) -> bytes:
    return insert_step(content, flow, NewStep(Kind.TIMER, "3 pv", {"time": "P3D"})).content


def _split(content: bytes, flow: str) -> bytes:
    return insert_step(content, flow, NewStep(Kind.CALL, "Jatka asiaa", {"process": SECOND_PART})).content


def _branch(content: bytes, flow: str) -> bytes:
    step = NewStep(Kind.USER_TASK, "Selvitä lisää", {"group": GROUP})
    words = {"question": "Selvitetäänkö?", "condition": "= true", "yes": "kyllä", "no": "ei"}
    return add_branch(content, flow, step, **words).content


def _remind(content: bytes, task: str) -> bytes:
    told = {"label": "2 pv kulunut", "action": "Muistuta tekijää", "subject": "Odottaa", "end": "Muistutettu uudelleen"}
    return add_reminder(content, task, time="P2D", group=GROUP, **told).content


def _to_another_lane(content: bytes, task: str) -> bytes:
    document = Document(content)
    own = document.lane_of(task)
    for lane in document.root.iter(bpmn("lane")):
        if own is not None and lane.get("id") != own.get("id") and lane.find(bpmn("childLaneSet")) is None:
            return move_to_lane(content, task, lane.get("id") or "")
    return content


def _renamed(content: bytes) -> bytes:
    for task in _named(content):
        name = Document(content).find(task).get("name") or ""
        content = fields.rename(content, task, f"{name} (uusi)")
    return content


def _named(content: bytes) -> list[str]:
    document = Document(content)
    return [one.get("id") or "" for one in document.root.iter(*(bpmn(kind) for kind in sorted(ACTIVITIES)))]


def _retimed(content: bytes) -> bytes:
    """Every date by which something is due, and every timer on an edge, later than it was."""
    for task in list(_user_tasks(Document(content))):
        if Document(content).find(task).get(camunda("dueDate")):
            content = fields.set_due(content, task, "P99D")
    for event in [one.get("id") or "" for one in Document(content).root.iter(bpmn("boundaryEvent"))]:
        duration = Document(content).find(event).find(f"{bpmn('timerEventDefinition')}/{bpmn('timeDuration')}")
        if duration is not None:
            content = fields.set_timer(content, event, "P98D")
    return content


def _replaced(content: bytes, chance: Random) -> tuple[bytes, Mapping[str, str]]:
    """Another step in the place of one: it bears another id, and who moves a matter says so by hand."""
    looked_for = frozenset[str]().union(*services.needed.values())
    tasks = [task for task in _user_tasks(Document(content)) if task not in looked_for]
    if not tasks:
        return content, {}
    task = chance.choice(tasks)
    other = f"{task}{ANEW}"
    return re.sub(rf'(["> ]){task}(["< ])', rf"\g<1>{other}\g<2>", content.decode()).encode(), {task: other}


def _with_a_question_more(resources: Resources, folder: str) -> Iterator[tuple[str, bytes]]:
    for path, content in resources.items():
        if path.startswith(f"{folder}/") and path.endswith(".form.json"):
            form = json.loads(content)
            form["components"].insert(0, {"type": "textfield", "key": "asked_anew", "label": "Uusi kysymys"})
            yield path, json.dumps(form, ensure_ascii=False, indent=2).encode()


def _second_part() -> bytes:
    drawn = Diagram(SECOND_PART)
    drawn.start().user("go_on", camunda={"candidateGroups": GROUP}).end("gone_on").flows("start -> go_on -> gone_on")
    return drawn.xml()


_EVERYWHERE: Mapping[Change, Callable[[bytes], bytes]] = {Change.RENAME: _renamed, Change.RETIME: _retimed}
_PLACES: Mapping[Change, Callable[[Document], Iterator[str]]] = {
    Change.INSERT: _flows,
    Change.REMOVE: _steps,
    Change.BRANCH: _flows,
    Change.SPLIT: _flows_behind_work,
    Change.REMIND: _user_tasks,
    Change.LANE: _tasks_of_lanes,
    Change.WAIT: _flows,
}
_AT_A_PLACE: Mapping[Change, Callable[[bytes, str], bytes]] = {
    Change.INSERT: _insert,
    Change.REMOVE: delete_step,
    Change.BRANCH: _branch,
    Change.SPLIT: _split,
    Change.REMIND: _remind,
    Change.LANE: _to_another_lane,
    Change.WAIT: _wait,
}

"""A BPMN file changed step by step: the change is there, nothing else is, and the picture stays tidy."""

from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from engine.errors import EngineError, InvalidInput, NotFound
from engine.lint import lint_file
from engine.lint.drawing import draw
from engine.lint.tags import bpmn
from engine.xml import read_xml
from tests.sizes import SIZE
from webapp.editing import fields
from webapp.editing.branching import add_branch
from webapp.editing.deleting import delete_step
from webapp.editing.document import Document
from webapp.editing.inserting import insert_step
from webapp.editing.kinds import Kind, NewStep
from webapp.editing.moving import add_lane, move_to_lane
from webapp.editing.picture import Picture, around, runs_in
from webapp.editing.reminding import add_reminder

DIAGRAMS = sorted((Path(__file__).parents[2] / "bpmn").rglob("*.bpmn"))
MEASURE = next(path for path in DIAGRAMS if path.stem == "measure").read_bytes()
TASK = NewStep(Kind.USER_TASK, "Tarkista tulos")
EXPECTED = {"user-task-without-form", "text-untranslated"}
"""What a new task without form and translation is told."""


def findings(content: bytes) -> set[tuple[str, str]]:
    return {(one.rule, one.id) for one in lint_file("measure.bpmn", content) if one.rule not in EXPECTED}


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_that_is_not_changed_is_written_letter_for_letter(path: Path) -> None:
    content = path.read_bytes()
    assert Document(content).content() == content


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_step_put_in_anywhere_leaves_nothing_to_mend(path: Path) -> None:
    content = path.read_bytes()
    before = findings(content)
    drawing = draw(path.name, read_xml(content, path.name))
    flows = [flow for flow in drawing.flows() if flow.source and flow.source.kind != "eventBasedGateway"]
    for flow in flows[:: SIZE.pick(12, 1)]:
        assert findings(insert_step(content, flow.id, TASK).content) - before == set(), flow.id


def collisions(content: bytes) -> set[tuple[str, str]]:
    """What lies upon what: shapes upon shapes, arrows through shapes that they do not join."""
    picture = Picture(Document(content))
    solid = {key: box for key, box in picture.shapes.items() if key not in picture.open}
    found = {
        (one, other)
        for (one, first), (other, second) in combinations(solid.items(), 2)
        if first.meets(second) and one != picture.hosts.get(other) and other != picture.hosts.get(one)
    }
    for key, line in picture.lines.items():
        for ends in line.pieces():
            found |= {
                (key, shape)
                for shape, box in solid.items()
                if shape not in (line.source, line.target) and runs_in(around(*ends), box)
            }
    return found


WORDS = {"question": "Riittääkö tulos?", "condition": "= true", "yes": "ei", "no": "kyllä"}
TOLD = {"label": "14 pv kulunut", "action": "Muistuta tekijää", "subject": "Odottaa", "end": "Muistutettu"}


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_what_is_put_in_at_a_task_lies_upon_nothing(path: Path) -> None:
    content = path.read_bytes()
    document = Document(content)
    told, upon = findings(content), collisions(content)
    tasks = [task.get("id") or "" for task in document.root.iter(bpmn("userTask"))]
    for task in tasks[:: SIZE.pick(3, 1)]:
        made = {"reminder": add_reminder(content, task, time="P14D", group="advisors", **TOLD).content}
        ways = document.outgoing(document.find(task))
        if ways:
            flow = ways[0].get("id") or ""
            made["step"] = insert_step(content, flow, TASK).content
            made["branch"] = add_branch(content, flow, TASK, **WORDS).content
        for what, changed in made.items():
            assert findings(changed) - told == set(), (task, what)
            assert collisions(changed) - upon == set(), (task, what)


def test_a_third_timer_makes_room_for_itself_on_the_edge_of_a_task() -> None:
    """The one that comes last sits right, with its way nearest beneath the task: no way crosses another."""
    upon = collisions(MEASURE)
    made = add_reminder(MEASURE, "carry_out_measure", time="P14D", **TOLD)
    picture = Picture(Document(made.content))
    at = sorted(picture.shapes[key].middle[0] for key, host in picture.hosts.items() if host == "carry_out_measure")
    assert len(at) == 3
    assert picture.shapes[made.element].middle[0] == at[-1]
    assert min(second - first for first, second in pairwise(at)) >= 36
    assert collisions(made.content) == upon


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda one: fields.rename(one, "carry_out_measure", "Tee se"), 'name="Tee se"'),
        (lambda one: fields.set_due(one, "carry_out_measure", "P30D"), 'camunda:dueDate="P30D"'),
        (lambda one: fields.set_timer(one, "measure_soon", "P30D"), "<bpmn:timeDuration"),
        (lambda one: fields.set_phase(one, "carry_out_measure", "Työ"), 'name="phase" value="Työ"'),
        (lambda one: fields.set_topic(one, "record_result", "measure.end"), 'camunda:topic="measure.end"'),
    ],
    ids=["name", "due", "timer", "phase", "topic"],
)
def test_a_change_touches_one_line(change: Callable[[bytes], bytes], line: str) -> None:
    before, after = MEASURE.decode().splitlines(), change(MEASURE).decode().splitlines()
    different = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(different) == 1
    assert line in different[0]


def test_a_step_is_deleted_and_its_neighbours_are_joined() -> None:
    made = insert_step(MEASURE, "carry_out_measure_to_record_result", TASK)
    after = delete_step(made.content, made.element)
    assert findings(after) == findings(MEASURE)
    assert "tarkista_tulos" not in after.decode().replace("carry_out_measure_to_record_result", "")


def test_a_branch_a_reminder_a_lane_and_a_move_leave_nothing_to_mend() -> None:
    before = findings(MEASURE)
    words = {"question": "Riittääkö?", "condition": "= true", "yes": "ei", "no": "kyllä"}
    branched = add_branch(MEASURE, "record_result_to_measure_closed", TASK, **words)
    assert findings(branched.content) - before == set()
    told = {"label": "14 pv kulunut", "action": "Muistuta tekijää", "subject": "Odottaa", "end": "Muistutettu"}
    reminded = add_reminder(branched.content, branched.element, time="P14D", **told)
    assert findings(reminded.content) - before == set()
    laned = add_lane(reminded.content, "measure", "Ohjausryhmä", "steering_group")
    moved = move_to_lane(laned.content, branched.element, laned.element)
    assert findings(moved) - before == set()


def test_what_is_not_there_or_of_another_kind_is_refused() -> None:
    with pytest.raises(NotFound, match="Expected a part with the id"):
        fields.rename(MEASURE, "nobody", "Uusi")
    with pytest.raises(InvalidInput, match="Expected"):
        fields.set_due(MEASURE, "record_result", "P1D")
    with pytest.raises(EngineError, match="Expected a step"):
        delete_step(MEASURE, "measure_agreed")

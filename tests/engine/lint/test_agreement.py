"""Lint and the engine agree: what the engine refuses lint has refused before, in its own words."""

import pytest

from engine.lint import Severity, lint_file
from engine.lint.drawing import draw
from engine.lint.reading import read_xml
from engine.lint.tags import NODES
from engine.lint.trial import try_out
from engine.spiff import UNSUPPORTED, unsupported
from tests.engine.lint.drawn import START, diagram, flow, one_step, path, task_of, undoing, user
from tests.engine.lint.test_rules import CASES

CANCEL = '<boundaryEvent id="late" name="L" attachedToRef="work"><cancelEventDefinition/></boundaryEvent>'
PLACES = {
    "cancelEventDefinition": diagram(START, user(), CANCEL, flow("begin", "work")),
}


def errors(content: bytes) -> set[str]:
    return {each.rule for each in lint_file("a.bpmn", content) if each.severity is Severity.ERROR}


@pytest.mark.parametrize("kind", sorted(UNSUPPORTED))
def test_every_element_that_the_engine_refuses_is_an_error(kind: str) -> None:
    as_node, as_part = one_step(f'<{kind} id="work" name="Work"/>'), one_step(user(inside=f'<{kind} id="inner"/>'))
    content = PLACES.get(kind, as_node if kind in NODES else as_part)
    assert list(unsupported(read_xml(content)))
    assert errors(content) - {"engine-refuses"}


@pytest.mark.parametrize("rule", sorted(CASES))
def test_whatever_the_engine_refuses_lint_refuses_by_a_rule_of_its_own(rule: str) -> None:
    for content in CASES[rule]:
        if b"<process" in content and list(unsupported(read_xml(content))):
            assert errors(content)
        assert "engine-refuses" not in errors(content)


def test_what_only_the_engine_refuses_is_an_error_all_the_same() -> None:
    content = diagram(START, task_of("serviceTask", "work"), flow("begin", "work"))
    (finding,) = try_out(draw("a.bpmn", read_xml(content), content))
    assert (finding.rule, finding.severity, finding.id) == ("engine-refuses", Severity.ERROR, "idea")
    assert "camunda:topic" in finding.message


THROWN = '<endEvent id="done" name="Done"><compensateEventDefinition/></endEvent>'
UNDONE_INSIDE = (
    '<startEvent id="in" name="In"/><endEvent id="out" name="Out"/>'
    + user("inner")
    + '<boundaryEvent id="undo" name="Undo" attachedToRef="inner"><compensateEventDefinition/></boundaryEvent>'
    + user("revert", isForCompensation="true")
    + '<association id="leads" sourceRef="undo" targetRef="revert"/>'
    + path("in", "inner", "out")
)
NESTED = diagram(START, task_of("subProcess", "part", UNDONE_INSIDE), THROWN, path("begin", "part", "done"))


@pytest.mark.parametrize("thrown", ["", 'activityRef="work"'])
def test_compensation_that_the_engine_runs_is_no_error(thrown: str) -> None:
    content = undoing(thrown=thrown)
    assert list(unsupported(read_xml(content))) == []
    assert errors(content) == set()


def test_compensation_that_reaches_into_a_sub_process_is_an_error_to_both() -> None:
    assert list(unsupported(read_xml(NESTED)))
    assert errors(NESTED) == {"compensation-out-of-reach"}
    within = NESTED.replace(b"<compensateEventDefinition/></endEvent>", b"</endEvent>")
    assert errors(within) == set()

"""Hostile expressions: wherever one can stand, it is answered within a second, and nothing but FEEL is run."""

import json
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.decisions import DecisionError, parse_decisions
from engine.errors import InvalidResource, InvalidSubmission
from engine.feel import FeelError, Function, compile_expression, compile_unary_tests, feel_text
from engine.forms import parse_form
from engine.lint import lint_file
from tests.engine.lint.drawn import END, START, diagram, flow, one_step, path, task_of
from tests.faults.attacks import BOMBS, ESCAPES, EXPRESSIONS, FEW
from tests.faults.watching import answered, watched
from tests.sizes import SIZE

DATA = {"title": "Idea", "a": 1, "amount": 5}
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


THROWN = SIZE.pick(FEW, tuple(EXPRESSIONS))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_has_a_value_or_an_error(name: str, tmp_path: Path) -> None:
    with watched(tmp_path), answered(FeelError):
        value = compile_expression(EXPRESSIONS[name]).evaluate(DATA)
        assert name in BOMBS or value is None or isinstance(value, str | list | Function)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_test_of_a_cell_has_a_value_or_an_error(name: str, tmp_path: Path) -> None:
    with watched(tmp_path), answered(FeelError):
        compile_unary_tests(EXPRESSIONS[name]).evaluate(5, DATA)


@pytest.mark.parametrize("name", ESCAPES)
def test_the_context_of_a_command_is_data_only(name: str, tmp_path: Path) -> None:
    with watched(tmp_path):
        told = json.loads(feel_text("text", json.dumps({"text": ESCAPES[name]})))
    assert told == ESCAPES[name]


def table(input_text: str = "a", test: str = "-", output: str = "1", literal: str = "") -> bytes:
    """A decision that holds the text in one of its cells."""
    cells = (
        f"<inputEntry><text>{escape(test)}</text></inputEntry><outputEntry><text>{escape(output)}</text></outputEntry>"
    )
    rule = f"<rule>{cells}</rule>"
    entry = f'<input><inputExpression><text>{escape(input_text)}</text></inputExpression></input><output name="o"/>'
    logic = f"<decisionTable>{entry}{rule}</decisionTable>"
    if literal:
        logic = f"<literalExpression><text>{escape(literal)}</text></literalExpression>"
    head = f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="n">'
    return f'{head}<decision id="share" name="share">{logic}</decision></definitions>'.encode()


@pytest.mark.parametrize("cell", ["input_text", "test", "output", "literal"])
@pytest.mark.parametrize("name", THROWN)
def test_a_decision_has_a_value_or_an_error(name: str, cell: str, tmp_path: Path) -> None:
    content = table(**{cell: EXPRESSIONS[name]})
    with watched(tmp_path), answered(DecisionError):
        model = parse_decisions(content, "share.dmn")
        outcome = model.decide("share", DATA)
        assert all(error.startswith("Expected ") for error in outcome.errors)


def field(**attributes: object) -> bytes:
    """A form with one field."""
    component = {"type": "textfield", "key": "title", "label": "Title"} | attributes
    return json.dumps({"id": "idea", "components": [component]}).encode()


PLACES = {
    "hide": lambda text: field(conditional={"hide": f"= {text}"}),
    "default": lambda text: field(defaultValue=f"= {text}"),
    "options": lambda text: field(type="select", valuesExpression=f"= {text}"),
    "text": lambda text: field(type="text", text="Hello {{" + text + "}}"),
    "limit": lambda text: field(type="number", validate={"min": f"= {text}"}),
    "label": lambda text: field(label=text),
    "pattern": lambda text: field(validate={"pattern": text}),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", THROWN)
def test_a_form_is_read_and_shown_whatever_stands_in_it(name: str, place: str, tmp_path: Path) -> None:
    with watched(tmp_path), answered(InvalidResource, InvalidSubmission):
        form = parse_form(PLACES[place](EXPRESSIONS[name]), "idea.form.json")
        form.view("fi", None, DATA)
        form.read({"title": ["a" * 40 + "!"]}, DATA)


PATTERNS = {
    "backtracking": "^(a+)+$",
    "alternatives": "^(a|a)*$",
    "nothing repeated": "(a*)*b",
    "repeated thrice": "((a{1000}){1000}){1000}",
    "looking back": "(?P<x>a)(?P=x)+$",
    "open groups": "(" * 3_000,
    "open sets": "[" * 3_000,
    "many": "a{99999999}",
}


@pytest.mark.parametrize("answer", ["a" * 60 + "!", "a" * 5_000 + "b", "!" * 5_000])
@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_no_longer_than_a_person_waits(name: str, answer: str, tmp_path: Path) -> None:
    with watched(tmp_path), answered(InvalidSubmission):
        form = parse_form(field(validate={"pattern": PATTERNS[name]}), "idea.form.json")
        form.read({"title": [answer]}, {})


SITES = {
    "condition": lambda text: diagram(
        START,
        '<exclusiveGateway id="g" default="b"/>',
        END,
        path("begin", "g"),
        flow("g", "done", escape(text), id="x"),
        flow("g", "done", id="b"),
    ),
    "script": lambda text: one_step(
        task_of("scriptTask", "work", f"<script>{escape(text)}</script>", scriptFormat="feel", resultVariable="r")
    ),
    "assignee": lambda text: one_step(f'<userTask id="work" name="Work" camunda:assignee={quoteattr("= " + text)}/>'),
    "timer": lambda text: one_step(
        '<intermediateCatchEvent id="work" name="W"><timerEventDefinition><timeDuration>'
        f"= {escape(text)}</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    ),
    "bare timer": lambda text: one_step(
        '<intermediateCatchEvent id="work" name="W"><timerEventDefinition><timeCycle>'
        f"{escape(text)}</timeCycle></timerEventDefinition></intermediateCatchEvent>"
    ),
}


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("name", THROWN)
def test_a_diagram_is_checked_whatever_stands_in_it(name: str, site: str, tmp_path: Path) -> None:
    content = SITES[site](EXPRESSIONS[name])
    with watched(tmp_path):
        found = lint_file("idea.bpmn", content)
    assert all(finding.message.startswith("Expected ") and len(finding.message) < 900 for finding in found)


@pytest.mark.parametrize("name", sorted(ESCAPES))
def test_a_script_that_is_no_feel_is_refused(name: str) -> None:
    found = {finding.rule for finding in lint_file("idea.bpmn", SITES["script"](ESCAPES[name]))}
    with answered(FeelError):
        compile_expression(ESCAPES[name])
        return  # It is FEEL, and computes something harmless.
    assert "expression-unreadable" in found


def test_there_are_bombs_and_escapes_enough() -> None:
    assert len(ESCAPES) >= 25
    assert len(BOMBS) >= 30
    assert set(FEW) <= set(EXPRESSIONS)

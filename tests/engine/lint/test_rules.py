"""Every rule has a small diagram that breaks it; the same diagram mended does not."""

import pytest

from engine.lint import RULES, Severity, Verdict, lint_file, verdict
from tests.engine.lint.cases import events, gateways, structure, tasks
from tests.engine.lint.cases.deployments import CASES as DEPLOYMENTS
from tests.engine.lint.cases.deployments import NAMES

CASES = structure.CASES | events.CASES | gateways.CASES | tasks.CASES
UNREADABLE = {name for name, rule in RULES.items() if rule.unreadable}


def rules_of(content: bytes) -> set[str]:
    return {finding.rule for finding in lint_file("idea.bpmn", content)}


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_diagram_that_breaks_a_rule_is_found(rule: str) -> None:
    assert rule in rules_of(CASES[rule][0])


@pytest.mark.parametrize("rule", sorted(CASES))
def test_the_same_diagram_mended_is_not(rule: str) -> None:
    assert rule not in rules_of(CASES[rule][1])


def test_every_rule_has_a_case() -> None:
    asked_last = {"engine-refuses", "and-more"}
    assert set(RULES) - UNREADABLE - asked_last == set(CASES) | set(DEPLOYMENTS) | set(NAMES)


@pytest.mark.parametrize("rule", sorted(set(RULES)))
def test_a_rule_speaks_three_languages_in_the_same_words(rule: str) -> None:
    sentences, why = RULES[rule].sentences, RULES[rule].why
    gaps = [{part.split("}")[0] for part in text.split("{")[1:]} for text in (sentences.en, sentences.fi, sentences.sv)]
    assert gaps[0] == gaps[1] == gaps[2]
    assert sentences.en.startswith("Expected ")
    assert why.endswith(".")


@pytest.mark.parametrize("rule", sorted(CASES))
def test_every_finding_names_a_line_and_an_element(rule: str) -> None:
    for finding in lint_file("idea.bpmn", CASES[rule][0]):
        assert finding.line >= 1
        assert finding.id or finding.name or finding.rule in {"id-missing", "process-missing"}
        assert "{" not in finding.message.replace("${owner}", "")
        assert {finding.text(language) for language in ("en", "fi", "sv")} != {""}


def test_a_services_input_may_be_called_like_a_property() -> None:
    content = tasks.CASES["property-misspelt"][1].replace(b'name="phase"', b'name="in:subject"')
    assert "property-misspelt" not in rules_of(content)


@pytest.mark.parametrize(("text", "found"), [("Odottaa: {{1 +}}", True), ("Odottaa: {{1 + 1}}", False)])
def test_what_stands_in_the_braces_of_a_text_is_read_as_an_expression(text: str, found: bool) -> None:
    content = tasks.CASES["property-misspelt"][1].replace(
        b'name="phase" value="Aihio"', f'name="text:subject" value="{text}"'.encode()
    )
    assert f'"{text}"'.encode() in content
    assert ("expression-unreadable" in rules_of(content)) is found


def test_errors_make_a_drawing_and_warnings_do_not() -> None:
    broken, mended = CASES["task-untyped"]
    assert verdict(lint_file("idea.bpmn", broken)) is Verdict.DRAWING
    assert verdict(lint_file("idea.bpmn", mended)) is Verdict.WARNINGS
    assert all(finding.severity is Severity.WARNING for finding in lint_file("idea.bpmn", mended))


def test_a_good_diagram_with_its_picture_is_deployable() -> None:
    drawn = tasks.CASES["picture-missing"][1].replace(b' camunda:formKey="idea"', b"")
    rules = {finding.rule for finding in lint_file("idea.bpmn", drawn)}
    assert rules == {"user-task-without-form"}

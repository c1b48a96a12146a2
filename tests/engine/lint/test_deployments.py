"""What files say about each other: a deployment is checked as a whole, a single file without its surroundings."""

import pytest

from engine.lint import Severity, Verdict, lint, lint_file, verdict
from tests.engine.lint.cases.deployments import CASES, IDEA, NAMES, form, table
from tests.engine.lint.drawn import one_step, task_of


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_deployment_that_breaks_a_rule_is_found(rule: str) -> None:
    assert rule in {finding.rule for finding in lint(CASES[rule][0])}


@pytest.mark.parametrize("rule", sorted(CASES))
def test_the_same_deployment_mended_is_not(rule: str) -> None:
    assert rule not in {finding.rule for finding in lint(CASES[rule][1])}


@pytest.mark.parametrize("rule", sorted(NAMES))
def test_a_name_that_nobody_knows_is_an_error(rule: str) -> None:
    content, lacking, having = NAMES[rule]
    assert rule in {finding.rule for finding in lint({"a.bpmn": content}, known=lacking)}
    assert rule not in {finding.rule for finding in lint({"a.bpmn": content}, known=having)}


@pytest.mark.parametrize("rule", sorted(NAMES))
def test_where_names_are_not_known_nothing_is_said_of_them(rule: str) -> None:
    assert rule not in {finding.rule for finding in lint({"a.bpmn": NAMES[rule][0]})}


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("form-unknown", IDEA),
        ("called-unknown", one_step(task_of("callActivity", "work", calledElement="meeting"))),
        ("decision-unknown", one_step(task_of("businessRuleTask", "work", decisionRef="d", resultVariable="r"))),
    ],
)
def test_what_a_single_file_refers_to_outside_is_only_a_warning(rule: str, content: bytes) -> None:
    alone = {finding.rule: finding.severity for finding in lint_file("a.bpmn", content)}
    whole = {finding.rule: finding.severity for finding in lint({"a.bpmn": content})}
    assert (alone[rule], whole[rule]) == (Severity.WARNING, Severity.ERROR)


def test_the_worst_file_of_a_deployment_gives_its_verdict() -> None:
    files = {"a.bpmn": IDEA, "a.form.json": form(), "half.bpmn": b"<definitions"}
    assert verdict(lint(files)) is Verdict.UNREADABLE


def test_a_table_alone_is_deployable() -> None:
    assert verdict(lint_file("share.dmn", table())) is Verdict.DEPLOYABLE


def test_a_form_alone_is_deployable() -> None:
    assert verdict(lint_file("idea.form.json", form())) is Verdict.DEPLOYABLE


def test_faults_of_a_form_keep_their_line_and_key() -> None:
    found = lint_file("idea.form.json", form(label=""))
    assert [(finding.rule, finding.id, finding.severity) for finding in found] == [
        ("form-label", "title", Severity.ERROR)
    ]

"""What files say about each other: a deployment is checked as a whole, a single file without its surroundings."""

from typing import ClassVar

import pytest

from engine.lint import Severity, Verdict, lint, lint_file, verdict
from tests.engine.lint.cases.deployments import CASES, IDEA, NAMES, form, table
from tests.engine.lint.drawn import END, START, diagram, one_step, properties, task_of, user


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


class TestNames:
    """What gives a name, so that an expression may read it."""

    def undefined(self, *parts: str, attributes: str = 'id="idea" isExecutable="true"', **files: bytes) -> list[str]:
        process = diagram(*parts, START, user("asked", dueDate="= day"), END, attributes=attributes)
        found = lint({"a.bpmn": process} | {name.replace("__", "."): content for name, content in files.items()})
        return [finding.rule for finding in found if finding.rule in {"name-undefined", "form-field-not-kept"}]

    FORM: ClassVar = {"a__form__json": form(key="title")}

    def test_nothing_does(self) -> None:
        assert self.undefined(**self.FORM) == ["name-undefined"]

    def test_the_field_of_a_form_that_enters_process_data(self) -> None:
        assert self.undefined(a__form__json=form(key="day")) == []

    def test_a_field_that_stays_in_the_submission_is_an_error(self) -> None:
        assert self.undefined(a__form__json=form(key="day", properties={})) == ["form-field-not-kept"]

    def test_a_result_variable(self) -> None:
        assert self.undefined(task_of("serviceTask", "s", topic="t", resultVariable="day"), **self.FORM) == []

    def test_the_names_that_a_process_is_started_with(self) -> None:
        assert self.undefined(properties(data="night, day"), **self.FORM) == []

    def test_the_names_that_a_service_promises(self) -> None:
        promise = task_of("serviceTask", "s", properties(results="night"), topic="t")
        assert self.undefined(promise, **self.FORM) == ["name-undefined"]

    def test_a_service_that_promises_nothing_may_give_any_name(self) -> None:
        assert self.undefined(task_of("serviceTask", "s", topic="t"), **self.FORM) == []

    def test_the_payload_of_a_message_that_another_diagram_throws(self) -> None:
        payload = properties(correlationKey="= 1", payload="= {day: 2, night: 3}")
        thrower = one_step(task_of("sendTask", "work", payload, messageRef="m"))
        thrower = thrower.replace(b'<process id="idea"', b'<process id="other"')
        receiver = task_of("receiveTask", "r", messageRef="m")
        assert self.undefined(receiver, b__bpmn=thrower, **self.FORM) == []

    def test_the_caller_of_a_process(self) -> None:
        caller = one_step(task_of("callActivity", "work", calledElement="idea"))
        caller = caller.replace(b'<process id="idea"', b'<process id="other"')
        caller = caller.replace(b"name='Idea'>", f"name='Idea'>{properties(data='day')}".encode())
        assert self.undefined(b__bpmn=caller, **self.FORM) == []


def test_the_same_files_are_found_the_same_again_and_changed_ones_otherwise() -> None:
    files = {"a.bpmn": IDEA, "a.form.json": form()}
    first = lint(files)
    lint(files).clear()
    assert lint(files) == first
    assert lint(files | {"a.bpmn": b"<definitions"}) != first

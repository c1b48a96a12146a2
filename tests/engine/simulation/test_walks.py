"""Walks: every arrow of a real process is found; dead ends and tasks of nobody are told."""

from collections.abc import Mapping

import pytest

from engine import Services
from engine.simulation.conditions import comparisons
from engine.simulation.ground import Ground, prepare
from engine.simulation.origins import is_called, origins
from engine.simulation.reports import Report
from engine.simulation.runs import begin
from engine.simulation.settings import Setting, stand_ins, topics_of
from engine.simulation.walks import walk
from tests.engine.diagram import Diagram
from tests.engine.simulation.region import A_MONDAY, ADVISOR, HELSINKI


def test_every_arrow_of_the_idea_is_found(ground: Ground) -> None:
    report = walk(ground, "idea", at=A_MONDAY, by=ADVISOR)
    assert report.missed_flows == []
    assert not report.dead_ends
    assert not report.unmanned
    assert not report.troubles
    assert not report.unanswered
    assert report.ends.keys() == {"idea_screened_out", "withdrawal", "project_starts", "idea_not_funded"}
    assert report.holders["filter_idea"] >= {"group:area_owner_ks", "group:area_owner_witas"}
    run = begin(ground, report.ends["project_starts"])  # What was found can be gone again.
    assert run.is_over
    run.close()


def test_a_walk_is_bounded_and_says_what_it_left(ground: Ground) -> None:
    report = walk(ground, "idea", at=A_MONDAY, by=ADVISOR, moves=3)
    assert report.moves == 3
    assert "rmg_says_to_fund" in report.missed_flows
    assert "rmg_decision" in report.missed_elements


def test_what_begins_out_of_another_process_begins_there(ground: Ground) -> None:
    report = walk(ground, "project", at=A_MONDAY, by=ADVISOR, moves=150)
    assert report.origin == "idea"
    assert report.passed >= {"project_approved", "appoint_team", "record_team", "plan_project"}
    assert report.holders["appoint_team"]
    assert origins(ground, "funding") == ["idea"]
    assert is_called(ground, "funding")
    assert not is_called(ground, "project")


def test_a_stage_is_walked_inside_of_what_calls_it() -> None:
    whole, part, anybody = Diagram("whole"), Diagram("small"), {"candidateGroups": "advisors"}
    whole.start().user("ask", "after", camunda=anybody).call("stage", "small").end("over")
    whole.flows("start -> ask -> stage -> after -> over")
    part.start("begin").user("work", camunda=anybody).end("done").flows("begin -> work -> done")
    report = _walk({"whole.bpmn": whole.xml(), "small.bpmn": part.xml()}, {}, {})
    assert report.origin == "whole"
    assert report.is_whole
    assert "after" not in report.passed


def _walk(
    resources: Mapping[str, bytes], people: Mapping[str, tuple[str, ...]], answers: Mapping[str, Mapping[str, object]]
) -> Report:
    setting = Setting(stand_ins(topics_of(resources), answers, Services()), lambda group: people.get(group, ()))
    small = prepare(resources, setting, at=A_MONDAY, zone=HELSINKI)
    try:
        return walk(small, "small", at=A_MONDAY, by="anna", moves=30)
    finally:
        small.close()


def _small() -> Mapping[str, bytes]:
    """A limit is asked for; a task of the advisors follows, or the end."""
    drawn = Diagram("small")
    drawn.start().node("serviceTask", "ask", camunda={"topic": "limit.ask", "resultVariable": "limit"})
    drawn.xor("enough").user("assess", camunda={"candidateGroups": "advisors"}).end("done").end("no")
    drawn.flows("start -> ask -> enough", "enough -> assess: limit.amount > 10", "enough -> no: default")
    drawn.flows("assess -> done")
    return {"small.bpmn": drawn.xml()}


def test_a_stand_in_answers_and_a_task_of_nobody_is_told() -> None:
    report = _walk(_small(), {}, {"limit.ask": {"amount": 11}})
    assert report.missed_elements == ["no"]
    unmanned = report.unmanned["assess"]
    assert unmanned.audience == ("group:advisors",)
    assert report.ends.keys() == {"done"}  # In a trial it goes on all the same.


def test_a_group_with_people_can_do_its_task() -> None:
    report = _walk(_small(), {"advisors": ("anna",)}, {"limit.ask": {"amount": 10}})
    assert report.unmanned == {}
    assert report.ends.keys() == {"no"}
    assert report.missed_flows


def test_a_service_that_answers_nothing_is_told_where_it_hurts() -> None:
    report = _walk(_small(), {}, {})
    assert "limit" in report.troubles["enough"].sentence


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('= a.b = "x" or a.b = "y"', [("a.b", "x"), ("a.b", "y")]),
        ("= granted = true", [("granted", True)]),
        ("= owner = null", [("owner", None)]),
        ("= beyond", [("beyond", True), ("beyond", False)]),
        ('= list contains(kinds, "x")', [("kinds", "x")]),
    ],
)
def test_conditions_tell_what_is_worth_trying(text: str, found: list[tuple[str, object]]) -> None:
    read = [(path, value == "true" if value in {"true", "false"} else value) for path, value in comparisons(text)]
    assert read == found

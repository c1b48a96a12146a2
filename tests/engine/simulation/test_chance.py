"""Chance: the same seed gives the same figures, and rarer meetings make longer waits."""

from random import Random

import pytest

from engine import InvalidInput, Services
from engine.simulation.chance import estimate
from engine.simulation.figures import Figures
from engine.simulation.ground import Ground, prepare
from engine.simulation.scenarios import Lognormal, Triangular, read_scenario
from engine.simulation.settings import Setting
from engine.simulation.sittings import meeting_days
from tests.engine.diagram import Diagram
from tests.engine.simulation.region import A_MONDAY, HELSINKI


def _estimate(ground: Ground, scenario: str) -> Figures:
    return estimate(ground, "idea", read_scenario(scenario), A_MONDAY)


def _wait(figures: Figures, element: str) -> float:
    return next(step.median for step in figures.steps if step.element == element)


def test_the_same_seed_gives_the_same_figures(ground: Ground) -> None:
    assert _estimate(ground, '{"seed": 4}') == _estimate(ground, '{"seed": 4}')
    assert _estimate(ground, '{"seed": 4}') != _estimate(ground, '{"seed": 5}')


def test_with_two_meetings_a_year_the_median_idea_waits_for_months(ground: Ground) -> None:
    four = _estimate(ground, "{}")
    two = _estimate(ground, '{"meetings": {"peloton": {"per_year": 2}}}')
    step = next(step for step in four.steps if step.element == "peloton_opinion")
    assert step.meeting == "peloton"  # Its diagram says whose agenda the idea is put on.
    assert 30 < step.median < 65
    assert 75 < _wait(two, "peloton_opinion") < 110
    assert two.median > four.median


def test_every_case_comes_to_an_end_and_the_shares_decide_which(ground: Ground) -> None:
    figures = _estimate(
        ground,
        '{"cases": 200, "branches": {"filtering_result": {"filtering_result_to_answer_proposer": 1}}}',
    )
    assert figures.ended == 200
    assert figures.ends == {"idea_screened_out": 200}


def test_an_event_beside_the_way_ends_the_share_of_cases_that_is_told(ground: Ground) -> None:
    usual = '"cases": 400, "branches": {"filtering_result": {"filtering_result_to_answer_proposer": 1}}'
    at_once = '"events": {"idea_withdrawn": {"share": %s, "after": {"days": [0.1, 0.2, 0.3]}}}'
    none = _estimate(ground, "{" + usual + "}")
    some = _estimate(ground, "{" + usual + ", " + at_once % 0.25 + "}")
    assert none.ends == {"idea_screened_out": 400}
    assert some.ended == 400
    assert 70 < some.ends["idea_taken_back"] < 130
    assert some.ends["idea_taken_back"] + some.ends["idea_screened_out"] == 400
    assert some.median < none.median
    assert _estimate(ground, "{" + usual + ", " + at_once % 1 + "}").ends == {"idea_taken_back": 400}


@pytest.mark.parametrize(("interrupting", "days"), [(False, 12), (True, 7)])
def test_an_event_sub_process_begins_when_its_timer_fires(interrupting: bool, days: float) -> None:
    drawn = Diagram("small")
    drawn.start().user("work", camunda={"candidateGroups": "advisors"}).end("done").flows("start -> work -> done")
    told = {"isInterrupting": str(interrupting).lower()}
    with drawn.sub("beside", triggeredByEvent="true") as inside:
        inside.start("late", "timer:duration P3D", **told).user("hurry", camunda={"candidateGroups": "advisors"})
        inside.end("hurried").flows("late -> hurry -> hurried")
    small = prepare({"small.bpmn": drawn.xml()}, Setting(Services(), lambda _: ()), at=A_MONDAY, zone=HELSINKI)
    tasks = '{"work": {"days": [12, 12, 12]}, "hurry": {"days": [4, 4, 4]}}'
    figures = estimate(small, "small", read_scenario('{"cases": 5, "tasks": ' + tasks + "}"), A_MONDAY)
    small.close()
    assert figures.ended == 5
    assert figures.median == pytest.approx(days)
    assert {step.element: step.visits for step in figures.steps}["hurry"] == 5
    assert figures.ends == ({"hurried": 5} if interrupting else {"done": 5})


def test_few_hands_make_a_queue(ground: Ground) -> None:
    usual = '"arrivals_per_month": 12, "cases": 300, "tasks": {"filter_idea": {"days": [2, 3, 4]}}'
    free = _estimate(ground, "{" + usual + "}")
    one = _estimate(ground, "{" + usual + ', "workers": {"filter_idea": 1}}')
    assert 2 <= _wait(free, "filter_idea") <= 4
    assert _wait(one, "filter_idea") > 2 * _wait(free, "filter_idea")


def test_a_meeting_takes_up_only_so_much(ground: Ground) -> None:
    crowded = _estimate(ground, '{"meetings": {"peloton": {"per_year": 4, "items": 2}}}')
    assert _wait(crowded, "peloton_opinion") > 100


def test_lengths_are_drawn_as_they_are_given() -> None:
    chance = Random(1)
    drawn = sorted(Lognormal(10, 30).draw(chance) for _ in range(4_000))
    assert drawn[2_000] == pytest.approx(10, rel=0.1)
    assert drawn[3_600] == pytest.approx(30, rel=0.1)
    assert all(2 <= Triangular(2, 3, 9).draw(chance) <= 9 for _ in range(100))


def test_meetings_are_held_as_their_diagrams_plan_them(ground: Ground) -> None:
    days = meeting_days(ground, "owners_meeting", A_MONDAY)
    assert days[1] - days[0] == pytest.approx(45, abs=0.1)
    assert meeting_days(ground, "idea", A_MONDAY) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Expected a scenario in JSON"),
        ("[]", "Expected an object at the scenario"),
        ('{"seeds": 1}', "Expected only"),
        ('{"cases": 0}', "Expected a number from 1 to 5000 at cases, but got 0"),
        ('{"cases": NaN}', "at cases"),
        ('{"tasks": {"a": {"days": [3, 2, 1]}}}', "Expected least, usual and most in this order at tasks.a.days"),
        ('{"tasks": {"a": 3}}', 'Expected an object with "days"'),
        ('{"meetings": {"a": {}}}', "Expected one of"),
        ('{"meetings": {"a": {"dates": ["soon"]}}}', "Expected dates like 2027-02-10 at meetings.a.dates"),
        ('{"branches": {"a": {"b": -1}}}', "at branches.a.b"),
        ('{"events": {"a": {"share": 2, "after": {"median": 3}}}}', "at events.a.share"),
        ('{"events": {"a": {"share": 1}}}', 'Expected an object with "share" and "after"'),
    ],
)
def test_a_wrong_scenario_is_told_where_it_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence.replace("[", r"\[")):
        read_scenario(text)


def test_an_unknown_process_is_told(ground: Ground) -> None:
    with pytest.raises(InvalidInput, match="Expected a process 'xyzzy'"):
        estimate(ground, "xyzzy", read_scenario("{}"), A_MONDAY)

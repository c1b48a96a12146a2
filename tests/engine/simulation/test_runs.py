"""A run: people, messages and time, upon the real diagrams, in memory."""

from datetime import timedelta

import pytest

from engine import InvalidInput, InvalidSubmission
from engine.simulation.ground import Ground
from engine.simulation.records import MOST_INPUTS, Complete, Follow, Record, Tell, Travel, read_record
from engine.simulation.runs import NotPossible, begin, elements_passed
from engine.simulation.world import Restless
from tests.engine.simulation.region import A_MONDAY, ADVISOR, AN_IDEA


def test_an_idea_goes_to_the_owner_of_its_area(ground: Ground) -> None:
    run = begin(ground, AN_IDEA)
    (waiting,) = run.waiting()
    assert (waiting.row.element, waiting.groups, waiting.people) == (
        "filter_idea",
        ["area_owner_poke"],
        ("omistaja.poke",),
    )
    assert waiting.row.due_at == A_MONDAY + timedelta(days=30)
    assert list(elements_passed(run.path()))[:4] == ["idea_wanted", "describe_idea", "register_idea", "find_owner"]
    run.close()


def test_time_passes_to_the_reminder_and_the_task_stays(ground: Ground) -> None:
    run = begin(ground, AN_IDEA)
    moment = run.next_moment()
    assert moment == A_MONDAY + timedelta(days=30)
    run.put(Travel(moment))
    assert "remind_owner" in list(elements_passed(run.path()))
    assert [one.row.element for one in run.waiting()] == ["filter_idea"]
    run.close()


def test_a_message_that_is_waited_for_moves_it_on(ground: Ground) -> None:
    run = begin(ground, AN_IDEA)
    run.put(Tell("idea_withdrawn", {"withdrawal_grounds": "Aika ei ole kypsä."}))
    assert run.is_over
    assert list(elements_passed(run.path()))[-2:] == ["idea_taken_back", "withdrawal"]
    run.close()


def test_a_run_begins_at_a_day_of_the_calendar(ground: Ground) -> None:
    run = begin(ground, Record("project_day", A_MONDAY, ADVISOR, event="day_time"))
    assert run.waiting()
    run.close()


def test_what_began_meanwhile_is_followed(ground: Ground) -> None:
    run = begin(ground, Record("peloton", A_MONDAY, ADVISOR, event="by_calendar"))
    with pytest.raises(NotPossible, match="Expected 'idea' to have begun"):
        run.put(Follow("idea"))
    assert run.begun() == {}
    run.close()


def test_two_runs_know_nothing_of_each_other(ground: Ground) -> None:
    one, other = begin(ground, AN_IDEA), begin(ground, AN_IDEA)
    one.put(Tell("idea_withdrawn", {}))
    assert one.is_over
    assert not other.is_over
    one.close()
    other.close()


def test_what_a_run_does_not_take_is_said_and_changes_nothing(ground: Ground) -> None:
    run = begin(ground, AN_IDEA)
    with pytest.raises(NotPossible, match="Expected the task 'prepare_proposal' to wait, but it does not"):
        run.put(Complete("prepare_proposal", {}))
    with pytest.raises(NotPossible, match="to wait for a message"):
        run.put(Tell("rmg_decision", {}))
    with pytest.raises(NotPossible, match="Expected a time not before"):
        run.put(Travel(A_MONDAY - timedelta(days=1)))
    with pytest.raises(InvalidSubmission):
        run.put(Complete("filter_idea", {}))
    assert run.record == AN_IDEA
    run.close()


def test_an_unknown_process_is_said(ground: Ground) -> None:
    with pytest.raises(NotPossible, match="Expected a process 'xyzzy', but there is none"):
        begin(ground, Record("xyzzy", A_MONDAY, ADVISOR))


def test_time_that_never_rests_is_bounded(ground: Ground) -> None:
    run = begin(ground, Record("service_needs", A_MONDAY, ADVISOR, event="survey_time"))
    with pytest.raises(Restless, match="Expected at most 0 moments on the way"):
        run.world.travel(A_MONDAY + timedelta(days=400), most=0)
    run.close()


def test_a_record_survives_json() -> None:
    record = AN_IDEA.then(Travel(A_MONDAY + timedelta(days=3))).then(Tell("idea_withdrawn", {"a": [1, None, "x"]}))
    record = record.then(Follow("project"))
    assert read_record(record.to_json()) == record
    assert record.without_last().inputs == record.inputs[:-1]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"process": "a", "at": "x", "by": "b", "inputs": []}', "[" * 99_999])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="Expected a recorded run"):
        read_record(text)


def test_a_record_has_bounds() -> None:
    record = AN_IDEA
    for _ in range(MOST_INPUTS - 1):
        record = record.then(Travel(A_MONDAY))
    with pytest.raises(InvalidInput, match="Expected at most 200 steps"):
        record.then(Travel(A_MONDAY))

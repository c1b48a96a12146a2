"""What services wrote is taken back with a mistaken completion: every table is as it was, and it is done anew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from engine import NotUndoable, Obstacle
from tests.journeys.foresight_steps import begin_round, conclude, contribute, decide_report, meet, noon
from tests.journeys.hesitating import hesitant, sound, undo
from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from tests.journeys.steps import (
    ADVISOR,
    MANAGER,
    OWNER,
    PELOTON,
    STEERING,
    begin_project,
    decide,
    filter_idea,
    fund,
    prepare_proposal,
    propose_idea,
    report_deviation,
    request_change,
    write_report,
)
from tests.journeys.test_evaluation import OWNERS as EVALUATORS
from tests.journeys.test_evaluation import act, approve_criteria, assembly_says, begin
from webapp.demonstration import Stage
from webapp.lifecycle.schema import idea, report

TITLE = "Puualan tuotekehitys"
CHAIR, LEAD = "rmg.puheenjohtaja", "neuvoja.ssyp"


def test_whatever_becomes_of_an_idea_can_be_taken_back(stage_anywhere: Stage) -> None:
    stage = hesitant(stage_anywhere)
    for number, outcome in enumerate(("drop", "supplement", "transfer", "prepare"), 1):
        propose_idea(stage, f"Idea {number}", number)
        filter_idea(stage, f"Idea {number}", outcome, area="wellbeing" if outcome == "transfer" else "innovations")
    stage.do(ADVISOR, "supplement_idea", "Idea 2", title="Idea 2", need="Tarve on selvä.", supplement="Kahdeksan.")
    prepare_proposal(stage, "Idea 4")

    assert stage.undone == {"describe_idea", "filter_idea", "supplement_idea", "prepare_proposal"}
    assert stage.stood == set()
    sound(stage)


def test_what_members_think_before_a_meeting_can_be_taken_back(stage: Stage) -> None:
    for number, title in enumerate(("Idea 1", "Idea 2"), 1):
        propose_idea(stage, title, number)
        filter_idea(stage, title, "prepare")
        prepare_proposal(stage, title)
    stage = hesitant(stage)
    both = {"Idea 1": "proceed", "Idea 2": "proceed"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, both, (OWNER,)))
    some, excused = PELOTON[:2], {PELOTON[0]: "Idea 1"}
    hold_meeting(stage, Sitting("peloton", "Peloton", "omistaja.ks", {"Idea": "support"}, PELOTON, "", some, excused))

    assert {"plan_meeting", "declare_disqualification", "give_opinion"} <= stage.undone
    assert {"confirm_agenda", "decide_item"} <= stage.stood  # Invitations and decisions are given.
    sound(stage)


def test_a_project_is_begun_reported_on_and_changed_with_second_thoughts(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    stage = hesitant(stage)
    starts_on, ends_on = stage.today, stage.today + timedelta(days=540)
    begin_project(stage, TITLE, starts_on, ends_on)
    stage.travel(timedelta(days=70))
    with stage.database.read() as connection:
        opened = connection.execute(select(report).order_by(report.c.due_on)).first()
    assert opened is not None
    stage.tell(OWNER, "due_move_wanted", f"report/{opened.id}")
    stage.do(OWNER, "move_due", new_due_on=stage.today + timedelta(days=60), move_grounds="Tilinpäätös.")
    stage.travel(timedelta(days=30))
    write_report(stage, TITLE)
    report_deviation(stage, TITLE, "project/1", "minor")
    stage.tell(MANAGER, "change_wanted", "project/1")
    request_change(stage, TITLE, stage.today, ends_on)
    stage.do(STEERING, "review_change", TITLE, change_review="reject")

    reports = {"move_due", "write_report", "review_report", "read_report"}
    changes = {"report_deviation", "assess_deviation", "request_change", "review_change"}
    assert stage.undone == {"appoint_team", "plan_project"} | reports | changes
    assert stage.stood == {"approve_plan"}  # It puts the plan into force and calls the steering group.
    sound(stage)


def test_a_round_of_foresight_goes_with_second_thoughts(stage_anywhere: Stage) -> None:
    stage = hesitant(stage_anywhere)
    stage.travel(noon(date(2027, 1, 11)))
    stage.do("neuvoja.ks", "survey_needs", answers="12", needs_text="Rekrytointiapua.")
    begin_round(stage)
    contribute(stage)
    meet(stage)
    decide_report(stage, "approved")
    conclude(stage)
    stage.do(OWNER, "carry_out_measure", measure_result="Palvelu avattiin.", measure_outcome="done")
    stage.do("omistaja.ks", "review_themes", theme_change="Rekrytointi omaksi teemaksi.", theme_review="change")

    contributions = {"survey_needs", "invite_group", "define_analysis", "summarise_customers", "describe_outlook"}
    assert contributions | {"finish_report", "carry_out_measure", "review_themes"} <= stage.undone
    assert "conclude" in stage.stood  # The report goes to the municipalities.
    sound(stage)


def test_events_and_what_they_taught_can_be_taken_back(stage_anywhere: Stage) -> None:
    stage = hesitant(stage_anywhere)
    stage.start(LEAD, "trends_techs", "trends_techs/biotalous", industry="Biotalous")
    plan = {"place": "Viitasaari", "programme": "Tekoäly", "invited": ["advisor", "area_owner"]}
    stage.do(LEAD, "arrange_gathering", "Biotalous", event_date=date(2027, 2, 10), **plan)
    stage.travel(noon(date(2027, 2, 11)))
    stage.do(LEAD, "note_gathering", "Biotalous", gathering_notes="Biohiilelle on kysyntää.")

    assert stage.undone == {"arrange_gathering", "note_gathering"}
    sound(stage)


def test_areas_are_summed_up_with_second_thoughts(stage: Stage) -> None:
    stage = hesitant(stage)
    stage.travel(noon(date(2027, 12, 20)))
    stage.do(OWNER, "summarise_area", area_text="Verkosto laajenee.")
    assert "summarise_area" in stage.undone
    sound(stage)


def test_an_evaluation_goes_with_second_thoughts(stage: Stage) -> None:
    stage = hesitant(stage)
    begin(stage)
    approve_criteria(stage)
    for owner in EVALUATORS:
        act(stage, owner, "evaluate_self")
    act(stage, COORDINATOR, "order_external")
    act(stage, COORDINATOR, "evaluate_externally")
    act(stage, COORDINATOR, "finish_evaluation")
    assembly_says(stage, "approved")
    act(stage, COORDINATOR, "agree_measures")
    act(stage, COORDINATOR, "carry_out_improvement")

    own = {"define_criteria", "evaluate_self", "order_external", "finish_evaluation", "carry_out_improvement"}
    assert own <= stage.undone
    sound(stage)


def test_what_somebody_has_named_or_changed_since_stays(stage: Stage) -> None:
    for number in (1, 2):
        propose_idea(stage, f"Idea {number}", number)
    with stage.database.read() as connection:
        rows = stage.engine.inbox(connection, stage.actor(ADVISOR), "done").rows
    newer, older = (row.task_id for row in rows)

    def build_upon(number: int, **values: object) -> None:
        stage.database.transact(
            lambda unit: unit.write().execute(update(idea).where(idea.c.id == number).values(**values))
        )

    build_upon(2, title="Toinen nimi")
    build_upon(2, merged_into=1)
    for task in (newer, older):
        with pytest.raises(NotUndoable) as refused:
            undo(stage, ADVISOR, task)
        assert refused.value.obstacle is Obstacle.WRITTEN

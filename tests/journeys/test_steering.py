"""A project's steering group meets: its members only, called by the project's manager, with its standing items."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.journeys.asking import elements, incidents, phase_of, waiting_of
from tests.journeys.meetings import (
    confirm_agenda,
    data_at,
    do_in,
    plan_meeting,
    tasks_in,
)
from tests.journeys.steps import MANAGER, STEERING, begin_project, decide, fund
from webapp.demonstration import Stage
from webapp.lifecycle.schema import meeting

TITLE = "Puualan kehittämisverkosto"


def test_a_projects_manager_calls_its_steering_group_together_and_keeps_its_minutes(stage: Stage) -> None:
    _project(stage)
    number = stage.start(MANAGER, "steering", "steering/1", caller=MANAGER)
    options = data_at(stage, number, MANAGER, "choose_project")["projects"]
    assert [row["label"] for row in options] == [TITLE]
    do_in(stage, number, MANAGER, "choose_project", project=options[0]["value"])

    plan_meeting(stage, MANAGER, number)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, MANAGER, number)
    stage.travel(timedelta(days=10))

    assert [row["value"] for row in data_at(stage, number, MANAGER, "hold_meeting")["agenda"]["people"]] == [
        STEERING,
        "yritysjasen.metsa",
    ]
    do_in(
        stage,
        number,
        MANAGER,
        "hold_meeting",
        present=[STEERING, "yritysjasen.metsa"],
        chair=STEERING,
        quorate=True,
        inspectors=[STEERING],
    )
    subjects = [row.subject for row in tasks_in(stage, number, MANAGER, "decide_item")]
    assert "Rahoitus ja maksatushakemukset" in subjects
    assert len(subjects) == 8
    for _ in subjects:
        do_in(stage, number, MANAGER, "decide_item", item_outcome="noted", item_grounds="Merkittiin tiedoksi.")
    text = data_at(stage, number, MANAGER, "write_minutes")["minutes_draft"]["text"]
    do_in(stage, number, MANAGER, "write_minutes", minutes_text=text)
    do_in(stage, number, STEERING, "inspect_minutes", inspection="accept")

    assert "5 § Suunnitelman ja tavoitteiden tilanne" in text
    with stage.database.read() as connection:
        held = connection.execute(select(meeting).where(meeting.c.body == "steering_group_1")).one()
    assert (held.status, held.number) == ("closed", 1)
    assert incidents(stage) == []


def test_the_projects_own_process_may_ask_for_the_meeting(stage: Stage) -> None:
    _project(stage)

    stage.database.transact(
        lambda unit: stage.engine.send(
            unit,
            "steering_wanted",
            correlation="",
            business_key="steering/project/1",
            payload={"project": 1},
            by=stage.actor(MANAGER),
        )
    )
    stage.settle()

    assert "plan_meeting" in elements(stage, MANAGER)
    assert incidents(stage) == []


def test_an_approved_plan_that_wants_it_calls_the_steering_group_to_its_first_meeting(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    decide(stage, TITLE)
    fund(stage, TITLE)

    project = begin_project(stage, TITLE, date(2027, 9, 1), date(2029, 2, 28), first_meeting_wanted=True)

    (task,) = waiting_of(stage, MANAGER, "plan_meeting")
    assert TITLE in task.title
    assert phase_of(stage, project) == "Toteutus"  # The project itself does not wait for the meeting.
    assert incidents(stage) == []


def test_a_plan_that_wants_no_first_meeting_calls_nobody(stage: Stage) -> None:
    _project(stage)
    assert waiting_of(stage, MANAGER, "plan_meeting") == []


def _project(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    begin_project(stage, TITLE, date(2027, 9, 1), date(2029, 2, 28))

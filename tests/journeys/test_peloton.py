"""Peloton's own way through a meeting: whose turn it is, bold proposals, priorities."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from tests.journeys.asking import incidents
from tests.journeys.meetings import (
    COORDINATOR,
    confirm_agenda,
    gather,
    minute,
    open_meeting,
    plan_meeting,
    say_of_each,
    task_data,
)
from tests.journeys.steps import OWNER, PELOTON
from webapp.demonstration import Stage
from webapp.lifecycle.schema import area_priority, meeting
from webapp.lifecycle.schema import idea as ideas

BOLD = {"title": "Drooneja metsään", "need": "Metsien kunto on tunnettava.", "area": "innovations"}


def test_an_idea_from_peloton_has_that_origin_and_still_gets_an_area_owner(stage: Stage) -> None:
    number = _meet(stage, PELOTON[0])

    gather(stage, number, PELOTON, new_ideas=[BOLD])
    say_of_each(stage, number, {})
    text = minute(stage, number, [PELOTON[0]])

    assert "Uusi esitys: Drooneja metsään" in text
    assert [row.title for row in stage.waiting(OWNER) if row.element == "filter_idea"] == [BOLD["title"]]
    with stage.database.read() as connection:
        brought = connection.execute(select(ideas).where(ideas.c.origin == "peloton")).one()
    assert (brought.proposer, brought.area) == (None, "innovations")
    assert incidents(stage) == []


def test_peloton_puts_first_what_matters_in_each_area(stage: Stage) -> None:
    number = _meet(stage, PELOTON[0])

    priorities = [
        {"area": "skills", "priority": "Metsäkoneenkuljettajat"},
        {"area": "wellbeing", "priority": "Matkailu"},
    ]
    gather(stage, number, PELOTON, priorities=priorities)
    say_of_each(stage, number, {})
    minute(stage, number, [PELOTON[0]])

    with stage.database.read() as connection:
        rows = connection.execute(select(area_priority)).all()
    assert {row.area: row.priority for row in rows} == {"skills": "Metsäkoneenkuljettajat", "wellbeing": "Matkailu"}


def test_the_rotation_after_poke_wraps_to_ks(stage: Stage) -> None:
    for _ in range(5):
        stage.start(COORDINATOR, "peloton", "peloton/extra", procedure="meeting")

    with stage.database.read() as connection:
        turns = connection.scalars(
            select(meeting.c.convenor).where(meeting.c.body == "peloton").order_by(meeting.c.number)
        ).all()
    assert turns == ["ks", "ssyp", "witas", "poke", "ks"]


def test_peloton_meets_on_four_planned_days_of_which_two_may_be_left_out(stage: Stage) -> None:
    begin, end = datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    with stage.database.read() as connection:
        days = [one for one in stage.engine.occurrences(connection, begin, end) if one.key == "peloton"]
    assert [one.occurs_at.astimezone(stage.clock.zone).month for one in days] == [2, 5, 9, 11]

    by = stage.actor(COORDINATOR)
    for one in days[:2]:
        stage.database.transact(lambda unit, one=one: stage.engine.move_occurrence(unit, one, None, by=by))
    stage.travel(datetime(2028, 7, 1, tzinfo=UTC))

    with stage.database.read() as connection:
        proposed = connection.scalars(select(meeting.c.occurs_on).where(meeting.c.body == "peloton")).all()
    assert [day.month for day in proposed if day.year == 2028] == []


def test_the_calendar_proposes_the_day_and_the_convenor_settles_it(stage: Stage) -> None:
    stage.travel(timedelta(days=7))  # 35 days before the second Wednesday of February.

    (row,) = [row for row in stage.waiting(PELOTON[0]) if row.element == "plan_meeting"]
    assert task_data(stage, row.task_id, PELOTON[0])["occurs_on"] == date(2027, 2, 10)


def _meet(stage: Stage, convenor: str) -> int:
    number = open_meeting(stage, convenor, "peloton", "Peloton")
    plan_meeting(stage, convenor, number)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, convenor, number)
    stage.travel(timedelta(days=10))
    return number

"""The Regional Management Group's calendar, and its standing item."""

from datetime import UTC, datetime

from sqlalchemy import select

from tests.journeys.asking import elements, incidents
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import RMG
from webapp.demonstration import Stage
from webapp.lifecycle.schema import agenda_item

BODY = Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG)


def test_the_calendar_of_the_rmg_has_no_july(stage: Stage) -> None:
    begin, end = datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    with stage.database.read() as connection:
        days = [one.occurs_at for one in stage.engine.occurrences(connection, begin, end) if one.key == "rmg"]

    local = [day.astimezone(stage.clock.zone) for day in days]
    assert [day.month for day in local] == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert {day.weekday() for day in local} == {3}


def test_the_models_own_implementation_stands_on_the_agenda_of_its_first_year_only(stage: Stage) -> None:
    hold_meeting(stage, BODY)
    stage.travel(datetime(2027, 12, 31, tzinfo=UTC))
    assert "plan_meeting" in elements(stage, RMG[0])  # Nobody has planned the year's other meetings.

    stage.travel(datetime(2028, 1, 10, tzinfo=UTC))
    extra = stage.start(RMG[0], "rmg", "rmg/extra", procedure="meeting")
    hold_meeting(stage, BODY, extra)

    with stage.database.read() as connection:
        standing = select(agenda_item.c.id).where(agenda_item.c.body == "rmg", agenda_item.c.kind == "standing")
        assert len(connection.scalars(standing).all()) == 1
    assert incidents(stage) == []

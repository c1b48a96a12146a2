"""Beside the button stands which meeting takes a matter up: by the diagram and the calendar as they are."""

from sqlalchemy import insert, select

from engine.schema import occurrence
from tests.journeys.steps import OWNER, filter_idea, propose_idea
from tests.journeys.test_pages import log_in
from webapp.demonstration import Stage
from webapp.lifecycle.meetings import next_taking_up
from webapp.lifecycle.schema import meeting

TITLE = "Puualan kehittämisverkosto"
BODY = "owners_meeting"


def planned(stage: Stage) -> list[str]:
    """The body's coming days, as a page writes them."""
    statement = select(occurrence.c.planned_at).where(
        occurrence.c.key == BODY, occurrence.c.planned_at > stage.clock.now()
    )
    with stage.database.read() as connection:
        days = connection.scalars(statement.order_by(occurrence.c.planned_at)).all()
    local = [day.astimezone(stage.clock.zone) for day in days]
    return [f"{day.day}.{day.month}.{day.year}" for day in local]


def test_a_proposal_says_which_meeting_it_goes_to(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    task = next(row for row in stage.waiting(OWNER) if row.element == "prepare_proposal")
    visitor = log_in(stage, OWNER)

    page = visitor.get(f"/tasks/{task.task_id}").get_data(as_text=True)

    assert f"Siirtyy kokoukseen {planned(stage)[0]} (" in page


def test_a_meeting_whose_agenda_is_confirmed_takes_up_nothing_more(stage: Stage) -> None:
    zone = stage.clock.zone
    with stage.database.read() as connection:
        first = next_taking_up(connection, BODY, stage.clock.now(), zone)
    assert first is not None
    held = {"body": BODY, "number": 1, "procedure": "meeting", "occurs_on": first.astimezone(zone).date()}

    for status, is_first in (("planned", True), ("called", False)):
        row = insert(meeting).values(held | {"status": status, "number": len(status)})
        stage.database.transact(lambda unit, row=row: unit.write().execute(row))  # type: ignore[misc]
        with stage.database.read() as connection:
            later = next_taking_up(connection, BODY, stage.clock.now(), zone)
        assert later is not None
        assert (later == first) is is_first


def test_a_body_without_a_calendar_has_no_day(stage: Stage) -> None:
    with stage.database.read() as connection:
        assert next_taking_up(connection, "steering_group_1", stage.clock.now(), stage.clock.zone) is None

"""The area owners meet every 45 days and pre-assess the proposals together."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from tests.journeys.asking import elements, incidents, phase_of
from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from tests.journeys.steps import OWNER, OWNERS, filter_idea, prepare_proposal, propose_idea
from webapp.demonstration import Stage

TITLE = "Puualan kehittämisverkosto"


def test_the_owners_meet_every_45_days(stage: Stage) -> None:
    begin, end = datetime(2027, 2, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
    with stage.database.read() as connection:
        days = [
            one.occurs_at for one in stage.engine.occurrences(connection, begin, end) if one.key == "owners_meeting"
        ]

    local = [day.astimezone(stage.clock.zone).date() for day in days]
    assert {after - before for before, after in pairwise(local)} == {timedelta(days=45)}
    assert (local[0] - date(2026, 1, 12)).days % 45 == 0


def test_what_the_owners_say_moves_the_proposal_on_or_back(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    said = {TITLE: "prepare_further"}

    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))

    assert phase_of(stage, idea) == "Valmistelu"
    assert "prepare_proposal" in elements(stage, OWNER)
    assert incidents(stage) == []

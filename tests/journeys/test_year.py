"""A year is opened: its days are checked and told, and the convenors' turns change."""

from datetime import UTC, datetime, timedelta

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.meetings import COORDINATOR
from webapp.demonstration import Stage

DECEMBER = datetime(2027, 12, 1, 7, 0, tzinfo=UTC)


def opened(stage: Stage) -> int:
    """The instance that the first of December begins."""
    stage.travel(DECEMBER)
    return next(row.instance_id for row in stage.waiting(COORDINATOR) if row.element == "check_days")


def test_the_first_of_december_opens_the_next_year_and_turns_go_to_their_next_holders(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    year = opened(stage)

    stage.do(COORDINATOR, "check_days", standing="keep")

    subjects = {row.subject for row in stage.waiting("omistaja.ks") if row.element == "take_turn"}
    assert subjects == {"Peloton-ryhmä", "Ennakoinnin koordinaatioryhmä"}, "KS begins Peloton, and 2028 is its year."
    stage.do("omistaja.ks", "take_turn")
    stage.do("omistaja.ks", "take_turn", convening_person="omistaja.ssyp")
    assert status_of(stage, year) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_an_unchecked_year_is_reminded_of(stage: Stage) -> None:
    opened(stage)
    stage.travel(timedelta(days=15))
    assert "Vuoden ajankohdat odottavat tarkistusta" in letters(stage, COORDINATOR)


def test_after_the_models_first_year_its_standing_item_is_taken_away(stage: Stage) -> None:
    opened(stage)
    stage.do(COORDINATOR, "check_days", standing="end")
    assert "take_turn" not in elements(stage, "omistaja.ks")

    stage.do(COORDINATOR, "end_standing", standing_removed=True)

    assert "take_turn" in elements(stage, "omistaja.ks")

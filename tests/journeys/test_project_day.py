"""The project day: early in the year, for the Assembly and elected officials; the RMG is informed."""

from datetime import date

import pytest
from sqlalchemy import select

from engine import InstanceStatus, InvalidSubmission
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.foresight_steps import instances_of, noon
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import RMG
from webapp.demonstration import Stage
from webapp.lifecycle.schema import event

PLAN = {"place": "Saarijärvi", "programme": "Hankkeet esittäytyvät.", "invited": ["assembly", "elected_official"]}


def test_the_day_is_planned_held_noted_and_told_to_the_rmg(stage: Stage) -> None:
    _open(stage)
    stage.do("rmg.puheenjohtaja", "plan_day", "2028", event_date=date(2028, 2, 3), **PLAN)
    for person in ("edustaja.saarijarvi", "luottamushenkilo.viitasaari"):
        assert letters(stage, person).count("Hankepäivä 2028") == 1
    stage.travel(noon(date(2028, 2, 4)))

    stage.do("koordinaattori", "note_day", project_day_notes="Hyvä keskustelu.")
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG))

    with stage.database.read() as connection:
        held = connection.execute(select(event).where(event.c.kind == "project_day")).one()
    assert (held.held_on, held.notes) == (date(2028, 2, 3), "Hyvä keskustelu.")
    assert status_of(stage, instances_of(stage, "project_day")[-1]) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_the_day_is_early_in_the_year(stage: Stage) -> None:
    _open(stage)

    with pytest.raises(InvalidSubmission) as refused:
        stage.do("koordinaattori", "plan_day", "2028", event_date=date(2028, 6, 1), **PLAN)

    assert list(refused.value.errors) == ["event_date"]


def test_the_rmg_is_reminded_of_a_day_that_is_not_set(stage: Stage) -> None:
    _open(stage)
    stage.travel(noon(date(2027, 12, 26)))

    assert "Hankepäivä 2028 on sovittava" in letters(stage, "rmg.karstula")
    assert "plan_day" in elements(stage, "koordinaattori")


def _open(stage: Stage) -> None:
    """The clock opens the planning eight weeks before the day of the annual clock."""
    stage.travel(noon(date(2027, 12, 4)))

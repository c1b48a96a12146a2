"""Foresight forums: in May and November, by the authorities that exist then."""

from datetime import date

import pytest
from sqlalchemy import select

from engine import InvalidSubmission
from tests.journeys.asking import elements, incidents, letters
from tests.journeys.foresight_steps import noon
from webapp.demonstration import Stage
from webapp.lifecycle.organisations import Kind, in_force
from webapp.lifecycle.schema import event

PLAN = {"place": "Jyväskylä", "programme": "Seudun työvoima 2035"}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The middle of March, when May's forum is to be arranged."""
    stage.travel(noon(date(2027, 3, 17)))
    return stage


def test_a_forum_is_arranged_held_and_noted(stage: Stage) -> None:
    stage.do("asiantuntija.ksl", "arrange_forum", event_date=date(2027, 5, 12), invited=["rmg", "advisor"], **PLAN)
    assert letters(stage, "neuvoja.ks").count("Ennakointifoorumi 5/2027") == 1
    assert letters(stage, "kunta.kinnula") == []
    assert "note_forum" not in elements(stage, "asiantuntija.evk")

    stage.travel(noon(date(2027, 5, 13)))
    stage.do("asiantuntija.evk", "note_forum", forum_notes="Väestö vähenee, automaatio kasvaa.")

    with stage.database.read() as connection:
        held = connection.execute(select(event)).one()
    assert (held.kind, held.held_on, held.place) == ("forum", date(2027, 5, 12), "Jyväskylä")
    assert held.organiser == "Keski-Suomen elinvoimakeskus, Keski-Suomen liitto"
    assert held.notes == "Väestö vähenee, automaatio kasvaa."
    assert incidents(stage) == []


def test_a_forum_of_may_is_held_in_may(stage: Stage) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        stage.do("asiantuntija.ksl", "arrange_forum", event_date=date(2027, 6, 1), invited=["rmg"], **PLAN)

    assert list(refused.value.errors) == ["event_date"]


def test_organisers_who_have_not_set_a_day_are_reminded(stage: Stage) -> None:
    stage.travel(noon(date(2027, 4, 17)))

    for person in ("asiantuntija.ksl", "asiantuntija.evk"):
        assert letters(stage, person).count("Ennakointifoorumin päivä on sopimatta") == 1


def test_the_ely_centre_took_part_until_the_end_of_2025_and_its_successor_since(stage: Stage) -> None:
    with stage.database.read() as connection:
        before = [one.key for one in in_force(connection, Kind.AUTHORITY, date(2025, 12, 31))]
        since = [one.key for one in in_force(connection, Kind.AUTHORITY, date(2026, 1, 1))]

    assert (before, since) == (["ely", "ksl"], ["evk", "ksl"])

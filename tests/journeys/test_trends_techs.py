"""Trends & Techs: once a year for each industry, and by hand; what was heard feeds the next foresight round."""

from datetime import date

from tests.journeys.asking import incidents, letters
from tests.journeys.foresight_steps import begin_round, noon
from tests.journeys.meetings import data_of
from webapp.demonstration import Stage

LEAD = "neuvoja.ssyp"
PLAN = {"place": "Viitasaari", "programme": "Tekoäly", "invited": ["advisor", "area_owner"]}


def test_each_industry_has_its_gathering_every_year(stage: Stage) -> None:
    stage.travel(noon(date(2027, 1, 16)))

    assert [row.subject for row in stage.waiting(LEAD) if row.element == "arrange_gathering"] == [
        "Metsä- ja puuala",
        "Metalli- ja konepaja-ala",
        "Matkailu",
        "Hyvinvointiala",
    ]


def test_the_notes_of_a_gathering_feed_the_next_foresight_round(stage: Stage) -> None:
    stage.start(LEAD, "trends_techs", "trends_techs/biotalous", industry="Biotalous")
    stage.do(LEAD, "arrange_gathering", "Biotalous", event_date=date(2027, 2, 10), **PLAN)
    assert letters(stage, "omistaja.ks") == ["Trends & Techs: Biotalous"]
    stage.travel(noon(date(2027, 2, 11)))
    stage.do(LEAD, "note_gathering", "Biotalous", gathering_notes="Biohiilelle on kysyntää.")

    spring = begin_round(stage)
    stage.travel(noon(date(2027, 4, 15)))

    assert "Trends & Techs: Biotalous: Biohiilelle on kysyntää." in data_of(stage, spring)["gathered"]["text"]
    assert incidents(stage) == []


def test_an_industry_lead_who_arranges_nothing_is_reminded(stage: Stage) -> None:
    stage.travel(noon(date(2027, 4, 16)))

    assert "Trends & Techs on järjestämättä: Matkailu" in letters(stage, LEAD)

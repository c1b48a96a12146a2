"""The yearly survey of service needs: a task of each development company, part of the next foresight round."""

from datetime import date

from tests.journeys.asking import elements, incidents, letters
from tests.journeys.foresight_steps import begin_round, noon
from tests.journeys.meetings import data_of
from webapp.demonstration import Stage


def test_each_company_surveys_and_the_next_round_gathers_the_results(stage: Stage) -> None:
    stage.travel(noon(date(2027, 1, 11)))
    for person in ("neuvoja.ks", "neuvoja.ssyp", "neuvoja.witas"):
        stage.do(person, "survey_needs", answers="12", needs_text=f"Rekrytointiapua ({person}).")

    spring = begin_round(stage)
    stage.travel(noon(date(2027, 4, 15)))

    text = data_of(stage, spring)["gathered"]["text"]
    assert "Palvelutarpeet, KS: Rekrytointiapua (neuvoja.ks)." in text
    assert "Palvelutarpeet, WITAS: Rekrytointiapua (neuvoja.witas)." in text
    assert data_of(stage, spring)["gathered"]["missing"] != []  # A survey is no summary.
    assert incidents(stage) == []


def test_a_late_survey_is_told_to_the_management(stage: Stage) -> None:
    stage.travel(noon(date(2027, 1, 11)))
    stage.do("neuvoja.ks", "survey_needs", needs_text="Rekrytointiapua.")

    stage.travel(noon(date(2027, 2, 25)))

    assert letters(stage, "johtaja.witas") == ["Palvelutarvekartoitus puuttuu: WITAS"]
    assert letters(stage, "johtaja.ks") == []
    assert "survey_needs" in elements(stage, "neuvoja.witas")

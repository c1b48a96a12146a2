"""Between the rounds: an interview or an observation reaches the area owners at once, and the next round."""

from datetime import date

from sqlalchemy import select

from tests.journeys.asking import incidents, letters
from tests.journeys.foresight_steps import begin_round, noon
from tests.journeys.meetings import data_of
from webapp.demonstration import Stage
from webapp.lifecycle.schema import foresight_note


def test_an_interview_reaches_the_owners_of_its_areas_at_once(stage: Stage) -> None:
    _note(stage, "foresight_note/1", "Konepaja Oy")

    assert letters(stage, "omistaja.ssyp") == ["Ennakointihavainto: Konepaja Oy"]
    assert letters(stage, "omistaja.witas") == ["Ennakointihavainto: Konepaja Oy"]
    assert letters(stage, "omistaja.poke") == []
    with stage.database.read() as connection:
        assert connection.execute(select(foresight_note.c.kind, foresight_note.c.about)).all() == [
            ("interview", "Konepaja Oy")
        ]
    assert incidents(stage) == []


def test_a_round_gathers_what_was_noted_since_the_one_before(stage: Stage) -> None:
    _note(stage, "foresight_note/1", "Konepaja Oy")
    spring = begin_round(stage)
    stage.travel(noon(date(2027, 4, 15)))
    _note(stage, "foresight_note/2", "Saha Oy")
    stage.travel(noon(date(2027, 9, 2)))
    autumn = stage.do(
        "omistaja.witas",
        "invite_group",
        "syksy",
        meeting_date=date(2027, 10, 14),
        meeting_time="09:00",
        place="Karstula",
    )

    stage.travel(noon(date(2027, 10, 14)))

    assert "Konepaja Oy: Investoi." in data_of(stage, spring)["gathered"]["text"]
    assert data_of(stage, autumn)["gathered"]["text"] == "Saha Oy: Investoi."


def _note(stage: Stage, key: str, about: str) -> None:
    stage.start(
        "neuvoja.ks",
        "foresight_note",
        key,
        note_kind="interview",
        about=about,
        note_text="Investoi.",
        areas=["dynamic_business", "innovations", "wellbeing"],
    )

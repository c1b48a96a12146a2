"""The region's development days: the RMG's chair answers for them, and may leave a year out."""

from datetime import date

from sqlalchemy import select

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.foresight_steps import instances_of, noon
from webapp.demonstration import Stage
from webapp.lifecycle.schema import event

CHAIR, TITLE = "rmg.puheenjohtaja", "Seudun kehittämispäivät 2027"


def test_the_chair_arranges_the_days_in_august_and_notes_the_shared_view(stage: Stage) -> None:
    stage.travel(noon(date(2027, 5, 23)))
    assert "arrange_days" not in elements(stage, "rmg.saarijarvi")

    stage.do(
        CHAIR,
        "arrange_days",
        event_date=date(2027, 8, 26),
        place="Summassaari",
        programme="Seutu 2040",
        invited=["assembly", "peloton"],
        days_decision="hold",
    )
    assert letters(stage, "edustaja.saarijarvi").count(TITLE) == 1
    stage.travel(noon(date(2027, 8, 27)))
    stage.do("koordinaattori", "note_days", days_notes="Kasvamme yhdessä.")

    with stage.database.read() as connection:
        assert connection.execute(select(event.c.title, event.c.notes)).all() == [(TITLE, "Kasvamme yhdessä.")]
    assert incidents(stage) == []


def test_the_days_may_be_left_out_for_a_year_and_a_silent_chair_is_reminded(stage: Stage) -> None:
    stage.travel(noon(date(2027, 6, 23)))
    assert letters(stage, CHAIR).count(f"{TITLE} on suunniteltava") == 1

    stage.do(CHAIR, "arrange_days", event_date=date(2027, 8, 20), invited=["rmg"], days_decision="skip")

    assert status_of(stage, instances_of(stage, "development_days")[0]) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        assert connection.execute(select(event)).all() == []

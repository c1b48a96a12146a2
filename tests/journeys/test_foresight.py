"""A foresight round: from the clock to the situation report that the RMG approves, and to the municipalities."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import InstanceStatus, InvalidSubmission
from tests.journeys.asking import elements, incidents, letters, phase_of, status_of
from tests.journeys.foresight_steps import (
    ADVISORS,
    CONVENOR,
    EXPERTS,
    REPORT,
    begin_round,
    conclude,
    contribute,
    decide_report,
    finish,
    instances_of,
    meet,
    noon,
)
from tests.journeys.meetings import data_at, data_of, do_in, open_meeting
from tests.journeys.steps import RMG
from webapp.demonstration import Stage
from webapp.lifecycle.schema import foresight_round, knowledge_entry, measure, situation_report


def test_aprils_coordination_gives_a_may_report_with_the_rmgs_approval_between(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    number = begin_round(stage)
    contribute(stage)

    meet(stage)
    assert phase_of(stage, number) == "Seutujohtoryhmä"
    decide_report(stage, "approved")
    conclude(stage)

    with stage.database.read() as connection:
        kept = connection.execute(select(situation_report)).one()
        agreed = connection.execute(select(measure)).one()
        published = connection.execute(select(knowledge_entry.c.kind, knowledge_entry.c.title)).all()
    assert (kept.title, kept.approved_on.month) == (REPORT, 5)
    assert kept.text == "Seudun yritykset kasvavat, mutta työvoimasta on pulaa."
    assert (agreed.description, agreed.outcome) == ("Yhteinen rekrytointipalvelu", None)
    assert published == [("situation_report", REPORT)]
    assert status_of(stage, number) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_the_approved_report_reaches_every_municipality_and_the_area_owners(stage: Stage) -> None:
    begin_round(stage)
    contribute(stage)
    meet(stage)
    decide_report(stage, "approved")
    assert REPORT not in letters(stage, "kunta.kinnula")

    conclude(stage)

    for person in ("kunta.kinnula", "rmg.saarijarvi", "omistaja.poke", "asiantuntija.evk", "hallitus.ks"):
        assert letters(stage, person).count(REPORT) == 1
    assert elements(stage, "omistaja.witas").count("carry_out_measure") == 1
    assert "review_themes" in elements(stage, "omistaja.poke")


def test_an_rmg_that_meets_in_april_leaves_the_report_to_its_meeting_in_may(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    begin_round(stage)
    contribute(stage)
    stage.travel(noon(date(2027, 4, 6)))
    meet(stage)  # On the fifteenth: its proposal waits for the RMG at once.

    april = _agenda_of_rmg(stage, date(2027, 4, 30))
    assert REPORT not in april
    may = _agenda_of_rmg(stage, date(2027, 5, 4))
    assert REPORT in may
    assert incidents(stage) == []


def _agenda_of_rmg(stage: Stage, day: date) -> list[str]:
    """What the RMG's meeting of a day may take up, when its agenda closes a week before."""
    number = open_meeting(stage, RMG[0], "rmg", "Seutujohtoryhmä")
    closes = stage.today + timedelta(days=1)
    do_in(stage, number, RMG[0], "plan_meeting", meeting_date=day, meeting_time="09:00", place="Viitasaari",
          procedure="meeting", agenda_closes=closes)  # fmt: skip
    stage.travel(timedelta(days=2))
    return [row["label"] for row in data_at(stage, number, RMG[0], "confirm_agenda")["waiting"]]


def test_the_round_begins_by_the_clock_in_march_and_september_and_the_convenor_changes_with_the_year(
    stage: Stage,
) -> None:
    stage.travel(noon(date(2027, 2, 28)))
    assert instances_of(stage, "foresight") == []

    stage.travel(noon(date(2028, 3, 2)))

    with stage.database.read() as connection:
        rounds = connection.execute(
            select(foresight_round.c.title, foresight_round.c.convenor).order_by(foresight_round.c.id)
        ).all()
    assert rounds == [
        ("Ennakointikierros, kevät 2027", "witas"),
        ("Ennakointikierros, syksy 2027", "witas"),
        ("Ennakointikierros, kevät 2028", "ks"),
    ]


def test_the_group_meets_in_april(stage: Stage) -> None:
    stage.travel(noon(date(2027, 3, 2)))

    with pytest.raises(InvalidSubmission) as refused:
        stage.do(CONVENOR, "invite_group", meeting_date=date(2027, 5, 3), meeting_time="09:00", place="Saarijärvi")

    assert list(refused.value.errors) == ["meeting_date"]


def test_a_convenor_who_does_not_invite_is_reminded_every_fortnight(stage: Stage) -> None:
    stage.travel(noon(date(2027, 4, 1)))

    assert letters(stage, CONVENOR).count("Koordinaatioryhmä on kutsuttava: Ennakointikierros, kevät 2027") == 2


def test_the_group_is_invited_by_letter(stage: Stage) -> None:
    begin_round(stage)

    for person in ("omistaja.ks", *EXPERTS):
        assert letters(stage, person).count("Ennakointikierros, kevät 2027") == 1


def test_without_a_need_for_analysis_the_round_goes_on_after_ten_days(stage: Stage) -> None:
    stage.travel(noon(date(2027, 3, 2)))
    stage.do(CONVENOR, "invite_group", meeting_date=date(2027, 4, 15), meeting_time="09:00", place="Saarijärvi")
    assert "summarise_customers" not in elements(stage, ADVISORS[0])

    stage.travel(noon(date(2027, 3, 13)))

    assert "define_analysis" not in elements(stage, CONVENOR)
    assert "summarise_customers" in elements(stage, ADVISORS[0])


def test_project_managers_may_write_their_companys_summary_and_nobody_anothers(stage: Stage) -> None:
    begin_round(stage)

    assert elements(stage, "projekti.ks").count("summarise_customers") == 1
    stage.do("projekti.ks", "summarise_customers", summary_text="Hankkeiden yritykset investoivat.")

    assert "summarise_customers" not in elements(stage, "neuvoja.ks")
    assert "summarise_customers" in elements(stage, "neuvoja.witas")


def test_advisors_are_reminded_a_fortnight_before_and_their_management_is_told_three_days_before(stage: Stage) -> None:
    begin_round(stage)
    contribute(stage, "neuvoja.ks", "asiantuntija.evk")
    late = "Neuvojien yhteenveto puuttuu: Ennakointikierros, kevät 2027"
    told = "Neuvojien yhteenveto puuttuu, KS: Ennakointikierros, kevät 2027"

    stage.travel(noon(date(2027, 4, 2)))
    assert letters(stage, "neuvoja.ks").count(late) == 1
    assert late not in letters(stage, "neuvoja.witas")
    assert "Tilastot ja kehitysnäkymät puuttuvat: Ennakointikierros, kevät 2027" in letters(stage, "asiantuntija.evk")
    assert told not in letters(stage, "johtaja.ks")

    stage.travel(noon(date(2027, 4, 12)))
    assert letters(stage, "johtaja.ks").count(told) == 1
    assert letters(stage, "omistaja.ks").count(told) == 1
    assert not any(letter.startswith("Neuvojien yhteenveto") for letter in letters(stage, "johtaja.ssyp"))


def test_the_meeting_goes_on_with_what_exists_and_lists_what_is_missing(stage: Stage) -> None:
    number = begin_round(stage)
    contribute(stage, "neuvoja.ks", "asiantuntija.evk")

    stage.travel(noon(date(2027, 4, 15)))

    gathered = data_of(stage, number)["gathered"]
    assert gathered["missing"] == ["KS", "Keski-Suomen elinvoimakeskus"]
    assert "SSYP: Tilauskanta kasvaa (neuvoja.ssyp)." in gathered["text"]
    assert "summarise_customers" not in elements(stage, "neuvoja.ks")
    assert "hold_coordination" in elements(stage, CONVENOR)


def test_the_group_waits_for_its_day_when_everything_is_there_before(stage: Stage) -> None:
    begin_round(stage)
    contribute(stage)

    assert "hold_coordination" not in elements(stage, CONVENOR)
    stage.travel(noon(date(2027, 4, 15)))
    assert "hold_coordination" in elements(stage, CONVENOR)


def test_a_report_that_the_rmg_returns_is_finished_again(stage: Stage) -> None:
    number = begin_round(stage)
    contribute(stage)
    meet(stage)

    decide_report(stage, "returned")
    assert phase_of(stage, number) == "Tilannekuva"
    finish(stage, "Tarkennettu tilannekuva.")
    decide_report(stage, "approved")
    conclude(stage)

    with stage.database.read() as connection:
        assert connection.scalars(select(situation_report.c.text)).all() == ["Tarkennettu tilannekuva."]

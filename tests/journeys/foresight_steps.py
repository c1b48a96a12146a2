"""What people answer in a foresight round, in its order."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from engine.schema import instance
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import RMG
from webapp.demonstration import Stage

CONVENOR = "omistaja.witas"  # 2027 is the second year of the rotation.
ADVISORS = ("neuvoja.ks", "neuvoja.ssyp", "neuvoja.witas")
EXPERTS = ("asiantuntija.ksl", "asiantuntija.evk")
MEETS_ON = date(2027, 4, 15)
REPORT = "Seudun tilannekuva, toukokuu 2027"


def instances_of(stage: Stage, process: str) -> list[int]:
    """The instances whose business keys begin with a process's key, the oldest first."""
    begun = select(instance.c.id).where(instance.c.business_key.like(f"{process}/%")).order_by(instance.c.id)
    with stage.database.read() as connection:
        return list(connection.scalars(begun))


def noon(day: date) -> datetime:
    """About midday in Helsinki."""
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def begin_round(stage: Stage) -> int:
    """The clock opens the spring round, the convenor invites to 15 April, the group says what it wants to know."""
    stage.travel(noon(date(2027, 3, 2)))
    stage.do(CONVENOR, "invite_group", meeting_date=MEETS_ON, meeting_time="09:00", place="Saarijärvi")
    stage.do("asiantuntija.ksl", "define_analysis", analysis_topics="Avoimet työpaikat")
    return instances_of(stage, "foresight")[0]


def contribute(stage: Stage, *but: str) -> None:
    """All contribute but these."""
    for person in ADVISORS:
        if person not in but:
            stage.do(person, "summarise_customers", summary_text=f"Tilauskanta kasvaa ({person}).")
    for person in EXPERTS:
        if person not in but:
            stage.do(person, "describe_outlook", outlook_text=f"Työllisyys paranee ({person}).")


def meet(stage: Stage) -> None:
    """The group meets on its day, and its proposal goes to the RMG."""
    stage.travel(noon(MEETS_ON))
    stage.do(CONVENOR, "hold_coordination", present="Kaikki", coordination_summary="Työvoimasta on pulaa.")
    finish(stage, "Seudun yritykset kasvavat, mutta työvoimasta on pulaa.")


def finish(stage: Stage, report: str) -> None:
    """The convenor finishes the proposal, with one measure."""
    stage.do(
        CONVENOR,
        "finish_report",
        report_text=report,
        proposed_conclusions="Työvoiman saatavuus ratkaisee kasvun.",
        proposed_measures=[
            {"description": "Yhteinen rekrytointipalvelu", "area": "innovations", "due_on": date(2027, 9, 1)}
        ],
    )


def decide_report(stage: Stage, outcome: str) -> None:
    """The RMG meets, the first time in May, and says this of the report."""
    stage.travel(max(noon(date(2027, 4, 26)), stage.clock.now()))
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {REPORT: outcome}, RMG))


def conclude(stage: Stage) -> None:
    """The RMG's secretary writes down what was concluded, and one measure."""
    stage.do(
        "koordinaattori",
        "conclude",
        conclusions="Työvoiman saatavuus ratkaisee kasvun.",
        measures=[{"description": "Yhteinen rekrytointipalvelu", "area": "innovations", "due_on": date(2027, 9, 1)}],
    )

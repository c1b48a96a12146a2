"""What has happened in the demonstration region: invented ideas, told through the diagrams over twenty-two months."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from engine import Actor, Database, Engine, TravellingClock
from webapp.demonstration.acting import Open, Stage
from webapp.demonstration.calls import load_calls
from webapp.demonstration.habits import Habit, never
from webapp.demonstration.habits.lifecycle import appoint, prepare_funded_proposal
from webapp.demonstration.living import work
from webapp.demonstration.people import load_people
from webapp.demonstration.projects import load_reference_projects
from webapp.demonstration.region import load_region
from webapp.lifecycle.services import services

WEEKS = 96
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Brought:
    """An invented idea: who brings it in which week, and what goes otherwise than by habit."""

    week: int
    person: str
    title: str
    area: str
    need: str
    habits: Mapping[str, Habit] = field(default_factory=dict)
    deviates_in: int | None = None

    @property
    def name(self) -> str:
        """Its title, marked as invented."""
        return f"Esimerkki: {self.title}"


def _filtered(outcome: str, grounds: str) -> Habit:
    return lambda data, _: {
        "scores": [{"criterion": row["value"], "score": 2} for row in data["criteria"]],
        "filtering_grounds": grounds,
        "direction": data.get("direction") or "bottom_up",
        "area": data["area"],
        "filtering": outcome,
    }


IDEAS = (
    Brought(0, "neuvoja.witas", "Puualan kehittämisverkosto", "innovations",
            "Puualan pienet yritykset tarvitsevat yhteistä tuotekehitystä.", deviates_in=45),
    Brought(2, "neuvoja.ks", "Yrittäjyyden ensiaskel", "entrepreneurship",
            "Toimintaansa aloittavat tarvitsevat vertaistukea.", {"appoint_team": appoint("projekti.ks")}),
    Brought(3, "neuvoja.witas", "Lentorahtikenttä", "innovations", "Rahti kulkee hitaasti.",
            {"filter_idea": _filtered("drop", "Tarvetta ei osoitettu, eikä hanke ole seudun toteutettavissa.")}),
    Brought(30, "neuvoja.ks", "Omistajanvaihdosten vauhditus", "dynamic_business",
            "Sata yritystä vaihtaa omistajaa viiden vuoden sisällä.", {"appoint_team": appoint("projekti.ssyp")}),
    Brought(58, "neuvoja.witas", "Hyvinvointimatkailun palvelupolku", "wellbeing",
            "Hyvinvointi- ja matkailuyritykset eivät löydä toisiaan.", {"prepare_proposal": prepare_funded_proposal}),
    Brought(56, "yritysjasen.metsa", "Metsäkoneosaajat", "skills", "Metsäkoneenkuljettajista on pulaa.",
            {"write_report": never}),
    Brought(90, "neuvoja.ks", "Kylien etätyöpisteet", "entrepreneurship", "Etätyölle ei ole yhteisiä tiloja.",
            {"filter_idea": _filtered("supplement", "Mitkä kylät ovat mukana, ja kuka tiloja ylläpitää?")}),
    Brought(93, "neuvoja.witas", "Yhteinen datapankki", "unclear", "Yritysten tieto on hajallaan."),
    Brought(95, "neuvoja.ks", "Lähiruokaketju", "entrepreneurship", "Keittiöt ja tuottajat eivät kohtaa.",
            {"filter_idea": never}),
)  # fmt: skip


def load_demonstration(database: Database, resources: Mapping[str, bytes], zone: ZoneInfo, now: datetime) -> None:
    """Load the region into an empty database, deploy the diagrams and let its story happen, up to `now`."""
    clock = TravellingClock(zone, _begin(now, zone))
    stage = Stage(database, Engine(services, clock), clock)
    with database.unit() as unit:
        connection = unit.write()
        load_region(connection)
        load_people(connection, since=stage.today)
        unit.commit()
    by = Actor("yllapito")
    database.transact(lambda unit: stage.engine.deploy(unit, resources, by=by, note="Esittelyseudun kaaviot"))
    tell(stage)
    stage.travel(now)
    database.transact(lambda unit: load_reference_projects(unit.write()))
    database.transact(lambda unit: load_calls(unit.write(), now))


def tell(stage: Stage) -> None:
    """Let the story happen, week by week."""
    for week in range(WEEKS):
        for number, idea in enumerate(IDEAS, 1):
            if idea.week == week:
                _bring(stage, idea, number)
            if idea.deviates_in == week:
                stage.tell("projekti.witas", "deviation_noticed", "project/1")
        work(stage, _own)
        stage.travel(_WEEK)


def _begin(now: datetime, zone: ZoneInfo) -> datetime:
    """Nine o'clock on the Monday from which the weeks just fit."""
    local = (now - (WEEKS + 1) * _WEEK).astimezone(zone)
    monday = local - timedelta(days=local.weekday())
    return monday.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


def _bring(stage: Stage, idea: Brought, number: int) -> None:
    stage.start(idea.person, "idea", f"idea/{number}", proposer=idea.person)
    stage.do(
        idea.person,
        "describe_idea",
        title=idea.name,
        area=idea.area,
        direction="bottom_up",
        need=idea.need,
    )


def _own(waiting: Open) -> Mapping[str, Habit]:
    """What goes otherwise than by habit in an idea, and in the project that came of it."""
    return next((idea.habits for idea in IDEAS if idea.name == waiting.title), {})

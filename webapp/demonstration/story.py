"""What has happened in the demonstration region: invented ideas, told through the diagrams over twenty-two months."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine import Actor, Database, Engine, TravellingClock
from webapp.demonstration.acting import Answer, Open, Stage
from webapp.demonstration.calls import load_calls
from webapp.demonstration.habits import Habit, never
from webapp.demonstration.habits.answers import Data
from webapp.demonstration.habits.upkeep import renew_terms
from webapp.demonstration.ideas import IDEAS, Brought
from webapp.demonstration.living import work
from webapp.demonstration.people import limit_terms, load_people
from webapp.demonstration.projects import load_reference_projects
from webapp.demonstration.records import NOTES, write_note, write_records
from webapp.demonstration.region import load_region
from webapp.lifecycle.notices import mark_older_read
from webapp.lifecycle.schema import project
from webapp.lifecycle.services import services

WEEKS = 96
EVALUATED_IN = 58  # The week in which the coordinator begins the programme's evaluation.
_WEEK = timedelta(days=7)
_READ_WITHIN = timedelta(days=14)  # People read what they are told.
_STILL_ASKED = ("foresight", "assembly")  # Whose members have not yet said whether they continue.
_MEETING = frozenset(
    {"plan_meeting", "confirm_agenda", "declare_disqualification", "give_opinion", "hold_meeting", "decide_item"}
    | {"write_minutes", "inspect_minutes"}
)


def load_demonstration(database: Database, resources: Mapping[str, bytes], zone: ZoneInfo, now: datetime) -> None:
    """Load the region into an empty database, deploy the diagrams and let its story happen, up to `now`."""
    clock = TravellingClock(zone, _begin(now, zone))
    stage = Stage(database, Engine(services, clock), clock)
    with database.unit() as unit:
        connection = unit.write()
        load_region(connection)
        load_people(connection, since=stage.today)
        limit_terms(connection, since=stage.today)
        unit.commit()
    by = Actor("yllapito")
    database.transact(lambda unit: stage.engine.deploy(unit, resources, by=by, note="Esittelyseudun kaaviot"))
    tell(stage)
    while stage.clock.now() < now:  # Meetings are held in time; whatever else has come lately still waits.
        work(stage, _of_meetings)
        stage.travel(min(stage.clock.now() + _WEEK, now))
    work(stage, _of_meetings)
    database.transact(lambda unit: load_reference_projects(unit.write()))
    database.transact(lambda unit: load_calls(unit.write(), now))
    database.transact(lambda unit: write_records(unit.write(), now))
    database.transact(lambda unit: mark_older_read(unit.write(), now - _READ_WITHIN, now))


def tell(stage: Stage) -> None:
    """Let the story happen, week by week."""
    for week in range(WEEKS):
        _happen(stage, week)
        work(stage, _own)
        stage.travel(_WEEK)


def _happen(stage: Stage, week: int) -> None:
    """What people begin of themselves in a week."""
    for number, idea in enumerate(IDEAS, 1):
        if idea.week == week:
            _bring(stage, idea, number)
        if idea.funder_answers_in == week:
            stage.tell("koordinaattori", "funder_positive", f"idea/{number}")
        if idea.deviates_in == week:
            stage.tell("projekti.witas", "deviation_noticed", _project_of(stage, idea))
    with stage.database.unit() as unit:
        for note in NOTES:
            if note.week == week:
                write_note(unit.write(), note, stage.clock.now(), stage.today)
        unit.commit()
    if week == EVALUATED_IN:
        stage.start("koordinaattori", "evaluation", "evaluation/1", evaluation_kind="mid")


def _project_of(stage: Stage, idea: Brought) -> str:
    with stage.database.read() as connection:
        return str(connection.scalar(select(project.c.business_key).where(project.c.name == idea.name)))


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
    return next((idea.habits for idea in IDEAS if idea.name == waiting.title), _ELSE)


def _of_meetings(waiting: Open) -> Mapping[str, Habit]:
    return {} if waiting.element in _MEETING else {waiting.element: never}


def _renew_some(data: Data, today: date) -> Mapping[str, Answer] | None:
    return None if data["term"]["group"] in _STILL_ASKED else renew_terms(data, today)


_ELSE: Mapping[str, Habit] = {"renew_terms": _renew_some, "carry_out_improvement": never}
"""What goes otherwise than by habit in everything else."""

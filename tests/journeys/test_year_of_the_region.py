"""The region lives through a year, from the first of January to the last of December, everybody by habit.

What the model asks of a year (its annual clock) happened on its days, with the right people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.audit import verify
from engine.schema import definition, history, instance, occurrence
from tests.databases import make_database
from tests.journeys.asking import incidents, letters
from tests.journeys.conftest import HELSINKI, build_stage
from tests.journeys.steps import propose_idea
from webapp.demonstration import Stage
from webapp.demonstration.living import live
from webapp.lifecycle.schema import agenda_item, event, foresight_round, meeting, project, situation_report

YEAR = 2027
IDEA = "Puualan kehittämisverkosto"
BEFORE = datetime(YEAR - 1, 11, 2, 7, 0, tzinfo=UTC)  # What happens in January is prepared in autumn.
YEAR_BEGINS = datetime(YEAR, 1, 1, tzinfo=HELSINKI)
THE_END = datetime(YEAR + 1, 1, 1, tzinfo=HELSINKI)


@dataclass(frozen=True)
class Done:
    """A task that somebody did in the year."""

    on: date
    process: str
    element: str
    person: str


@dataclass(frozen=True)
class Year:
    """What a year came to."""

    stage: Stage
    done: tuple[Done, ...]

    def days(self, element: str) -> list[date]:
        """The days on which tasks of an element were done."""
        return sorted({one.on for one in self.done if one.element == element})

    def months(self, element: str) -> list[int]:
        """The months of them."""
        return sorted({day.month for day in self.days(element)})

    def people(self, element: str) -> set[str]:
        """Who did them."""
        return {one.person for one in self.done if one.element == element}

    def events(self, kind: str) -> list[date]:
        """The days of the year's events of a kind."""
        with self.stage.database.read() as connection:
            days = connection.scalars(select(event.c.held_on).where(event.c.kind == kind).order_by(event.c.held_on))
            return [day for day in days if day.year == YEAR]

    def begun(self, process: str) -> list[date]:
        """The days of a process's occurrences that began, in the year."""
        with self.stage.database.read() as connection:
            planned = connection.scalars(
                select(occurrence.c.planned_at)
                .where(occurrence.c.key == process, occurrence.c.instance_id.is_not(None))
                .where(occurrence.c.planned_at >= YEAR_BEGINS, occurrence.c.planned_at < THE_END)
                .order_by(occurrence.c.planned_at)
            ).all()
        return [at.astimezone(HELSINKI).date() for at in planned]

    def meetings(self, body: str) -> list[tuple[date, str | None]]:
        """The days of a body's meetings in the year, and the organisation that convened each."""
        with self.stage.database.read() as connection:
            rows = connection.execute(
                select(meeting.c.starts_at, meeting.c.convenor)
                .where(meeting.c.body == body, meeting.c.starts_at >= YEAR_BEGINS, meeting.c.starts_at < THE_END)
                .order_by(meeting.c.starts_at)
            ).all()
        return [(row.starts_at.astimezone(HELSINKI).date(), row.convenor) for row in rows]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The year as it was lived, once on each database."""
    stage = build_stage(_address(request, tmp_path_factory.mktemp("year")), BEFORE)
    live(stage, YEAR_BEGINS, timedelta(days=1))
    propose_idea(stage, IDEA, 1)
    live(stage, THE_END, timedelta(days=1))
    yield Year(stage, tuple(_done(stage)))
    stage.database.close()


def _address(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'year.db'}"
    server: str = request.getfixturevalue("postgresql")
    return make_database(server, "year")


def _done(stage: Stage) -> Iterator[Done]:
    asked = (
        select(history.c.at, history.c.element, history.c.actor, definition.c.key)
        .join(instance, instance.c.id == history.c.instance_id)
        .join(definition, definition.c.id == history.c.definition_id)
        .where(history.c.kind == "completed", history.c.at >= YEAR_BEGINS, history.c.at < THE_END)
        .order_by(history.c.at)
    )
    with stage.database.read() as connection:
        for row in connection.execute(asked):
            yield Done(row.at.astimezone(HELSINKI).date(), row.key, row.element, row.actor)


def test_nothing_stands_still_and_the_history_is_whole(year: Year) -> None:
    assert incidents(year.stage) == []
    with year.stage.database.read() as connection:
        assert verify(connection) == []
        assert connection.scalars(select(occurrence.c.failure).where(occurrence.c.failure.is_not(None))).all() == []


def test_the_year_was_opened_in_december_and_the_next_one_is(year: Year) -> None:
    assert year.begun("year") == [date(YEAR, 12, 1)]
    assert year.people("check_days") == {"koordinaattori"}
    assert year.people("take_turn") == {"omistaja.ks", "omistaja.ssyp"}  # Foresight in 2028; Peloton after KS.


def test_the_rmgs_project_day_opens_the_year(year: Year) -> None:
    assert [day.month for day in year.events("project_day")] == [1]


def test_the_owners_met_every_forty_five_days(year: Year) -> None:
    days = [day for day, _ in year.meetings("owners_meeting")]
    assert len(days) == 8
    assert {(after - before).days for before, after in pairwise(days)} == {45}


def test_peloton_met_four_times_and_the_turn_went_on_past_poke(year: Year) -> None:
    assert [(day.month, convenor) for day, convenor in year.meetings("peloton")] == [
        (2, "ssyp"),
        (5, "witas"),
        (9, "poke"),
        (11, "ks"),
    ]


def test_the_rmg_met_monthly_but_in_july_with_the_model_on_each_agenda(year: Year) -> None:
    months = [day.month for day, _ in year.meetings("rmg")]
    assert months == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    with year.stage.database.read() as connection:
        met = select(meeting.c.id).where(meeting.c.body == "rmg", meeting.c.starts_at >= YEAR_BEGINS)
        standing = select(agenda_item.c.meeting_id).where(agenda_item.c.kind == "standing")
        held = set(connection.scalars(met.where(meeting.c.status == "closed", meeting.c.starts_at < THE_END)))
        assert held == held & set(connection.scalars(standing.where(agenda_item.c.outcome.is_not(None))))


def test_the_assembly_met_in_spring_and_autumn(year: Year) -> None:
    assert [day.month for day, _ in year.meetings("assembly")] == [4, 10]


def test_contributions_came_before_the_coordination_in_april_and_october(year: Year) -> None:
    assert year.months("hold_coordination") == [4, 10]
    assert year.people("hold_coordination") == {"omistaja.witas"}  # WITAS has the second year's turn.
    assert year.people("summarise_customers") == {"neuvoja.ks", "neuvoja.ssyp", "neuvoja.witas"}
    assert year.people("describe_outlook") == {"asiantuntija.evk", "asiantuntija.ksl"}
    for element in ("summarise_customers", "describe_outlook"):
        spring, autumn = (day for day in year.days(element))
        assert spring < date(YEAR, 4, 1)
        assert date(YEAR, 5, 1) < autumn < date(YEAR, 10, 1)


def test_the_rmg_approved_a_situation_report_in_may_and_november_and_the_municipalities_got_it(year: Year) -> None:
    with year.stage.database.read() as connection:
        approved = connection.scalars(select(situation_report.c.approved_on).order_by(situation_report.c.id)).all()
        missing = connection.scalars(select(foresight_round.c.missing)).all()
    assert [day.month for day in approved if day.year == YEAR] == [5, 11]
    assert not any(missing)
    assert year.months("conclude") == [5, 11]
    assert year.people("review_themes") == {"omistaja.ks", "omistaja.poke", "omistaja.ssyp", "omistaja.witas"}
    subjects = letters(year.stage, "kunta.kinnula")
    assert len([one for one in subjects if "tilannekuva" in one.lower()]) >= 2


def test_forums_development_days_and_gatherings_were_held(year: Year) -> None:
    assert [day.month for day in year.events("forum")] == [5, 11]
    assert [day.month for day in year.events("development_days")] == [8]
    assert len(year.events("trends_techs")) >= 1


def test_the_area_heads_summed_the_year_up_and_the_programme_was_evaluated_by_approved_criteria(year: Year) -> None:
    assert year.begun("yearly_summary") == [date(YEAR, 12, 1)]
    assert year.begun("evaluation") == [date(YEAR, 9, 1)]  # The EU period's last year.
    (defined,), (own, *_) = year.days("define_criteria"), year.days("evaluate_self")
    (approved,) = [day for day, _ in year.meetings("assembly") if day.month == 10]
    assert defined < approved < own


def test_the_model_was_reviewed_by_those_who_answer_for_its_processes(year: Year) -> None:
    assert year.begun("upkeep") == [date(YEAR, 9, 15)]
    assert year.months("review_diagram") == [9]
    assert len(year.begun("renewal")) == 12


def test_an_idea_of_january_is_a_project_within_the_year(year: Year) -> None:
    with year.stage.database.read() as connection:
        row = connection.execute(select(project).where(project.c.name == IDEA)).one()
    assert row.started_on is not None
    assert row.started_on.year == YEAR
    assert year.people("write_report") == {row.manager}

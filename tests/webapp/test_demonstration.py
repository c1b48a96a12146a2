"""The demonstration region: its story is told through the diagrams, and nothing invented passes for real."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine import Database, Engine, TravellingClock, open_database, verify
from engine import metadata as engine_metadata
from engine.schema import incident, instance, user_task
from webapp.demonstration import Stage, load_demonstration
from webapp.demonstration.region import MUNICIPALITIES
from webapp.deployment import read_folder
from webapp.lifecycle.knowledge import Kind
from webapp.lifecycle.programmes import ClassKind
from webapp.lifecycle.results import municipalities_with_results, results
from webapp.lifecycle.schema import (
    agenda_item,
    area,
    classification,
    deviation,
    evaluation_measure,
    group_membership,
    impact,
    knowledge_entry,
    lesson,
    metadata,
    organisation,
    person,
    project,
    project_classification,
    project_municipality,
    report,
)
from webapp.lifecycle.services import services

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BPMN = Path(__file__).parents[2] / "bpmn"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The whole demonstration, loaded once."""
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'region.db'}")
    with opened.unit() as unit:
        engine_metadata.create_all(unit.write())
        metadata.create_all(unit.write())
        unit.commit()
    load_demonstration(opened, read_folder(BPMN), HELSINKI, NOW)
    yield opened
    opened.close()


def test_the_region_is_the_models_own(database: Database) -> None:
    with database.read() as connection:
        owners = dict(connection.execute(select(area.c.key, area.c.owner)).all())
        ely = connection.execute(select(organisation).where(organisation.c.key == "ely")).one()
    assert owners == {
        "entrepreneurship": "ks",
        "dynamic_business": "ssyp",
        "innovations": "witas",
        "skills": "poke",
        "wellbeing": "witas",
    }
    assert ely.successor == "evk"


def test_whatever_is_invented_is_marked(database: Database) -> None:
    with database.read() as connection:
        assert all(connection.scalars(select(person.c.is_demo)))
        invented = connection.scalars(select(project.c.name).where(project.c.origin == "process")).all()
        titles = connection.scalars(select(instance.c.title).where(instance.c.business_key.like("idea/%"))).all()
    assert len(invented) >= 8
    assert all(name.startswith("Esimerkki: ") for name in (*invented, *titles))


def test_the_reference_projects_have_their_pages_facts_only(database: Database) -> None:
    with database.read() as connection:
        references = {
            row.acronym: row
            for row in connection.execute(select(project).where(project.c.origin == "reference"))
        }  # fmt: skip
    assert set(references) == {"INNOFOKUS", "6Aika", "INNOCAP", "HGiE"}
    assert (references["6Aika"].total_cost, references["6Aika"].starts_on) == (None, None)
    assert references["INNOCAP"].total_cost is None  # 16 250 € is one organisation's line.
    assert references["HGiE"].total_cost == 357_000


def test_projects_stand_in_many_phases_and_nothing_is_stuck(database: Database) -> None:
    with database.read() as connection:
        active = connection.scalars(select(instance.c.phase).where(instance.c.status == "active")).all()
        assert connection.scalars(select(incident.c.sentence)).all() == []
        assert verify(connection) == []
        assert connection.scalars(select(deviation.c.outcome)).all() == ["change_accepted"]
    assert {
        "Karsinta",
        "Täydennys",
        "Rahoitus",
        "Käynnistys",
        "Suunnittelu",
        "Toteutus",
        "Vaikuttavuuden seuranta",
    } <= set(active)


def test_projects_are_in_every_area_and_municipality_and_of_several_funds(database: Database) -> None:
    own = project.c.origin == "process"
    with database.read() as connection:
        areas = set(connection.scalars(select(project.c.area).where(own)))
        places = set(connection.scalars(select(project_municipality.c.municipality)))
        of_kind = (
            select(classification.c.name)
            .select_from(project_classification)
            .join(classification, classification.c.id == project_classification.c.classification_id)
            .join(project, project.c.id == project_classification.c.project_id)
            .where(own)
        )
        funds = set(connection.scalars(of_kind.where(classification.c.kind == ClassKind.FUND)))
    assert areas == {"entrepreneurship", "dynamic_business", "innovations", "skills", "wellbeing"}
    assert len(places) == len(MUNICIPALITIES)
    assert funds == {"Seudun kehittämismääräraha", "EAKR", "ESR+"}


def test_anybody_reads_results_of_every_municipality(database: Database) -> None:
    with database.read() as connection:
        counts = {name: number for _, name, number, _ in municipalities_with_results(connection)}
        published = results(connection, ["fi"], None)
    assert set(counts) == set(MUNICIPALITIES)
    assert all(counts.values())
    assert {one.status for one in published} == {"ended"}


def test_the_programme_was_evaluated_and_something_is_done_about_it(database: Database) -> None:
    with database.read() as connection:
        titles = connection.scalars(
            select(knowledge_entry.c.title).where(knowledge_entry.c.kind == Kind.EVALUATION)
        ).all()
        measures = connection.scalars(select(evaluation_measure.c.description)).all()
        open_tasks = connection.scalars(select(user_task.c.element)).all()
    assert list(titles) == ["Seutuohjelman väliarviointi 2026"]
    assert list(measures) == ["Sovitaan yhteiset mittarit"]
    assert "carry_out_improvement" in open_tasks


def test_the_knowledge_bank_has_entries_of_every_kind_by_people_and_processes(database: Database) -> None:
    with database.read() as connection:
        kinds = set(connection.scalars(select(knowledge_entry.c.kind)))
        learnt = set(connection.scalars(select(lesson.c.kind)))
        effects = connection.scalars(select(impact.c.months)).all()
    assert kinds == set(Kind)
    assert learnt == {"lesson", "good_practice"}
    assert list(effects) == [6]


def test_terms_of_members_end_and_are_renewed(database: Database) -> None:
    with database.read() as connection:
        row = group_membership.c
        ended = select(row.person_id).where(row.group_key == "peloton", row.valid_to < NOW.date())
        again = select(row.person_id).where(row.group_key == "peloton", row.valid_to > NOW.date())
        assert set(connection.scalars(ended)) == set(connection.scalars(again)) != set()
        open_tasks = connection.scalars(select(user_task.c.element)).all()
    assert "renew_terms" in open_tasks


def test_a_report_is_late_and_was_escalated(database: Database) -> None:
    with database.read() as connection:
        late = connection.execute(
            select(report).where(report.c.recorded_at.is_(None), report.c.due_on < NOW.date())
        ).one()  # fmt: skip
        told = connection.scalars(select(agenda_item.c.title).where(agenda_item.c.kind == "late_report")).all()
    assert late.escalated_at is not None
    assert told == ["Tilanneraportti 1 on myöhässä: Esimerkki: Metsäkoneosaajat"]


def test_replaying_each_history_gives_its_stored_state(database: Database) -> None:
    engine = Engine(services, TravellingClock(HELSINKI, NOW))
    stage = Stage(database, engine, TravellingClock(HELSINKI, NOW))
    with stage.database.read() as connection:
        for number in connection.scalars(select(instance.c.id)).all():
            assert engine.replay(connection, number) == engine.state(connection, number)

"""The demonstration region: its story is told through the diagrams, and nothing invented passes for real."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine import Database, Engine, TravellingClock, open_database, verify
from engine import metadata as engine_metadata
from engine.schema import incident, instance
from webapp.demonstration import Stage, load_demonstration
from webapp.deployment import read_folder
from webapp.lifecycle.schema import agenda_item, area, deviation, metadata, organisation, person, project, report
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
    assert len(invented) >= 4
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
    assert {"Karsinta", "Täydennys", "Rahoitus", "Toteutus", "Vaikuttavuuden seuranta"} <= set(active)


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

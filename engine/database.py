"""The database: who begins, who commits, and what is tried again.

Connections stand in autocommit and are read-only until a unit of work begins to write: a read is over when its
statement is, so that nobody's transaction waits for a page being rendered or a workflow being worked out.
"""

import random
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Pool
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import StaticPool

from engine.errors import StaleState
from engine.work import UnitOfWork

T = TypeVar("T")

ATTEMPTS = 6
"""How often an action is run at most: once, and five times more after a lost race."""

REST = 1.0
"""After how many seconds unused a connection to PostgreSQL is asked whether it still is one."""

# PostgreSQL: serialization failure, deadlock, lock not available; a row that one refers to went away meanwhile.
_LOST_RACES = {"40001", "40P01", "55P03", "23503"}
_ALREADY_THERE = "23505"


class Database:
    """One database, SQLite or PostgreSQL, and its pool of connections; shared by all threads."""

    def __init__(self, pool: Pool, warnings: tuple[str, ...] = ()) -> None:
        """Keep the pool, and what an operator should know about it (sentences for the health page)."""
        self.pool, self.warnings = pool, warnings

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.pool.dialect.name

    @contextmanager
    def read(self) -> Generator[Connection]:
        """A connection for reading; each statement sees what was committed when it began."""
        with self.pool.connect() as connection:
            yield connection

    @contextmanager
    def unit(self) -> Generator[UnitOfWork]:
        """A unit of work; leaving without `commit()` undoes it."""
        with self.pool.connect() as connection:
            unit = UnitOfWork(connection)
            try:
                yield unit
            finally:
                unit.rollback()

    def transact(self, action: Callable[[UnitOfWork], T]) -> T:
        """Run an action and commit it; after a lost race run it again, now holding the lock from the beginning.

        Whatever the action raises otherwise undoes it and is passed on.
        """
        for attempt in range(1, ATTEMPTS):
            try:
                return self._attempt(action, pessimistic=attempt > 1)
            except Exception as error:
                # Another wrote the same first: a request sent twice at once finds its first answer when run again.
                # Inside a service that is no race but a fault, which must become an incident.
                if not is_lost_race(error) and _sqlstate(error) != _ALREADY_THERE:
                    raise
            time.sleep(random.uniform(0, 0.01) * attempt)  # noqa: S311 - jitter is no secret
        return self._attempt(action, pessimistic=True)

    def _attempt(self, action: Callable[[UnitOfWork], T], *, pessimistic: bool) -> T:
        with self.unit() as unit:
            if pessimistic:
                unit.write()
            result = action(unit)
            unit.commit()
            return result

    def close(self) -> None:
        """Close every connection that nobody holds."""
        self.pool.dispose()


def is_lost_race(error: Exception) -> bool:
    """Whether running the same action again may well succeed."""
    if isinstance(error, StaleState):
        return True
    if _sqlstate(error) in _LOST_RACES:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    return type(cause).__name__ == "OperationalError" and "database is locked" in str(cause)


def _sqlstate(error: Exception) -> str | None:
    """PostgreSQL's code of what went wrong."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None)


def open_database(url: str) -> Database:
    """Open `sqlite:///path`, `sqlite://` (in memory, one connection) or `postgresql+psycopg://…`."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    pool = sa.create_engine(
        parsed,
        isolation_level="AUTOCOMMIT",
        pool_size=10,
        max_overflow=20,
        # Index pages are in memory or on a disk without heads; the default, 4, lets a page of tasks scan all instances.
        connect_args={"options": "-c default_transaction_read_only=on -c random_page_cost=1.1"},
    )
    _ask_after_a_rest(pool)
    return Database(pool)


def _ask_after_a_rest(pool: Pool) -> None:
    """Ask a connection that rested whether its server is still there; one in use need not be asked each time."""

    @event.listens_for(pool, "checkin")
    def rest(_connection: object, record: Any) -> None:
        record.info["rested"] = time.monotonic()

    @event.listens_for(pool, "checkout")
    def ask(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rested", time.monotonic()) < REST:
            return
        try:
            connection.execute("SELECT 1")
        except pool.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise DisconnectionError from error  # The pool tries another one.


def _open_sqlite(url: sa.URL) -> Database:
    module = _sqlite_module()
    in_memory = url.database in {None, "", ":memory:"}
    arguments: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 10, "max_overflow": 20}
    pool = sa.create_engine(
        url,
        module=module,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": 30, "check_same_thread": False},
        **arguments,
    )
    unsafe = wal_may_corrupt(module.sqlite_version_info)

    @event.listens_for(pool, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA journal_mode={'DELETE' if unsafe else 'WAL'}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA query_only=ON")

    if not unsafe:
        return Database(pool)
    version = module.sqlite_version
    return Database(pool, (f"Expected SQLite 3.51.3 or newer, but this is {version}: writing is slower, to be safe.",))


def wal_may_corrupt(version: tuple[int, ...]) -> bool:
    """Whether a SQLite has the WAL-reset fault: 3.7.0 to 3.51.2 but for 3.50.7 and 3.44.6 (sqlite.org/wal.html)."""
    mended = (version[:2] == (3, 50) and version >= (3, 50, 7)) or (version[:2] == (3, 44) and version >= (3, 44, 6))
    return (3, 7, 0) <= version <= (3, 51, 2) and not mended


def _sqlite_module() -> ModuleType:
    with suppress(ImportError):
        from pysqlite3 import dbapi2  # noqa: PLC0415 - it exists where its wheel does

        return dbapi2  # type: ignore[no-any-return]
    import sqlite3  # noqa: PLC0415 - only when the better one is missing

    return sqlite3

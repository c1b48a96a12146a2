"""Counting statements and commits where they reach the driver, below everything of ours and of SQLAlchemy's."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from engine import Database

_FRAMES = ("BEGIN", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "SHOW")


@dataclass
class Counted:
    """What was said to the database."""

    statements: int = 0
    commits: int = 0
    _last: str = ""

    def note(self, statement: str) -> None:
        """One more statement; BEGIN and its kind are none.

        SQLite tells of a statement once more, values and all, when it comes to the foreign keys' own actions.
        """
        words = statement.strip(" \n;").upper()
        if not words or words == self._last:
            return
        self._last = words
        self.commits += words.startswith("COMMIT")
        self.statements += not words.startswith(_FRAMES)


@contextmanager
def count_statements(database: Database) -> Generator[Counted]:
    """What any connection of the pool says meanwhile; those that are there already are asked to tell."""
    counted = Counted()
    with database.pool.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if database.dialect == "sqlite":
            driver.set_trace_callback(counted.note)
        else:
            driver.cursor_factory = _counting_cursor(counted)
    try:
        yield counted
    finally:
        if database.dialect == "sqlite":
            driver.set_trace_callback(None)
        else:
            driver.cursor_factory = psycopg.Cursor


def _counting_cursor(counted: Counted) -> type[psycopg.Cursor[Any]]:
    class CountingCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *arguments: Any, **options: Any) -> "CountingCursor":
            counted.note(query if isinstance(query, str) else query.decode())
            return super().execute(query, *arguments, **options)

    return CountingCursor

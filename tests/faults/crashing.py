"""A process that dies before a chosen statement, as a kill would have it: nothing is cleaned up, nothing is said."""

import os
from typing import Any

import psycopg
import sqlalchemy as sa

from engine import open_database
from tests.faults.acting import complete, make_engine
from webapp import migrations

CRASHED = 137  # What a shell says of a process that was killed.


class Countdown:
    """Ends the process before the statement with a number, as a kill would: nothing is cleaned up."""

    def __init__(self, number: int) -> None:
        self._left = number

    def pass_one(self, _statement: object) -> None:
        """Another statement is about to be run."""
        self._left -= 1
        if self._left == 0:
            os._exit(CRASHED)

    def watch(self, connection: Any, _record: object) -> None:
        """Count what a new connection says, whatever the driver."""
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = self._cursor()
        else:
            connection.set_trace_callback(self.pass_one)

    def _cursor(self) -> type[psycopg.Cursor[Any]]:
        pass_one = self.pass_one

        class WatchedCursor(psycopg.Cursor[Any]):
            def execute(self, query: Any, *arguments: Any, **options: Any) -> "WatchedCursor":
                pass_one(query)
                return super().execute(query, *arguments, **options)

        return WatchedCursor


def complete_until(url: str, task_id: int, key: str, statement: int) -> None:
    """Complete a task, and die before the statement with this number."""
    database, engine = open_database(url), make_engine()
    sa.event.listen(database.pool, "connect", Countdown(statement).watch, insert=False)
    complete(database, engine, task_id, key)


def upgrade_until(url: str, statement: int) -> None:
    """Bring the schema up to date, and die before the statement with this number."""
    database = open_database(url)
    sa.event.listen(database.pool, "connect", Countdown(statement).watch, insert=False)
    migrations.upgrade(database)

"""The unit of work: reads before it writes, begins at its first write, is committed by whoever opened it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection

from engine.statements import Batch, run_all

_BEGIN = "BEGIN READ WRITE"
"""On PostgreSQL; SQLite's connections are opened for writing by a pragma beside it."""


class UnitOfWork:
    """One transaction to be.

    The engine and the services write through it; only its owner (a page, a command, a worker) commits.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        """For reading.  Before the first write it sees what others committed, then also what was written here."""
        self.writing = False
        """Whether the transaction has begun."""
        self.asked = 0
        """How often somebody wanted to write: who did not ask has written nothing."""
        self._guards: list[Callable[[Connection], None]] = []
        self._marks: list[_Mark] = []
        self._marked = 0

    def write(self) -> Connection:
        """The connection for writing; the first call begins the transaction (IMMEDIATE on SQLite)."""
        self.asked += 1
        if not self.writing:
            self._begin()
        for guard in self._drain():
            guard(self.connection)
        for mark in self._marks:
            if not mark.is_set:
                self._speak(f"SAVEPOINT {mark.name}")
                mark.is_set = True
        return self.connection

    def write_all(self, batch: Batch) -> list[int]:
        """Write several statements at once; how many rows each touched.

        Where they are the first to be written, the transaction begins on the same way to the database.
        """
        if self.writing or self._guards or self._marks or self._is_sqlite:
            return run_all(self.write(), batch)
        self.writing = True
        return run_all(self.connection, batch, before=_BEGIN)

    def guard(self, action: Callable[[Connection], None]) -> None:
        """Have something done before the next write: what was read is locked there, or found to be stale."""
        self._guards.append(action)

    def unguard(self, action: Callable[[Connection], None]) -> None:
        """Forget a guard: the write that follows sees to it itself."""
        if action in self._guards:
            self._guards.remove(action)

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """What is written inside stands or falls as one; costs nothing when nothing is written."""
        self._marked += 1
        mark = _Mark(f"mark_{self._marked}")
        if self.writing:
            self._speak(f"SAVEPOINT {mark.name}")
            mark.is_set = True
        self._marks.append(mark)
        try:
            yield
        except BaseException:
            if mark.is_set:
                self._speak(f"ROLLBACK TO SAVEPOINT {mark.name}")
            raise
        finally:
            self._marks.remove(mark)
            if mark.is_set:
                self._speak(f"RELEASE SAVEPOINT {mark.name}")

    def commit(self) -> None:
        """Make it last; for the owner only."""
        if self.writing:
            self._speak("COMMIT")
            self._end()

    def rollback(self) -> None:
        """Undo all of it; for the owner only."""
        if self.writing:
            # The driver's own: it also undoes what the database has already given up.
            self._driver.rollback()
            self._end()

    @property
    def _driver(self) -> Any:
        return self.connection.connection.driver_connection

    @property
    def _is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    def _speak(self, statement: str) -> None:
        self._driver.execute(statement)

    def _begin(self) -> None:
        if self._is_sqlite:
            self._speak("PRAGMA query_only=OFF")
            self._speak("BEGIN IMMEDIATE")
        else:
            self._speak(_BEGIN)
        self.writing = True

    def _end(self) -> None:
        self.writing = False
        self._guards.clear()
        if self._is_sqlite:
            self._speak("PRAGMA query_only=ON")

    def _drain(self) -> list[Callable[[Connection], None]]:
        guards, self._guards = self._guards, []
        return guards


class _Mark:
    """A savepoint, set in the database only once something is written inside it."""

    def __init__(self, name: str) -> None:
        self.name, self.is_set = name, False

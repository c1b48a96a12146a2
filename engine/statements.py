"""Statements of the hot path: written in Core, compiled once a dialect, spoken to the driver directly.

Executing through Core costs about 30 µs a statement on top of the database's own work, mostly for building the
execution context and its result; a completion has six of them.  `docs/decisions/0002` has the figures.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.sql.expression import Executable

Process = Callable[[Any], Any] | None


class Statement:
    """One Core statement, ready to be run with other values each time."""

    def __init__(self, clause: Executable) -> None:
        """Keep the clause; its bound parameters must be named and scalar."""
        self._clause = clause
        self._spoken: dict[str, _Spoken] = {}

    def rows(self, connection: Connection, **values: object) -> list[Any]:
        """What it selects (or returns), as named tuples."""
        spoken = self.spoken(connection.dialect)
        found = _driver(connection).execute(spoken.text, spoken.bind(values)).fetchall()
        return [spoken.row(row) for row in found]

    def run(self, connection: Connection, **values: object) -> int:
        """Run it; how many rows it touched."""
        spoken = self.spoken(connection.dialect)
        count: int = _driver(connection).execute(spoken.text, spoken.bind(values)).rowcount
        return count

    def spoken(self, dialect: Dialect) -> "_Spoken":
        """The statement as this dialect says it."""
        known = self._spoken.get(dialect.name)
        if known is None:
            known = self._spoken[dialect.name] = _speak(self._clause, dialect)
        return known


Batch = Iterable[tuple[Statement, Mapping[str, object]]]


def run_all(connection: Connection, batch: Batch, *, before: str | None = None) -> list[int]:
    """Run several without waiting for each one's answer, where the database can; how many rows each touched.

    `before` is said before all of them, on the same way (PostgreSQL only).
    Where one fails, none after it is run, and its error is raised.
    """
    driver, dialect = _driver(connection), connection.dialect
    spoken = [(statement.spoken(dialect), values) for statement, values in batch]
    if dialect.name == "sqlite":
        return [driver.execute(one.text, one.bind(values)).rowcount for one, values in spoken]
    with driver.pipeline():
        if before is not None:
            driver.execute(before)
        cursors = [driver.execute(one.text, one.bind(values)) for one, values in spoken]
    return [cursor.rowcount for cursor in cursors]


class _Spoken(NamedTuple):
    """A compiled statement: its text, how values go in, how rows come out."""

    text: str
    names: tuple[str, ...] | None  # The order of the parameters, where the driver wants them by position.
    fixed: dict[str, Any]
    inward: tuple[tuple[str, Callable[[Any], Any]], ...]
    outward: tuple[tuple[int, Callable[[Any], Any]], ...]
    make: Callable[[Iterable[Any]], Any]

    def bind(self, values: Mapping[str, object]) -> Any:
        bound = {**self.fixed, **values}
        for name, process in self.inward:
            bound[name] = process(bound[name])
        return bound if self.names is None else [bound[name] for name in self.names]

    def row(self, found: tuple[Any, ...]) -> Any:
        if not self.outward:
            return self.make(found)
        cells = list(found)
        for position, process in self.outward:
            cells[position] = process(cells[position])
        return self.make(cells)


def _speak(clause: Executable, dialect: Dialect) -> _Spoken:
    compiled: Any = clause.compile(dialect=dialect)  # type: ignore[attr-defined]
    inward = [(name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in compiled.binds.items()]
    columns = list(getattr(clause, "exported_columns", ()))
    outward = [
        (at, column.type.dialect_impl(dialect).result_processor(dialect, None)) for at, column in enumerate(columns)
    ]
    row = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]
    return _Spoken(
        text=str(compiled),
        names=tuple(compiled.positiontup) if compiled.positional else None,
        fixed={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        inward=tuple((name, process) for name, process in inward if process is not None),
        outward=tuple((at, process) for at, process in outward if process is not None),
        make=row._make,
    )


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection

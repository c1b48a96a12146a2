"""What a service changes is remembered, so that a completion made by mistake takes it back exactly.

    with remembered(call, measure, id=number):
        close_measure(…)

    services.reverses("measure.close")(put_back)

A service whose every change is remembered may be reversed so; what others may have read as final should not be.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, insert, select, update

from engine import ServiceCall, Written
from webapp.lifecycle.schema import metadata

Rows = Sequence[Mapping[str, Any]]


@contextmanager
def remembered(call: ServiceCall, table: Table, **key: object) -> Iterator[None]:
    """Remember the rows with these values as they are before what happens within."""
    connection = call.unit.write()
    before = _rows(connection, table, key)
    yield
    _remember(call, table, key, before)


def remember_new(call: ServiceCall, table: Table, **key: object) -> None:
    """Remember that the rows with these values were not there."""
    _remember(call, table, key, [])


def put_back(written: Written) -> bool:
    """All that was remembered is as it was; False when nothing was, or somebody has changed or named it since."""
    remembered = [*reversed(written.remembered)]
    return bool(remembered) and all(_put_back(written.connection, one) for one in remembered)


def _remember(call: ServiceCall, table: Table, key: Mapping[str, object], before: Rows) -> None:
    left = _digest(_rows(call.unit.connection, table, key))
    call.remember({"table": table.name, "key": dict(key), "before": before, "left": left})


def _put_back(connection: Connection, image: Mapping[str, Any]) -> bool:
    table = metadata.tables[image["table"]]
    now, before = _rows(connection, table, image["key"]), image["before"]
    if _digest(now) != image["left"]:
        return False
    there, wanted = [_identity(table, row) for row in now], [_identity(table, row) for row in before]
    added = [row for row, identity in zip(now, there, strict=True) if identity not in wanted]
    if any(_is_named(connection, table, row) for row in added):
        return False
    for row in added:
        connection.execute(delete(table).where(_this(table, row)))
    for row, identity in zip(before, wanted, strict=True):
        if identity in there:
            connection.execute(update(table).where(_this(table, row)).values(**row))
        else:
            connection.execute(insert(table).values(**row))
    return True


def _rows(connection: Connection, table: Table, key: Mapping[str, object]) -> list[dict[str, Any]]:
    same = [table.c[name].is_(None) if value is None else table.c[name] == value for name, value in key.items()]
    found = connection.execute(select(table).where(*same).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in found]


def _digest(rows: Rows) -> str:
    """Tells rows that were changed; not a secret."""
    told = repr([sorted(row.items()) for row in rows])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _identity(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _this(table: Table, row: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def _is_named(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Whether any table's row refers to this one."""
    keys = [key for other in metadata.tables.values() for key in other.foreign_keys if key.column.table is table]
    return any(connection.scalar(select(exists().where(key.parent == row[key.column.name]))) for key in keys)

"""A database with the field's tables and the region in them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from engine import metadata as engine_metadata
from engine import open_database
from webapp.demonstration import load_people, load_region
from webapp.lifecycle.schema import metadata

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A connection that may write; what it writes is never committed."""
    database = open_database(f"sqlite:///{tmp_path / 'field.db'}")
    with database.unit() as unit:
        written = unit.write()
        engine_metadata.create_all(written)
        metadata.create_all(written)
        load_region(written)
        load_people(written, since=date(2026, 1, 1))
        yield written
    database.close()


@pytest.fixture
def now() -> datetime:
    """A Monday morning."""
    return NOW

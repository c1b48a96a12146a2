"""The schema's versions.  A migration happens whole or not at all, on SQLite too, and one at a time."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from engine.database import Database

# Any number will do, as long as no other program on the same PostgreSQL takes the same.
_LOCK = 7_140_423


class WrongSchema(Exception):
    """The database's schema is not the one this program was written for."""


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the schema up to the newest version, or to an older one; does nothing when it is the newest already."""
    if current(database) == newest():
        return
    with database.unit() as unit:
        connection = unit.write()
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        else:
            connection.execute(text("SELECT 1"))  # Alembic sees that the transaction is somebody else's.
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, to)
        unit.commit()


def current(database: Database) -> str | None:
    """The version the database has; None when it is empty."""
    with database.read() as connection:
        return _current(connection)


@cache
def newest() -> str:
    """The version this program was written for."""
    head = ScriptDirectory.from_config(_settings()).get_current_head()
    if head is None:
        raise WrongSchema("Expected migrations beside the program, but there are none.")
    return head


def require_newest(database: Database) -> None:
    """Raise WrongSchema with a sentence when the database has another version than the newest."""
    found = current(database)
    if found == newest():
        return
    known = {script.revision for script in ScriptDirectory.from_config(_settings()).walk_revisions()}
    if found is not None and found not in known:
        raise WrongSchema(
            f"Expected a schema this program knows, but it is {found}, which is newer: upgrade the program."
        )
    raise WrongSchema(
        f"Expected schema {newest()}, but the database has {found or 'none'}: run `hankepolku db upgrade`."
    )


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings

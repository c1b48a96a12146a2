"""Copies of a running SQLite database: whole, consistent, checked."""

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from engine.database import Database, open_database

CHECK = "PRAGMA integrity_check"


class CannotCopy(Exception):
    """The copy cannot be made, or is not a whole database."""


def back_up(database: Database, destination: Path) -> None:
    """Copy the database while it is in use; nothing stands at `destination` unless the copy is whole.

    Raises CannotCopy, for PostgreSQL too: its own `pg_dump` does that better.
    """
    if database.dialect != "sqlite":
        raise CannotCopy("Expected SQLite, but the database is PostgreSQL: use pg_dump for it.")
    if destination.exists():
        raise CannotCopy(f"Expected a new file, but {destination} exists already.")
    unfinished = destination.with_name(f"{destination.name}.unfinished")
    with database.read() as connection:
        source: Any = connection.connection.driver_connection
        with closing(type(source)(unfinished)) as copy:
            source.backup(copy)
            _check(copy, unfinished)
    os.chmod(unfinished, 0o600)  # noqa: PTH101 - what is in it is for its owner only
    _flush(unfinished)
    unfinished.rename(destination)


def restore(source: Path, database_url: str) -> None:
    """Put a copy in the place of the database, which must not exist or be in use.  Raises CannotCopy."""
    target = Path(database_url.removeprefix("sqlite:///"))
    if not database_url.startswith("sqlite:///"):
        raise CannotCopy("Expected SQLite, but the database is PostgreSQL: use pg_restore for it.")
    if target.exists():
        raise CannotCopy(f"Expected no database in the way, but {target} exists: stop the program and move it away.")
    if not source.is_file():
        raise CannotCopy(f"Expected a backup, but there is no file {source}.")
    database = open_database(f"sqlite:///{source.resolve()}")
    try:
        back_up(database, target)
    except DBAPIError as error:
        raise CannotCopy(f"Expected a whole database in {source}, but {error.orig}.") from error
    finally:
        database.close()


def _check(copy: Any, path: Path) -> None:
    try:
        answer = copy.execute(CHECK).fetchone()[0]
    except Exception as error:  # The driver's own; its class depends on the module that is in use.
        raise CannotCopy(f"Expected a whole database in {path}, but {error}.") from error
    if answer != "ok":
        raise CannotCopy(f"Expected a whole database in {path}, but {answer}.")


def _flush(path: Path) -> None:
    """Have the disk keep it before anybody relies on it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())

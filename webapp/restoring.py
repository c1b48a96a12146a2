"""Putting a copy in the place of the database: it stands still until somebody lets it go on, or is for practice."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Table, delete, update

from engine import SYSTEM, Database, UnitOfWork, open_database
from engine.clock import SystemClock
from engine.journal import JournalEntry, write
from engine.schema import outbox
from webapp import migrations
from webapp.accounts.schema import account_link, service_token, web_session
from webapp.backup import CannotCopy, restore
from webapp.config import Config
from webapp.hooks.subscriptions import end_hook, list_hooks
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import calendar_link, external_proposer, person, personal_link
from webapp.lifecycle.standstill import LEAVES, gathered, hold

MACHINERY = "machinery"
NOWHERE = "training.invalid"
"""Addresses end so that no letter can reach anybody; people log in with their id before it."""

_OPENS_DOORS: tuple[Table, ...] = (web_session, service_token, account_link, personal_link, calendar_link)
_SQLITE = "sqlite:///"


def put_back(source: Path, config: Config) -> None:
    """Put a copy in the place of the database, its schema brought up to date, all standing still.

    Whole or not at all.  Raises CannotCopy, WrongSchema when the copy is newer than the program.
    """
    _put(source, config, lambda unit: _hold(unit, config, Doing.RESTORED, f"Restored from {source.name}"))


def put_for_training(source: Path, config: Config) -> None:
    """Put a copy in the place of the database, for practice.  Raises CannotCopy, WrongSchema."""
    _put(source, config, lambda unit: _blank(unit, config))


def hold_still(database: Database, config: Config, reason: str) -> None:
    """Let a database stand still that was put back by other means."""
    database.transact(lambda unit: _hold(unit, config, Doing.HELD_STILL, reason))


def make_training(database: Database, config: Config) -> None:
    """Make a copy that was put there by other means one for practice."""
    database.transact(lambda unit: _blank(unit, config))


def _put(source: Path, config: Config, mark: Callable[[UnitOfWork], None]) -> None:
    target = Path(config.database_url.removeprefix(_SQLITE))
    if config.database_url.startswith(_SQLITE) and target.exists():
        raise CannotCopy(f"Expected no database in the way, but {target} exists: stop the program and move it away.")
    unfinished = target.with_name(f"{target.name}.restored")
    unfinished.unlink(missing_ok=True)
    url = f"{_SQLITE}{unfinished}" if config.database_url.startswith(_SQLITE) else config.database_url
    restore(source, url)
    try:
        with closing(open_database(url)) as database:
            migrations.upgrade(database)
            migrations.require_newest(database)
            database.transact(mark)
        unfinished.rename(target)
    finally:
        for left in unfinished.parent.glob(f"{unfinished.name}*"):
            left.unlink()


def _hold(unit: UnitOfWork, config: Config, doing: Doing, reason: str) -> None:
    connection, now = unit.write(), SystemClock(config.zone).now()
    hold(connection, reason, now)
    value = {"reason": reason, "letters": gathered(connection)}
    write(connection, JournalEntry(doing, now, SYSTEM, MACHINERY, value))


def _blank(unit: UnitOfWork, config: Config) -> None:
    connection = unit.write()
    connection.execute(update(person).values(email=person.c.id + f"@{NOWHERE}"))
    connection.execute(update(external_proposer).values(email=None))
    now = SystemClock(config.zone).now()
    for hook in list_hooks(connection):
        end_hook(connection, hook.id, now)
    dropped = _empty(connection)
    entry = JournalEntry(Doing.BLANKED, now, SYSTEM, MACHINERY, {"letters": dropped})
    write(connection, entry)


def _empty(connection: Connection) -> int:
    """Nobody is logged in, no link opens a door, no letter waits; how many letters did."""
    for table in _OPENS_DOORS:
        connection.execute(delete(table))
    return connection.execute(delete(outbox).where(outbox.c.kind.in_(LEAVES))).rowcount

"""A migration that is killed in its middle leaves the schema as it was; the next one finishes."""

import multiprocessing

import sqlalchemy as sa

from engine import Database
from tests.faults.crashing import CRASHED, upgrade_until
from tests.sizes import SIZE
from webapp import migrations

STEP = SIZE.pick(17, 1)  # A crash before every so manyth statement.

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.crashing"])


def test_a_killed_migration_leaves_nothing_half_done(empty: Database) -> None:
    statement, exit_code = 1, CRASHED
    # A statement that tidies up comes after the commit: who dies before it has done all.
    while exit_code == CRASHED and migrations.current(empty) != migrations.newest():
        assert migrations.current(empty) is None
        assert tables(empty) == set()
        process = processes.Process(
            target=upgrade_until, args=(empty.pool.url.render_as_string(hide_password=False), statement)
        )
        process.start()
        process.join(60)
        exit_code = process.exitcode
        statement += STEP
    assert exit_code in {0, CRASHED}
    assert statement > 60, "the schema has more statements than that"
    assert migrations.current(empty) == migrations.newest()
    assert tables(empty) >= {"instance", "history", "person", "alembic_version"}


def tables(database: Database) -> set[str]:
    """The names of all tables."""
    with database.read() as connection:
        return set(sa.inspect(connection).get_table_names())

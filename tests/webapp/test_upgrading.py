"""Upgrading with matters under way: whatever version the database is at, they go on, and their history still holds."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from engine import Actor, InstanceStatus, open_database, verify
from engine.schema import metadata as engine_metadata
from tests.sizes import SIZE
from tests.webapp.world import ERRAND, World
from webapp import migrations
from webapp.migrations.tables import METADATA
from webapp.runtime import Runtime, open_runtime
from webapp.worker import run_round

ALL = sorted(path.stem.partition("_")[0] for path in (Path(migrations.__path__[0]) / "versions").glob("0*.py"))
EARLIER = ALL[2:-1]  # From the third on there are people to work.
ANNA = Actor("anna", frozenset({"advisors"}))
JUDGED = {"judgement": ["accept"], "grounds": ["Hyvä."]}


def copy_as_it_was(source: Path, target: Path, revision: str) -> None:
    """A database at an earlier version, with the rows of a newer one as far as it had places for them."""
    with closing(open_database(f"sqlite:///{target}")) as database:
        migrations.upgrade(database, to=revision)
    with closing(sqlite3.connect(target)) as old:
        old.execute("ATTACH ? AS newer", (str(source),))
        old.execute("PRAGMA foreign_keys = OFF")
        tables = [table.name for one in METADATA for table in one.sorted_tables]
        for name in dict.fromkeys([*(table.name for table in engine_metadata.sorted_tables), *tables]):
            columns = _columns(old, "main", name) & _columns(old, "newer", name)
            if columns:
                told = ", ".join(f'"{column}"' for column in sorted(columns))
                old.execute(f"INSERT OR IGNORE INTO main.{name} ({told}) SELECT {told} FROM newer.{name}")  # noqa: S608 - names of our own tables
        old.commit()


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}


def test_the_versions_are_in_one_line() -> None:
    scripts = ScriptDirectory.from_config(migrations._settings())
    assert sorted(one.revision for one in scripts.walk_revisions()) == ALL


@pytest.mark.parametrize("revision", SIZE.pick(EARLIER[:: max(1, len(EARLIER) // 4)] + EARLIER[-1:], EARLIER))
def test_what_is_under_way_goes_on_after_an_upgrade(world: World, tmp_path: Path, revision: str) -> None:
    here = world.here
    running = [_begun(world, done=number % 3) for number in range(SIZE.pick(6, 100))]
    here.database.close()
    copy_as_it_was(tmp_path / "hankepolku.db", tmp_path / "old.db", revision)

    upgraded = open_runtime(replace(here.config, database_url=f"sqlite:///{tmp_path / 'old.db'}"), world.clock)
    with closing(upgraded.database):
        with pytest.raises(migrations.WrongSchema, match="db upgrade"):
            migrations.require_newest(upgraded.database)
        migrations.upgrade(upgraded.database)
        migrations.require_newest(upgraded.database)
        for _ in range(6):
            run_round(upgraded)
            for number in running:
                _do_all(upgraded, number)
        engine = upgraded.engine
        with upgraded.database.read() as connection:
            assert verify(connection) == []
            for number in running:
                assert engine.instance(connection, number).status is InstanceStatus.COMPLETED
                assert engine.replay(connection, number) == engine.state(connection, number)


def _begun(world: World, done: int) -> int:
    """An errand of which so many steps are done; the number of its instance."""
    here = world.here
    with here.database.read() as connection:
        instance = here.engine.task(connection, world.start_errand(), by=ANNA).instance_id
    for _ in range(done):
        run_round(here)
        _do_all(here, instance)
    return instance


def _do_all(here: Runtime, instance: int) -> None:
    """Complete each task that an errand has open now."""
    with here.database.read() as connection:
        tasks = here.engine.instance(connection, instance).tasks
    for row in tasks:
        answers = ERRAND if row.element == "describe" else JUDGED
        here.database.transact(
            lambda unit, task=row.task_id, said=answers: here.engine.complete(unit, task, said, by=ANNA)  # type: ignore[misc]
        )

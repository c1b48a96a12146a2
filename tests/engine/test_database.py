"""The unit of work: reads until it writes, is the caller's to commit, and is run again after a lost race."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from engine import Database, StaleState, UnitOfWork, open_database
from engine.database import ATTEMPTS, is_lost_race, wal_may_corrupt
from engine.schema import message

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def add(connection: Connection, name: str) -> None:
    connection.execute(
        insert(message).values(name=name, correlation="", content="{}", sent_at=NOW, sent_by="anna",
                               expires_at=NOW + timedelta(days=1))
    )  # fmt: skip


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(message.c.name).order_by(message.c.name)))


def fail_in_a_savepoint(unit: UnitOfWork, name: str) -> None:
    """Write something inside a savepoint, and fail."""
    with suppress(ZeroDivisionError), unit.savepoint():
        add(unit.write(), name)
        raise ZeroDivisionError


def test_what_is_not_committed_never_was(database: Database) -> None:
    with database.unit() as unit:
        add(unit.write(), "lost")
        assert names(database) == []
    assert names(database) == []

    with database.unit() as unit:
        add(unit.write(), "kept")
        unit.commit()
    assert names(database) == ["kept"]


def test_reading_can_write_nothing(database: Database) -> None:
    with database.read() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        add(connection, "stolen")
    database.transact(lambda unit: add(unit.write(), "kept"))
    with database.unit() as unit, pytest.raises(DBAPIError, match=r"read-?only"):
        add(unit.connection, "stolen")
    assert names(database) == ["kept"]


def test_a_unit_sees_what_it_wrote_and_others_do_not(database: Database) -> None:
    with database.unit() as unit:
        add(unit.write(), "mine")
        assert list(unit.connection.scalars(select(message.c.name))) == ["mine"]
        assert names(database) == []


def test_what_fails_in_a_savepoint_is_undone_and_the_rest_stands(database: Database) -> None:
    def action(unit: UnitOfWork) -> None:
        with unit.savepoint():
            fail_in_a_savepoint(unit, "inner")
            add(unit.write(), "outer")
        with pytest.raises(DBAPIError), unit.savepoint():
            unit.write().exec_driver_sql("SELECT no_such_thing")
        add(unit.write(), "after")

    database.transact(action)
    assert names(database) == ["after", "outer"]


def test_a_savepoint_that_nobody_writes_in_begins_nothing(database: Database) -> None:
    with database.unit() as unit:
        with unit.savepoint():
            pass
        assert not unit.writing


def test_a_guard_runs_once_before_the_first_write_outside_every_savepoint(database: Database) -> None:
    guarded: list[str] = []

    def guard(connection: Connection) -> None:
        guarded.append("guard")
        add(connection, "guard")

    def action(unit: UnitOfWork) -> None:
        unit.guard(guard)
        fail_in_a_savepoint(unit, "service")
        unit.write()

    database.transact(action)
    assert guarded == ["guard"]
    assert names(database) == ["guard"]


def test_a_lost_race_is_run_again_with_the_lock_held_and_given_up_at_last(database: Database) -> None:
    held: list[bool] = []

    def loses(unit: UnitOfWork) -> None:
        held.append(unit.writing)
        raise StaleState

    with pytest.raises(StaleState):
        database.transact(loses)
    assert held == [False] + [True] * (ATTEMPTS - 1)

    def wins_later(unit: UnitOfWork) -> str:
        if not unit.writing:
            raise StaleState
        return "won"

    assert database.transact(wins_later) == "won"


def test_what_else_is_raised_is_not_run_again(database: Database) -> None:
    runs: list[int] = []

    def fails(unit: UnitOfWork) -> None:
        runs.append(1)
        add(unit.write(), "lost")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.transact(fails)
    assert (len(runs), names(database)) == (1, [])


def test_a_writer_waits_for_another_and_does_not_fail(database: Database) -> None:
    with database.unit() as first:
        add(first.write(), "first")
        first.commit()
        database.transact(lambda unit: add(unit.write(), "second"))
    assert names(database) == ["first", "second"]


def test_a_database_in_memory_is_one_for_all(tmp_path: Path) -> None:
    database = open_database("sqlite://")
    database.transact(lambda unit: message.create(unit.write()))
    database.transact(lambda unit: add(unit.write(), "here"))
    assert names(database) == ["here"]
    database.close()


def test_a_sqlite_that_may_corrupt_its_log_is_known_by_its_version() -> None:
    for affected in ((3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)):
        assert wal_may_corrupt(affected), affected
    for well in ((3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4)):
        assert not wal_may_corrupt(well), well


def test_a_sqlite_file_survives_a_power_cut_and_waits_for_its_writers(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.read() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                 for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")]  # fmt: skip
    assert asked[:3] == [2, 1, 30_000]
    assert asked[3] == ("delete" if database.warnings else "wal")
    database.close()


def test_a_connection_that_died_while_it_rested_is_replaced(
    engine_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.database.REST", 0.0)
    database = open_database(engine_postgresql)
    with database.read() as connection:
        process_id = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    other = open_database(engine_postgresql)
    with other.read() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({process_id})")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != process_id
    database.close()
    other.close()


def test_only_races_are_lost() -> None:
    assert is_lost_race(StaleState())
    assert not is_lost_race(ValueError("database is locked"))

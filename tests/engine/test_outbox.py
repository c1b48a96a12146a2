"""Mail in the outbox is in one sender's hands at a time, rests after a failure, and is settled by its holder only."""

from datetime import UTC, datetime, timedelta

from engine import Actor, Database, OutboxKind
from engine.outbox import LEASE, REST, Letter, Taken, put_back, settle, take, waiting

NOW = datetime(2027, 1, 4, tzinfo=UTC)


def leave(database: Database, kind: OutboxKind = OutboxKind.MAIL) -> None:
    statement, row = Letter(kind, {"to": "anna@example.org"}).statement(NOW)
    database.transact(lambda unit: statement.run(unit.write(), **row))


def found(database: Database, now: datetime) -> list[int]:
    with database.read() as connection:
        return waiting(connection, {OutboxKind.MAIL}, now, 10)


def taken(database: Database, number: int, now: datetime) -> Taken | None:
    return database.transact(lambda unit: take(unit.write(), number, now))


def test_a_letter_is_taken_by_one_and_settled_by_that_one(database: Database) -> None:
    leave(database)
    leave(database, OutboxKind.SIGNAL)
    (number,) = found(database, NOW)

    held = taken(database, number, NOW)

    assert held is not None
    assert held.letter.content == {"to": "anna@example.org"}
    assert taken(database, number, NOW) is None
    assert found(database, NOW) == []
    assert database.transact(lambda unit: settle(unit.write(), held))
    assert found(database, NOW + timedelta(days=9)) == []


def test_a_letter_whose_holder_died_is_taken_again_and_the_dead_one_settles_nothing(database: Database) -> None:
    leave(database)
    (number,) = found(database, NOW)
    dead = taken(database, number, NOW)
    later = NOW + LEASE
    alive = taken(database, number, later)

    assert dead is not None
    assert alive is not None
    assert not database.transact(lambda unit: settle(unit.write(), dead))
    assert not database.transact(lambda unit: put_back(unit.write(), dead, "too late", later))
    assert database.transact(lambda unit: settle(unit.write(), alive))


def test_a_letter_rests_longer_after_each_failure(database: Database) -> None:
    leave(database)
    now = NOW
    for rest in (*REST, REST[-1]):
        (number,) = found(database, now)
        held = taken(database, number, now)
        assert held is not None
        assert database.transact(
            lambda unit, held=held, now=now: put_back(unit.write(), held, "450 try later", now)  # type: ignore[misc]
        )
        assert found(database, now + rest - timedelta(seconds=1)) == []
        now += rest


def test_a_signal_to_everybody_has_no_receiver_yet() -> None:
    assert Letter.signal("new_year", {}, by=Actor("anna")).content["to"] is None

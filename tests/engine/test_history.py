"""The history cannot be altered unnoticed; values can be erased; replay gives the state, also of an earlier day."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine import Database, EngineError, Flaw, NotFound, UnitOfWork, erase, verify
from engine.kinds import MEANING, Kind
from tests.engine.drawings import drawing, end, field, flows, form, start, user_task
from tests.engine.play import Play

PAIR = {
    "pair/pair.bpmn": drawing(
        "pair", start(), user_task("first", formKey="ask"), user_task("second"), end(),
        flows("begin > first > second > over"),
    ),
    "pair/ask.form.json": form("ask", field("name", process=True)),
}  # fmt: skip


@pytest.fixture
def done(play: Play) -> list[int]:
    """Three instances that ran to their end."""
    play.deploy(PAIR)
    numbers = [play.start("pair") for _ in range(3)]
    for number in numbers:
        play.complete(number, "first", name=f"secret {number}")
        play.complete(number, "second")
    return numbers


def flaws(database: Database) -> list[Flaw]:
    with database.read() as connection:
        return verify(connection)


def tamper(play: Play, *statements: str) -> None:
    """Do as an intruder would who may do anything in the database."""

    def action(unit: UnitOfWork) -> None:
        connection = unit.write()
        if connection.dialect.name == "sqlite":
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for trigger in triggers:
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))

    play.database.transact(action)


def test_an_untouched_history_is_whole(play: Play, done: list[int]) -> None:
    assert flaws(play.database) == []


@pytest.mark.parametrize(
    ("statement", "sequence"),
    [
        ("UPDATE history SET actor = 'mallory' WHERE instance_id = 2 AND sequence = 2", 2),
        ("UPDATE history SET at = at + 1 WHERE instance_id = 2 AND sequence = 1", 1),
        (
            """UPDATE history_value SET content = (SELECT content FROM history_value WHERE instance_id = 1
            AND sequence = 2) WHERE instance_id = 2 AND sequence = 2""",
            2,
        ),
        ("DELETE FROM history_value WHERE instance_id = 2 AND sequence = 3", 3),
        ("DELETE FROM history WHERE instance_id = 2 AND sequence = 2", 2),
        ("DELETE FROM history WHERE instance_id = 2 AND sequence = 3", 3),
        ("DELETE FROM history WHERE instance_id = 2", 1),
        ("UPDATE state SET sequence = 2 WHERE instance_id = 2", 3),
        (
            """INSERT INTO history (instance_id, sequence, at, kind, actor, definition_id, hash)
            SELECT instance_id, 4, at, kind, 'mallory', definition_id, hash FROM history
            WHERE instance_id = 2 AND sequence = 3""",
            4,
        ),
    ],
)
def test_whatever_is_done_to_the_history_is_found_at_its_entry(
    play: Play, done: list[int], statement: str, sequence: int
) -> None:
    tamper(play, statement)

    found = flaws(play.database)
    assert found
    assert (found[0].instance_id, found[0].sequence) == (2, sequence)
    assert {flaw.instance_id for flaw in found} == {2}


def test_a_value_is_erased_and_the_chain_stays_whole(play: Play, done: list[int]) -> None:
    play.database.transact(lambda unit: erase(unit.write(), 2, 2))

    assert flaws(play.database) == []
    assert play.timeline(2)[1].value is None
    assert play.rows("SELECT content FROM history_value WHERE instance_id = 2 AND sequence = 2") == [(None,)]
    with play.database.read() as connection, pytest.raises(EngineError, match="erased"):
        play.engine.replay(connection, 2)
    with pytest.raises(NotFound):
        play.database.transact(lambda unit: erase(unit.write(), 2, 2))


def test_the_state_of_an_earlier_day_is_replayed(play: Play) -> None:
    play.deploy(PAIR)
    number = play.start("pair")
    states: list[str] = []

    def note() -> None:
        with play.database.read() as connection:
            states.append(play.engine.state(connection, number))

    steps: list[Callable[[], object]] = [
        lambda: play.complete(number, "first", name="x"),
        lambda: play.complete(number, "second"),
    ]
    note()
    for step in steps:
        step()
        note()

    with play.database.read() as connection:
        assert [play.engine.replay(connection, number, until) for until in (1, 2, 3)] == states
        with pytest.raises(NotFound):
            play.engine.replay(connection, 99)


def test_every_kind_of_entry_has_its_meaning() -> None:
    assert set(MEANING) == set(Kind)

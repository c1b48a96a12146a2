"""Whatever is done to what happened before the last seal is found, and the entry where it begins is named."""

import random
from collections import Counter
from contextlib import suppress

import pytest
from sqlalchemy import select

from engine import TravellingClock, UnitOfWork
from engine.audit import Flaw, Stream
from engine.journal import JournalEntry, write
from engine.schema import seal
from engine.seals import add_seal, verify_all
from tests.engine.intruders import EXACT, JOURNAL, SEALS, WAYS, Place, Way, take_away_guards
from tests.engine.play import ANNA, Play
from tests.engine.test_history import PAIR, tamper
from tests.sizes import SIZE

TIMES = SIZE.pick(small=48, full=1000)


def live(play: Play, clock: TravellingClock) -> None:
    """Ten instances, some ended; people do other things between; all of it sealed three times."""
    play.deploy(PAIR)
    for number in range(1, 11):
        instance = play.start("pair", business_key=f"project/{number}")
        play.complete(instance, "first", name=f"secret {number}")
        play.database.transact(
            lambda unit: write(unit.write(), JournalEntry("logged in", clock.now(), ANNA, "person/anna", {"from": "x"}))
        )
        if number % 2:
            play.complete(instance, "second")
        if number in {3, 7, 10}:
            play.database.transact(lambda unit: add_seal(unit.write(), clock.now()))


def test_every_alteration_before_the_last_seal_is_found_and_named(play: Play, clock: TravellingClock) -> None:
    live(play, clock)
    chance, ways = random.Random(7), Counter[str]()
    with play.database.read() as connection:
        places = [
            *((row[0], row[1]) for row in connection.exec_driver_sql("SELECT instance_id, sequence FROM history")),
            *((JOURNAL, row[0]) for row in connection.exec_driver_sql("SELECT sequence FROM journal")),
        ]
        kept = {row.id: row.hash.hex() for row in connection.execute(select(seal))}
        assert verify_all(connection, kept) == []

    missed = []
    for turn in range(TIMES):
        way = WAYS[turn % len(WAYS)]
        place, flaws = _alter(play, way, chance, chance.choice(places), kept)
        ways[way.__name__] += 1
        if not any(_names(flaw, place, exactly=way in EXACT) for flaw in flaws):
            missed.append((way.__name__, place, [flaw.place for flaw in flaws]))
    assert missed == []
    assert len(ways) == len(WAYS)
    with play.database.read() as connection:
        assert verify_all(connection, kept) == [], "Each was taken back."


class _TakenBack(Exception):
    """So that the next intruder finds everything as it was."""


def _alter(play: Play, way: Way, chance: random.Random, place: Place, kept: dict[int, str]) -> tuple[Place, list[Flaw]]:
    """Where a way altered something, and what is found then; nothing of it stays."""
    told: list[tuple[Place, list[Flaw]]] = []

    def act(unit: UnitOfWork) -> None:
        connection = unit.write()
        take_away_guards(connection)
        altered = way(connection, chance, place)
        told.append((altered, verify_all(connection, kept)))
        raise _TakenBack

    with suppress(_TakenBack):
        play.database.transact(act)
    return told[0]


def _names(flaw: Flaw, place: Place, *, exactly: bool) -> bool:
    """Whether a flaw leads to the alteration: to its entry, or in a chain written anew to the next that was sealed."""
    number, sequence = place
    if number == SEALS:
        return flaw.stream is Stream.SEAL and flaw.sequence in {sequence, sequence + 1}
    stream = Stream.HISTORY if number else Stream.JOURNAL
    told = flaw.sequence or 0
    return (
        flaw.stream is stream and flaw.instance_id == number and (told == sequence or (told > sequence and not exactly))
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("column", "garbage"), [("at", "'soon'"), ("hash", "'no hash'"), ("task_id", "'none'")])
def test_what_cannot_even_be_read_is_found(play: Play, clock: TravellingClock, column: str, garbage: str) -> None:
    live(play, clock)
    tamper(play, f"UPDATE history SET {column} = {garbage} WHERE instance_id = 4 AND sequence = 2")  # noqa: S608

    with play.database.read() as connection:
        assert {flaw.instance_id for flaw in verify_all(connection)} == {4}

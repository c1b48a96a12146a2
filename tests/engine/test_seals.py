"""A seal shows what no chain shows by itself: an end cut off, a history written anew."""

from engine import TravellingClock
from engine.seals import Seal, add_seal, verify_seals
from tests.engine.play import Play
from tests.engine.test_history import PAIR, flaws, tamper


def sealed(play: Play) -> Seal | None:
    return play.database.transact(lambda unit: add_seal(unit.write(), play.engine.clock.now()))


def broken(play: Play, kept: dict[int, str] | None = None) -> list[tuple[int, int | None]]:
    with play.database.read() as connection:
        return [(flaw.instance_id, flaw.sequence) for flaw in verify_seals(connection, kept)]


def begin(play: Play) -> list[int]:
    play.deploy(PAIR)
    numbers = [play.start("pair") for _ in range(3)]
    play.complete(numbers[0], "first", name="x")
    return numbers


def test_only_what_moved_on_is_sealed_again(play: Play, clock: TravellingClock) -> None:
    first, second, _ = begin(play)
    sealing = sealed(play)
    assert sealing is not None
    assert sealing.chains == 4, "Three instances, and the journal that tells of their deployment."
    assert sealing.line == f"1 2027-01-04T07:00:00+00:00 {sealing.hash.hex()}"
    assert sealed(play) is None, "Nothing happened."

    play.complete(first, "second")
    play.complete(second, "first", name="y")
    again = sealed(play)
    assert again is not None
    assert again.chains == 2
    assert broken(play, {1: sealing.hash.hex(), 2: again.hash.hex()}) == []


def test_an_end_that_was_cut_off_with_its_state_is_found(play: Play) -> None:
    assert begin(play)[0] == 1
    sealed(play)
    tamper(
        play,
        "DELETE FROM history_value WHERE instance_id = 1 AND sequence = 2",
        "DELETE FROM history WHERE instance_id = 1 AND sequence = 2",
        """UPDATE state SET sequence = 1, head = (SELECT hash FROM history WHERE instance_id = 1 AND sequence = 1)
        WHERE instance_id = 1""",
    )

    assert flaws(play.database) == [], "The chain alone is whole."
    assert broken(play) == [(1, 2)]


def test_a_seal_that_was_made_anew_is_not_the_one_kept_outside(play: Play) -> None:
    begin(play)
    sealing = sealed(play)
    assert sealing is not None
    tamper(play, "DELETE FROM seal")
    assert broken(play, {1: sealing.hash.hex()}) == [(0, 1)]
    again = sealed(play)
    assert again is not None
    assert broken(play) == []
    assert broken(play, {again.id: "00" * 32}) == [(0, again.id)]

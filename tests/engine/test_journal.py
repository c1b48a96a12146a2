"""The journal is a chain of its own: what people did outside of instances."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from engine import NotFound, TravellingClock, UnitOfWork
from engine.audit import Stream, erase_journal, verify_deployments, verify_journal
from engine.journal import DEPLOYED, JournalEntry, read_entry, write
from engine.schema import journal, journal_value
from tests.engine.play import ANNA, CECILIA, Play
from tests.engine.test_history import PAIR, tamper


def note(play: Play, clock: TravellingClock, kind: str, **value: str) -> int:
    entry = JournalEntry(kind, clock.now(), ANNA, "person/anna", value)
    return play.database.transact(lambda unit: write(unit.write(), entry))


def entries(play: Play) -> list[JournalEntry]:
    with play.database.read() as connection:
        rows = connection.execute(
            select(journal, journal_value.c.content).join(journal_value).order_by(journal.c.sequence)
        )
        return [read_entry(row) for row in rows]


def flaws(play: Play) -> list[tuple[Stream, int | None]]:
    with play.database.read() as connection:
        found = [*verify_journal(connection), *verify_deployments(connection)]
        return [(flaw.stream, flaw.sequence) for flaw in found]


def test_what_somebody_did_is_told_as_it_was_written(play: Play, clock: TravellingClock) -> None:
    assert note(play, clock, "logged in", address="192.0.2.1") == 1
    assert note(play, clock, "logged out") == 2

    first, second = entries(play)
    assert first == JournalEntry("logged in", clock.now(), first.by, "person/anna", {"address": "192.0.2.1"}, 1)
    assert (first.by.id, second.kind, second.value) == ("anna", "logged out", {})
    assert flaws(play) == []


def test_an_erased_value_leaves_the_chain_whole(play: Play, clock: TravellingClock) -> None:
    note(play, clock, "viewed", whom="bo")
    note(play, clock, "viewed", whom="dan")
    play.database.transact(lambda unit: erase_journal(unit.write(), 1))

    assert [one.value for one in entries(play)] == [None, {"whom": "dan"}]
    assert flaws(play) == []
    with pytest.raises(NotFound):
        play.database.transact(lambda unit: erase_journal(unit.write(), 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'mallory'",
        "DELETE FROM journal",
        "DELETE FROM journal_value",
        "UPDATE journal_value SET salt = content",
    ],
)
def test_the_database_itself_refuses_alterations(play: Play, clock: TravellingClock, statement: str) -> None:
    note(play, clock, "logged in")
    with pytest.raises(DBAPIError, match="append-only"):
        play.database.transact(lambda unit: unit.write().exec_driver_sql(statement))


def test_many_who_write_at_once_make_one_chain(play: Play, clock: TravellingClock) -> None:
    with ThreadPoolExecutor(8) as people:
        numbers = list(people.map(lambda _: note(play, clock, "logged in"), range(40)))

    assert sorted(numbers) == list(range(1, 41))
    assert flaws(play) == []


def test_what_is_taken_back_leaves_no_gap(play: Play, clock: TravellingClock) -> None:
    def fail(unit: UnitOfWork) -> None:
        write(unit.write(), JournalEntry("exported", clock.now(), ANNA))
        raise LookupError

    with pytest.raises(LookupError):
        play.database.transact(fail)
    assert note(play, clock, "logged in") == 1


def test_a_deployment_is_told_of_and_its_files_are_watched(play: Play) -> None:
    play.deploy(PAIR, note="The first")
    (told,) = entries(play)
    assert (told.kind, told.subject, told.by.id) == (DEPLOYED, "deployment/1", CECILIA.id)
    assert told.value is not None
    assert told.value["note"] == "The first"
    assert flaws(play) == []

    tamper(play, "UPDATE deployment_resource SET path = 'pair/other.json' WHERE path LIKE '%.json'")
    assert flaws(play) == [(Stream.DEPLOYMENT, 1)]


def test_a_file_that_was_altered_is_named(play: Play) -> None:
    play.deploy(PAIR)
    tamper(play, "UPDATE resource SET content = 'x' WHERE digest = (SELECT min(digest) FROM resource)")

    assert flaws(play) == [(Stream.DEPLOYMENT, 1)]

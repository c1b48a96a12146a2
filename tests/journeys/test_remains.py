"""A life after values were erased: every moment is told, nothing that was not so is told, and the chain is whole."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from engine import Actor, audit, journal
from engine.disposal import dispose, forget
from engine.places import Place, where_then
from tests.journeys.steps import ADVISOR
from tests.journeys.test_life import COORDINATOR, lead_through, read
from tests.journeys.test_pages import log_in
from webapp.demonstration import Stage
from webapp.lifecycle.doings import Doing

Ways = dict[int, Mapping[Place, int]]


def ways_then(stage: Stage, number: int) -> Ways:
    """What an instance had passed after each entry, as the whole history tells."""
    with stage.database.read() as connection:
        events, definitions = stage.engine.timeline(connection, number), stage.engine.definitions
        return {
            one.sequence: where_then(definitions, connection, events[: at + 1], None).passed
            for at, one in enumerate(events)
        }


def ways_left(stage: Stage, number: int) -> tuple[Ways, dict[int, str | None]]:
    """What is surely told of that now, and the element that the next entry is of."""
    with stage.database.read() as connection:
        events, life = stage.engine.timeline(connection, number), stage.engine.life(connection, number)
        left = {
            one.sequence: stage.engine.remains(connection, events, one.sequence, life, ended=True) for one in events
        }
    return (
        {at: one.where.passed for at, one in left.items()},
        {at: one.next.id if one.next else None for at, one in left.items()},
    )


def compare(before: Ways, after: Ways) -> float:
    """How much of the way is still told, as a share; nothing is told that was not so."""
    for sequence, passed in after.items():
        wrong = {place: count for place, count in passed.items() if count > before[sequence].get(place, 0)}
        assert wrong == {}, sequence
    last = max(before)
    return sum(after[last].values()) / sum(before[last].values())


@pytest.mark.parametrize("name", [ADVISOR, "Ketkä yritykset ovat mukana"])
def test_every_moment_is_told_after_what_names_somebody_was_erased(stage_anywhere: Stage, name: str) -> None:
    stage = stage_anywhere
    idea = lead_through(stage)
    before = ways_then(stage, idea)
    stage.travel(timedelta(days=30))

    def act() -> list[int]:
        with stage.database.unit() as unit:
            gone = forget(unit.write(), idea, lambda value: name in str(value))
            told = {"reason": "Pyyntö", "values": len(gone), "entries": {str(idea): gone}}
            entry = journal.JournalEntry(Doing.PSEUDONYMISED, stage.clock.now(), Actor("yllapito"), "person/x", told)
            journal.write(unit.write(), entry)
            unit.commit()
        return gone

    gone = act()

    after, _ = ways_left(stage, idea)
    assert 0 < len(gone) < len(before)
    assert compare(before, after) > 0.8
    visitor = log_in(stage, COORDINATOR)
    day = f"{stage.today.day}.{stage.today.month}.{stage.today.year}"
    for sequence in before:
        page = read(visitor, f"/projects/{idea}/life?at={sequence}")
        said = f"Annetut tiedot poistettiin {day}: henkilön tiedot poistettiin." in page
        assert said is (sequence in gone), sequence
    assert f"poistettiin {day}" in read(visitor, f"/projects/{idea}/life")
    with stage.database.read() as connection:
        assert audit.verify(connection) == []


def test_every_moment_is_told_after_all_of_it_was_disposed_of(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    idea = lead_through(stage)
    before = ways_then(stage, idea)
    stage.database.transact(lambda unit: dispose(unit.write(), idea))

    after, following = ways_left(stage, idea)

    assert compare(before, after) > 0.5
    visitor = log_in(stage, COORDINATOR)
    for sequence in before:
        page = read(visitor, f"/projects/{idea}/life?at={sequence}")
        assert "Mitä prosessi silloin tiesi, on poistettu." in page
        assert "Puualan yritykset tarvitsevat" not in page
        if following[sequence]:
            assert "odotti: seuraava merkintä on siitä." in page
    assert "Mikään ei odottanut: asia oli päättynyt." in read(visitor, f"/projects/{idea}/life?at={max(before)}")
    with stage.database.read() as connection:
        assert audit.verify(connection) == []

"""Timers fire when they are due, once, whoever looks; a worker goes on whatever an instance does."""

from datetime import timedelta

import pytest

from engine import HEALTH, Kind, TravellingClock, UnitOfWork, tick, worker
from tests.engine.drawings import after, drawing, element, end, every, flows, start, user_task
from tests.engine.play import Play

REMINDED = drawing(
    "reminded",
    start(),
    user_task("write"),
    element("boundaryEvent", "weekly", every("R3/P7D"), attachedToRef="write", cancelActivity="false"),
    user_task("remind"),
    end(),
    end("reminder_done"),
    flows("begin > write > over", "weekly > remind > reminder_done"),
)
LATER = drawing(
    "later", start(), element("intermediateCatchEvent", "wait", after("P1M")), user_task("act"), end(),
    flows("begin > wait > act > over"),
)  # fmt: skip


def test_a_month_is_a_month_of_the_calendar(play: Play, clock: TravellingClock) -> None:
    play.deploy({"later.bpmn": LATER})
    number = play.start("later")
    clock.travel(timedelta(days=30))
    assert play.settle() == 0
    clock.travel(timedelta(days=1))

    assert play.settle() == 1

    assert play.elements(number) == ["act"]
    last = play.timeline(number)[-1]
    assert (last.kind, last.element, last.actor) == (Kind.TIMER, "wait", "system")
    play.demand_sound()


def test_a_reminder_comes_each_week_while_the_task_is_open(play: Play, clock: TravellingClock) -> None:
    play.deploy({"reminded.bpmn": REMINDED})
    number = play.start("reminded")
    for week in range(1, 6):
        clock.travel(timedelta(days=7))
        play.settle()
        assert play.elements(number).count("remind") == min(week, 3)
    play.demand_sound()


def test_what_fell_due_while_nobody_looked_happens_once_each(play: Play, clock: TravellingClock) -> None:
    play.deploy({"later.bpmn": LATER})
    numbers = [play.start("later") for _ in range(20)]
    clock.travel(timedelta(days=400))

    assert tick(play.database, play.engine) == 20
    assert tick(play.database, play.engine) == 0

    assert all(play.elements(number) == ["act"] for number in numbers)
    assert HEALTH.last_tick == clock.now()


def test_an_instance_that_cannot_be_read_becomes_an_incident_and_rests(play: Play, clock: TravellingClock) -> None:
    play.deploy({"later.bpmn": LATER})
    numbers = [play.start("later") for _ in range(5)]
    broken = numbers[2]
    whole = play.content(broken)
    play.spoil(broken)
    clock.travel(timedelta(days=31))

    assert tick(play.database, play.engine) == 4

    ((kind, attempts, sentence),) = play.rows("SELECT kind, attempts, sentence FROM incident")
    assert (kind, attempts) == ("state", 1)
    assert "Expected" in sentence
    assert tick(play.database, play.engine) == 0, "It rests."
    for minutes in (1, 5, 30):
        clock.travel(timedelta(minutes=minutes))
        tick(play.database, play.engine)
    assert play.rows("SELECT attempts, retry_at FROM incident") == [(4, None)]

    play.spoil(broken, whole)
    play.retry_all()
    play.settle()
    assert play.elements(broken) == ["act"]
    play.demand_sound()


def test_many_that_are_due_share_a_commit_and_a_broken_one_does_not_undo_the_others(
    play: Play, clock: TravellingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.deploy({"later.bpmn": LATER})
    numbers = [play.start("later") for _ in range(30)]
    play.spoil(numbers[7])
    clock.travel(timedelta(days=31))
    commits: list[int] = []
    commit = UnitOfWork.commit
    monkeypatch.setattr(worker, "HELD", 60.0)  # However slow the machine is.
    monkeypatch.setattr(UnitOfWork, "commit", lambda unit: (commits.append(unit.writing), commit(unit))[1])

    assert tick(play.database, play.engine) == 29

    assert sum(commits) == 2, "One of all that went on, one of what failed."
    assert all(play.elements(number) == ["act"] for number in numbers if number != numbers[7])
    assert play.rows("SELECT instance_id FROM incident") == [(numbers[7],)]

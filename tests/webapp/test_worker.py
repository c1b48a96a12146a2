"""The ticker: what is due is done, and letters go out."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.schema import seal as seals
from tests.webapp.programs import make_program
from tests.webapp.world import World
from webapp import worker
from webapp.accounts.schema import api_answer, web_session
from webapp.accounts.sessions import open_session
from webapp.worker import run_round, seal, sweep, work


def test_a_round_with_nothing_to_do_does_nothing(world: World) -> None:
    assert run_round(world.here) == 0


def test_a_round_goes_on_until_nothing_is_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter([100, 100, 7, 0])
    monkeypatch.setattr(worker, "tick", lambda *_: next(left))
    assert run_round(world.here) == 207


def test_sessions_whose_time_is_up_are_forgotten(world: World) -> None:
    here = world.here
    here.database.transact(lambda unit: open_session(unit.write(), "anna", here.clock.now()))
    world.clock.travel(timedelta(minutes=50))
    here.database.transact(lambda unit: open_session(unit.write(), "bo", here.clock.now()))
    world.clock.travel(timedelta(minutes=20))
    sweep(here)
    with here.database.read() as connection:
        assert list(connection.scalars(select(web_session.c.person_id))) == ["bo"]


def test_what_programs_were_answered_is_forgotten_after_a_month(world: World) -> None:
    program = make_program(world)
    for days in (20, 20):
        program.post("/processes/errand/instances", {"answers": {}}, key=f"after-{world.clock.now():%m%d}")
        world.clock.travel(timedelta(days=days))
    sweep(world.here)
    with world.here.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(api_answer)) == 1


def test_a_seal_is_told_to_the_log_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.start_errand()
    with caplog.at_level(logging.INFO, "webapp.worker"):
        seal(world.here)
        seal(world.here)
    assert [record.getMessage().split()[:2] for record in caplog.records] == [["Seal", "1"]]
    with world.here.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(seals)) == 1


def test_a_worker_ends_when_it_is_told_to(world: World) -> None:
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(world.here, stop))
    worker.start()
    time.sleep(0.2)
    stop.set()
    worker.join(timeout=20)
    assert not worker.is_alive()

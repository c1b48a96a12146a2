"""Whoever waits for an instance's lock sees it as it is once the lock is had, not as it was when the waiting began."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from engine import Actor, Conflict, Database, TaskClaimed, TaskGone, UnitOfWork
from tests.faults.acting import ANNA, make_engine, open_tasks
from tests.faults.house import CECILIA, fill_house

BO = Actor("bo", ANNA.groups)
Action = Callable[[UnitOfWork], object]


def beside(database: Database, first: Action, second: Action) -> Future[object]:
    """Do the first, and commit it only when the second already waits for the lock."""

    def wait(unit: UnitOfWork) -> object:
        unit.write()
        return second(unit)

    with ThreadPoolExecutor(1) as other, database.unit() as unit:
        unit.write()
        first(unit)
        waiting: Future[object] = other.submit(database.transact, wait)
        time.sleep(0.3)
        assert not waiting.done()
        unit.commit()
        waiting.exception(30)
        return waiting


def test_a_task_completed_meanwhile_is_gone(database: Database) -> None:
    fill_house(database)
    engine = make_engine()
    task_id = open_tasks(database, engine)[0]

    late = beside(
        database,
        lambda unit: engine.complete(unit, task_id, {}, by=ANNA),
        lambda unit: engine.complete(unit, task_id, {}, by=BO),
    )

    with pytest.raises(TaskGone) as gone:
        late.result()
    assert gone.value.by == "anna"


def test_a_task_taken_meanwhile_is_somebody_elses(database: Database) -> None:
    fill_house(database)
    engine = make_engine()
    task_id = open_tasks(database, engine)[0]

    late = beside(
        database,
        lambda unit: engine.claim(unit, task_id, by=ANNA),
        lambda unit: engine.claim(unit, task_id, by=BO),
    )

    with pytest.raises(TaskClaimed) as claimed:
        late.result()
    assert claimed.value.by == "anna"


def test_an_instance_suspended_meanwhile_does_not_go_on(database: Database) -> None:
    fill_house(database)
    engine = make_engine()
    task_id = open_tasks(database, engine)[0]
    with database.read() as connection:
        instance_id = engine.task(connection, task_id, by=ANNA).instance_id

    late = beside(
        database,
        lambda unit: engine.suspend(unit, instance_id, by=CECILIA, reason="audit"),
        lambda unit: engine.complete(unit, task_id, {}, by=BO),
    )

    with pytest.raises(Conflict):
        late.result()

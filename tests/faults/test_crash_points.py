"""A process dies before each single statement of a completion; whoever asks again gets it done, once."""

import multiprocessing
from itertools import count

import sqlalchemy as sa

from engine import Database, Kind
from engine.schema import history
from tests.faults.acting import complete, make_engine, open_tasks
from tests.faults.crashing import CRASHED, complete_until
from tests.faults.house import check_effects, check_state, fill_house

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.crashing"])


def died(url: str, task_id: int, key: str, statement: int) -> bool:
    """Whether the process died on its way."""
    process = processes.Process(target=complete_until, args=(url, task_id, key, statement))
    process.start()
    process.join(30)
    assert process.exitcode in (0, CRASHED)
    return process.exitcode == CRASHED


def test_a_completion_that_dies_anywhere_is_done_once_when_asked_for_again(
    database: Database, database_url: str
) -> None:
    fill_house(database)
    engine = make_engine()
    for statement in count(1):
        key, task_id = f"request.{statement}", open_tasks(database, engine)[0]
        crashed = died(database_url, task_id, key, statement)
        answers = {complete(database, engine, task_id, key) for _ in range(2)}
        assert len(answers) == 1
        assert kept(database, key) == 1
        if not crashed:
            break
    assert statement > 8, "a completion has more statements than that"
    with database.read() as connection:
        check_effects(connection)
        check_state(connection, engine)


def kept(database: Database, key: str) -> int:
    """How many entries of the history a request led to."""
    with database.read() as connection:
        found = sa.select(sa.func.count()).where(history.c.request_key == key, history.c.kind == Kind.COMPLETED)
        return int(connection.scalar(found) or 0)


def test_a_process_that_dies_at_once_leaves_nothing(database: Database, database_url: str) -> None:
    fill_house(database)
    task_id = open_tasks(database, make_engine())[0]
    assert died(database_url, task_id, "request", 1)
    assert kept(database, "request") == 0
    assert task_id in open_tasks(database, make_engine())

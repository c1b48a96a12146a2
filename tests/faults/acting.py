"""What people and workers do in processes of their own, which tests kill while they are at it.

Each process keeps a log of its own: what it asked for before it asks, and the answer once it has one.  A line written
is not lost by a kill, so that a request without an answer is one whose outcome nobody knows.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine import (
    Actor,
    Conflict,
    Database,
    Engine,
    NotFound,
    Request,
    ServiceCall,
    Services,
    SystemClock,
    UnitOfWork,
    open_database,
    tick,
)
from tests.engine.drawings import after, drawing, element, end, flows, service_task, start, user_task

ANNA = Actor("anna", frozenset({"advisors"}))

# Two people's loops beside each other in one instance, and a clockwork: each round leaves a row of a service's own.
LOOPS = {
    "work/work.bpmn": drawing(
        "work",
        start(),
        element("parallelGateway", "split"),
        user_task("write"),
        service_task("note_writing", "note", what="write"),
        element("exclusiveGateway", "written"),
        user_task("read"),
        service_task("note_reading", "note", what="read"),
        element("exclusiveGateway", "finished"),
        element("parallelGateway", "join"),
        end(),
        flows(
            "begin > split > write > note_writing > written > [go_on] write",
            "written > [not(go_on)] join",
            "split > read > note_reading > finished > [go_on] read",
            "finished > [not(go_on)] join",
            "join > over",
        ),
    ),
    "clock/clock.bpmn": drawing(
        "clock",
        start(),
        element("intermediateCatchEvent", "wait", after("PT0.02S")),
        service_task("note_passing", "note", what="wait"),
        element("exclusiveGateway", "passed"),
        end(),
        flows("begin > wait > note_passing > passed > [go_on] wait", "passed > [not(go_on)] over"),
    ),
}

effects = sa.Table(
    "effect",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("instance_id", sa.Integer, nullable=False),
    sa.Column("what", sa.String(20), nullable=False),
)


def make_engine() -> Engine:
    """An engine on the machine's clock, with the one service."""
    services = Services()

    @services.register("note")
    def note(call: ServiceCall, what: str) -> None:
        call.unit.write().execute(effects.insert().values(instance_id=call.instance_id, what=what))

    return Engine(services, SystemClock(ZoneInfo("Europe/Helsinki")))


def open_tasks(database: Database, engine: Engine) -> list[int]:
    """The tasks of everybody's group."""
    with database.read() as connection:
        return [row.task_id for row in engine.inbox(connection, ANNA, "groups", limit=100).rows]


def complete(database: Database, engine: Engine, task_id: int, key: str) -> int:
    """Complete a task by a request with this key; the number of the history entry."""

    def action(unit: UnitOfWork) -> int:
        return engine.complete(unit, task_id, {}, by=ANNA, request=Request(key, f"complete {task_id}")).sequence

    return database.transact(action)


class Log:
    """A file of lines, each written at once and whole."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def write(self, **line: object) -> None:
        """One more line."""
        os.write(self._file, (json.dumps(line) + "\n").encode())


def read_log(path: Path) -> Iterator[dict[str, object]]:
    """The lines of a log, and of those that are there so far."""
    if path.exists():
        yield from map(json.loads, path.read_text().splitlines())


def act_as_person(url: str, log: Path, stop: Path) -> None:
    """Complete whatever is open, until there is a file `stop`."""
    database, engine, told = open_database(url), make_engine(), Log(log)
    for number in range(1_000_000):
        tasks = open_tasks(database, engine)
        if stop.exists():
            return
        task_id, key = random.choice(tasks), f"{os.getpid()}.{number}"
        told.write(key=key, task=task_id, state="asked")
        try:
            sequence = complete(database, engine, task_id, key)
        except (Conflict, NotFound) as refused:
            told.write(key=key, task=task_id, state="failed", why=type(refused).__name__)
        else:
            told.write(key=key, task=task_id, state="ok", sequence=sequence)


def act_as_worker(url: str, log: Path, stop: Path) -> None:
    """Fire whatever is due, until there is a file `stop`."""
    database, engine, told = open_database(url), make_engine(), Log(log)
    while not stop.exists():
        told.write(state="asked")
        if not tick(database, engine):
            time.sleep(timedelta(milliseconds=5).total_seconds())

"""`kill -9` of people's and workers' processes: what was acknowledged stays, nothing happens twice."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Actor, Database, Engine, Kind, verify
from engine.schema import history, incident, instance, user_task
from tests.faults.acting import LOOPS, act_as_person, act_as_worker, effects, make_engine, read_log
from tests.sizes import SIZE

KILLS = SIZE.pick(4, 100)
CECILIA = Actor("cecilia", frozenset({"administrator"}))
PATIENCE = 30.0  # Seconds until a process that does nothing is taken for stuck.

# Forked from a server that has everything imported: a new process costs milliseconds, and owns no connection.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.acting"])


@dataclass
class Crew:
    """People and a worker, each in a process; whoever is killed is replaced."""

    url: str
    folder: Path
    roles: list[Callable[[str, Path, Path], None]]
    logs: list[Path] = field(default_factory=list)
    running: list[tuple[ForkServerProcess, Path]] = field(default_factory=list)

    def begin(self) -> None:
        """Start everybody."""
        self.running = [self._start(role) for role in self.roles]

    def kill_one(self) -> None:
        """Kill one of them in the middle of something, and start another in its place."""
        place = random.randrange(len(self.roles))
        process, log = self.running[place]
        self._wait_for_work(process, log)
        time.sleep(random.uniform(0, 0.02))
        process.kill()
        process.join()
        self.running[place] = self._start(self.roles[place])

    def end(self) -> None:
        """Let everybody finish what they are at."""
        for process, log in self.running:
            self._wait_for_work(process, log)
        (self.folder / "stop").touch()
        for process, _ in self.running:
            process.join(PATIENCE)
            assert process.exitcode == 0

    def _start(self, role: Callable[[str, Path, Path], None]) -> tuple[ForkServerProcess, Path]:
        log = self.folder / f"{len(self.logs)}.log"
        self.logs.append(log)
        process = processes.Process(target=role, args=(self.url, log, self.folder / "stop"), daemon=True)
        process.start()
        return process, log

    def _wait_for_work(self, process: ForkServerProcess, log: Path) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(list(read_log(log))) < 3:
            assert process.is_alive(), "a process ended by itself"
            assert time.monotonic() < deadline, "a process does nothing"
            time.sleep(0.002)


@pytest.fixture
def house(database: Database) -> Database:
    """A database with instances that never end by themselves."""
    engine = make_engine()
    files = {path: text.encode() for path, text in LOOPS.items()}
    database.transact(lambda unit: effects.create(unit.write()) or engine.deploy(unit, files, by=CECILIA, note=""))
    for key in ("work", "work", "clock", "clock"):
        database.transact(
            lambda unit, key=key: engine.start(unit, key, business_key="b", data={"go_on": True}, by=CECILIA)
        )
    return database


def test_nothing_is_lost_or_doubled_when_processes_are_killed(
    house: Database, database_url: str, tmp_path: Path
) -> None:
    crew = Crew(database_url, tmp_path, [act_as_person, act_as_person, act_as_worker])
    crew.begin()
    for _ in range(KILLS):
        crew.kill_one()
    crew.end()

    answers = [line for log in crew.logs for line in read_log(log) if "key" in line]
    with house.read() as connection:
        check_answers(connection, answers)
        check_effects(connection)
        check_state(connection, make_engine())


def check_answers(connection: sa.Connection, answers: list[dict[str, object]]) -> None:
    """What was acknowledged is there, once; what was refused is not; of the rest either is right."""
    rows = connection.execute(
        sa.select(history.c.request_key, history.c.task_id, history.c.sequence).where(history.c.kind == Kind.COMPLETED)
    ).all()
    kept = {row.request_key: row.sequence for row in rows}
    acknowledged = {line["key"]: line["sequence"] for line in answers if line["state"] == "ok"}
    refused = {line["key"] for line in answers if line["state"] == "failed"}
    assert acknowledged
    assert acknowledged == {key: kept.get(key) for key in acknowledged}
    assert not refused & kept.keys()
    assert kept.keys() <= {line["key"] for line in answers}
    assert max(Counter(row.task_id for row in rows).values()) == 1


def check_effects(connection: sa.Connection) -> None:
    """Every completion and every timer left exactly one row of the service's."""
    element = sa.case((history.c.kind == Kind.TIMER, "wait"), else_=history.c.element)
    caused = connection.execute(
        sa.select(history.c.instance_id, element).where(history.c.kind.in_([Kind.COMPLETED, Kind.TIMER]))
    )
    left = connection.execute(sa.select(effects.c.instance_id, effects.c.what))
    assert Counter(map(tuple, left)) == Counter(map(tuple, caused))
    assert connection.scalar(sa.select(sa.func.count()).select_from(incident)) == 0


def check_state(connection: sa.Connection, engine: Engine) -> None:
    """The state is what the history leads to, the chain is whole, and the lists show what stands open."""
    assert verify(connection) == []
    for instance_id in connection.scalars(sa.select(instance.c.id)).all():
        assert engine.replay(connection, instance_id) == engine.state(connection, instance_id)
        listed = connection.scalars(sa.select(user_task.c.element).where(user_task.c.instance_id == instance_id)).all()
        standing = {element for _, element in engine.where(connection, instance_id).standing}
        assert sorted(listed) == sorted(standing - {"wait"})

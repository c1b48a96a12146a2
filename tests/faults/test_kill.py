"""`kill -9` of people's and workers' processes: what was acknowledged stays, nothing happens twice."""

import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from engine import Database
from tests.faults.acting import act_as_person, act_as_worker, make_engine, read_log
from tests.faults.house import check_answers, check_effects, check_state, fill_house
from tests.sizes import SIZE

KILLS = SIZE.pick(10, 100)
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


def test_nothing_is_lost_or_doubled_when_processes_are_killed(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    fill_house(database)
    crew = Crew(database_url, tmp_path, [act_as_person, act_as_person, act_as_worker])
    crew.begin()
    for _ in range(KILLS):
        crew.kill_one()
    crew.end()

    answers = [line for log in crew.logs for line in read_log(log) if "key" in line]
    with database.read() as connection:
        check_answers(connection, answers)
        check_effects(connection)
        check_state(connection, make_engine())

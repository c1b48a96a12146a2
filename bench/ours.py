"""Ours: the engine at its door, with rights, forms, history, inbox and idempotency, as the web application calls it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from uuid import uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bench.databases import make_tables
from bench.samples import Samples
from bench.workload import MODELS, START, STEPS, submitted
from engine import Actor, Database, Engine, Request, Services, TravellingClock, open_database
from engine.schema import user_task

GROUPS = frozenset({"advisors", "area_owners", "project_managers", "peloton", "management_group"})
ANNA = Actor("anna", GROUPS)

Task = tuple[int, int]  # Its number and its instance's.
_OPEN = sa.select(user_task.c.id, user_task.c.instance_id).order_by(user_task.c.id)


class Ours:
    """The engine on a database of ours."""

    def __init__(self, url: str, make: Callable[[str], None] = make_tables) -> None:
        """Make the tables of a new database and deploy the models."""
        make(url)
        self._open(url)
        files = {path.name: path.read_bytes() for path in sorted(MODELS.iterdir())}
        self.database.transact(lambda unit: self.engine.deploy(unit, files, by=ANNA, note="bench"))

    @classmethod
    def opened(cls, url: str) -> "Ours":
        """The same on a database that has them."""
        ours = cls.__new__(cls)
        ours._open(url)
        return ours

    def _open(self, url: str) -> None:
        self.url = url
        self.clock = TravellingClock(ZoneInfo("Europe/Helsinki"), datetime(2027, 1, 4, 9, tzinfo=UTC))
        self.engine = Engine(Services(), self.clock)
        self.database: Database = open_database(url)

    def start(self, key: str = "bench_lifecycle", data: Mapping[str, object] = START) -> int:
        """A new instance's number."""
        request = _request(key)
        return self.database.transact(
            lambda unit: self.engine.start(
                unit,
                key,
                business_key=f"project/{request.key[:6]}",
                data=data,
                by=ANNA,
                request=request,
            )
        )

    def open_tasks(self, *instances: int) -> list[Task]:
        """The first open task of each instance that has one."""
        with self.database.read() as connection:
            rows = connection.execute(_OPEN.where(user_task.c.instance_id.in_(instances))).all()
        first: dict[int, Task] = {}
        for row in rows:
            first.setdefault(row.instance_id, (row.id, row.instance_id))
        return list(first.values())

    def complete(self, task: Task, answers: Mapping[str, Sequence[str]]) -> None:
        """Complete a task, durably."""
        request = _request(task)
        self.database.transact(
            lambda unit: self.engine.complete(unit, task[0], answers, by=ANNA, language="fi", request=request)
        )

    def pass_time(self) -> None:
        """Let two seconds pass."""
        self.clock.travel(timedelta(seconds=2))

    def fire_due(self) -> int:
        """Let time pass and fire what is due; how many instances that were."""
        self.pass_time()
        due = self.due()
        for instance_id in due:
            self.fire(instance_id)
        return len(due)

    def due(self, limit: int = 100_000) -> list[int]:
        """The instances that something is due in."""
        with self.database.read() as connection:
            return self.engine.due(connection, limit)

    def fire(self, instance_id: int) -> None:
        """Fire what is due in an instance, durably."""
        self.database.transact(lambda unit: self.engine.fire(unit, instance_id))

    def close(self) -> None:
        """Let the connections go."""
        self.database.close()


def time_our_steps(ours: Ours, samples: Samples, instances: int) -> None:
    """Whole lifecycles, round robin: each step begins from what is stored."""
    numbers = [ours.start() for _ in range(instances)]
    steps = 0
    while tasks := ours.open_tasks(*numbers) or (ours.fire_due() and ours.open_tasks(*numbers)):
        for task in tasks:
            samples.time(partial(ours.complete, task, submitted()))
            steps += 1
    assert steps == STEPS * instances, f"a straight run has {STEPS} steps, not {steps / instances}"


def _request(asked: object) -> Request:
    """What makes a request repeatable, in the size that the web application gives it."""
    return Request(uuid4().hex, sha256(str(asked).encode()).hexdigest())

"""F, the floor: one bare SpiffWorkflow step in memory, and one commit through SQLAlchemy Core.

Nobody who runs on SpiffWorkflow and commits through Core can be faster than the two together.
"""

from functools import partial
from typing import Any

import sqlalchemy as sa

from bench.databases import plain_engine
from bench.naive import next_task, start_workflow, stock_spec
from bench.samples import Samples
from bench.workload import ANSWERS

PAYLOAD = "x" * 4096

_metadata = sa.MetaData()
_state = sa.Table(
    "floor_state", _metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("version", sa.Integer), sa.Column("content", sa.Text),
)  # fmt: skip
_audit = sa.Table(
    "floor_audit", _metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("state_id", sa.Integer), sa.Column("what", sa.Text),
)  # fmt: skip
_task = sa.Table(
    "floor_task", _metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("state_id", sa.Integer, index=True),
    sa.Column("element", sa.Text), sa.Column("assignee", sa.Text, index=True),
)  # fmt: skip


class CommitFloor:
    """One transaction: a state of 4 kB updated, an audit row added, a task removed and another added."""

    def __init__(self, url: str) -> None:
        self._pool = plain_engine(url)
        _metadata.create_all(self._pool)
        with self._pool.begin() as connection:
            connection.execute(_state.insert(), {"id": 1, "version": 0, "content": PAYLOAD})
            self._task = self._add_task(connection)
        self._version = 0

    def commit(self) -> None:
        """One durable commit."""
        with self._pool.begin() as connection:
            connection.execute(
                _state.update().where(_state.c.id == 1, _state.c.version == self._version),
                {"version": self._version + 1, "content": PAYLOAD},
            )
            connection.execute(_audit.insert(), {"state_id": 1, "what": "completed"})
            connection.execute(_task.delete().where(_task.c.id == self._task))
            self._task = self._add_task(connection)
        self._version += 1

    def close(self) -> None:
        """Let the connections go."""
        self._pool.dispose()

    def _add_task(self, connection: sa.Connection) -> int:
        added = connection.execute(_task.insert(), {"state_id": 1, "element": "decide", "assignee": "anna"})
        key = added.inserted_primary_key
        assert key is not None
        return int(key[0])


def time_bare_steps(samples: Samples, count: int) -> None:
    """Steps of the lifecycle in memory: a user task completed and the engine run on to the next."""
    spec = stock_spec()
    workflow = start_workflow(spec)
    for _ in range(count):
        task = next_task(workflow)
        if task is None:
            workflow = start_workflow(spec)
            task = next_task(workflow)
        samples.time(partial(_step, workflow, task))


def _step(workflow: Any, task: Any) -> None:
    task.data.update(ANSWERS)
    task.run()
    workflow.do_engine_steps()

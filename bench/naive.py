"""The naive way: stock SpiffWorkflow, its own serializer, one commit a step through SQLAlchemy Core.

It keeps no history, checks nobody's rights, reads no form and has no inbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench.databases import plain_engine
from bench.samples import Samples
from bench.workload import ANSWERS, MODELS, START, STEPS

_metadata = sa.MetaData()
_state = sa.Table(
    "naive_state", _metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("version", sa.Integer), sa.Column("content", sa.Text),
)  # fmt: skip
_audit = sa.Table(
    "naive_audit", _metadata,
    sa.Column("id", sa.Integer, primary_key=True), sa.Column("state_id", sa.Integer), sa.Column("what", sa.Text),
)  # fmt: skip
_task = sa.Table(
    "naive_task", _metadata,
    sa.Column("id", sa.Text, primary_key=True), sa.Column("state_id", sa.Integer, index=True),
    sa.Column("element", sa.Text),
)  # fmt: skip


def stock_spec(name: str = "lifecycle") -> Any:
    """A model as the stock parser reads it: its timer written in Python, as that parser wants it, and due at once."""
    text = (MODELS / f"{name}.bpmn").read_text("utf-8").replace(">PT1S<", '>"PT0S"<')
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(text.encode()), filename=f"{name}.bpmn")
    return parser.get_spec(f"bench_{name}")


def start_workflow(spec: Any) -> Any:
    """A new workflow, run on to its first user task."""
    workflow = BpmnWorkflow(spec)
    workflow.get_tasks(state=TaskState.READY)[0].data.update(START)
    workflow.do_engine_steps()
    return workflow


def next_task(workflow: Any) -> Any:
    """A user task that is ready, timers fired before; none when the workflow has come to its end."""
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    if not ready and not workflow.is_completed():
        workflow.refresh_waiting_tasks()
        workflow.do_engine_steps()
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    return ready[0] if ready else None


@dataclass
class Naive:
    """A table of serialised workflows; every step reads one, lets it go on and writes it back."""

    url: str
    model: str = "lifecycle"
    pool: sa.Engine = field(init=False)

    def __post_init__(self) -> None:
        self.pool = plain_engine(self.url)
        _metadata.create_all(self.pool)
        self._spec = stock_spec(self.model)
        self._serializer = BpmnWorkflowSerializer()

    def start(self) -> int:
        """A new instance's number."""
        with self.pool.begin() as connection:
            content = self._serializer.serialize_json(start_workflow(self._spec))
            added = connection.execute(_state.insert(), {"version": 0, "content": content}).inserted_primary_key
            assert added is not None
            return int(added[0])

    def step(self, instance_id: int, answers: Mapping[str, object] = ANSWERS) -> None:
        """Complete one user task, durably."""
        with self.pool.connect() as connection:
            row = connection.execute(sa.select(_state).where(_state.c.id == instance_id)).one()
        workflow = self._serializer.deserialize_json(row.content)
        task = next_task(workflow)
        task.data.update(answers)
        task.run()
        workflow.do_engine_steps()
        opened = workflow.get_tasks(state=TaskState.READY, manual=True)
        content = self._serializer.serialize_json(workflow)
        with self.pool.begin() as connection:
            self._write(connection, row, content, task, opened)

    def _write(self, connection: sa.Connection, row: Any, content: str, task: Any, opened: list[Any]) -> None:
        connection.execute(
            _state.update().where(_state.c.id == row.id, _state.c.version == row.version),
            {"version": row.version + 1, "content": content},
        )
        connection.execute(_audit.insert(), {"state_id": row.id, "what": f"completed {task.task_spec.bpmn_id}"})
        connection.execute(_task.delete().where(_task.c.state_id == row.id))
        rows = [{"id": str(one.id), "state_id": row.id, "element": one.task_spec.bpmn_id} for one in opened]
        if rows:
            connection.execute(_task.insert(), rows)

    def close(self) -> None:
        """Let the connections go."""
        self.pool.dispose()


def time_naive_steps(naive: Naive, samples: Samples, instances: int) -> None:
    """Whole lifecycles, round robin: each step begins from what is stored."""
    numbers = [naive.start() for _ in range(instances)]
    for _ in range(STEPS):
        for number in numbers:
            samples.time(partial(naive.step, number))

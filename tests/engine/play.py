"""People at work on an engine, in few words: who starts, takes and completes what."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select, update

from engine import Actor, Completion, Database, Engine, Event, InstanceView, OpenTaskRow, Request, settle, verify
from engine.schema import state

ANNA = Actor("anna", frozenset({"advisors"}))
BO = Actor("bo", frozenset({"advisors", "owners"}))
DAN = Actor("dan", frozenset({"owners"}))
CECILIA = Actor("cecilia", frozenset({"administrator"}))


class Play:
    """One engine on one database; each verb is a transaction of its own."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self.database, self.engine = database, engine

    def deploy(self, resources: Mapping[str, str | bytes], note: str = "test") -> Any:
        content = {path: one.encode() if isinstance(one, str) else one for path, one in resources.items()}
        return self.database.transact(lambda unit: self.engine.deploy(unit, content, by=CECILIA, note=note))

    def start(
        self, key: str, data: Mapping[str, Any] | None = None, *, business_key: str = "project/1", by: Actor = ANNA
    ) -> int:
        return self.database.transact(
            lambda unit: self.engine.start(unit, key, business_key=business_key, data=data or {}, by=by)
        )

    def open(self, instance_id: int) -> list[OpenTaskRow]:
        return list(self.instance(instance_id).tasks)

    def task(self, instance_id: int, element: str) -> int:
        """The number of the one open task at an element."""
        (found,) = [row.task_id for row in self.open(instance_id) if row.element == element]
        return found

    def complete(self, instance_id: int, element: str, by: Actor = ANNA, **fields: str | Sequence[str]) -> Completion:
        return self.complete_task(self.task(instance_id, element), by, **fields)

    def complete_task(
        self, task_id: int, by: Actor = ANNA, request: Request | None = None, **fields: str | Sequence[str]
    ) -> Completion:
        submitted = {key: [value] if isinstance(value, str) else value for key, value in fields.items()}
        return self.database.transact(
            lambda unit: self.engine.complete(unit, task_id, submitted, by=by, request=request)
        )

    def settle(self) -> int:
        return settle(self.database, self.engine)

    def instance(self, instance_id: int) -> InstanceView:
        with self.database.read() as connection:
            return self.engine.instance(connection, instance_id)

    def data(self, instance_id: int) -> Mapping[str, Any]:
        return self.instance(instance_id).data

    def elements(self, instance_id: int) -> list[str]:
        """The elements at which a user task is open, in order of their names."""
        return sorted(row.element for row in self.open(instance_id))

    def timeline(self, instance_id: int) -> list[Event]:
        with self.database.read() as connection:
            return self.engine.timeline(connection, instance_id)

    def content(self, instance_id: int) -> bytes:
        """The state of an instance as it is stored."""
        with self.database.read() as connection:
            return connection.execute(select(state.c.content).where(state.c.instance_id == instance_id)).scalar_one()

    def spoil(self, instance_id: int, content: bytes = b"{no state") -> None:
        """Put something into an instance's state, as no verb would."""
        statement = update(state).where(state.c.instance_id == instance_id).values(content=content)
        self.database.transact(lambda unit: unit.write().execute(statement))

    def rows(self, statement: str) -> list[Any]:
        """What a SELECT gives."""
        with self.database.read() as connection:
            return list(connection.exec_driver_sql(statement))

    def retry_all(self) -> None:
        """An administrator tries every open incident again."""
        for (number,) in self.rows("SELECT id FROM incident WHERE resolved_at IS NULL ORDER BY id"):
            self.database.transact(partial(self.engine.retry, incident_id=number, by=CECILIA))

    def demand_sound(self) -> None:
        """Every chain verifies, and every instance's history leads to the state that is stored."""
        with self.database.read() as connection:
            assert verify(connection) == []
            for (number,) in connection.exec_driver_sql("SELECT id FROM instance ORDER BY id"):
                assert self.engine.replay(connection, number) == self.engine.state(connection, number)

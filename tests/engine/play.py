"""People at work on an engine, in few words: who starts, takes and completes what."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import Actor, Completion, Database, Engine, Event, InstanceView, OpenTaskRow, Request, settle, verify

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

    def demand_sound(self) -> None:
        """Every chain verifies, and every instance's history leads to the state that is stored."""
        with self.database.read() as connection:
            assert verify(connection) == []
            for (number,) in connection.exec_driver_sql("SELECT id FROM instance ORDER BY id"):
                assert self.engine.replay(connection, number) == self.engine.state(connection, number)

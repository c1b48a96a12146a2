"""Replay: the same inputs, at the same times, with what services answered then, give the same state again.

No service runs, nothing is sent and nothing is written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine.decided import decide
from engine.definitions import Definitions
from engine.errors import BpmnError, EngineError, NotFound
from engine.history import read_value
from engine.instances import Head, unpacked
from engine.kinds import Kind, is_input
from engine.schema import history, history_value
from engine.spiff import Act, Call, Element, Move, Process, Repair, Standing, Thrown, Trace, Trigger, Workflow


@dataclass
class RecordedHost:
    """Answers a workflow as it was answered then."""

    connection: Connection
    definitions: Definitions
    zone: ZoneInfo
    at: datetime
    called_then: list[int] = field(default_factory=list)
    answered_then: list[Mapping[str, Any]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def process(self, definition_id: int) -> Process:
        return self.definitions.get(self.connection, definition_id).process

    def called(self, caller_definition_id: int, call: Call) -> int:
        return self.called_then.pop(0)

    def call(
        self, element: Element, topic: str, parameters: Mapping[str, object], data: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        answer = self.answered_then.pop(0)
        if "error" in answer:
            raise BpmnError(answer["error"], answer["message"])
        if "failure" in answer:
            raise EngineError(answer["failure"])
        result: Mapping[str, object] | None = answer["result"]
        return result

    def decide(self, definition_id: int, element: Element, data: Mapping[str, object]) -> object:
        definition = self.definitions.get(self.connection, definition_id)
        return decide(definition, element, data, lambda: self.at.astimezone(self.zone))[1]

    def everywhere(self, definition_id: int, text: str) -> Mapping[str, str]:
        return self.definitions.get(self.connection, definition_id).texts.everywhere(text)

    def throw(self, thrown: Thrown) -> None:
        """It was sent then."""

    def record(self, entry: Trace) -> None:
        """It was recorded then."""


@dataclass(frozen=True)
class Passed:
    """An input of the history, when it came, and the state that it led to."""

    sequence: int
    at: datetime
    content: bytes
    standing: Standing


def replay(
    connection: Connection, definitions: Definitions, zone: ZoneInfo, instance_id: int, until: int | None = None
) -> str:
    """The state that an instance's history leads to, up to and with entry `until`, as the engine stored it.

    Raises NotFound when there is no such instance, EngineError when a value that it needs was erased.
    """
    content: bytes | None = None
    for passed in walk(connection, definitions, zone, instance_id, until):
        content = passed.content
    if content is None:
        raise NotFound(f"Expected an instance, but there is none numbered {instance_id}.")
    return content.decode()


def walk(
    connection: Connection, definitions: Definitions, zone: ZoneInfo, instance_id: int, until: int | None = None
) -> Iterator[Passed]:
    """The state after each input that stands, up to and with entry `until`.

    Raises EngineError when a value that it needs was erased.
    """
    before: bytes | None = None
    content: bytes | None = None
    for row in _inputs(connection, instance_id, until):
        if row.content is None:
            raise EngineError(f"Expected entry {row.sequence} of instance {instance_id}, but its value was erased.")
        value = read_value(row.content)
        host = RecordedHost(
            connection, definitions, zone, row.at, list(value.get("called", ())), list(value.get("services", ()))
        )
        workflow = _again(Kind(row.kind), row, value, host, (before, content))
        before, content = content, workflow.dump()
        yield Passed(row.sequence, row.at, content, workflow.standing)


def content_before(connection: Connection, definitions: Definitions, zone: ZoneInfo, head: Head) -> bytes | None:
    """The state before the last input; None where a value was erased, or the state is not what the history leads to."""
    before, now = b"", b""
    try:
        for passed in walk(connection, definitions, zone, head.instance_id):
            before, now = now, passed.content
    except EngineError:  # Something of it was erased: what it was before is no longer known.
        return None
    return before if now == unpacked(head.content) else None


def _again(
    kind: Kind, row: Any, value: Mapping[str, Any], host: RecordedHost, states: tuple[bytes | None, bytes | None]
) -> Workflow:
    before, content = states
    if content is None:
        trigger = Trigger(*value["trigger"]) if "trigger" in value else None
        return Workflow.start(row.definition_id, value["data"], host, trigger=trigger)
    if before is not None and "back" in value:  # The move before was taken back: nothing had happened since.
        return Workflow.load(before, host)
    workflow = Workflow.load(content, host)
    _INPUTS[kind](workflow, value)
    return workflow


def _complete(workflow: Workflow, value: Mapping[str, Any]) -> None:
    workflow.complete(value["token"], value["process"])


def _retry(workflow: Workflow, value: Mapping[str, Any]) -> None:
    if "token" in value:  # Else the instance as a whole was tried again, and nothing in it moved.
        workflow.retry(value["token"])


def _move(value: Mapping[str, Any]) -> Move:
    return Move(value["from"], value["to"], value["mapping"], value["anew"])


def _repair(value: Mapping[str, Any]) -> Repair:
    return Repair(Act(value["act"]), value["token"], value["part"], value["to"], value["written"])


_INPUTS: Mapping[Kind, Callable[[Workflow, Mapping[str, Any]], object]] = {
    Kind.COMPLETED: _complete,
    Kind.MESSAGE: lambda workflow, value: workflow.receive(value["token"], value["payload"]),
    Kind.SIGNAL: lambda workflow, value: workflow.receive(value["token"], value["payload"]),
    Kind.TIMER: lambda workflow, value: workflow.fire(),
    Kind.RETRIED: _retry,
    Kind.CANCELLED: lambda workflow, value: workflow.cancel(),
    Kind.MIGRATED: lambda workflow, value: workflow.move(_move(value)),
    Kind.REPAIRED: lambda workflow, value: workflow.repair(_repair(value)),
}


def _inputs(connection: Connection, instance_id: int, until: int | None) -> list[Any]:
    statement = (
        select(history.c.sequence, history.c.at, history.c.kind, history.c.definition_id, history_value.c.content)
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .where(history.c.instance_id == instance_id)
        .order_by(history.c.sequence)
    )  # fmt: skip
    if until is not None:
        statement = statement.where(history.c.sequence <= until)
    rows = connection.execute(statement).all()
    undone = {row.sequence - 1 for row in rows if row.kind == Kind.UNDONE}
    return [row for row in rows if is_input(Kind(row.kind)) and row.sequence not in undone]

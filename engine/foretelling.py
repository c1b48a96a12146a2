"""What a decision would lead to, worked out from the diagram before anybody makes it: nothing is run, sent or written.

Told is only what is certain: it ends where the way depends on something that is not known yet, another answer of the
form or what a service would answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from engine import instances, tasks
from engine.audiences import members_of
from engine.decided import decide
from engine.definitions import Definitions
from engine.instances import Head
from engine.spiff import Call, Element, Process, Thrown, Trace, Workflow
from engine.steps import Parts


@dataclass(frozen=True)
class NextTask:
    """A task that would open: its name in the language of its diagram, and who may take it."""

    definition_id: int
    name: str
    audience: frozenset[str]


@dataclass(frozen=True)
class NextCall:
    """A service that would be called, by its topic, with these parameters as far as they are known."""

    topic: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Foretold:
    """What certainly follows: services in their order, then the tasks that open, or the end."""

    calls: tuple[NextCall, ...]
    tasks: tuple[NextTask, ...]
    ends: bool


@dataclass
class _Onlooker:
    """Lets a workflow go on in thought only."""

    connection: Connection
    definitions: Definitions
    zone: ZoneInfo
    at: datetime
    chosen: str | None
    """The answer that is tried; no service gives it."""
    unknown: set[str]
    """What a person has yet to say, or a service would."""
    calls: list[NextCall] = field(default_factory=list)
    is_open: bool = False
    """Whether a service might give anything: its result enters the data under the names that it has."""
    is_certain: bool = True

    def now(self) -> datetime:
        return self.at

    def process(self, definition_id: int) -> Process:
        return self.definitions.get(self.connection, definition_id).process

    def called(self, caller_definition_id: int, call: Call) -> int:
        return self.definitions.called(self.connection, caller_definition_id, call)

    def call(
        self, element: Element, topic: str, parameters: Mapping[str, object], data: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        if self.is_certain:
            self.calls.append(NextCall(topic, dict(parameters)))
        variable = element.attributes.get("resultVariable")
        if variable:
            self.unknown.add(variable)
        else:
            self.is_open = True
        return None

    def decide(self, definition_id: int, element: Element, data: Mapping[str, object]) -> object:
        if self.unknown or self.is_open:
            self.is_certain = False
        definition = self.definitions.get(self.connection, definition_id)
        return decide(definition, element, data, lambda: self.at.astimezone(self.zone))[1]

    def everywhere(self, definition_id: int, text: str) -> Mapping[str, str]:
        return self.definitions.get(self.connection, definition_id).texts.everywhere(text)

    def throw(self, thrown: Thrown) -> None:
        """Nothing leaves."""

    def record(self, entry: Trace) -> None:
        """Certain is what depends neither on an answer that is still to come nor on what a service would say."""
        if entry.what == "parked":
            self.is_certain = False
        elif entry.what == "condition":
            values = entry.detail.get("values")
            read = (set(values) if isinstance(values, Mapping) else set()) - {self.chosen}
            if not self.unknown.isdisjoint(read) or (self.is_open and read):
                self.is_certain = False


def foretell(
    parts: Parts, connection: Connection, task_id: int, key: str | None, choices: Sequence[str]
) -> dict[str, Foretold]:
    """What each choice of the answer `key` leads to, for an open task; nothing for a task that is done.

    Without a key there is one way to complete it: what follows then is under the empty choice.
    """
    found = instances.BY_TASK.rows(connection, task_id=task_id, request_key=None)
    if not found:
        return {}
    row, head = found[0], Head.of(found[0])
    asked = (
        parts.definitions.get(connection, row.definition_id).form(row.form).process_keys if row.form else frozenset()
    )
    return {
        choice: _follow(parts, connection, head, row.token, key, dict.fromkeys(asked) | _answer(key, choice))
        for choice in (choices if key else [""])
    }


def _answer(key: str | None, choice: str) -> dict[str, object]:
    return {key: choice} if key else {}


def _follow(
    parts: Parts, connection: Connection, head: Head, token: int, key: str | None, values: Mapping[str, object]
) -> Foretold:
    present = parts.present()
    host = _Onlooker(connection, parts.definitions, present.zone, present.at, key, set(values) - {key})
    workflow = Workflow.load(instances.unpacked(head.content), host)
    before = {task.token for task in workflow.standing.tasks}
    workflow.complete(token, values)
    if not host.is_certain:
        return Foretold(tuple(host.calls), (), ends=False)
    opened = [task for task in workflow.standing.tasks if task.token not in before]
    described = [tasks.describe(task, head.instance_id, present) for task in opened]
    following = [
        NextTask(task.definition_id, one.row["name"], members_of(one.audience))
        for task, one in zip(opened, described, strict=True)
        if not one.fault
    ]
    return Foretold(tuple(host.calls), tuple(following), ends=workflow.standing.completed)

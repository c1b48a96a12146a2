"""A small engine around workflows: definitions, services and a clock that is moved by hand.

Every move writes the workflow down and brings it back, and the bytes must not change by that.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.spiff import Call, Element, Process, Thrown, Trace, Trigger, Workflow, parse
from tests.engine.diagram import Shapes

HELSINKI = ZoneInfo("Europe/Helsinki")
MORNING = datetime(2026, 1, 15, 7, 0, tzinfo=UTC)


def processes(*diagrams: Shapes) -> list[Process]:
    """The processes of diagrams, in their order."""
    found = parse({f"{n}.bpmn": diagram._diagram.xml() for n, diagram in enumerate(diagrams)})
    return [found[diagram._diagram.key] for diagram in diagrams]


class Stage:
    """What runs the workflows of a test; definition ids count from 1, the newest of a key is called."""

    def __init__(self, *diagrams: Shapes, now: datetime = MORNING) -> None:
        self.zone = HELSINKI
        self.time = now
        self.definitions: list[Process] = processes(*diagrams)
        self.services: dict[str, Callable[..., Any]] = {}
        self.decisions: dict[str, Callable[[Mapping[str, Any]], Any]] = {}
        self.thrown: list[Thrown] = []
        self.traces: list[Trace] = []

    def now(self) -> datetime:
        return self.time

    def process(self, definition_id: int) -> Process:
        return self.definitions[definition_id - 1]

    def called(self, caller_definition_id: int, call: Call) -> int:
        found = [n for n, process in enumerate(self.definitions, 1) if process.key == call.key]
        if not found:
            raise LookupError(f"Expected the process {call.key!r} to be deployed, but it is not.")
        return found[-1]

    def call(
        self, element: Element, topic: str, parameters: Mapping[str, Any], data: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        return self.services[topic](data, **parameters)

    def decide(self, definition_id: int, element: Element, data: Mapping[str, Any]) -> object:
        return self.decisions[element.attributes["decisionRef"]](data)

    def throw(self, thrown: Thrown) -> None:
        self.thrown.append(thrown)

    def record(self, entry: Trace) -> None:
        self.traces.append(entry)

    def deploy(self, diagram: Shapes) -> int:
        self.definitions += processes(diagram)
        return len(self.definitions)

    def play(self, *, trigger: Trigger | None = None, definition: int = 1, **data: object) -> "Play":
        return Play(self, Workflow.start(definition, data, self, trigger=trigger))


class Play:
    """One instance on a stage, spoken to by element ids."""

    def __init__(self, stage: Stage, workflow: Workflow, *, stored: bool = True) -> None:
        self.stage, self.workflow, self.stored = stage, workflow, stored
        self.settle()

    def settle(self) -> "Play":
        if self.stored:
            content = self.workflow.dump()
            self.workflow = Workflow.load(content, self.stage)
            assert self.workflow.dump() == content
        return self

    @property
    def open(self) -> list[str]:
        """The user tasks that are open, by element, sorted."""
        return sorted(task.element.id for task in self.workflow.standing.tasks)

    @property
    def waits(self) -> list[str]:
        """What waits for a message or signal, sorted."""
        return sorted(one.element.id for one in self.workflow.standing.subscriptions)

    @property
    def timers(self) -> dict[str, str]:
        """When each timer is due, in local time."""
        due = {timer.element.id: timer.due_at.astimezone(HELSINKI) for timer in self.workflow.standing.timers}
        return {name: at.strftime("%Y-%m-%d %H:%M") for name, at in due.items()}

    @property
    def parked(self) -> dict[str, str]:
        """Why each parked element failed."""
        return {one.element.id: one.sentence for one in self.workflow.standing.parked}

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.workflow.standing.data)

    @property
    def done(self) -> bool:
        return self.workflow.standing.completed

    def token(self, element: str, nth: int = 0) -> int:
        standing = self.workflow.standing
        everything = (*standing.tasks, *standing.subscriptions, *standing.parked, *standing.timers)
        return [one.token for one in everything if one.element.id == element][nth]

    def complete(self, element: str, nth: int = 0, **values: object) -> "Play":
        task = [task for task in self.workflow.standing.tasks if task.element.id == element][nth]
        self.workflow.complete(task.token, values)
        return self.settle()

    def receive(self, element: str, nth: int = 0, **payload: object) -> "Play":
        self.workflow.receive(self.token(element, nth), payload)
        return self.settle()

    def pass_time(self, span: timedelta | datetime) -> "Play":
        self.stage.time = self.stage.time + span if isinstance(span, timedelta) else span.astimezone(UTC)
        self.workflow.fire()
        return self.settle()

    def retry(self, element: str, nth: int = 0) -> "Play":
        standing = self.workflow.standing
        self.workflow.retry([one.token for one in standing.parked if one.element.id == element][nth])
        return self.settle()

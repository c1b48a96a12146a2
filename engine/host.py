"""The host of a running workflow: what it asks for is answered here, and what followed is kept for history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine import history
from engine.actors import Actor
from engine.content import shown
from engine.database import is_lost_race
from engine.decided import decide
from engine.definitions import Definitions
from engine.errors import BpmnError, EngineError, InvalidInput
from engine.outbox import Letter
from engine.services import ServiceCall, Services
from engine.spiff import Call, Element, Process, Thrown, Trace
from engine.spiff.scopes import storable
from engine.work import UnitOfWork


@dataclass
class Followed:
    """What followed from one input, in the order in which it happened."""

    traces: list[Trace] = field(default_factory=list)
    called: list[int] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As history keeps it; nothing is said of what did not happen."""
        told: dict[str, Any] = {}
        if self.traces:
            told["followed"] = [[trace.element, trace.what, shown(trace.detail)] for trace in self.traces]
        if self.called:
            told["called"] = self.called
        if self.services:
            told["services"] = self.services
        return told


@dataclass
class LiveHost:
    """Lets a workflow act for real: services run, stages take their definitions, messages leave."""

    unit: UnitOfWork
    definitions: Definitions
    services: Services
    at: datetime
    zone: ZoneInfo
    by: Actor
    business_key: str
    instance_id: Callable[[], int]
    """A new instance gets its number only when somebody asks for it."""
    submitted: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is submitted in this very action, by element."""
    letters: list[Letter] = field(default_factory=list)
    followed: Followed = field(default_factory=Followed)
    broken: Exception | None = None
    """Why the whole action must be given up, though the workflow took it for a failure of one element."""

    def now(self) -> datetime:
        return self.at

    def process(self, definition_id: int) -> Process:
        return self.definitions.get(self.unit.connection, definition_id).process

    def called(self, caller_definition_id: int, call: Call) -> int:
        number = self.definitions.called(self.unit.connection, caller_definition_id, call)
        self.followed.called.append(number)
        return number

    def call(
        self, element: Element, topic: str, parameters: Mapping[str, object], data: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        letters = list[Letter]()
        call = self._service_call(element, data, letters)  # A new instance gets its row here: it outlives a failure.
        asked = self.unit.asked
        try:
            with self.unit.savepoint():
                result = self._ran(topic, call, parameters)
        except BpmnError as error:
            self.followed.services.append({"element": element.id, "error": error.code, "message": str(error)})
            raise
        except Exception as error:
            if self.broken is None and is_lost_race(error):
                self.broken = error
            sentence = f"Expected {topic!r} to succeed, but {type(error).__name__}: {error}"
            self.followed.services.append({"element": element.id, "failure": sentence})
            raise EngineError(sentence) from error
        self.letters += letters
        wrote: dict[str, Any] = {"wrote": topic} if self.unit.asked != asked else {}
        if call.remembered:
            wrote["remembered"] = call.remembered
        self.followed.services.append({"element": element.id, "result": result, **wrote})
        return result

    def decide(self, definition_id: int, element: Element, data: Mapping[str, object]) -> object:
        definition = self.definitions.get(self.unit.connection, definition_id)
        rules, value = decide(definition, element, data, self.local)
        self.record(Trace(element.id, "rules", {"rules": rules}))
        return value

    def local(self) -> datetime:
        """Now, as expressions read it: in the organisation's zone."""
        return self.at.astimezone(self.zone)

    def everywhere(self, definition_id: int, text: str) -> Mapping[str, str]:
        return self.definitions.get(self.unit.connection, definition_id).texts.everywhere(text)

    def throw(self, thrown: Thrown) -> None:
        self.letters.append(Letter.thrown(thrown, by=self.by, business_key=self.business_key))

    def record(self, entry: Trace) -> None:
        self.followed.traces.append(entry)

    def take_followed(self) -> Followed:
        """What followed since last asked.

        Raises what made the action as a whole impossible.
        """
        if self.broken is not None:
            raise self.broken
        taken, self.followed = self.followed, Followed()
        return taken

    def _ran(self, topic: str, call: ServiceCall, parameters: Mapping[str, object]) -> Mapping[str, object] | None:
        result = self.services[topic](call, **parameters)
        if result is not None and not isinstance(result, Mapping):
            raise InvalidInput(f"Expected a mapping or nothing, but {topic!r} gave {type(result).__name__}.")
        return None if result is None else {name: storable(value) for name, value in result.items()}

    def _service_call(self, element: Element, data: Mapping[str, object], letters: list[Letter]) -> ServiceCall:
        return ServiceCall(
            unit=self.unit,
            now=self.at,
            zone=self.zone,
            instance_id=self.instance_id(),
            business_key=self.business_key,
            data=data,
            actor=self.by,
            element=element.id,
            letters=letters,
            submissions=self._submission,
        )

    def _submission(self, element: str) -> Mapping[str, Any] | None:
        if element in self.submitted:
            return self.submitted[element]
        return history.last_submission(self.unit.connection, self.instance_id(), element)

"""What a running workflow asks of whoever runs it, and what it hands over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from engine.spiff.process import Call, Element, Process


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a process begins with when nobody begins it by hand: kind `message`, `signal` or `timer`.

    `name` is the message's or signal's; a timer's is its start event's id.
    """

    kind: str
    name: str
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that leaves the instance; `correlation` None means the instance's own business key.

    `time_to_live` is an ISO 8601 duration: how long a message is kept while nobody waits for it.
    """

    kind: str
    name: str
    element: str
    correlation: str | None = None
    payload: Mapping[str, object] = field(default_factory=dict)
    business_key: str | None = None
    time_to_live: str = "P90D"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that happened at an element: `passed`, `condition`, `decision`, `timer`, `cancelled`, `parked` …"""

    element: str
    what: str
    detail: Mapping[str, object] = field(default_factory=dict)


class Host(Protocol):
    """The engine, as a running workflow sees it.  It is also the clock of every expression and timer."""

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's zone."""
        ...

    def now(self) -> datetime:
        """The present instant, aware, in UTC; the same during one action."""
        ...

    def process(self, definition_id: int) -> Process:
        """A parsed process; the same object for the same id."""
        ...

    def called(self, caller_definition_id: int, call: Call) -> int:
        """Which definition a call activity begins with, now that it begins."""
        ...

    def call(
        self, element: Element, topic: str, parameters: Mapping[str, object], data: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        """Run a registered service.

        BpmnError goes to the diagram's boundary events; any other exception leaves the token waiting at the element.
        """
        ...

    def decide(self, definition_id: int, element: Element, data: Mapping[str, object]) -> object:
        """The result of the element's decision."""
        ...

    def everywhere(self, definition_id: int, text: str) -> Mapping[str, str]:
        """A text of a diagram in each of its languages; under the empty one as it stands there."""
        ...

    def throw(self, thrown: Thrown) -> None:
        """Take a message or signal out; it also reaches this very instance only from outside."""
        ...

    def record(self, entry: Trace) -> None:
        """Take note of what happened."""
        ...

"""Where an instance stands: what waits for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.spiff.process import Element


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user task somebody may do now; `data` is what is visible at the task, its own loop's item included."""

    token: int
    definition_id: int
    element: Element
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that waits; `due_at` is aware, in UTC."""

    token: int
    element: Element
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """Something waits for a message or signal (`kind`); `correlation` None stands for the instance's business key."""

    token: int
    element: Element
    kind: str
    name: str
    correlation: str | None


@dataclass(frozen=True, slots=True)
class Parked:
    """An element that failed and waits to be tried again; `sentence` says why.

    `kind` is `service`, `expression`, `decision`, `timer`, `message`, `call`, `join` or `budget`.
    """

    token: int
    element: Element
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All that waits, in the order in which it came to wait; `phase` is the innermost marked one, or empty."""

    tasks: tuple[OpenTask, ...]
    timers: tuple[DueTimer, ...]
    subscriptions: tuple[Subscription, ...]
    parked: tuple[Parked, ...]
    completed: bool
    data: Mapping[str, object]
    phase: str

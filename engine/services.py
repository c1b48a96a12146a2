"""Services: the Python functions that a diagram's service tasks name by their topic."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine.actors import Actor
from engine.errors import NotFound
from engine.forms import Form
from engine.outbox import KEPT_FOR, Letter
from engine.schema import OutboxKind
from engine.work import UnitOfWork

Service = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class ListCall:
    """For whom a list is: the form of a task of this matter, with this data."""

    connection: Connection
    business_key: str
    data: Mapping[str, Any]


Lister = Callable[[ListCall], Sequence[Mapping[str, Any]]]
"""Gives a list as it is now: rows of `{value, label}`."""


@dataclass(frozen=True)
class Written:
    """What a service wrote in a completion that is undone: known by what it answered, and by what it remembered."""

    connection: Connection
    answered: Mapping[str, Any]
    remembered: Sequence[Any]
    now: datetime


Reversal = Callable[[Written], bool]
"""Takes back what a service wrote; False when that has been built upon meanwhile."""


class Services:
    """The registered services, by topic.

    services = Services()

    @services.register("funding.reserve")
    def reserve(call: ServiceCall, amount: Decimal) -> Mapping[str, Any] | None: ...
    """

    def __init__(self) -> None:
        self._services: dict[str, Service] = {}
        self._listers: dict[str, Lister] = {}
        self._asked: set[str] = set()
        self._reversals: dict[str, Reversal] = {}
        self._needed: dict[str, frozenset[str]] = {}

    def register(self, topic: str) -> Callable[[Service], Service]:
        """Register the decorated function; a topic has one function only."""

        def keep(service: Service) -> Service:
            if topic in self._services:
                raise ValueError(f"Expected one service for {topic!r}, but it is registered twice.")
            self._services[topic] = service
            return service

        return keep

    def reverses(self, topic: str) -> Callable[[Reversal], Reversal]:
        """Register the decorated function: it takes back what the service of a topic wrote, when that is undone."""

        def keep(reversal: Reversal) -> Reversal:
            if topic not in self._services or topic in self._reversals:
                raise ValueError(f"Expected one reversal of a registered service, but {topic!r} is none, or has one.")
            self._reversals[topic] = reversal
            return reversal

        return keep

    def reversal(self, topic: str) -> Reversal | None:
        """What takes back what the service of a topic wrote; None when nothing can."""
        return self._reversals.get(topic)

    def needs(self, process: str, *steps: str) -> None:
        """Say which steps of a process are looked for by their ids: a diagram without them is refused."""
        self._needed[process] = self._needed.get(process, frozenset()) | frozenset(steps)

    @property
    def needed(self) -> Mapping[str, frozenset[str]]:
        """The steps that are looked for, by the process's key."""
        return dict(self._needed)

    def lists(self, name: str) -> Callable[[Lister], Lister]:
        """Register the decorated function: forms read what it gives under this name, as it is when they are shown."""

        def keep(lister: Lister) -> Lister:
            if name in self._listers:
                raise ValueError(f"Expected one list called {name!r}, but it is registered twice.")
            self._listers[name] = lister
            return lister

        return keep

    def ask(self, decision: str) -> None:
        """Say that the application asks a decision by itself: no diagram need do so."""
        self._asked.add(decision)

    @property
    def asked(self) -> frozenset[str]:
        """The decisions that the application asks by itself."""
        return frozenset(self._asked)

    @property
    def listed(self) -> frozenset[str]:
        """The names of the lists."""
        return frozenset(self._listers)

    def data_for(self, form: Form, call: ListCall) -> Mapping[str, Any]:
        """The data of a task, and the lists that its form reads, as they are now."""
        wanted = form.names & self._listers.keys()
        return {**call.data, **{name: self._listers[name](call) for name in wanted}} if wanted else call.data

    def with_stand_ins(self, topics: Iterable[str], stand_in: Callable[[str], Service]) -> "Services":
        """The same, and a stand-in for each of these topics that has no service: nothing can be taken back there."""
        extended = Services()
        extended._services = dict(self._services)
        extended._listers = dict(self._listers)
        extended._needed = dict(self._needed)
        for topic in sorted(set(topics) - self._services.keys()):
            extended.register(topic)(stand_in(topic))
        return extended

    def __getitem__(self, topic: str) -> Service:
        """The function for a topic.

        Raises NotFound when none is registered.
        """
        try:
            return self._services[topic]
        except KeyError:
            raise NotFound(f"Expected a registered service, but there is none for {topic!r}.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._services)

    def __len__(self) -> int:
        return len(self._services)


@dataclass(frozen=True)
class ServiceCall:
    """What a service is told, and what it may do.

    `data` is the process data, read only.  Writing goes through `unit.write()`, and stands or falls with the call:
    BpmnError goes to the diagram's error event, anything else makes an incident, and what was written is undone.
    """

    unit: UnitOfWork
    now: datetime
    zone: ZoneInfo
    instance_id: int
    business_key: str
    data: Mapping[str, Any]
    actor: Actor
    element: str
    letters: list[Letter]
    submissions: Callable[[str], Mapping[str, Any] | None]
    remembered: list[Any] = field(default_factory=list)

    def submission(self, element: str) -> Mapping[str, Any]:
        """The values last submitted at a user task of this instance, whole; empty when it was never completed."""
        return self.submissions(element) or MappingProxyType({})

    def remember(self, what: Any) -> None:
        """Keep in the history alone what taking this back would need, in values that process data may hold."""
        self.remembered.append(what)

    def send(
        self,
        message: str,
        *,
        correlation: str,
        payload: Mapping[str, Any] | None = None,
        business_key: str | None = None,
        time_to_live: str = KEPT_FOR,
    ) -> None:
        """Send a BPMN message to another instance, or one that starts one, once this transaction is committed."""
        letter = Letter.message(
            message, correlation, payload or {}, by=self.actor, business_key=business_key, time_to_live=time_to_live
        )
        self.letters.append(letter)

    def notify(self, content: Mapping[str, Any]) -> None:
        """Leave a letter in the outbox; its content is between the service and whoever sends mail."""
        self.letters.append(Letter(OutboxKind.MAIL, content))

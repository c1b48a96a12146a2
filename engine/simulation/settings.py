"""What surrounds the processes in a simulation: their services, the tables these write, and who belongs to a group."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.errors import InvalidResource
from engine.services import Service, Services
from engine.spiff import parse

Members = Callable[[str], Sequence[str]]
"""The people of a group, by its key."""


@dataclass(frozen=True)
class Setting:
    """The services, and what the simulation's database holds for them; people by group.

    `furnish` makes and fills the tables that services read and write, on the empty database.
    """

    services: Services
    members: Members
    furnish: Callable[[Connection], None] = lambda _: None


def stand_ins(topics: Iterable[str], answers: Mapping[str, Mapping[str, Any]], beside: Services) -> Services:
    """Services beside those that there are: they write nothing and answer what was declared for their topic."""
    return beside.with_stand_ins(topics, lambda topic: _answering(answers.get(topic)))


def topics_of(resources: Mapping[str, bytes]) -> frozenset[str]:
    """The topics of the service tasks of diagrams that can be read."""
    found: set[str] = set()
    for path, content in resources.items():
        if path.endswith(".bpmn"):
            with suppress(InvalidResource):
                for process in parse({path: content}).values():
                    found |= process.topics
    return frozenset(found)


def _answering(answer: Mapping[str, Any] | None) -> Service:
    def answered(call: object, **parameters: object) -> Mapping[str, Any] | None:
        return answer

    return answered

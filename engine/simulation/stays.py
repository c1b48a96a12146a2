"""Stays: how long a case is at a step: a task as long as people take, a message or a meeting as it is awaited."""

import heapq
from collections.abc import Mapping
from datetime import datetime
from random import Random

from engine.lint.parts import Node
from engine.simulation.figures import Station
from engine.simulation.plans import Net, awaited_by, span_of
from engine.simulation.scenarios import Length, Lognormal, Scenario
from engine.simulation.sittings import Sittings, sittings

UNHURRIED = Lognormal(5, 15)
"""A task without a due date."""

UNKNOWN_WAIT = Lognormal(14, 45)
"""A message of which nothing is known."""


class Stays:
    """What a scenario says of how long things take, and the lot for the rest; who is at which step is counted."""

    def __init__(self, net: Net, scenario: Scenario, at: datetime, chance: Random) -> None:
        self._net, self._scenario, self._at, self._chance = net, scenario, at, chance
        self._awaited: dict[str, Mapping[str, str]] = {}
        self._sittings: dict[str, Sittings] = {}
        self.stations: dict[tuple[str, str], Station] = {}

    def station(self, key: str, node: Node) -> Station:
        """A step of a process."""
        return self.stations.setdefault((key, node.id), Station(key, node))

    def until(self, key: str, node: Node, now: float) -> float:
        """When somebody at a node may go on."""
        station = self.station(key, node)
        awaited = self._scenario.waits.get(node.id)
        meeting = awaited if isinstance(awaited, str) else self._meeting(key, node) if awaited is None else ""
        if meeting:
            station.meeting = meeting
            return self._sitting(meeting).next(now)
        if node.kind != "userTask":
            if awaited is not None and not isinstance(awaited, str):
                return now + awaited.draw(self._chance)
            length = timer_length(node)
            return now + (UNKNOWN_WAIT.draw(self._chance) if length is None else length)
        length = self._task_length(node).draw(self._chance)
        workers = self._scenario.workers.get(node.id)
        if workers is None:
            return now + length
        begins = now if len(station.free) < workers else max(now, heapq.heappop(station.free))
        heapq.heappush(station.free, begins + length)
        return begins + length

    def _task_length(self, node: Node) -> Length:
        given = self._scenario.tasks.get(node.id)
        if given is not None:
            return given
        due = span_of(node.camunda("dueDate"))
        return Lognormal(due / 2, due) if due else UNHURRIED

    def event(self, start: Node) -> float | None:
        """After how many days an event sub-process begins; None when it does not, in this case."""
        length = timer_length(start)
        given = self._scenario.events.get(start.id)
        if given is None:
            return length
        return given.after.draw(self._chance) if self._chance.random() < given.share else None

    def _meeting(self, key: str, node: Node) -> str:
        if key not in self._awaited:
            self._awaited[key] = awaited_by(self._net, key)
        return self._awaited[key].get(node.id, "")

    def _sitting(self, key: str) -> Sittings:
        if key not in self._sittings:
            given = self._scenario.meetings.get(key)
            self._sittings[key] = sittings(self._net.ground, key, given, self._at, self._chance)
        return self._sittings[key]


def takes_time(node: Node) -> bool:
    """Whether a case is at a step for a while."""
    if node.kind == "intermediateCatchEvent":
        return not node.link_name
    return node.kind in {"userTask", "receiveTask"}


def timer_length(node: Node) -> float | None:
    """The days until a timer event fires; None when it is none, or depends on data."""
    for definition in node.definitions:
        if definition.kind == "timerEventDefinition":
            text = definition.text_of("timeDuration") or definition.text_of("timeCycle").rpartition("/")[2]
            return span_of(text)
    return None

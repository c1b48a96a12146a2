"""Runs: the ways that instances took through one process, read from their histories some instances at a time."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine import instances
from engine.content import unpack
from engine.figures.drawings import STEPS, Drawn
from engine.instances import Head
from engine.kinds import Kind
from engine.places import waiting_elements
from engine.schema import InstanceStatus, definition, history, history_value, instance, user_task
from engine.standings import standing_at
from engine.steps import ENDED, Parts

AT_ONCE = 100
"""How many instances are read at a time: memory holds the histories of so many."""


@dataclass
class Span:
    """A step from being reached to its end; None: not known, not taken first, or not over."""

    element: str
    reached: datetime | None
    taken: datetime | None = None
    ended: datetime | None = None


@dataclass
class Run:
    """One way through the process."""

    instance_id: int
    began: datetime
    ended: datetime | None = None
    passes: list[tuple[datetime, str]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    standing: Counter[str] = field(default_factory=Counter)
    strange: set[tuple[str, bool]] = field(default_factory=set)
    """What the newest drawing does not have: element, and whether it is missing as a whole."""


class Tracks:
    """Reads the runs of a process."""

    def __init__(self, parts: Parts, connection: Connection, key: str) -> None:
        self._parts, self._connection, self._key = parts, connection, key
        rows = connection.execute(select(definition.c.id).where(definition.c.key == key).order_by(definition.c.version))
        self.versions = {row.id: Drawn(parts.definitions.get(connection, row.id)) for row in rows}
        self.newest = self.versions[max(self.versions)] if self.versions else None
        self._running: dict[int, Head] = {}
        self._owners: dict[tuple[int, ...], dict[str, int]] = {}

    def runs(self) -> Iterator[Run]:
        """All of them, instance by instance."""
        numbers = self._instances()
        for first in range(0, len(numbers), AT_ONCE):
            some = numbers[first : first + AT_ONCE]
            heads = {row.id: row for row in self._connection.execute(_INSTANCES.where(instance.c.id.in_(some)))}
            running = [number for number, row in heads.items() if InstanceStatus(row.status) not in ENDED]
            self._running = instances.find_many(self._connection, running)
            entries = self._connection.execute(_ENTRIES.where(history.c.instance_id.in_(some)))
            for number, rows in groupby(entries, key=lambda row: row.instance_id):
                yield from _Reader(self, heads[number], list(rows)).runs()

    def _instances(self) -> Sequence[int]:
        """Those that run by the process, and those of which it was a stage."""
        numbers = list(self.versions)
        own = select(instance.c.id).where(instance.c.definition_id.in_(numbers))
        within = select(history.c.instance_id).where(history.c.definition_id.in_(numbers)).distinct()
        open_there = select(user_task.c.instance_id).where(user_task.c.definition_id.in_(numbers))
        return sorted({number for asked in (own, within, open_there) for number in self._connection.scalars(asked)})

    def owners(self, used: tuple[int, ...]) -> dict[str, int]:
        """Which of the definitions that an instance used has an element; the one begun last where several have it."""
        if used not in self._owners:
            found = {
                element: number
                for number in used
                for element in self._parts.definitions.get(self._connection, number).process.elements
            }
            self._owners[used] = found
        return self._owners[used]

    def standing(self, instance_id: int) -> list[str]:
        """Where an instance's tokens wait now."""
        return waiting_elements(standing_at(self._parts, self._connection, self._running[instance_id]))


class _Reader:
    """Reads the runs of one instance."""

    def __init__(self, tracks: Tracks, row: Any, entries: list[Any]) -> None:
        undone = {entry.sequence - 1 for entry in entries if entry.kind == Kind.UNDONE}
        self._entries = [one for one in entries if one.sequence not in undone and one.kind != Kind.UNDONE]
        self._tracks, self._row = tracks, row
        self._used: list[int] = [entries[0].definition_id]
        self._reached: dict[str, tuple[int, datetime]] = {}
        self._moved: dict[str, tuple[int, datetime]] = {}
        self._taken: dict[int, datetime] = {}
        self._erased = 0
        self._count = 0
        self._runs: list[Run] = []

    def runs(self) -> list[Run]:
        """The runs; what waits now belongs to the last one."""
        for entry in self._entries:
            value = json.loads(unpack(entry.content)) if entry.content is not None else None
            if value is None:
                self._erased = self._count
            self._read(entry, value or {})
        self._close()
        return self._runs

    def _read(self, entry: Any, value: Mapping[str, Any]) -> None:
        token = value.get("token", 0)
        if entry.kind in (Kind.CLAIMED, Kind.HANDED_OVER):
            self._taken[token] = entry.at
        elif entry.kind == Kind.RELEASED:
            self._taken.pop(token, None)
        self._move(value)
        ended = self._ended(entry, value)
        spans = [self._span(element, token, entry.at) for element in ended if self._mine(element)]
        if self._runs:  # What ended had begun before this entry; what begins by it is another run.
            self._runs[-1].spans += spans
        for one in value.get("followed", ()):
            if isinstance(one, str):
                self._pass(one, entry.at)

    def _move(self, value: Mapping[str, Any]) -> None:
        self._used += value.get("called", ())
        if "mapping" in value:
            self._keep_reached(value)
            self._used = [value["to"] if one == value["from"] else one for one in self._used]

    def _keep_reached(self, value: Mapping[str, Any]) -> None:
        """What waited in the version before was reached then, whatever leads to it in the one that follows."""
        drawn = self._tracks.versions.get(value["from"])
        if drawn is not None:
            found = {before: self._last_source(drawn, before) for before in drawn.definition.process.elements}
            self._moved |= {value["mapping"].get(before, before): at for before, at in found.items() if at is not None}

    def _ended(self, entry: Any, value: Mapping[str, Any]) -> list[str]:
        """The steps that an entry ended."""
        if entry.kind in (Kind.COMPLETED, Kind.MESSAGE, Kind.SIGNAL):
            return [entry.element] if entry.element else []
        return [element for _, element in value.get("timers", ())] if entry.kind == Kind.TIMER else []

    def _mine(self, element: str) -> bool:
        drawn = self._drawn(element)
        return drawn is not None and drawn.definition.process.elements[element].kind in STEPS

    def _drawn(self, element: str) -> Drawn | None:
        owner = self._tracks.owners(tuple(self._used)).get(element)
        return self._tracks.versions.get(owner) if owner is not None else None

    def _span(self, element: str, token: int, ended: datetime | None) -> Span:
        return Span(element, self._since(element), self._taken.get(token), ended)

    def _since(self, element: str) -> datetime | None:
        """When an element was reached: when what leads to it was last passed."""
        drawn = self._drawn(element)
        found = self._last_source(drawn, element) if drawn else None
        return found[1] if found is not None and found[0] > self._erased else None

    def _last_source(self, drawn: Drawn, element: str) -> tuple[int, datetime] | None:
        told = [self._reached[one] for one in drawn.sources.get(element, ()) if one in self._reached]
        told += [self._moved[element]] if element in self._moved else []
        return max(told, default=None)

    def _pass(self, element: str, at: datetime) -> None:
        self._count += 1
        drawn = self._drawn(element)
        if drawn is not None:
            self._own_pass(drawn, element, at)
        self._reached[element] = (self._count, at)

    def _own_pass(self, drawn: Drawn, element: str, at: datetime) -> None:
        drawing = drawn.definition.process.elements[element]
        if drawing.kind == "startEvent" and not drawing.scope:
            self._runs.append(Run(self._row.id, at))
        if not self._runs:
            return  # An element of the caller's that bears the same id.
        run = self._runs[-1]
        self._judge(run, drawn, element)
        run.passes.append((at, element))
        if drawing.kind == "endEvent" and not drawing.scope:
            run.ended = at

    def _judge(self, run: Run, drawn: Drawn, element: str) -> None:
        """Whether the newest drawing has the element, and a way to it from what was passed."""
        newest = self._tracks.newest
        if newest is None or newest is drawn:
            return
        if element not in newest.definition.process.elements:
            run.strange.add((element, True))
            return
        sources = newest.sources.get(element)
        if sources and self._reached.keys().isdisjoint(sources) and not self._erased and self._came_by(drawn, element):
            run.strange.add((element, False))

    def _came_by(self, drawn: Drawn, element: str) -> bool:
        """Whether anything that led here is still drawn: else it is that which is told to be gone."""
        newest = self._tracks.newest
        left = drawn.sources.get(element, frozenset()) & self._reached.keys()
        return newest is not None and any(one in newest.definition.process.elements for one in left)

    def _close(self) -> None:
        """What waits now, and what has ended with its instance."""
        if not self._runs:
            return
        last, status = self._runs[-1], InstanceStatus(self._row.status)
        top = self._row.definition_id in self._tracks.versions
        if top:
            self._runs[0].began = self._row.started_at
        if status in ENDED:
            last.ended = (self._row.ended_at if top else None) or last.ended or last.passes[-1][0]
            return
        last.ended = None if top else last.ended
        for element in self._tracks.standing(self._row.id):
            if self._drawn(element) is not None:
                last.standing[element] += 1
                if self._mine(element):
                    last.spans.append(Span(element, self._since(element)))


_INSTANCES = select(
    instance.c.id, instance.c.definition_id, instance.c.status, instance.c.started_at, instance.c.ended_at
)
_ENTRIES = (
    select(history.c.instance_id, history.c.sequence, history.c.at, history.c.kind, history.c.definition_id,
           history.c.element, history_value.c.content)
    .join(history_value, (history_value.c.instance_id == history.c.instance_id)
          & (history_value.c.sequence == history.c.sequence))
    .order_by(history.c.instance_id, history.c.sequence)
)  # fmt: skip

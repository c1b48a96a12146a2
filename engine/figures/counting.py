"""Counting the runs of a process.  Of each step that was passed some bytes stay in memory, of each history none."""

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from engine.figures.drawings import STEPS
from engine.figures.model import Deviation, Figures, Forecast, LongWait, Spread, StepFigures, Variant
from engine.figures.tracks import Run, Span, Tracks
from engine.steps import Parts

MOST_VARIANTS, MOST_NAMED, MOST_WAITS, MOST_FORECASTS = 20, 50, 200, 500
"""How many ways, instances of a deviation, waits of a step and forecasts are kept."""


def count(parts: Parts, connection: Connection, key: str) -> Figures:
    """The figures of all versions of a process; empty ones where nothing ran by it."""
    tracks = Tracks(parts, connection, key)
    now = parts.clock.now()
    counter = _Counter(tracks, now)
    for run in tracks.runs():
        counter.add(run)
    return counter.figures(key, parts.clock.zone)


def _seconds() -> "defaultdict[str, array[int]]":
    """By element, eight bytes each time."""
    return defaultdict(lambda: array("q"))


class _Counter:
    def __init__(self, tracks: Tracks, now: datetime) -> None:
        self._now = now
        self._elements = {
            element.id: element.kind
            for drawn in tracks.versions.values()
            for element in drawn.definition.process.elements.values()
        }
        self._repeated = frozenset[str]().union(*(drawn.repeated for drawn in tracks.versions.values()))
        self._total, self._waiting, self._working = _seconds(), _seconds(), _seconds()
        self._until, self._remaining = _seconds(), _seconds()
        self._passes, self._standing = Counter[str](), Counter[str]()
        self._in_runs, self._returned, self._returned_in = Counter[str](), Counter[str](), Counter[str]()
        self._durations = array("q")
        self._began, self._ended = list[datetime](), list[datetime]()
        self._ways = Counter[tuple[str, ...]]()
        self._strange: dict[tuple[str, bool], list[int]] = defaultdict(list)
        self._deviating = 0
        self._waits: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
        self._under_way: list[tuple[int, str, int, datetime]] = []
        self._runs = 0

    def add(self, run: Run) -> None:
        """Count a run."""
        self._runs += 1
        self._began.append(run.began)
        self._count_passes(run)
        for span in run.spans:
            self._count_span(run, span)
        for place in run.strange:
            self._strange[place].append(run.instance_id)
        self._deviating += bool(run.strange)
        steps = [(at, element) for at, element in run.passes if self._elements[element] in STEPS]
        if run.ended is not None:
            self._count_end(run, run.ended, steps)
        elif steps:
            at, element = steps[-1]
            self._under_way.append((run.instance_id, element, _between(run.began, at), at))

    def _count_passes(self, run: Run) -> None:
        times = Counter(element for _, element in run.passes)
        self._passes += times
        self._standing += run.standing
        self._in_runs.update(times.keys())
        for element, count in times.items():
            if count > 1 and self._elements[element] in STEPS and element not in self._repeated:
                self._returned[element] += count - 1
                self._returned_in[element] += 1

    def _count_span(self, run: Run, span: Span) -> None:
        if span.reached is None:
            return
        seconds = _between(span.reached, span.ended or self._now)
        if span.ended is not None:
            self._total[span.element].append(seconds)
            if span.taken is not None:
                self._waiting[span.element].append(_between(span.reached, span.taken))
                self._working[span.element].append(_between(span.taken, span.ended))
        longest = self._waits[span.element]
        told = (seconds, run.instance_id, span.ended is not None)
        if len(longest) < MOST_WAITS:
            heapq.heappush(longest, told)
        else:
            heapq.heappushpop(longest, told)

    def _count_end(self, run: Run, ended: datetime, steps: list[tuple[datetime, str]]) -> None:
        self._ended.append(ended)
        self._durations.append(_between(run.began, ended))
        self._ways[_way(run, self._elements, self._repeated)] += 1
        last = {element: at for at, element in steps}
        for element, at in last.items():
            self._until[element].append(_between(run.began, at))
            self._remaining[element].append(_between(at, ended))

    def figures(self, key: str, zone: ZoneInfo) -> Figures:
        """What was counted."""
        return Figures(
            key=key,
            counted_at=int(self._now.timestamp()),
            runs=self._runs,
            ended=len(self._ended),
            duration=Spread.of(list(self._durations)),
            months=_months(self._began, self._ended, zone),
            passes=dict(self._passes),
            standing=dict(self._standing),
            steps=tuple(self._steps()),
            variants=tuple(Variant(steps, count) for steps, count in self._ways.most_common(MOST_VARIANTS)),
            ways=len(self._ways),
            deviations=tuple(self._deviations()),
            deviating=self._deviating,
            forecasts=tuple(self._forecasts()),
            long_waits=tuple(
                LongWait(number, element, seconds, over)
                for element, waits in sorted(self._waits.items())
                for seconds, number, over in sorted(waits, reverse=True)
            ),
        )

    def _steps(self) -> Iterable[StepFigures]:
        """Every step that was reached, the one that took most time together first."""
        reached = [element for element, kind in self._elements.items() if kind in STEPS and self._known(element)]
        for element in sorted(reached, key=lambda one: -sum(self._total[one])):
            yield StepFigures(
                element=element,
                kind=self._elements[element],
                passes=max(self._passes[element], len(self._total[element])),
                runs=self._in_runs[element],
                open=self._standing[element],
                total=Spread.of(list(self._total[element])),
                waiting=Spread.of(list(self._waiting[element])),
                working=Spread.of(list(self._working[element])),
                returned=self._returned[element],
                returned_in=self._returned_in[element],
            )

    def _known(self, element: str) -> bool:
        return bool(self._passes[element] or self._standing[element])

    def _deviations(self) -> Iterable[Deviation]:
        for (element, missing), numbers in sorted(self._strange.items(), key=lambda one: (-len(one[1]), one[0])):
            yield Deviation(element, missing, len(numbers), tuple(dict.fromkeys(numbers))[:MOST_NAMED])

    def _forecasts(self) -> Iterable[Forecast]:
        """Of those under way that others passed by: whoever is latest beside the others first."""
        found = []
        for number, element, elapsed, at in self._under_way:
            remaining = sorted(self._remaining[element])
            if remaining:
                usual = sorted(self._until[element])
                found.append(
                    Forecast(number, element, elapsed, _middle(usual), _between(at, self._now), _middle(remaining),
                             remaining[len(remaining) // 10], remaining[-(-len(remaining) * 9 // 10) - 1],
                             len(remaining))
                )  # fmt: skip
        return sorted(found, key=lambda one: one.usual - one.elapsed + one.remaining - one.since)[:MOST_FORECASTS]


def _way(run: Run, elements: Mapping[str, str], repeated: frozenset[str]) -> tuple[str, ...]:
    """The steps and the end that a run came by; what is repeated for several things stands once."""
    way: list[str] = []
    for _, element in run.passes:
        if elements[element] not in STEPS and elements[element] != "endEvent":
            continue
        if element in repeated and element in way:
            continue
        way.append(element)
    return tuple(way)


def _months(began: Iterable[datetime], ended: Iterable[datetime], zone: ZoneInfo) -> tuple[tuple[str, int, int], ...]:
    """How many began and ended in each month from the first to the last."""
    first, last = (Counter(at.astimezone(zone).strftime("%Y-%m") for at in told) for told in (began, ended))
    if not first:
        return ()
    months, month = [], min(first)
    while month <= max([*first, *last]):
        months.append((month, first[month], last[month]))
        year, number = int(month[:4]), int(month[5:])
        month = f"{year + number // 12}-{number % 12 + 1:02}"
    return tuple(months)


def _middle(told: list[int]) -> int:
    return told[(len(told) - 1) // 2]


def _between(first: datetime, last: datetime) -> int:
    return (last - first) // timedelta(seconds=1)

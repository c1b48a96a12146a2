"""Sittings: the days on which bodies meet, and how much each meeting still takes up."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from engine.clock import TravellingClock
from engine.expressions import Present
from engine.recurrence import proposed_days
from engine.simulation.ground import Ground
from engine.simulation.plans import DAYS
from engine.simulation.scenarios import Meetings

MOST_PATIENCE = 36_500.0
"""How long a case may last, in days."""


class Sittings:
    """A body's meetings: the next one after a day that still has room."""

    def __init__(self, days: Sequence[float], items: int | None) -> None:
        self._days, self._items = list(days), items
        self._taken: dict[int, int] = {}

    def next(self, day: float) -> float:
        """The day of the next one; beyond all patience when there is none."""
        place = bisect_right(self._days, day)
        while self._items is not None and place < len(self._days) and self._taken.get(place, 0) >= self._items:
            place += 1
        if place >= len(self._days):
            return MOST_PATIENCE
        self._taken[place] = self._taken.get(place, 0) + 1
        return self._days[place]


def sittings(ground: Ground, key: str, given: Meetings | None, at: datetime, chance: Random) -> Sittings:
    """A body's meetings from an instant on, as a scenario has them, else as the diagram plans them."""
    return Sittings(_days(ground, key, given, at, chance), given.items if given else None)


def meeting_days(ground: Ground, key: str, at: datetime) -> list[float]:
    """The days on which a process begins by itself, as days from an instant; empty when it does not."""
    clock = TravellingClock(ground.zone, at)
    present = Present(clock.now(), clock.zone)
    starts = ground.definition(key).process.starts if key in ground.numbers else ()
    days = [day for start in starts if start.kind == "timer" for day in proposed_days(start, present)]
    return sorted((day - at).total_seconds() / DAYS for day in days)


def _days(ground: Ground, key: str, given: Meetings | None, at: datetime, chance: Random) -> list[float]:
    if given is None:
        return _continued(meeting_days(ground, key, at))
    if given.dates:
        midnights = [datetime(day.year, day.month, day.day, tzinfo=ground.zone) for day in given.dates]
        return _continued([(midnight - at) / timedelta(days=1) for midnight in midnights])
    between = given.every_days or 365.25 / (given.per_year or 1)
    first = chance.uniform(0, between)
    return [first + between * number for number in range(int(MOST_PATIENCE / between))]


def _continued(days: list[float]) -> list[float]:
    """Days that go on at the same pace once those that are planned are over."""
    if len(days) < 2:
        return [days[0] + 365.25 * year for year in range(100)] if days else []
    between = max((days[-1] - days[0]) / (len(days) - 1), 1.0)
    more = int(min((MOST_PATIENCE - days[-1]) / between, 10_000))
    return days + [days[-1] + between * number for number in range(1, more)]

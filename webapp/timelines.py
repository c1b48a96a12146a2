"""A picture of projects over time: a bar each, over quarters of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

QUARTER = 14  # The width of one, in the picture's units.
BACK, AHEAD = 20, 24  # Quarters from today that are shown at most; what lies further is cut off.


@dataclass(frozen=True)
class Bar:
    """Where a bar lies, in the picture's units."""

    x: int
    width: int


@dataclass(frozen=True)
class Timeline:
    """A picture's width, its years with where they begin, today's place if it is in it, and a bar for each period."""

    width: int
    years: list[tuple[int, int]]
    today: int | None
    bars: list[Bar | None]


def draw(periods: Sequence[tuple[date | None, date | None]], today: date) -> Timeline | None:
    """A timeline of whole years around today for what has a beginning and an end; None when nothing falls into it."""
    known = [(_quarter(begin), _quarter(end)) for begin, end in periods if begin and end]
    if not known:
        return None
    first = max(min(begin for begin, _ in known), _quarter(today) - BACK) // 4 * 4
    last = min(max(end for _, end in known), _quarter(today) + AHEAD) // 4 * 4 + 4
    if last <= first:
        return None
    width = (last - first) * QUARTER
    now = (_quarter(today) - first) * QUARTER + (today.month - 1) % 3 * QUARTER // 3
    years = [(quarter // 4, (quarter - first) * QUARTER) for quarter in range(first, last, 4)]
    bars = [_bar(begin, end, first, last) if begin and end else None for begin, end in periods]
    return Timeline(width, years, now if 0 <= now < width else None, bars)


def _bar(begin: date, end: date, first: int, last: int) -> Bar | None:
    begins, ends = max(_quarter(begin), first), min(_quarter(end) + 1, last)
    if ends <= begins:
        return None
    return Bar((begins - first) * QUARTER, (ends - begins) * QUARTER)


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3

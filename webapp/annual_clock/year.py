"""A year of the clock as a page shows it: what stands on it, of one body or of all, and the wheel that draws it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from webapp.annual_clock.rows import OTHER, Row, Words, clock_of, rows_of, zone_year
from webapp.annual_clock.wheel import SHAPES, Point, Span, Wheel, draw
from webapp.lifecycle.calendar import Occasion, occasions
from webapp.lifecycle.calls import FundingCall, calls_within
from webapp.localisation import day, gettext, local
from webapp.runtime import runtime

CALLS = "calls"
"""The filter that shows funders' calls alone."""

UNKNOWN_OPENING = timedelta(days=21)
"""How long before its end a call is drawn whose beginning nobody knows."""


@dataclass(frozen=True)
class Year:
    """A year's rows and wheel, and what can be chosen: key, name and shape of each series that stands on it."""

    year: int
    rows: list[Row]
    wheel: Wheel
    series: list[tuple[str, str, int]]
    choices: list[tuple[str, str]]
    coming: list[Occasion]
    names: dict[tuple[str, str], str]


def read_year(connection: Connection, year: int, chosen: str | None) -> Year:
    """The clock of a year, of a body, `other`, `calls`, or all."""
    now = runtime().clock.now()
    words, today = Words(connection, now), local(now).date()
    # The turns of a rotation are counted from the next meeting on, so nothing to come may be left out in between.
    begin, end = zone_year(min(year - 1, today.year))[0], zone_year(year)[1]
    found = occasions(clock_of(connection), begin, end)
    calls = calls_within(connection, date(year, 1, 1), date(year, 12, 31))
    shown = [one for one in found if chosen in (None, one.body or OTHER)]
    this, last = _of(shown, year), _of(shown, year - 1)
    shown_calls = calls if chosen in (None, CALLS) else []
    rows = rows_of(words, this, last, shown_calls)
    series = _series(words, _of(found, year) + _of(found, year - 1))
    choices = [*((key, name) for key, name, _ in series), (CALLS, gettext("Funding calls"))]
    wheel = draw(year, _points(rows, {key: shape for key, _, shape in series}), _spans(rows), today)
    coming = [one for one in found if one.at >= now]
    names = {(one.key, one.element): words.what(one) for one in reversed(found) if one.sitting is None}
    return Year(year, rows, wheel, series, choices, coming, names)


def _of(found: Sequence[Occasion], year: int) -> list[Occasion]:
    return [one for one in found if local(one.at).year == year]


def _series(words: Words, found: Sequence[Occasion]) -> list[tuple[str, str, int]]:
    """Bodies by name, each with a shape; what no body meets for has the last shape."""
    keys = {one.body or OTHER for one in found}
    named = sorted(((key, words.bodies[key]) for key in keys if key != OTHER), key=lambda one: one[1])
    shaped = [(key, name, number % (SHAPES - 1)) for number, (key, name) in enumerate(named)]
    return [*shaped, (OTHER, gettext("Other work of the year"), SHAPES - 1)] if OTHER in keys else shaped


def _points(rows: Sequence[Row], shapes: dict[str, int]) -> list[Point]:
    """What stands most often on the clock has the outermost track."""
    often = [key for key, _ in Counter(row.series for row in rows if row.this is not None).most_common()]
    return [
        Point(side.on, side.number, shapes[row.series], often.index(row.series), side.kind, _told(side.number, row))
        for row in rows
        if (side := row.this) is not None and side.call is None
    ]


def _spans(rows: Sequence[Row]) -> list[Span]:
    found = [(row, row.this, row.this.call) for row in rows if row.this is not None and row.this.call is not None]
    return [
        Span(_opening(call), call.closes_on, side.number, f"{side.number}. {row.what}: {_time(call)}")
        for row, side, call in found
    ]


def _told(number: int, row: Row) -> str:
    side = row.this
    return "" if side is None else f"{number}. {row.what}, {side.when}: {side.state}"


def _opening(call: FundingCall) -> date:
    return call.opens_on or call.closes_on - UNKNOWN_OPENING


def _time(call: FundingCall) -> str:
    return f"{day(call.opens_on) if call.opens_on else ''} – {day(call.closes_on)}"

"""The wheel of the year as a drawing: where each month, mark, call and the hand of today lie.

Lengths are units of the drawing, SIZE wide and high; a day's angle runs clockwise from the top, January first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, hypot, pi, sin

SIZE = 760
CENTRE = SIZE / 2
RIM, MONTHS, CALLS, HUB = 374, 336, (321, 305), 88
"""Radii: the outer edge, the inside of the ring of months, the lanes of calls, and the middle."""

TRACKS = (276, 243, 210, 177, 144, 112)
MARK = 15
"""A mark's radius; two marks lie at least twice that and a little apart."""

APART = 2 * MARK + 2
SHAPES = 7
DECEMBER = 12


@dataclass(frozen=True)
class Point:
    """A day to be marked: its row in the table, its kind's shape and track, how it stands, what it says in words."""

    day: date
    number: int
    series: int
    track: int
    state: str
    title: str


@dataclass(frozen=True)
class Span:
    """A time with a beginning and an end, as a call is open."""

    begins: date
    ends: date
    number: int
    title: str


@dataclass(frozen=True)
class Mark:
    """A point where it is drawn."""

    point: Point
    x: float
    y: float


@dataclass(frozen=True)
class Arc:
    """A span where it is drawn, and where its number stands: at its end."""

    span: Span
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Month:
    """A month's sector, and the curve that its name is written along; `low`: in the lower half, written backwards."""

    number: int
    sector: str
    curve: str
    low: bool


@dataclass(frozen=True)
class Wheel:
    """All that is drawn; the hand is None in other years than this."""

    months: tuple[Month, ...]
    marks: tuple[Mark, ...]
    arcs: tuple[Arc, ...]
    hand: tuple[float, float, float, float] | None
    gone: str | None


def draw(year: int, points: Iterable[Point], spans: Iterable[Span], today: date) -> Wheel:
    """The wheel of a year."""
    angle = _angle(today) if today.year == year else None
    hand = None if angle is None else (*_at(angle, HUB), *_at(angle, MONTHS + 6))
    return Wheel(
        months=tuple(_month(year, number) for number in range(1, 13)),
        marks=tuple(_marks(sorted(points, key=lambda one: (one.day, one.track)))),
        arcs=tuple(_arcs(year, sorted(spans, key=lambda one: (one.begins, one.ends)))),
        hand=hand,
        gone=_sector(0, angle, HUB, MONTHS) if angle else None,
    )


def outline(series: int, radius: float = MARK) -> str:
    """A mark's shape around 0, 0: circle, square, diamond, hexagon, triangle, octagon, pentagon, by turns."""
    shape = series % SHAPES
    if shape == 0:
        return f"M{-radius} 0A{radius} {radius} 0 1 1 {radius} 0A{radius} {radius} 0 1 1 {-radius} 0Z"
    corners, turn, grow = (
        (4, pi / 4, 1.25), (4, 0.0, 1.3), (6, pi / 6, 1.12), (3, 0.0, 1.5), (8, pi / 8, 1.07), (5, 0.0, 1.2),
    )[shape - 1]  # fmt: skip
    around = [turn + 2 * pi * corner / corners for corner in range(corners)]
    places = [f"{grow * radius * sin(one):.1f} {-grow * radius * cos(one):.1f}" for one in around]
    return f"M{'L'.join(places)}Z"


def _marks(points: Sequence[Point]) -> Iterator[Mark]:
    """Each on its own track, or on the nearest one where it covers no other."""
    placed: list[Mark] = []
    for point in points:
        own = min(point.track, len(TRACKS) - 1)
        tracks = sorted(range(len(TRACKS)), key=lambda track: (abs(track - own), track))
        places = [_at(_angle(point.day), TRACKS[track]) for track in tracks]
        free = (place for place in places if all(hypot(place[0] - one.x, place[1] - one.y) >= APART for one in placed))
        x, y = next(free, places[0])
        placed.append(Mark(point, x, y))
        yield placed[-1]


def _arcs(year: int, spans: Sequence[Span]) -> Iterator[Arc]:
    """Each in the outer lane, or in the inner one while the outer is taken."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    taken = [first - timedelta(days=1)] * len(CALLS)
    for span in spans:
        begins, ends = max(span.begins, first), min(span.ends, last)
        lane = next((number for number, until in enumerate(taken) if until < begins), len(CALLS) - 1)
        taken[lane] = max(taken[lane], ends + timedelta(days=8))
        radius = CALLS[lane]
        x, y = _at(_angle(ends), radius)
        begin, end = _at(_angle(begins), radius), (x, y)
        large = int(_angle(ends) - _angle(begins) > pi)
        path = f"M{begin[0]:.1f} {begin[1]:.1f}A{radius} {radius} 0 {large} 1 {end[0]:.1f} {end[1]:.1f}"
        yield Arc(span, path, x, y)


def _month(year: int, number: int) -> Month:
    begins = _angle(date(year, number, 1))
    ends = 2 * pi if number == DECEMBER else _angle(date(year, number + 1, 1))
    low = pi / 2 < (begins + ends) / 2 < 3 * pi / 2
    radius = (RIM + MONTHS) / 2
    near, far = (_at(ends, radius), _at(begins, radius)) if low else (_at(begins, radius), _at(ends, radius))
    curve = f"M{near[0]:.1f} {near[1]:.1f}A{radius} {radius} 0 0 {int(not low)} {far[0]:.1f} {far[1]:.1f}"
    return Month(number, _sector(begins, ends, HUB, RIM), curve, low)


def _sector(begins: float, ends: float, inner: float, outer: float) -> str:
    large = int(ends - begins > pi)
    corners = [_at(begins, inner), _at(begins, outer), _at(ends, outer), _at(ends, inner)]
    a, b, c, d = (f"{x:.1f} {y:.1f}" for x, y in corners)
    return f"M{a}L{b}A{outer} {outer} 0 {large} 1 {c}L{d}A{inner} {inner} 0 {large} 0 {a}Z"


def _angle(day: date) -> float:
    first = date(day.year, 1, 1)
    return 2 * pi * (day - first).days / (date(day.year + 1, 1, 1) - first).days


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(CENTRE + radius * sin(angle), 1), round(CENTRE - radius * cos(angle), 1)

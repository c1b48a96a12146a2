"""How an arrow is led from one shape to another: upright and level, past what stands between, with few bends."""

from collections.abc import Iterator
from itertools import pairwise

from webapp.editing.picture import Box, Picture, Point, around

_OUT = 20.0  # How far an arrow leaves a shape before it turns.
_BEND, _LENGTH, _THROUGH, _LABEL, _CROSS, _ALONG = 25.0, 0.1, 2000.0, 400.0, 30.0, 150.0
_SIDES = {"right": (1, 0), "left": (-1, 0), "bottom": (0, 1), "top": (0, -1)}


def route(picture: Picture, source: str, target: str, besides: frozenset[str] = frozenset()) -> list[Point]:
    """The best way between two shapes; `besides` are arrows that do not count (the one that is led anew)."""
    start, end = picture.shapes[source], picture.shapes[target]
    sides = ("bottom", "top") if source in picture.hosts else tuple(_SIDES)
    ways = [way for way in _ways(start, end, sides) if _leaves_well(way, start, end)]
    return min(ways, key=lambda way: _cost(picture, way, {source, target}, besides))


def _ways(start: Box, end: Box, sides: tuple[str, ...]) -> Iterator[list[Point]]:
    for out in sides:
        for into in _SIDES:
            first, last = _dock(start, out), _dock(end, into)
            yield from _joined((first, out), (last, into), start, end)


def _joined(leaving: tuple[Point, str], coming: tuple[Point, str], start: Box, end: Box) -> Iterator[list[Point]]:
    """The ways from one side to another: straight, with one bend, with two, with three."""
    (first, out), (last, into) = leaving, coming
    level_out, level_in = out in ("left", "right"), into in ("left", "right")
    columns, rows = list(_columns(first, last, start, end)), list(_rows(first, last, start, end))
    if level_out and level_in:
        yield from (tidy([first, (x, first[1]), (x, last[1]), last]) for x in columns)
    elif not level_out and not level_in:
        yield from (tidy([first, (first[0], y), (last[0], y), last]) for y in rows)
    elif level_out:
        yield [first, (last[0], first[1]), last]
        yield from (tidy([first, (x, first[1]), (x, y), (last[0], y), last]) for x in columns for y in rows)
    else:
        yield [first, (first[0], last[1]), last]
        yield from (tidy([first, (first[0], y), (x, y), (x, last[1]), last]) for x in columns for y in rows)


def _columns(first: Point, last: Point, start: Box, end: Box) -> Iterator[float]:
    """Where an arrow may run upright."""
    for box in (start, end):
        yield from (box.right + _OUT, box.left - _OUT)
    yield round((first[0] + last[0]) / 2)


def _rows(first: Point, last: Point, start: Box, end: Box) -> Iterator[float]:
    """Where an arrow may run level."""
    for box in (start, end):
        yield from (box.bottom + _OUT, box.bottom + 2 * _OUT, box.top - _OUT, box.top - 2 * _OUT)
    yield round((first[1] + last[1]) / 2)


def _dock(box: Box, side: str) -> Point:
    x, y = box.middle
    return {"right": (box.right, y), "left": (box.left, y), "bottom": (x, box.bottom), "top": (x, box.top)}[side]


def _leaves_well(way: list[Point], start: Box, end: Box) -> bool:
    """Whether the first piece leads out of the source and the last one into the target, and none through them."""
    for box, dock, beside in ((start, way[0], way[1]), (end, way[-1], way[-2])):
        dx, dy = beside[0] - dock[0], beside[1] - dock[1]
        outward = (dock[0] - box.middle[0]) * dx + (dock[1] - box.middle[1]) * dy
        if outward <= 0:
            return False
    inner = [around(first, second) for first, second in pairwise(way[1:-1])]
    return not any(crosses(piece, box.grown(5)) for piece in inner for box in (start, end))


def crosses(piece: Box, area: Box) -> bool:
    """Whether a flat piece of an arrow touches the inside of an area."""
    return (
        piece.left < area.right and area.left < piece.right + 0.01 and piece.top < area.bottom
        and area.top < piece.bottom + 0.01 and piece.right >= area.left and piece.bottom >= area.top
    )  # fmt: skip


def _cost(picture: Picture, way: list[Point], ends: set[str], besides: frozenset[str]) -> float:
    cost = _BEND * (len(way) - 2)
    pieces = [around(first, second) for first, second in pairwise(way)]
    for piece in pieces:
        cost += _LENGTH * (piece.width + piece.height)
        cost += _THROUGH * sum(1 for key in _shapes_in(picture, piece, ends))
        cost += _LABEL * sum(1 for key, box in picture.labels.items() if key not in besides and crosses(piece, box))
        cost += sum(_beside(piece, other) for other in _others(picture, besides))
    return cost


def _shapes_in(picture: Picture, piece: Box, ends: set[str]) -> Iterator[str]:
    for key, box in picture.shapes.items():
        if key not in ends and picture.hosts.get(key) not in ends and crosses(piece, box.grown(6)):
            inside = key in picture.open and box.left <= piece.left and piece.right <= box.right
            if not (inside or key in picture.grounds):
                yield key


def _others(picture: Picture, besides: frozenset[str]) -> Iterator[Box]:
    for key, line in picture.lines.items():
        if key not in besides:
            for first, second in line.pieces():
                yield around(first, second)


def _beside(piece: Box, other: Box) -> float:
    """What it costs to cross another arrow, or to run upon it."""
    if not crosses(piece, other.grown(4)):
        return 0.0
    level, other_level = piece.width > piece.height, other.width > other.height
    return _ALONG if level == other_level else _CROSS


def tidy(points: list[Point]) -> list[Point]:
    """The points without those that lie on a straight way between their neighbours."""
    made: list[Point] = []
    for point in points:
        if made and abs(made[-1][0] - point[0]) < 1 and abs(made[-1][1] - point[1]) < 1:
            continue
        while len(made) > 1 and (_same(0, made[-2], made[-1], point) or _same(1, made[-2], made[-1], point)):
            made.pop()
        made.append(point)
    return made if len(made) > 1 else points


def _same(axis: int, first: Point, middle: Point, last: Point) -> bool:
    return abs(first[axis] - middle[axis]) < 1 and abs(middle[axis] - last[axis]) < 1

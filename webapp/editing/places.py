"""Where a new step comes to stand on an arrow, and how room is made for it.

Every straight piece of the arrow is looked at, and every line along which the picture could be drawn apart there; what
costs least is done.  Where there is room already, nothing moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from webapp.editing.picture import Box, Line, Picture, around, runs_in, walls

GAP = 35.0  # Between two steps, as the diagrams have it.
_BEND_GAP, _AIR, _WALL_AIR = 25.0, 12.0, 15.0
_DODGE, _SPAN, _UPRIGHT, _OTHER_LANE = 60.0, 15.0, 150.0, 120.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a new step stands: its box, and the piece of the arrow it stands on."""

    box: Box
    piece: int


@dataclass(frozen=True, slots=True)
class _Plan:
    cost: float
    piece: int
    cut: float
    by: float
    left: float
    above: float  # How much room is to be made above and below the arrow, and where.
    above_at: float
    below: float
    below_at: float
    upright: bool = False


@dataclass(frozen=True, slots=True)
class _Obstacle:
    box: Box
    firm: bool  # A shape or label goes as a whole; an arrow, a wall or a sub-process is lengthened.


def room_on(picture: Picture, key: str, size: tuple[float, float], lane: str = "", wanted: bool = False) -> Spot | None:
    """Make room for a box on an arrow; None where the arrow has no piece in the lane that is `wanted`.

    Without the wish the lane is only preferred.
    """
    plans = list(_plans(picture, key, size, lane, wanted))
    picture.turn()
    turned = [
        replace(plan, upright=True, cost=plan.cost + _UPRIGHT)
        for plan in _plans(picture, key, size[::-1], lane, wanted, turned=True)
    ]
    picture.turn()
    best = min([*plans, *turned], key=lambda plan: plan.cost, default=None)
    if best is None:
        return None
    if not best.upright:
        return Spot(_carry_out(picture, key, best, size), best.piece)
    picture.turn()
    box = _carry_out(picture, key, best, size[::-1])
    picture.turn()
    return Spot(box.turned(), best.piece)


def _carry_out(picture: Picture, key: str, plan: _Plan, size: tuple[float, float]) -> Box:
    picture.heighten(plan.below_at, plan.below)
    picture.heighten(plan.above_at, plan.above)
    picture.widen(plan.cut, plan.by)
    y = picture.lines[key].points[plan.piece][1]
    return Box(plan.left, y - size[1] / 2, *size)


def _plans(
    picture: Picture, key: str, size: tuple[float, float], lane: str, wanted: bool, turned: bool = False
) -> Iterator[_Plan]:
    line = picture.lines[key]
    ground = picture.shapes.get(lane)
    for index, (first, second) in enumerate(line.pieces()):
        if abs(first[1] - second[1]) < 1 and abs(first[0] - second[0]) > 1:
            for cut in _cuts(picture, key, index, size):
                at = (cut, first[1])
                inside = ground is None or (ground.left < cut < ground.right if turned else ground.holds(at))
                plan = _plan(picture, key, index, size, cut) if inside or not wanted else None
                if plan is not None:
                    yield plan if inside else replace(plan, cost=plan.cost + _OTHER_LANE)


def _cuts(picture: Picture, key: str, index: int, size: tuple[float, float]) -> list[float]:
    """Where the picture may be drawn apart along a piece."""
    line = picture.lines[key]
    piece = _piece(line, index)
    lowest, highest = piece.left + 1, piece.right
    label = picture.labels.get(key)
    if label is not None and index == 0 and label.left < piece.right and piece.left < label.right:
        if line.points[0][0] < line.points[1][0]:
            lowest = max(lowest, label.right + 1)
        else:
            highest = min(highest, label.left - 1)
    cuts = {lowest, highest, round((lowest + highest) / 2), lowest + GAP / 2, highest - GAP / 2}
    for obstacle in _obstacles(picture, key, index, size):
        cuts |= {obstacle.box.left - 1, obstacle.box.right + 1}
    return sorted(cut for cut in cuts if lowest <= cut <= highest)


def _plan(picture: Picture, key: str, index: int, size: tuple[float, float], cut: float) -> _Plan | None:
    line = picture.lines[key]
    piece = _piece(line, index)

    left_end = index == 0 if line.points[index][0] < line.points[index + 1][0] else index == len(line.points) - 2
    right_end = index == len(line.points) - 2 if line.points[index][0] < line.points[index + 1][0] else index == 0
    lowest = piece.left + (GAP if left_end else _BEND_GAP)
    highest = piece.right - (GAP if right_end else _BEND_GAP)
    dodged: list[float] = []
    for obstacle in _obstacles(picture, key, index, size):
        box = obstacle.box
        if not obstacle.firm and box.left < cut <= box.right:
            nearest = box.top if box.top > piece.top else box.bottom
            if box.top - 8 < piece.top < box.bottom + 8:
                return None
            dodged.append(nearest)
        elif (box.middle[0] if obstacle.firm else box.right) < cut:
            lowest = max(lowest, box.right + _WALL_AIR)
        else:
            highest = min(highest, box.left - _WALL_AIR)
    by = max(0.0, size[0] - (highest - lowest))
    half = size[1] / 2 + _AIR
    y = piece.top
    above = max((line_y for line_y in dodged if line_y < y), default=y - half)
    below = min((line_y for line_y in dodged if line_y > y), default=y + half)
    lacking = (max(0.0, half - (y - above)), max(0.0, half - (below - y)))
    spans = sum(1 for other in picture.shapes if _spans(picture, other, cut)) if by else 0
    cost = by + sum(lacking) + _DODGE * sum(1 for each in lacking if each) + _SPAN * spans
    return _Plan(cost, index, cut, by, lowest, lacking[0], (above + y) / 2, lacking[1], (below + y) / 2)


def _spans(picture: Picture, key: str, cut: float) -> bool:
    box = picture.shapes[key]
    return key not in picture.open and key not in picture.hosts and box.left < cut < box.right


def _piece(line: Line, index: int) -> Box:
    return around(line.points[index], line.points[index + 1])


def _obstacles(picture: Picture, key: str, index: int, size: tuple[float, float]) -> Iterator[_Obstacle]:
    """What stands in the band that the new step would fill, along a piece."""
    line = picture.lines[key]
    piece = _piece(line, index)
    half = size[1] / 2 + _AIR
    band = Box(piece.left, piece.top - half, piece.width, 2 * half)
    upon = picture.around_of(key)
    for shape, box in picture.shapes.items():
        if shape in upon:
            yield from (_Obstacle(wall, False) for wall in walls(box) if runs_in(wall, band))
        elif box.meets(band):
            yield _Obstacle(box, shape not in picture.open)
    for label in picture.labels.values():
        if label.meets(band):
            yield _Obstacle(label, True)
    for other in picture.lines:
        yield from (_Obstacle(each, False) for each in _pieces(picture, other, (key, index)) if runs_in(each, band))


def _pieces(picture: Picture, key: str, besides: tuple[str, int]) -> Iterator[Box]:
    """The straight pieces of an arrow, but one."""
    for number, ends in enumerate(picture.lines[key].pieces()):
        if (key, number) != besides:
            yield around(*ends)

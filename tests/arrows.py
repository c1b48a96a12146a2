"""Which arrows of a diagram cross, by the picture's own numbers."""

from itertools import combinations, pairwise

from engine.xml import read_xml

Point = tuple[float, float]
Line = tuple[Point, Point]


def crossing_arrows(path: str, content: bytes) -> set[frozenset[str]]:
    """The pairs of sequence flows that cross; those that run together, meet or touch do not."""
    root = read_xml(content, path)
    flows = {flow.get("id") for flow in root.iter("{*}sequenceFlow")}
    lines: dict[str, list[Line]] = {}
    for edge in root.iter("{*}BPMNEdge"):
        if (drawn := edge.get("bpmnElement")) and drawn in flows:
            bends = [(float(at.get("x", "0")), float(at.get("y", "0"))) for at in edge.iter("{*}waypoint")]
            lines[drawn] = list(pairwise(bends))
    return {
        frozenset((one, other))
        for (one, ones), (other, others) in combinations(lines.items(), 2)
        if any(_cross(first, second) for first in ones for second in others)
    }


def _cross(one: Line, other: Line) -> bool:
    return _parts(one, other) and _parts(other, one)


def _parts(line: Line, ends: Line) -> bool:
    """Whether the two ends lie on different sides of the line."""
    (left, top), (right, bottom) = line
    sides = [(right - left) * (y - top) - (bottom - top) * (x - left) for x, y in ends]
    return sides[0] * sides[1] < 0

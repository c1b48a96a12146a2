"""The picture of a diagram as boxes and lines, and the one way in which room is made in it.

`stretch` cuts the whole picture along a line and draws the halves apart: what lies beyond the line moves, what the
line crosses grows, arrows are lengthened.  Nothing that stood apart can come to lie upon another.  All is written for
the direction from left to right; from top to bottom it is the same with the picture turned over (`turned`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import etree

from engine.lint.tags import CONTAINERS, DC, DI, bpmn, local, reference
from webapp.editing.document import Document, shape_tag

Point = tuple[float, float]
_NEAR = 90.0  # So far from its beginning a label of an arrow still belongs to the beginning.


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> Point:
        return self.left + self.width / 2, self.top + self.height / 2

    def turned(self) -> "Box":
        """The box with the axes exchanged."""
        return Box(self.top, self.left, self.height, self.width)

    def moved(self, dx: float, dy: float = 0) -> "Box":
        """The box elsewhere."""
        return replace(self, left=self.left + dx, top=self.top + dy)

    def grown(self, margin: float) -> "Box":
        """The box with a margin all around."""
        return Box(self.left - margin, self.top - margin, self.width + 2 * margin, self.height + 2 * margin)

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.left < other.right - 0.5
            and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5
            and other.top < self.bottom - 0.5
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies within."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


def around(first: Point, second: Point) -> Box:
    """The box that a piece of an arrow fills: flat."""
    return Box(min(first[0], second[0]), min(first[1], second[1]), abs(first[0] - second[0]), abs(first[1] - second[1]))


def walls(box: Box) -> tuple[Box, ...]:
    """The four sides of a box, flat."""
    return (
        Box(box.left, box.top, box.width, 0),
        Box(box.left, box.bottom, box.width, 0),
        Box(box.left, box.top, 0, box.height),
        Box(box.right, box.top, 0, box.height),
    )


def runs_in(piece: Box, area: Box) -> bool:
    """Whether a flat piece comes into an area, not only to its edge."""
    return (
        piece.left < area.right - 0.5
        and piece.right > area.left + 0.5
        and piece.top < area.bottom - 0.5
        and piece.bottom > area.top + 0.5
    )


@dataclass
class Line:
    """An arrow as drawn, and what it joins."""

    points: list[Point]
    source: str
    target: str

    def pieces(self) -> Iterator[tuple[Point, Point]]:
        """The straight pieces, from the source on."""
        yield from pairwise(self.points)


class Picture:
    """Where everything is drawn."""

    def __init__(self, document: Document) -> None:
        """Read the picture of a document; what is not drawn is not in it."""
        self.document = document
        self.shapes: dict[str, Box] = {}
        self.labels: dict[str, Box] = {}
        self.lines: dict[str, Line] = {}
        self.open: set[str] = set()  # Pools, lanes and unfolded sub-processes: what grows when it is cut.
        self.grounds: set[str] = set()  # Pools and lanes: what others lie upon.
        self.hosts: dict[str, str] = {}
        self._elements: dict[str, etree._Element] = {}
        parts = {part.get("id") or "": part for part in document.root.iter(bpmn("*"))}
        for shape in document.root.iter(shape_tag("BPMNShape")):
            self._read_shape(shape, parts)
        for edge in document.root.iter(shape_tag("BPMNEdge")):
            self._read_edge(edge, parts)

    def _read_shape(self, shape: etree._Element, parts: dict[str, etree._Element]) -> None:
        key, bounds = reference(shape, "bpmnElement"), shape.find(f"{{{DC}}}Bounds")
        part = parts.get(key)
        if bounds is None or part is None:
            return
        self.shapes[key] = _box(bounds)
        self._elements[key] = shape
        self._read_label(key, shape)
        unfolded = local(part) in CONTAINERS and shape.get("isExpanded") != "false"
        if local(part) in ("participant", "lane"):
            self.grounds.add(key)
        if key in self.grounds or unfolded:
            self.open.add(key)
        if local(part) == "boundaryEvent":
            self.hosts[key] = reference(part, "attachedToRef")

    def _read_edge(self, edge: etree._Element, parts: dict[str, etree._Element]) -> None:
        key = reference(edge, "bpmnElement")
        points = [(float(each.get("x", 0)), float(each.get("y", 0))) for each in edge.iterfind(f"{{{DI}}}waypoint")]
        part = parts.get(key)
        if part is not None and len(points) > 1:
            self.lines[key] = Line(points, reference(part, "sourceRef"), reference(part, "targetRef"))
            self._elements[key] = edge
            self._read_label(key, edge)

    def _read_label(self, key: str, drawn: etree._Element) -> None:
        bounds = drawn.find(f"{shape_tag('BPMNLabel')}/{{{DC}}}Bounds")
        if bounds is not None:
            self.labels[key] = _box(bounds)

    # Making room

    def turn(self) -> None:
        """Exchange the axes; turned twice it is as before."""
        self.shapes = {key: box.turned() for key, box in self.shapes.items()}
        self.labels = {key: box.turned() for key, box in self.labels.items()}
        for line in self.lines.values():
            line.points = [(y, x) for x, y in line.points]

    def widen(self, at: float, by: float) -> None:
        """Draw the picture apart at x = `at`: what lies to the right moves right by `by`."""
        if by <= 0:
            return
        by = float(round(by))
        shifts = {key: self._shift(key, at, by) for key in self.shapes}
        for key, line in self.lines.items():
            self._stretch_line(key, line, at, by, shifts)
        for key, box in self.shapes.items():
            if key in self.labels:
                self.labels[key] = self.labels[key].moved(shifts[key])
            if key in self.open:
                left = box.left + (by if box.left >= at else 0)
                right = box.right + (by if box.right > at else 0)
                self.shapes[key] = replace(box, left=left, width=right - left)
            else:
                self.shapes[key] = box.moved(shifts[key])

    def heighten(self, at: float, by: float) -> None:
        """The same from top to bottom at y = `at`."""
        self.turn()
        self.widen(at, by)
        self.turn()

    def _shift(self, key: str, at: float, by: float) -> float:
        host = self.hosts.get(key)
        if host in self.shapes and host not in self.open:
            return self._shift(host, at, by)
        box = self.shapes[key]
        return by if (box.left if key in self.open else box.middle[0]) >= at else 0

    def _stretch_line(self, key: str, line: Line, at: float, by: float, shifts: dict[str, float]) -> None:
        old = line.points
        deltas = [by if x >= at else 0.0 for x, _ in old]
        for end, indexes in ((line.source, range(len(old))), (line.target, range(len(old) - 1, -1, -1))):
            if end in shifts and end not in self.open:
                for index in indexes:  # What stands upright upon a shape goes with it.
                    if abs(old[index][0] - old[indexes[0]][0]) > 1:
                        break
                    deltas[index] = shifts[end]
        if key in self.labels:
            self.labels[key] = self.labels[key].moved(_label_shift(old, deltas, self.labels[key], at, by))
        line.points = _upright(old, [(x + delta, y) for (x, y), delta in zip(old, deltas, strict=True)])

    # Asking

    def lane_box(self, key: str) -> Box | None:
        """Where a lane is drawn."""
        return self.shapes.get(key)

    def owner_of(self, key: str) -> str:
        """The unfolded sub-process that a step lies in; empty where none is drawn around it."""
        parent = self.document.find(key).getparent()
        owner = parent.get("id") if parent is not None else None
        return owner if owner in self.open else ""

    def around_of(self, key: str) -> set[str]:
        """What a step lies upon: pools, lanes, the sub-processes around it."""
        found = set(self.grounds)
        while key := self.owner_of(key):
            found.add(key)
        return found

    # Writing

    def write(self) -> None:
        """Put the places into the document; what did not move is not touched."""
        for key, box in self.shapes.items():
            drawn = self._elements.get(key)
            if drawn is not None:
                _write_box(drawn.find(f"{{{DC}}}Bounds"), box)
        for key, line in self.lines.items():
            drawn = self._elements.get(key)
            if drawn is not None:
                self._write_points(drawn, line.points)
        for key, box in self.labels.items():
            self._write_label(key, box)

    def _write_points(self, edge: etree._Element, points: list[Point]) -> None:
        drawn = list(edge.iterfind(f"{{{DI}}}waypoint"))
        for extra in drawn[len(points) :]:
            self.document.remove(extra)
        for index, (x, y) in enumerate(points):
            if index < len(drawn):
                _set_number(drawn[index], "x", x)
                _set_number(drawn[index], "y", y)
            else:
                waypoint = self.document.create(f"{{{DI}}}waypoint", {"x": _number(x), "y": _number(y)})
                self.document.insert(edge, index, waypoint)

    def _write_label(self, key: str, box: Box) -> None:
        drawn = self._elements.get(key)
        if drawn is None:
            return
        bounds = drawn.find(f"{shape_tag('BPMNLabel')}/{{{DC}}}Bounds")
        if bounds is not None:
            _write_box(bounds, box)
        else:
            label = self.document.create(shape_tag("BPMNLabel"))
            label.append(self._bounds(box))
            self.document.append(drawn, label)

    def _bounds(self, box: Box) -> etree._Element:
        bounds = self.document.create(f"{{{DC}}}Bounds")
        for name, value in (("x", box.left), ("y", box.top), ("width", box.width), ("height", box.height)):
            bounds.set(name, _number(value))
        return bounds

    def add_shape(self, key: str, box: Box, label: Box | None = None) -> None:
        """Draw a new step."""
        shape = self.document.create(shape_tag("BPMNShape"), {"id": self.document.new_id(f"{key}_di")})
        shape.set("bpmnElement", key)
        shape.append(self._bounds(box))
        plane = next(self.document.root.iter(shape_tag("BPMNPlane")))
        edge = plane.find(shape_tag("BPMNEdge"))
        self.document.insert(plane, len(plane) if edge is None else plane.index(edge), shape)
        self._elements[key], self.shapes[key] = shape, box
        if label is not None:
            self.labels[key] = label

    def mark(self, key: str, attribute: str) -> None:
        """Say that a lane lies (`isHorizontal`), that a choice shows its cross (`isMarkerVisible`)."""
        self._elements[key].set(attribute, "true")

    def add_line(self, key: str, line: Line, label: Box | None = None) -> None:
        """Draw a new arrow."""
        edge = self.document.create(shape_tag("BPMNEdge"), {"id": self.document.new_id(f"{key}_di")})
        edge.set("bpmnElement", key)
        for x, y in line.points:
            edge.append(self.document.create(f"{{{DI}}}waypoint", {"x": _number(x), "y": _number(y)}))
        self.document.append(next(self.document.root.iter(shape_tag("BPMNPlane"))), edge)
        self._elements[key], self.lines[key] = edge, line
        if label is not None:
            self.labels[key] = label

    def erase(self, key: str) -> None:
        """Take a step or an arrow off the picture."""
        for drawn in (
            *self.document.root.iter(shape_tag("BPMNShape")),
            *self.document.root.iter(shape_tag("BPMNEdge")),
        ):
            if reference(drawn, "bpmnElement") == key:
                self.document.remove(drawn)
        for places in (self.shapes, self.labels, self.lines, self._elements, self.hosts):
            places.pop(key, None)


def _label_shift(points: list[Point], deltas: list[float], label: Box, at: float, by: float) -> float:
    """How far the label of an arrow goes: with the beginning where it stands there, else with the piece beside it."""
    x, y = label.middle
    start = points[0]
    if abs(x - start[0]) + abs(y - start[1]) < _NEAR:
        return deltas[0]
    nearest = min(range(len(points) - 1), key=lambda index: _distance(around(points[index], points[index + 1]), (x, y)))
    if abs(points[nearest][0] - points[nearest + 1][0]) <= 1:
        return deltas[nearest]
    return by if x >= at else 0.0


def _distance(box: Box, point: Point) -> float:
    dx = max(box.left - point[0], 0, point[0] - box.right)
    dy = max(box.top - point[1], 0, point[1] - box.bottom)
    return dx + dy


def _upright(old: list[Point], new: list[Point]) -> list[Point]:
    """The new points; where a piece that stood upright would lean, it takes a step aside half way."""
    made = [new[0]]
    for index in range(1, len(new)):
        first, second = made[-1], new[index]
        stood = abs(old[index][0] - old[index - 1][0]) <= 1 and abs(old[index][1] - old[index - 1][1]) > 1
        if stood and abs(first[0] - second[0]) > 1:
            half = round((first[1] + second[1]) / 2)
            made += [(first[0], half), (second[0], half)]
        made.append(second)
    return made


def _box(bounds: etree._Element) -> Box:
    return Box(*(float(bounds.get(name) or 0) for name in ("x", "y", "width", "height")))


def _write_box(bounds: etree._Element | None, box: Box) -> None:
    if bounds is not None:
        for name, value in (("x", box.left), ("y", box.top), ("width", box.width), ("height", box.height)):
            _set_number(bounds, name, value)


def _set_number(element: etree._Element, name: str, value: float) -> None:
    if float(element.get(name) or 0) != value:
        element.set(name, _number(value))


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"

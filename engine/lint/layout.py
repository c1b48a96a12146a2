"""Rules about the picture (BPMN DI): what runs is drawn, and what is drawn can be seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part
from engine.lint.rules import WARNING, Fault, Spot, rule
from engine.lint.tags import BPMNDI, CONTAINERS, DC, reference

_FAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """Where a part is drawn, in pixels."""

    part: Part
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether two parts cover each other, more than by their edges."""
        return (
            self.left < other.right - 1
            and other.left < self.right - 1
            and self.top < other.bottom - 1
            and other.top < self.bottom - 1
        )

    def holds(self, other: "Box") -> bool:
        """Whether another part is drawn wholly within this one."""
        return (
            self.left <= other.left + 1
            and other.right <= self.right + 1
            and self.top <= other.top + 1
            and other.bottom <= self.bottom + 1
        )


@rule(
    "drawing",
    "picture-missing",
    WARNING,
    why="Without it people see the process as text only.",
    en="Expected a picture (diagram interchange) of the process, but the file has none.",
    fi="Prosessista pitäisi olla piirros, mutta tiedostossa ei ole sitä.",
    sv="Det borde finnas en bild av processen, men filen saknar den.",
)
def picture_missing(drawing: Drawing) -> Iterator[Fault]:
    if not drawing.remember(_boxes):
        yield Fault(Spot(int(drawing.root.sourceline or 1), drawing.root.get("id") or ""))


@rule(
    "drawing",
    "picture-incomplete",
    WARNING,
    why="What is not in the picture runs all the same, unseen.",
    en='Expected the {kind} "{label}" in the picture, but it is not drawn.',
    fi='Osan "{label}" ({kind}) pitäisi olla piirroksessa, mutta sitä ei ole piirretty.',
    sv='"{label}" ({kind}) borde finnas i bilden, men är inte ritad.',
)
def picture_incomplete(drawing: Drawing) -> Iterator[Fault]:
    boxes = drawing.remember(_boxes)
    if boxes:
        edges = {reference(edge, "bpmnElement") for edge in drawing.root.iter(f"{{{BPMNDI}}}BPMNEdge")}
        for part in (*drawing.nodes(), *drawing.flows()):
            if part.id and part.id not in boxes and part.id not in edges:
                yield Fault(part, {"kind": part.term, "label": part.label})


@rule(
    "drawing",
    "picture-overlap",
    WARNING,
    why="Of two parts in one place only one is seen.",
    en='Expected "{label}" beside "{other}", but one is drawn upon the other.',
    fi='Osien "{label}" ja "{other}" pitäisi olla vierekkäin, mutta ne on piirretty päällekkäin.',
    sv='"{label}" borde stå bredvid "{other}", men de är ritade på varandra.',
)
def picture_overlap(drawing: Drawing) -> Iterator[Fault]:
    boxes = drawing.remember(_boxes)
    for scope in drawing.scopes():
        placed = [boxes[node.id] for node in scope.nodes if node.id in boxes and node.kind != "boundaryEvent"]
        placed.sort(key=lambda box: box.left)
        for first, second in _neighbours(placed):
            if first.overlaps(second):
                yield Fault(second.part, {"label": second.part.label, "other": first.part.label})


@rule(
    "drawing",
    "picture-outside",
    WARNING,
    why="A part that is drawn elsewhere than it belongs misleads.",
    en='Expected "{label}" within "{owner}", to which it belongs, but it is drawn outside.',
    fi='Osan "{label}" pitäisi olla kohdan "{owner}" sisällä, johon se kuuluu, mutta se on piirretty sen ulkopuolelle.',
    sv='"{label}" borde stå inom "{owner}", dit den hör, men är ritad utanför.',
)
def picture_outside(drawing: Drawing) -> Iterator[Fault]:
    boxes = drawing.remember(_boxes)
    folded = _folded(drawing)
    for node in drawing.nodes():
        owner = _drawn_owner(node)
        if owner is None or owner.id in folded or node.kind == "boundaryEvent":
            continue
        if owner.id in boxes and node.id in boxes and not boxes[owner.id].holds(boxes[node.id]):
            yield Fault(node, {"label": node.label, "owner": owner.label})


def _neighbours(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """The pairs that overlap from left to right, of boxes sorted by their left side; at most some thousands."""
    pairs = 0
    for index, first in enumerate(boxes):
        for second in boxes[index + 1 :]:
            if second.left >= first.right or pairs > 20_000:
                break
            pairs += 1
            yield first, second


def _boxes(drawing: Drawing) -> dict[str, Box]:
    found: dict[str, Box] = {}
    for shape in drawing.root.iter(f"{{{BPMNDI}}}BPMNShape"):
        part = drawing.by_id.get(reference(shape, "bpmnElement"))
        bounds = shape.find(f"{{{DC}}}Bounds")
        if part is not None and bounds is not None:
            left, top = _number(bounds, "x"), _number(bounds, "y")
            width, height = _number(bounds, "width"), _number(bounds, "height")
            found.setdefault(part.id, Box(part, left, top, left + width, top + height))
    return found


def _number(bounds: etree._Element, name: str) -> float:
    try:
        number = float(bounds.get(name) or 0)
    except ValueError:
        return 0.0
    return number if abs(number) < _FAR else 0.0


def _folded(drawing: Drawing) -> set[str]:
    """The sub-processes that are drawn shut: their inside has a plane of its own."""
    shapes = drawing.root.iter(f"{{{BPMNDI}}}BPMNShape")
    shut = {reference(shape, "bpmnElement") for shape in shapes if shape.get("isExpanded") == "false"}
    planes = {reference(plane, "bpmnElement") for plane in drawing.root.iter(f"{{{BPMNDI}}}BPMNPlane")}
    return shut | planes


def _drawn_owner(node: Node) -> Part | None:
    owner = node.scope.owner
    if isinstance(owner, Node):
        return owner if owner.kind in CONTAINERS else None
    return getattr(owner, "participant", None)

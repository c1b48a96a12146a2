"""Rules about compensation: which step undoes another, and what sets it off (BPMN 2.0.2, 10.7)."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Scope
from engine.lint.rules import ERROR, Fault, rule
from engine.lint.supported import COMPENSATION
from engine.lint.tags import bpmn, reference


@rule(
    "drawing",
    "compensation-unpaired",
    ERROR,
    why="Only a compensation event joined to one step by an association says what undoes what.",
    en='Expected "{label}" to be one half of a pair, a compensation event at a step and the one step that undoes it, '
    "joined by an association, but it is not.",
    fi='Osan "{label}" pitää olla toinen puoli parista: vaiheen reunalla hyvitystapahtuma ja siihen liitosviivalla '
    "yhdistetty yksi vaihe, joka peruu sen. Nyt se ei ole.",
    sv='"{label}" ska vara ena halvan av ett par: en kompensationshändelse på kanten av ett steg och det enda steg som '
    "upphäver det, förenade med en associationslinje. Nu är den inte det.",
)
def compensation_unpaired(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        pairs = _pairs(scope)
        for node in _events(scope):
            if node not in pairs:
                yield Fault(node, {"label": node.label})
        for node in scope.nodes:
            if node.is_compensation and node not in pairs.values():
                yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "compensation-on-a-path",
    ERROR,
    why="What undoes a step is done when it is called for, and never on the way.",
    en='Expected "{label}" to stand apart from every path, for it undoes another step, but an arrow or a boundary '
    "event is drawn at it.",
    fi='Osan "{label}" pitää olla irti poluista, sillä se peruu toisen vaiheen, mutta siihen on piirretty nuoli tai '
    "reunatapahtuma.",
    sv='"{label}" ska stå utanför alla vägar, för den upphäver ett annat steg, men en pil eller en kanthändelse är '
    "ritad vid den.",
)
def compensation_on_a_path(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        for node in [*_events(scope), *(node for node in scope.nodes if node.is_compensation)]:
            if node.incoming or node.outgoing or node.boundaries:
                yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "compensation-out-of-reach",
    ERROR,
    why="Steps are undone within the process or sub-process that they are drawn in.",
    en='Expected "{label}" to undo steps that stand beside it and can be undone, but it reaches for others.',
    fi='Osan "{label}" pitää perua vaiheita, jotka ovat samassa prosessissa tai osaprosessissa ja joilla on hyvitys, '
    "mutta se tarkoittaa muita.",
    sv='"{label}" ska upphäva steg som står i samma process eller delprocess och kan upphävas, men den avser andra.',
)
def compensation_out_of_reach(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        undone = {event.attached_to.id for event in _pairs(scope) if event.attached_to is not None}
        for node in scope.nodes:
            if node.kind in ("intermediateThrowEvent", "endEvent") and COMPENSATION in node.triggers:
                named = _named(node)
                if _in_event_subprocess(scope) or (named not in undone if named else _undone_inside(scope)):
                    yield Fault(node, {"label": node.label})


def _events(scope: Scope) -> list[Node]:
    return [node for node in scope.nodes if node.kind == "boundaryEvent" and COMPENSATION in node.triggers]


def _pairs(scope: Scope) -> dict[Node, Node]:
    """What undoes the step that each compensation event sits on."""
    by_id = {node.id: node for node in scope.nodes}
    hosts = [event.attached_to for event in _events(scope)]
    found: dict[Node, Node] = {}
    for event in _events(scope):
        led_to = [by_id.get(target) for target in _associated(scope, event)]
        handler = led_to[0] if len(led_to) == 1 else None
        if handler is not None and handler.is_compensation and hosts.count(event.attached_to) == 1:
            found[event] = handler
    return found


def _associated(scope: Scope, event: Node) -> list[str]:
    drawn = scope.owner.element.iterchildren(bpmn("association"))
    return [reference(one, "targetRef") for one in drawn if reference(one, "sourceRef") == event.id]


def _named(throwing: Node) -> str:
    """The id of the one step that a throwing event means; empty for all."""
    return next(reference(one.element, "activityRef") for one in throwing.definitions if one.kind == COMPENSATION)


def _in_event_subprocess(scope: Scope) -> bool:
    return isinstance(scope.owner, Node) and scope.owner.is_event_subprocess


def _undone_inside(scope: Scope) -> bool:
    """Whether a sub-process inside has steps of its own that can be undone."""
    return any(_events(inner) for inner in scope.all_scopes() if inner is not scope)

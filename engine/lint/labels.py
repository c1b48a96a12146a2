"""Rules about words: a reader who sees only the drawing understands it."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node
from engine.lint.rules import WARNING, Fault, rule
from engine.lint.tags import ACTIVITIES

_MAX_LABEL = 120


@rule(
    "drawing",
    "label-missing",
    WARNING,
    why="People find their work, and where an instance stands, by these words.",
    en='Expected a label on the {kind} "{label}", but it has none.',
    fi='Osalla "{label}" ({kind}) pitäisi olla nimi, mutta sitä ei ole.',
    sv='"{label}" ({kind}) borde ha ett namn, men saknar det.',
)
def label_missing(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if not node.name and _needs_label(node):
            yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "drawing",
    "label-missing-on-way",
    WARNING,
    why="At a choice the words on the arrows say which way is which.",
    en='Expected a label on the arrow from the choice "{gateway}" to "{target}", but it has none.',
    fi='Valinnasta "{gateway}" kohtaan "{target}" johtavalla nuolella pitäisi olla nimi, mutta sitä ei ole.',
    sv='Pilen från valet "{gateway}" till "{target}" borde ha ett namn, men saknar det.',
)
def label_missing_on_way(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("exclusiveGateway", "inclusiveGateway") and len(node.outgoing) > 1:
            for flow in node.outgoing:
                if not flow.name:
                    target = flow.target.label if flow.target else flow.target_ref
                    yield Fault(flow, {"gateway": node.label, "target": target})


@rule(
    "drawing",
    "label-long",
    WARNING,
    why="A label is a headline; what is to be done belongs into the documentation.",
    en="Expected a label of at most {limit} characters, but this one has {count}.",
    fi="Nimessä saisi olla enintään {limit} merkkiä, mutta siinä on {count}.",
    sv="Ett namn borde ha högst {limit} tecken, men det här har {count}.",
)
def label_long(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if len(node.name) > _MAX_LABEL:
            yield Fault(node, {"limit": _MAX_LABEL, "count": len(node.name)})


def _needs_label(node: Node) -> bool:
    if node.kind in ("exclusiveGateway", "inclusiveGateway"):
        return len(node.outgoing) > 1
    if node.kind.endswith("Gateway"):
        return False
    return node.kind in ACTIVITIES or node.kind.endswith("Event")

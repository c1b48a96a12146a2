"""Rules about arrows: every step is reached, and every path leads somewhere."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Scope
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.supported import COMPENSATION
from engine.lint.tags import ACTIVITIES
from engine.lint.words import Term

_LANDING = "intermediateCatchEvent"


@rule(
    "drawing",
    "flow-loose",
    ERROR,
    why="An arrow whose end hangs in the air leads nowhere, however it looks.",
    en='Expected the arrow "{label}" to join two steps, but its {end} "{missing}" does not exist.',
    fi='Nuolen "{label}" pitää yhdistää kaksi vaihetta, mutta sen {end} "{missing}" puuttuu.',
    sv='Pilen "{label}" ska förena två steg, men dess {end} "{missing}" finns inte.',
)
def flow_loose(drawing: Drawing) -> Iterator[Fault]:
    for flow in drawing.flows():
        if flow.source is None:
            yield Fault(flow, {"label": flow.label, "end": Term("source"), "missing": flow.source_ref or "?"})
        if flow.target is None:
            yield Fault(flow, {"label": flow.label, "end": Term("target"), "missing": flow.target_ref or "?"})


@rule(
    "drawing",
    "flow-crosses-edge",
    ERROR,
    why="Arrows stay within one process or sub-process; between pools go messages.",
    en='Expected the arrow "{label}" to stay within "{scope}", but it leads out of it; '
    "end the sub-process or send a message instead.",
    fi='Nuolen "{label}" pitää pysyä kohdan "{scope}" sisällä, mutta se johtaa ulos; käytä sanomaa.',
    sv='Pilen "{label}" ska stanna inom "{scope}", men den leder ut; använd ett meddelande eller avsluta delprocessen.',
)
def flow_crosses_edge(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        for flow in scope.flows:
            if any(end is not None and end.scope is not scope for end in (flow.source, flow.target)):
                yield Fault(flow, {"label": flow.label, "scope": scope.owner.label})


@rule(
    "drawing",
    "flow-into-start",
    ERROR,
    why="A start event begins a path, an end event ends one, and a boundary event is begun by what it sits on.",
    en='Expected no arrow into the {kind} "{label}", but "{flow}" leads there.',
    fi='Osaan "{label}" ({kind}) ei saa tulla nuolta, mutta "{flow}" johtaa siihen.',
    sv='Ingen pil ska leda till "{label}" ({kind}), men "{flow}" gör det.',
)
def flow_into_start(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("startEvent", "boundaryEvent") or node.is_event_subprocess:
            for flow in node.incoming:
                yield Fault(node, {"kind": node.term, "label": node.label, "flow": flow.label})


@rule(
    "drawing",
    "flow-out-of-end",
    ERROR,
    why="After an end event nothing of that path goes on.",
    en='Expected no arrow out of the {kind} "{label}", but "{flow}" leaves it.',
    fi='Osasta "{label}" ({kind}) ei saa lähteä nuolta, mutta "{flow}" lähtee siitä.',
    sv='Ingen pil ska lämna "{label}" ({kind}), men "{flow}" gör det.',
)
def flow_out_of_end(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "endEvent" or node.is_event_subprocess:
            for flow in node.outgoing:
                yield Fault(node, {"kind": node.term, "label": node.label, "flow": flow.label})


@rule(
    "drawing",
    "flow-duplicate",
    WARNING,
    why="Two arrows between the same steps do the second step twice.",
    en='Expected one arrow from "{source}" to "{target}", but there are two of the same meaning.',
    fi='Vaiheesta "{source}" vaiheeseen "{target}" pitäisi olla yksi nuoli, mutta samanlaisia on kaksi.',
    sv='Mellan "{source}" och "{target}" borde finnas en pil, men det finns två likadana.',
)
def flow_duplicate(drawing: Drawing) -> Iterator[Fault]:
    seen: set[tuple[int, int, str]] = set()
    for flow in drawing.flows():
        if flow.source is None or flow.target is None:
            continue
        key = (id(flow.source), id(flow.target), flow.condition)
        if key in seen:
            yield Fault(flow, {"source": flow.source.label, "target": flow.target.label})
        seen.add(key)


@rule(
    "drawing",
    "disconnected",
    ERROR,
    why="A step without arrows is never done.",
    en='Expected arrows to or from the {kind} "{label}", but it stands alone.',
    fi='Osaan "{label}" ({kind}) pitää liittyä nuoli, mutta se on irrallaan.',
    sv='Pilar ska leda till eller från "{label}" ({kind}), men den står ensam.',
)
def disconnected(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if _stands_alone(node):
            yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "drawing",
    "unreachable",
    ERROR,
    why="What no path from a start leads to is never done, and the engine does not even look at it.",
    en='Expected a path from a start event to the {kind} "{label}", but no arrow leads there.',
    fi='Alkutapahtumasta pitää päästä osaan "{label}" ({kind}), mutta mikään nuoli ei johda siihen.',
    sv='En väg ska leda från en starthändelse till "{label}" ({kind}), men ingen pil leder dit.',
)
def unreachable(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        if not scope.starts:
            continue  # One sentence about the missing start is enough.
        reached = reachable(scope, [*scope.starts, *_begun_otherwise(scope)])
        for node in scope.nodes:
            if node not in reached and not _stands_alone(node) and not _hangs(node):
                yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "drawing",
    "end-implicit",
    WARNING,
    why="The path ends here all the same, but a reader cannot tell whether an arrow was forgotten.",
    en='Expected the path to go on or to end at an end event after the {kind} "{label}", but it stops there.',
    fi='Osan "{label}" ({kind}) jälkeen pitäisi olla nuoli tai lopputapahtuma, mutta polku katkeaa siihen.',
    sv='Efter "{label}" ({kind}) borde vägen fortsätta eller ta slut i en sluthändelse, men den upphör där.',
)
def end_implicit(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if _ends_silently(node):
            yield Fault(node, {"kind": node.term, "label": node.label})


@rule(
    "drawing",
    "split-implicit",
    WARNING,
    why="All arrows out of a task are taken at once, which few readers expect; a gateway says it openly.",
    en='Expected one arrow out of the {kind} "{label}", but {count} leave it and all are taken; draw a gateway.',
    fi='Osasta "{label}" ({kind}) pitäisi lähteä yksi nuoli, mutta lähtee {count} ja kaikki kuljetaan; käytä haaraa.',
    sv='En pil borde lämna "{label}" ({kind}), men {count} gör det och alla följs; rita en gateway.',
)
def split_implicit(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        splits = node.kind in ACTIVITIES or node.kind.endswith("Event")
        if splits and sum(1 for flow in node.outgoing if not flow.condition) > 1:
            yield Fault(node, {"kind": node.term, "label": node.label, "count": len(node.outgoing)})


def reachable(scope: Scope, origins: list[Node]) -> set[Node]:
    """The nodes of a scope that arrows, boundary events and links lead to from `origins`."""
    landings = {node.link_name: node for node in scope.nodes if node.link_name and node.kind == _LANDING}
    reached: set[Node] = set()
    open_nodes = list(origins)
    while open_nodes:
        node = open_nodes.pop()
        if node in reached:
            continue
        reached.add(node)
        open_nodes.extend(node.targets)
        if node.link_name in landings:
            open_nodes.append(landings[node.link_name])
    return reached


def _begun_otherwise(scope: Scope) -> list[Node]:
    return [node for node in scope.nodes if node.is_event_subprocess or node.is_compensation]


def _hangs(node: Node) -> bool:
    """Whether this is a boundary event on nothing, or on what is itself unreachable: one sentence is enough."""
    return node.kind == "boundaryEvent"


def _stands_alone(node: Node) -> bool:
    if node.is_event_subprocess or node.is_compensation or node.scope.owner.kind == "adHocSubProcess":
        return False
    if node.kind == "boundaryEvent":
        return False  # Its own rule asks what it sits on.
    return not node.incoming and not node.outgoing and not node.link_name


def _ends_silently(node: Node) -> bool:
    if node.outgoing or node.kind == "endEvent" or node.is_event_subprocess or node.is_compensation:
        return False
    if node.scope.owner.kind == "adHocSubProcess" or COMPENSATION in node.triggers:
        return False
    return not node.link_name and not _stands_alone(node)

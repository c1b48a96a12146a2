"""Rules about repetition: for each of a list, or as long as a condition holds."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.tags import bpmn


@rule(
    "drawing",
    "multi-instance-of-what",
    ERROR,
    why="The step is done once for each item of a list, or a number of times.",
    en='Expected "{label}" to name the list or number it is repeated for, but it does not.',
    fi='Osan "{label}" pitää nimetä luettelo tai määrä, jolle se toistetaan, mutta se ei nimeä.',
    sv='"{label}" ska ange listan eller antalet den upprepas för, men gör det inte.',
)
def multi_instance_of_what(drawing: Drawing) -> Iterator[Fault]:
    for node, loop in _loops(drawing, "multiInstanceLoopCharacteristics"):
        listed = loop.camunda("collection") or loop.text_of("loopDataInputRef")
        if not listed and not loop.text_of("loopCardinality"):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "multi-instance-item",
    WARNING,
    why="Without a name the step cannot see which item it is done for.",
    en='Expected a name for the item that "{label}" is repeated for (camunda:elementVariable), but there is none.',
    fi='Osalla "{label}" pitäisi olla nimi käsiteltävälle alkiolle (camunda:elementVariable), mutta sitä ei ole.',
    sv='"{label}" borde ha ett namn på det som upprepningen gäller (camunda:elementVariable), men saknar det.',
)
def multi_instance_item(drawing: Drawing) -> Iterator[Fault]:
    for node, loop in _loops(drawing, "multiInstanceLoopCharacteristics"):
        listed = loop.camunda("collection") or loop.text_of("loopDataInputRef")
        named = loop.camunda("elementVariable") or loop.element.find(bpmn("inputDataItem")) is not None
        if listed and not named:
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "multi-instance-results",
    ERROR,
    why="What each repetition gives and the list that gathers it belong together.",
    en='Expected both resultCollection and resultElement at "{label}", but only one of them is there.',
    fi='Osassa "{label}" pitää olla sekä resultCollection että resultElement, mutta niistä on vain toinen.',
    sv='"{label}" ska ha både resultCollection och resultElement, men har bara det ena.',
)
def multi_instance_results(drawing: Drawing) -> Iterator[Fault]:
    for node, loop in _loops(drawing, "multiInstanceLoopCharacteristics"):
        given = {**node.properties, **loop.properties}
        if bool(given.get("resultCollection")) != bool(given.get("resultElement")):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "loop-without-end",
    ERROR,
    why="A loop that nothing ends goes on for ever.",
    en='Expected a condition or a maximum at the loop "{label}", but there is neither.',
    fi='Toistolla "{label}" pitää olla ehto tai enimmäismäärä, mutta kumpaakaan ei ole.',
    sv='Upprepningen "{label}" ska ha ett villkor eller ett högsta antal, men har inget av dem.',
)
def loop_without_end(drawing: Drawing) -> Iterator[Fault]:
    for node, loop in _loops(drawing, "standardLoopCharacteristics"):
        if not loop.text_of("loopCondition") and not (loop.element.get("loopMaximum") or "").isdigit():
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "loop-never-waits",
    ERROR,
    why="Steps that nobody has to do, in a circle that nothing leaves, would be done without end.",
    en='Expected a way out of the circle at "{label}", but no arrow leaves it and nobody and nothing holds it.',
    fi='Kierrosta kohdassa "{label}" pitää päästä pois, mutta mikään nuoli ei johda ulos eikä mikään pysäytä sitä.',
    sv='Ur kretsen vid "{label}" ska en väg leda, men ingen pil lämnar den och ingen person, timer eller händelse '
    "hejdar den.",
)
def loop_never_waits(drawing: Drawing) -> Iterator[Fault]:
    for scope in drawing.scopes():
        spinning = _without_escape(scope.nodes)
        if spinning:
            first = min(spinning, key=lambda node: node.line)
            yield Fault(first, {"label": first.label})


def _without_escape(nodes: list[Node]) -> list[Node]:
    """The nodes from which no way leads to an end or to a step that waits: they can only go round."""
    before: dict[Node, list[Node]] = {}
    for node in nodes:
        for target in node.targets:
            before.setdefault(target, []).append(node)
    escaping: set[Node] = set()
    open_nodes = [node for node in nodes if node.waits or node.kind == "endEvent" or not any(node.targets)]
    while open_nodes:
        node = open_nodes.pop()
        if node not in escaping:
            escaping.add(node)
            open_nodes.extend(before.get(node, ()))
    return [node for node in nodes if node not in escaping]


def _loops(drawing: Drawing, kind: str) -> Iterator[tuple[Node, Part]]:
    for node in drawing.nodes():
        loop = node.loop
        if loop is not None and loop.kind == kind:
            yield node, loop

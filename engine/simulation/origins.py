"""Origins: the processes out of which another begins, because they call it or send the message that it begins by."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node
from engine.simulation.conditions import Sketch
from engine.simulation.ground import Ground

_THROWING = frozenset({"endEvent", "intermediateThrowEvent"})


def origins(ground: Ground, key: str) -> list[str]:
    """The processes that call a process, then those that send what it begins by."""
    others = [ground.definition(other) for other in sorted(ground.numbers) if other != key]
    wanted = {start.name for start in ground.definition(key).process.starts if start.kind == "message"}
    callers = [one.key for one in others if any(call.key == key for call in one.process.calls)]
    senders = [one.key for one in others if wanted & set(_thrown(Sketch(one)))] if wanted else []
    return list(dict.fromkeys([*callers, *senders]))


def is_called(ground: Ground, key: str) -> bool:
    """Whether another process calls it: nobody begins it by hand then."""
    return any(call.key == key for other in ground.numbers for call in ground.definition(other).process.calls)


def _thrown(sketch: Sketch) -> Iterator[str]:
    """The messages that a process sends, by name."""
    for node in sketch.process.scope.all_nodes():
        yield from _names(sketch.drawing, node)


def _names(drawing: Drawing, node: Node) -> Iterator[str]:
    if node.kind == "sendTask":
        referred = drawing.referred(node, "messageRef")
        yield from [referred.name] if referred is not None else []
    elif node.kind in _THROWING:
        for definition in node.definitions:
            if definition.kind == "messageEventDefinition":
                yield drawing.trigger_name(definition)

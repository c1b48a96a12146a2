"""What is told about a step beside its name: who does it, with which form, until when."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part
from engine.lint.words import Term
from engine.outline.model import Fact
from engine.outline.voice import Voice

_BY_PEOPLE = frozenset({"userTask", "manualTask", "task"})
_SENDING = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent", "sendTask"})
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def facts_of(node: Node, drawing: Drawing, voice: Voice) -> tuple[Fact, ...]:
    """The facts about a node, in the order in which they are told."""
    told = (
        *_people(node, voice),
        *_triggers(node, drawing, voice),
        *_work(node),
        ("repeat", _repetition(node, voice)),
        ("phase", voice.said(node.properties.get("phase", ""))),
    )
    return tuple(Fact(key, voice.phrase(key), text) for key, text in told if text)


def _people(node: Node, voice: Voice) -> Iterator[tuple[str, str]]:
    if node.kind in _BY_PEOPLE:
        lane = node.lane_path[-1].label if node.lane_path else ""
        named = (node.camunda(name) for name in ("assignee", "candidateUsers", "candidateGroups"))
        yield "who", "; ".join(dict.fromkeys(voice.said(text) for text in (lane, *named) if text))
    yield "form", voice.form(node.camunda("formKey"))
    yield "due", voice.time(node.camunda("dueDate"))


def _triggers(node: Node, drawing: Drawing, voice: Voice) -> Iterator[tuple[str, str]]:
    key = "sends" if node.kind in _SENDING else "waits"
    for definition in node.definitions:
        word = voice.kind(Term(definition.kind))
        detail = _detail(definition, drawing, voice)
        yield key, f"{word}: {detail}" if detail else word
    if node.kind in ("sendTask", "receiveTask"):
        message = drawing.referred(node, "messageRef")
        yield key, message.name if message is not None else ""
    if node.kind == "boundaryEvent":
        yield "edge", voice.phrase("interrupts" if node.is_interrupting else "goes_on")
    if node.kind == "parallelGateway" and len(node.incoming) > 1:
        yield "waits", voice.phrase("all_ways")


def _detail(definition: Part, drawing: Drawing, voice: Voice) -> str:
    for kind in _TIMES:
        if text := definition.text_of(kind):
            return voice.time(text)
    return definition.text_of("condition") or drawing.trigger_name(definition) or definition.name


def _work(node: Node) -> Iterator[tuple[str, str]]:
    yield "calls", (node.element.get("calledElement") or "").strip()
    yield "decides", node.camunda("decisionRef")
    yield "does", node.camunda("topic")
    if node.kind == "scriptTask":
        script = node.text_of("script")
        result = node.camunda("resultVariable")
        yield "computes", f"{result} = {script}" if result and script else script


def _repetition(node: Node, voice: Voice) -> str:
    loop = node.loop
    if loop is None:
        return ""
    if loop.kind == "standardLoopCharacteristics":
        return voice.phrase("while", of=loop.text_of("loopCondition") or loop.element.get("loopMaximum") or "?")
    of = loop.camunda("collection") or loop.text_of("loopDataInputRef") or loop.text_of("loopCardinality") or "?"
    in_turn = loop.element.get("isSequential") == "true"
    return voice.phrase("each_in_turn" if in_turn else "each", of=of.removeprefix("=").strip())

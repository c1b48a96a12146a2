"""What is told about a step beside its name: who does it, with which form, until when."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part
from engine.lint.words import Term, say
from engine.outline.model import Fact
from engine.outline.phrases import phrase
from engine.outline.times import time_in_words

_BY_PEOPLE = frozenset({"userTask", "manualTask", "task"})
_SENDING = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent", "sendTask"})
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def facts_of(node: Node, drawing: Drawing, language: str) -> tuple[Fact, ...]:
    """The facts about a node, in the order in which they are told."""
    told = (
        *_people(node, language),
        *_triggers(node, drawing, language),
        *_work(node),
        ("repeat", _repetition(node, language)),
        ("phase", node.properties.get("phase", "")),
    )
    return tuple(Fact(key, phrase(key, language), text) for key, text in told if text)


def _people(node: Node, language: str) -> Iterator[tuple[str, str]]:
    if node.kind in _BY_PEOPLE:
        lane = node.lane_path[-1].label if node.lane_path else ""
        named = (node.camunda(name) for name in ("assignee", "candidateUsers", "candidateGroups"))
        yield "who", "; ".join(dict.fromkeys(_said(text, language) for text in (lane, *named) if text))
    yield "form", node.camunda("formKey")
    due = node.camunda("dueDate")
    yield "due", time_in_words(due, language) if due else ""


def _said(text: str, language: str) -> str:
    return phrase("computed", language, text=text[1:].strip()) if text.startswith("=") else text


def _triggers(node: Node, drawing: Drawing, language: str) -> Iterator[tuple[str, str]]:
    key = "sends" if node.kind in _SENDING else "waits"
    for definition in node.definitions:
        word = say(Term(definition.kind), language)
        detail = _detail(definition, drawing, language)
        yield key, f"{word}: {detail}" if detail else word
    if node.kind in ("sendTask", "receiveTask"):
        message = drawing.referred(node, "messageRef")
        yield key, message.name if message is not None else ""
    if node.kind == "boundaryEvent":
        yield "edge", phrase("interrupts" if node.is_interrupting else "goes_on", language)
    if node.kind == "parallelGateway" and len(node.incoming) > 1:
        yield "waits", phrase("all_ways", language)


def _detail(definition: Part, drawing: Drawing, language: str) -> str:
    for kind in _TIMES:
        if text := definition.text_of(kind):
            return time_in_words(text, language)
    return definition.text_of("condition") or drawing.trigger_name(definition) or definition.name


def _work(node: Node) -> Iterator[tuple[str, str]]:
    yield "calls", (node.element.get("calledElement") or "").strip()
    yield "decides", node.camunda("decisionRef")
    yield "does", node.camunda("topic")
    if node.kind == "scriptTask":
        script = node.text_of("script")
        result = node.camunda("resultVariable")
        yield "computes", f"{result} = {script}" if result and script else script


def _repetition(node: Node, language: str) -> str:
    loop = node.loop
    if loop is None:
        return ""
    if loop.kind == "standardLoopCharacteristics":
        return phrase("while", language, of=loop.text_of("loopCondition") or loop.element.get("loopMaximum") or "?")
    of = loop.camunda("collection") or loop.text_of("loopDataInputRef") or loop.text_of("loopCardinality") or "?"
    in_turn = loop.element.get("isSequential") == "true"
    return phrase("each_in_turn" if in_turn else "each", language, of=of.removeprefix("=").strip())

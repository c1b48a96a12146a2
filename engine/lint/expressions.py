"""Rules about expressions: every text that is meant to be computed can be."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.feel import Expression as Compiled
from engine.feel import FeelError, compile_expression
from engine.lint.drawing import Drawing
from engine.lint.findings import Reason
from engine.lint.parts import Node, Part, Process
from engine.lint.rules import ERROR, Fault, rule
from engine.lint.tags import BPMN, CAMUNDA, local
from engine.texts import formulas_in

# Attributes and texts that people read: what stands there is never computed.
_SPOKEN = frozenset({"name", "id", "documentation", "text", "script"})
_LOOP_TEXTS = ("completionCondition", "loopCardinality", "loopCondition")
_TIMES = ("timeDate", "timeDuration", "timeCycle")


@dataclass(frozen=True, slots=True)
class Formula:
    """A text that is meant as FEEL, as it is written: the part it belongs to and what it is for."""

    part: Part
    what: str
    written: str

    @property
    def text(self) -> str:
        """The expression, without the `=` it may begin with."""
        return self.written.strip().removeprefix("=").strip()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A formula compiled, or the reason why it cannot be."""

    formula: Formula
    compiled: Compiled | None
    reason: Reason | None = None


@rule(
    "drawing",
    "expression-unreadable",
    ERROR,
    why="An expression that cannot be read cannot be computed when its time comes.",
    en='Expected a FEEL expression as {what} of "{label}", but: {reason}',
    fi='Osan "{label}" määreen {what} pitää olla FEEL-lauseke, mutta: {reason}',
    sv='{what} för "{label}" ska vara ett FEEL-uttryck, men: {reason}',
)
def expression_unreadable(drawing: Drawing) -> Iterator[Fault]:
    for process in drawing.processes:
        for outcome in process.remember(outcomes):
            formula = outcome.formula
            # An expression of another engine has a rule of its own, which says it better; not so a script.
            told_elsewhere = formula.what != "script" and is_foreign(formula.written)
            if outcome.compiled is None and not told_elsewhere:
                values = {"what": formula.what, "label": formula.part.label, "reason": outcome.reason}
                yield Fault(formula.part, values)


@rule(
    "drawing",
    "expression-foreign",
    ERROR,
    why="Expressions of other engines are program text; here all of them are FEEL, which can only compute.",
    en='Expected FEEL as {what} of "{label}", but "{text}" is an expression of another engine.',
    fi='Osan "{label}" määreen {what} pitää olla FEEL-kieltä, mutta "{text}" on toisen ohjelmiston lauseke.',
    sv='{what} för "{label}" ska vara FEEL, men "{text}" är ett uttryck för ett annat program.',
)
def expression_foreign(drawing: Drawing) -> Iterator[Fault]:
    for element in drawing.root.iter():
        if not str(element.tag).startswith(f"{{{BPMN}}}") and not str(element.tag).startswith(f"{{{CAMUNDA}}}"):
            continue
        for what, text in _texts_of(element):
            if is_foreign(text):
                part = drawing.holder(element)
                yield Fault(part, {"what": what, "label": part.label, "text": text})


@rule(
    "drawing",
    "expression-language",
    ERROR,
    why="The engine knows one language for expressions.",
    en='Expected an expression in FEEL at "{label}", but its language is "{language}".',
    fi='Osan "{label}" lausekkeen pitää olla FEEL-kieltä, mutta sen kieleksi on merkitty "{language}".',
    sv='Uttrycket i "{label}" ska vara FEEL, men språket är "{language}".',
)
def expression_language(drawing: Drawing) -> Iterator[Fault]:
    for element in drawing.root.iter(f"{{{BPMN}}}*"):
        language = element.get("language") or ""
        if language and "feel" not in language.lower() and local(element) != "definitions":
            part = drawing.holder(element)
            yield Fault(part, {"label": part.label, "language": language})


def outcomes(process: Process) -> list[Outcome]:
    """Every text of a process that is meant as FEEL, compiled."""
    return [_compile(formula) for formula in _formulas(process)]


def _compile(formula: Formula) -> Outcome:
    try:
        return Outcome(formula, compile_expression(formula.text))
    except FeelError as error:
        return Outcome(formula, None, Reason(error))


def _formulas(process: Process) -> Iterator[Formula]:
    for part in (process, *process.lanes):
        yield from _marked(part, part)
    for scope in process.scope.all_scopes():
        for flow in scope.flows:
            if flow.condition:
                yield Formula(flow, "condition", flow.condition)
        for node in scope.nodes:
            yield from _texts_meant(node)
            for part in (node, *node.definitions, *([node.loop] if node.loop else [])):
                yield from _marked(node, part)


def is_foreign(text: str) -> bool:
    """Whether a text is an expression of the language that other engines use (JUEL); after `=` stands FEEL."""
    return ("${" in text or "#{" in text) and not text.lstrip().startswith("=")


def _texts_meant(node: Node) -> Iterator[Formula]:
    """The texts of a node that are FEEL with or without `=`."""
    script = node.text_of("script") if node.kind == "scriptTask" else ""
    if script and (node.element.get("scriptFormat") or "").lower() == "feel":
        yield Formula(node, "script", script)
    for definition in node.definitions:
        yield from _texts_awaited(node, definition)
    if node.loop is not None:
        texts = {name: node.loop.text_of(name) for name in _LOOP_TEXTS}
        texts["collection"] = node.loop.camunda("collection")
        yield from (Formula(node, name, text) for name, text in texts.items() if text)


def _texts_awaited(node: Node, definition: Part) -> Iterator[Formula]:
    if condition := definition.text_of("condition"):
        yield Formula(node, "condition", condition)
    for kind in _TIMES:
        if (text := definition.text_of(kind)).startswith("="):
            yield Formula(node, kind, text)


def _marked(owner: Part, part: Part) -> Iterator[Formula]:
    """The `camunda:` attributes and properties that begin with `=`, and what stands in the braces of a text."""
    for name, value in part.element.attrib.items():
        key = etree.QName(name)
        if key.namespace == CAMUNDA and str(value).startswith("=") and key.localname != "collection":
            yield Formula(owner, key.localname, str(value))
    for key_name, value in part.properties.items():
        if is_words(key_name):
            yield from (Formula(owner, key_name, source) for source in formulas_in(value))
        elif value.startswith("="):
            yield Formula(owner, key_name, value)


def is_words(name: str) -> bool:
    """Whether a property of this name holds words for a service, which people read in their own language."""
    return name.startswith("text:")


def _texts_of(element: etree._Element) -> Iterator[tuple[str, str]]:
    name = local(element)
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname
        if attribute not in _SPOKEN:
            yield attribute, str(value)
    if name not in _SPOKEN and element.text:
        yield name, element.text

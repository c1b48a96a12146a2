"""Rules about script tasks and results: what is computed is FEEL, and its value gets a name."""

from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.rules import ERROR, Fault, rule


@rule(
    "drawing",
    "script-language",
    ERROR,
    why="No program text is ever run from a diagram; FEEL computes values and nothing else.",
    en='Expected the script of "{label}" to be FEEL (scriptFormat="feel"), but it is "{language}".',
    fi='Tehtävän "{label}" lausekkeen pitää olla FEEL-kieltä (scriptFormat="feel"), mutta se on "{language}".',
    sv='Skriptet i "{label}" ska vara FEEL (scriptFormat="feel"), men är "{language}".',
)
def script_language(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        language = node.element.get("scriptFormat") or "?"
        if node.kind == "scriptTask" and language.lower() != "feel":
            yield Fault(node, {"label": node.label, "language": language})


@rule(
    "drawing",
    "script-missing",
    ERROR,
    why="A script task computes a value from the process data.",
    en='Expected an expression in the script task "{label}", but there is none.',
    fi='Laskentatehtävässä "{label}" pitää olla lauseke, mutta sitä ei ole.',
    sv='Skriptuppgiften "{label}" ska ha ett uttryck, men det saknas.',
)
def script_missing(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind == "scriptTask" and not node.text_of("script"):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "result-variable-missing",
    ERROR,
    why="A result that has no name is lost.",
    en='Expected a name for the result of the {kind} "{label}" (camunda:resultVariable), but there is none.',
    fi='Osan "{label}" ({kind}) tuloksella pitää olla nimi (camunda:resultVariable), mutta sitä ei ole.',
    sv='Resultatet av "{label}" ({kind}) ska ha ett namn (camunda:resultVariable), men det saknas.',
)
def result_variable_missing(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        if node.kind in ("scriptTask", "businessRuleTask") and not node.camunda("resultVariable"):
            yield Fault(node, {"kind": node.term, "label": node.label})

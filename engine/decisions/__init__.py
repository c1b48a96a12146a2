"""Decision models of DMN 1.1 to 1.6: tables with every hit policy, boxed expressions, requirement graphs.

    model = parse_decisions(xml, "filtering.dmn")
    model.findings()                                    what is wrong with it
    model.decide("filtering", {"score": 7}).value       null with errors when it cannot be decided

Expressions are FEEL (`engine.feel`).
"""

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from engine.decisions.document import root_of
from engine.decisions.errors import DecisionError
from engine.decisions.files import Folder
from engine.decisions.model import Decision, FindModel, Model
from engine.decisions.outcomes import Finding, Outcome, RuleMatch
from engine.feel import Clock, EvaluationError, from_json_text, to_json_text

__all__ = [
    "Decision",
    "DecisionError",
    "Finding",
    "Model",
    "Outcome",
    "RuleMatch",
    "ask_file",
    "decide_file",
    "parse_decisions",
]


def _no_model(namespace: str, location: str) -> None:
    return None


def parse_decisions(xml: bytes | etree._Element, file: str, find_model: FindModel = _no_model) -> Model:
    """The model in a document. `find_model(namespace, location)` gives the models that it imports.

    Raises DecisionError for what is no DMN, has a DOCTYPE or is out of bounds; all else is among the model's findings.
    """
    return Model(root_of(xml, file), file, find_model)


def ask_file(path: Path | str, decision: str, json_text: str, *, clock: Clock | None = None) -> Outcome:
    """The outcome of a decision in a file, with inputs written as JSON; models beside it can be imported.

    Its value is one for `to_json_text`.

    Raises DecisionError when the file, the decision or the inputs cannot be read.
    """
    path = Path(path)
    try:
        model = Folder(path.parent).model(path)
        inputs = from_json_text(json_text)
    except OSError as error:
        raise DecisionError(f"Expected a file that can be read, but {error.strerror or error}", str(path)) from error
    except EvaluationError as error:
        raise DecisionError(str(error).removesuffix(".")) from error
    if not isinstance(inputs, Mapping):
        raise DecisionError("Expected a JSON object with the inputs by name, but found something else")
    return model.decide_in_full(decision, inputs, clock=clock)


def decide_file(path: Path | str, decision: str, json_text: str, *, clock: Clock | None = None) -> str:
    """The value of a decision in a file as one line of JSON, `null` where it has none; raises as `ask_file` does."""
    return to_json_text(ask_file(path, decision, json_text, clock=clock).value)

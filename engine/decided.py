"""Asking a business rule task's decision, and telling which rules matched."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from engine.content import shown
from engine.decisions import DecisionError
from engine.definitions import Definition
from engine.errors import InvalidInput
from engine.spiff import Element


def decide(
    definition: Definition, element: Element, data: Mapping[str, object], clock: Callable[[], datetime]
) -> tuple[list[Any], object]:
    """The rules that matched, as history keeps them, and the decision's value.

    Raises InvalidInput when there is no such decision, or it cannot be decided.
    """
    name = element.attributes.get("decisionRef", "")
    try:
        outcome = definition.decision_model(name).decide(name, data, clock=clock)
    except DecisionError as error:
        raise InvalidInput(str(error)) from error
    if outcome.errors:
        raise InvalidInput("\n".join(outcome.errors))
    return [shown(asdict(match)) for match in outcome.trace], outcome.value

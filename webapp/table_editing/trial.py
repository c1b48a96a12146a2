"""A table tried out: what it decides of some values, and which of its rules matched."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.decisions import DecisionError, parse_decisions
from engine.feel import FeelError, compile_expression, to_json_text
from webapp.table_editing.tables import read_table


@dataclass(frozen=True)
class Tried:
    """The result as text, the numbers of the rules that matched (from 1), and what went wrong."""

    value: str
    rules: tuple[int, ...]
    errors: tuple[str, ...]


def asked_names(content: bytes, file: str, decision: str) -> tuple[str, ...]:
    """The names that a decision needs to know; none where the file cannot be read."""
    try:
        return parse_decisions(content, file).decisions[decision].inputs
    except (DecisionError, KeyError):
        return ()


def try_table(content: bytes, file: str, decision: str, typed: Mapping[str, str]) -> Tried:
    """What a decision gives for values as they are typed: FEEL, and what is none is a text."""
    values = {name: _value(text.strip()) for name, text in typed.items()}
    try:
        outcome = parse_decisions(content, file).decide(decision, values)
    except DecisionError as error:
        return Tried("", (), (str(error),))
    name = read_table(content, decision).name
    rules = tuple(match.rule for match in outcome.trace if match.decision == name)
    return Tried(to_json_text(outcome.value), rules, outcome.errors)


def _value(text: str) -> object:
    if not text:
        return None
    try:
        expression = compile_expression(text)
        # A word by itself is meant as a text: nobody should have to know about quotation marks here.
        return text if expression.free_names else expression.evaluate({})
    except FeelError:
        return text

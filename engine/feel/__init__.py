"""FEEL, the expression language of DMN 1.5 (chapter 10), over plain data: no Python is ever evaluated.

    >>> compile_expression("amount > limit").evaluate({"amount": 5, "limit": 3})
    True
    >>> compile_unary_tests(">= 5, in [1..2]").evaluate(7, {})
    True

The package stands on its own: nothing of the engine is imported here.
"""

from collections.abc import Mapping

from engine.feel.budgets import DEFAULT_BUDGET, Budget, Clock
from engine.feel.errors import BudgetExceeded, EvaluationError, FeelError, FeelSyntaxError, NotABoolean
from engine.feel.expressions import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    condition,
    names_in,
)
from engine.feel.json_form import from_json, from_json_text, to_json, to_json_text
from engine.feel.run_time import NO_OBJECT
from engine.feel.temporal import (
    format_iso,
    format_iso_duration,
    parse_iso,
    parse_iso_date,
    parse_iso_date_time,
    parse_iso_duration,
    parse_iso_time,
)
from engine.feel.values import DaysDuration, Function, Range, YearsMonthsDuration

__all__ = [
    "DEFAULT_BUDGET",
    "Budget",
    "BudgetExceeded",
    "Clock",
    "DaysDuration",
    "EvaluationError",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "Function",
    "NotABoolean",
    "Range",
    "UnaryTests",
    "YearsMonthsDuration",
    "compile_expression",
    "compile_unary_tests",
    "condition",
    "feel_text",
    "format_iso",
    "format_iso_duration",
    "from_json",
    "from_json_text",
    "parse_iso",
    "parse_iso_date",
    "parse_iso_date_time",
    "parse_iso_duration",
    "parse_iso_time",
    "to_json",
    "to_json_text",
]


def feel_text(expression: str, json_text: str = "{}", *, clock: Clock | None = None) -> str:
    """The value of an expression in a context written as JSON, as one line of JSON; raises FeelError."""
    context = from_json_text(json_text)
    if not isinstance(context, Mapping):
        raise EvaluationError(NO_OBJECT)
    return compile_expression(expression, list(names_in(context))).json_text(context, clock=clock)

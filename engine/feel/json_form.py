"""FEEL values as JSON and JSON as FEEL values.

JSON has numbers, texts, lists and objects only: a date, time or duration becomes its ISO text, a range its FEEL text,
a function null. A number keeps every digit.
"""

import json
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal

from engine.feel.beyond import Beyond
from engine.feel.budgets import Meter
from engine.feel.decimals import is_whole, number_text
from engine.feel.errors import EvaluationError
from engine.feel.run_time import NO_JSON, NO_NUMBER, Unreadable, reason_of
from engine.feel.temporal import format_iso
from engine.feel.texts import text_of
from engine.feel.values import Range, YearsMonthsDuration, taken_in


def to_json(value: object) -> object:
    """The value as plain data that `json.dumps` takes.

    A number is an int or a float where that is exactly the number, else a text of its digits; `to_json_text` needs no
    such way out.
    """
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    return _plain_number(value) if isinstance(value, Decimal) else _plain(value)


def to_json_text(value: object) -> str:
    """The value as one line of JSON, numbers with all their digits."""
    return "".join(_pieces(value))


def from_json(data: object) -> object:
    """Plain data as FEEL values: floats by their shortest text, so that 0.1 is a tenth. Texts stay texts.

    Raises BudgetExceeded for data that is too large, EvaluationError for what is no JSON.
    """
    return taken_in(data, Meter())


def from_json_text(text: str) -> object:
    """The FEEL value that a JSON text holds, every digit of its numbers kept; raises EvaluationError."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(NO_JSON.fill(reason=reason_of(error))) from error
    return from_json(data)


def _no_number(word: str) -> object:
    raise Unreadable(NO_NUMBER, word)


def _plain(value: object) -> object:
    if isinstance(value, date | time | timedelta | YearsMonthsDuration | Beyond):
        return format_iso(value)
    if isinstance(value, Range):
        return text_of(value, Meter())
    return value if value is None or isinstance(value, bool | int | str) else None


def _plain_number(value: Decimal) -> int | float | str:
    if is_whole(value):
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else number_text(value)


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            yield f"{', ' if index else ''}{json.dumps(key, ensure_ascii=False)}: "
            yield from _pieces(item)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item)
        yield "]"
    elif isinstance(value, Decimal):
        yield number_text(value)
    else:
        yield json.dumps(_plain(value), ensure_ascii=False)

"""A value as text, what `string(value)` gives (DMN 1.5, 10.3.2.13.5 and 10.3.4.1)."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal

from engine.feel.beyond import Beyond
from engine.feel.budgets import Meter
from engine.feel.decimals import number_text
from engine.feel.temporal import format_iso
from engine.feel.values import Function, Range, YearsMonthsDuration

_PLAIN_KEY = re.compile(r"[\w ]+")


def text_of(value: object, meter: Meter) -> str:
    """The text; a string is itself, strings within lists and contexts stand between quotation marks."""
    if isinstance(value, str):
        return value
    return meter.sized("".join(_pieces(value, meter)))


def _pieces(value: object, meter: Meter) -> Iterator[str]:
    meter.count()
    if isinstance(value, list):
        yield from _between("[", "]", (_pieces(item, meter) for item in value))
    elif isinstance(value, dict):
        yield from _between("{", "}", (_entry(key, item, meter) for key, item in value.items()))
    elif isinstance(value, Range):
        yield "[" if value.low_included else "("
        yield from _pieces(value.low, meter)
        yield ".."
        yield from _pieces(value.high, meter)
        yield "]" if value.high_included else ")"
    else:
        # The text is paid for before it is joined: a number may have six thousand digits.
        yield meter.sized(_scalar(value))


def _entry(key: str, value: object, meter: Meter) -> Iterator[str]:
    yield key if _PLAIN_KEY.fullmatch(key) else _quoted(key)
    yield ": "
    yield from _pieces(value, meter)


def _between(opening: str, closing: str, items: Iterator[Iterator[str]]) -> Iterator[str]:
    yield opening
    for index, item in enumerate(items):
        if index:
            yield ", "
        yield from item
    yield closing


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Decimal | int):
        return number_text(value)
    if isinstance(value, date | time | timedelta | YearsMonthsDuration | Beyond):
        return format_iso(value)
    return f"function {value.name}" if isinstance(value, Function) else str(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

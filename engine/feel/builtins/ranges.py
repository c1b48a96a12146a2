"""Range functions: how two ranges, or a point and a range, lie to each other (DMN 1.5, 10.3.4.9, table 75).

A point is the range from itself to itself. Every function is null (by TypeError) where ends cannot be compared.
"""

import re
from collections.abc import Callable
from typing import Any

from engine.feel.comparison import less, range_of
from engine.feel.decimals import number
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_literal, parse_time
from engine.feel.values import Range

Relation = Callable[[Range, Range], bool]


def relation(decide: Relation) -> Callable[[object, object], bool]:
    """The function for points and ranges alike."""
    return lambda first, second: decide(_as_range(first), _as_range(second))


def before(first: Range, second: Range) -> bool:
    return _less(first.high, second.low) or (
        _same(first.high, second.low) and not (first.high_included and second.low_included)
    )


def after(first: Range, second: Range) -> bool:
    return before(second, first)


def meets(first: Range, second: Range) -> bool:
    return first.high_included and second.low_included and _same(first.high, second.low)


def met_by(first: Range, second: Range) -> bool:
    return meets(second, first)


def overlaps(first: Range, second: Range) -> bool:
    return not before(first, second) and not before(second, first)


def overlaps_before(first: Range, second: Range) -> bool:
    return _starts_earlier(first, second) and not before(first, second) and _ends_no_earlier(second, first)


def overlaps_after(first: Range, second: Range) -> bool:
    return _starts_earlier(second, first) and not before(second, first) and _ends_no_earlier(first, second)


def finishes(first: Range, second: Range) -> bool:
    return (
        _same(first.high, second.high)
        and first.high_included == second.high_included
        and _starts_no_later(second, first)
    )


def finished_by(first: Range, second: Range) -> bool:
    return finishes(second, first)


def includes(first: Range, second: Range) -> bool:
    return _starts_no_later(first, second) and _ends_no_earlier(first, second)


def during(first: Range, second: Range) -> bool:
    return includes(second, first)


def starts(first: Range, second: Range) -> bool:
    return (
        _same(first.low, second.low) and first.low_included == second.low_included and _ends_no_earlier(second, first)
    )


def started_by(first: Range, second: Range) -> bool:
    return starts(second, first)


def coincides(first: Range, second: Range) -> bool:
    same_ends = _same(first.low, second.low) and _same(first.high, second.high)
    return same_ends and (first.low_included, first.high_included) == (second.low_included, second.high_included)


def _as_range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _less(left: object, right: object) -> bool:
    result = less(left, right)
    if result is None:
        raise TypeError("no order")
    return result


def _same(left: object, right: object) -> bool:
    return not _less(left, right) and not _less(right, left)


def _starts_no_later(first: Range, second: Range) -> bool:
    return _less(first.low, second.low) or (
        _same(first.low, second.low) and (first.low_included or not second.low_included)
    )


def _starts_earlier(first: Range, second: Range) -> bool:
    return _less(first.low, second.low) or (
        _same(first.low, second.low) and first.low_included and not second.low_included
    )


def _ends_no_earlier(first: Range, second: Range) -> bool:
    return _less(second.high, first.high) or (
        _same(first.high, second.high) and (first.high_included or not second.high_included)
    )


# -- range("[1..5]"): the ends are literals only

_RANGE = re.compile(r"\s*([\[(\]])(.*)\.\.(.*)([\])\[])\s*", re.DOTALL)
_END = re.compile(
    r"""\s* (?: (?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)) | "(?P<string>[^"\\]*)" | @"(?P<at>[^"]*)"
          | (?P<function>date\ and\ time|date|time|duration) \(\s*"(?P<text>[^"]*)"\s*\) | (?P<null>null) ) \s*""",
    re.VERBOSE | re.ASCII,
)
_PARSERS: dict[str, Callable[[str], Any]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def range_from_text(text: str) -> Range | None:
    """The range that the text writes out; null when an end is no literal or the ends are the wrong way round.

    An open end may be left out: `[2..)` is `>= 2`.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    if not match[3].strip() and match[4] != "]":
        return Range(_end(match[2]), None, match[1] == "[", False, ">=" if match[1] == "[" else ">")
    if not match[2].strip() and match[1] != "[":
        return Range(None, _end(match[3]), False, match[4] == "]", "<=" if match[4] == "]" else "<")
    return range_of(_end(match[2]), _end(match[3]), match[1] == "[", match[4] == "]")


def _end(text: str) -> object:
    match = _END.fullmatch(text)
    if match is None:
        raise ValueError(text)
    if match["number"]:
        return number(match["number"])
    if match["at"] is not None:
        return parse_literal(match["at"])
    if match["function"]:
        return _PARSERS[match["function"]](match["text"])
    return match["string"]

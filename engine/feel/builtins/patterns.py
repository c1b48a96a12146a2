r"""`matches`, `replace` and `split` (DMN 1.5, 10.3.4.3): regular expressions as XPath 3.1 has them.

The `regex` module knows `\p{…}` and a time limit, but the limit does not cover compiling. So the repetitions of a
pattern are limited beforehand: `((a{1000}){1000}){1000}` would take seconds and gigabytes.
"""

import re
from collections.abc import Callable
from typing import TypeVar

import regex

from engine.feel.budgets import Meter
from engine.feel.errors import BudgetExceeded
from engine.feel.run_time import PATTERN_TIME

_LONGEST_PATTERN = 500
_MOST_REPETITIONS = 10_000

_REPETITION = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_NOT_XPATH = re.compile(
    r"""
      \\[^\\|.?*+(){}\[\]^$nrtsSdDwWpPiIcC0-9-]   # escapes XPath does not have
    | \(\?[^:]                                    # groups with more than brackets
    | \[[^\]]*\\\d                                # a back-reference within a class
    """,
    re.VERBOSE,
)
_SPACE_OUTSIDE_CLASS = re.compile(r"\s+(?![^\[]*\])")
_BLOCK = re.compile(r"(\\[pP]\{)Is")
_ATOM = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\.", re.DOTALL)
_NO_LINE_END = r"[^\n\r]"
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE}
_BAD_REPLACEMENT = re.compile(r"(?<!\\)\\(?![\\$])|(?<!\\)\$(?!\d)")
_REFERENCE = re.compile(r"\\([\\$])|\$(\d)")

_Result = TypeVar("_Result")


def matches(meter: Meter, text: str, pattern: str, flags: str | None) -> bool:
    """Whether the pattern occurs in the text."""
    return _timed(meter, lambda seconds: _compiled(pattern, flags).search(text, timeout=seconds)) is not None


def replace(meter: Meter, text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    """The text with every match replaced; $1 is a group. Null for a pattern that matches nothing at all."""
    compiled = _compiled(pattern, flags)
    literal = "q" in (flags or "")
    if _timed(meter, lambda seconds: compiled.search("", timeout=seconds)) is not None:
        return None
    if not literal and _BAD_REPLACEMENT.search(replacement):
        return None
    pieces, end = [], 0
    for match in _timed(meter, lambda seconds: list(compiled.finditer(text, timeout=seconds))):
        new = replacement if literal else _filled(replacement, match, compiled.groups)
        pieces += [text[end : match.start()], meter.sized(new)]
        end = match.end()
    return meter.sized("".join(pieces) + text[end:])


def split(meter: Meter, text: str, delimiter: str) -> list[str | None] | None:
    """The parts of the text between the matches of the pattern."""
    if not delimiter:
        return None
    compiled = _compiled(delimiter, None)
    return meter.sized(_timed(meter, lambda seconds: list(compiled.split(text, timeout=seconds))))


def _filled(replacement: str, match: "regex.Match[str]", groups: int) -> str:
    def text_for(reference: re.Match[str]) -> str:
        if reference[1]:
            return reference[1]
        group = int(reference[2])
        return (match[group] or "") if group <= groups else ""

    return _REFERENCE.sub(text_for, replacement)


def _compiled(pattern: str, flags: str | None) -> "regex.Pattern[str]":
    """The pattern for the `regex` module; raises ValueError for what XPath does not allow or what is too large."""
    flags = flags or ""
    if set(flags) - set("smixq") or len(pattern) > _LONGEST_PATTERN:
        raise ValueError(pattern)
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS.get(flag, options)
    pattern = regex.escape(pattern) if "q" in flags else _translated(pattern, flags)
    try:
        return regex.compile(pattern, options)
    except regex.error as error:
        raise ValueError(pattern) from error


def _translated(pattern: str, flags: str) -> str:
    if "x" in flags:
        pattern = _SPACE_OUTSIDE_CLASS.sub("", pattern)
    if _NOT_XPATH.search(pattern) or _repetitions(pattern) > _MOST_REPETITIONS:
        raise ValueError(pattern)
    if "s" not in flags:
        pattern = _ATOM.sub(lambda atom: _NO_LINE_END if atom[0] == "." else atom[0], pattern)
    # XPath subtracts character classes with one hyphen, and names blocks of Unicode with Is, not In.
    return _BLOCK.sub(r"\1In", pattern.replace("-[", "--["))


def _repetitions(pattern: str) -> int:
    """An upper bound of how often a part may be repeated, as if every repetition were within the others."""
    product = 1
    for match in _REPETITION.finditer(pattern):
        product *= max((int(bound[:6]) for bound in match.groups() if bound), default=1) or 1
    return product


def _timed(meter: Meter, search: Callable[[float], _Result]) -> _Result:
    try:
        return search(meter.budget.regex_seconds)
    except TimeoutError as error:
        raise BudgetExceeded(PATTERN_TIME.fill(limit=round(meter.budget.regex_seconds * 1000))) from error
    finally:
        meter.count()

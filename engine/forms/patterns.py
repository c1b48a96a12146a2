"""Regular expressions of forms: bounded in what they may ask for, searched for no longer than a blink."""

import re
from math import prod

import regex

MAX_LENGTH = 200
MAX_REPETITIONS = 1_000  # The product of all counts: repeats are unrolled, and a{1000}{1000} would fill the memory.
SECONDS = 0.05

_COUNTS = re.compile(r"\{\s*([0-9]*)\s*(?:,\s*([0-9]*)\s*)?\}")
_RECURSION = re.compile(r"\(\?(?:R|[0-9+-]|&|P>)")


def compile_pattern(text: str) -> "regex.Pattern[str]":
    """The compiled pattern.  Raises ValueError with a clause that says what is wrong with it."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"it is longer than {MAX_LENGTH} characters")
    counts = [int(count[:9]) for pair in _COUNTS.findall(text) for count in (max(pair, key=_size),) if count]
    if prod(max(count, 1) for count in counts) > MAX_REPETITIONS:
        raise ValueError(f"it repeats more than {MAX_REPETITIONS:,} times")
    if _RECURSION.search(text):
        raise ValueError("it calls itself")
    try:
        return regex.compile(text)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError(f"it cannot be read ({error})") from None


def found(pattern: "regex.Pattern[str]", text: str) -> bool:
    """Whether the pattern occurs in the text, as form-js asks it; a search that takes too long has found nothing."""
    try:
        return pattern.search(text, timeout=SECONDS) is not None
    except TimeoutError:
        return False


def _size(count: str) -> int:
    return int(count[:9] or 0)

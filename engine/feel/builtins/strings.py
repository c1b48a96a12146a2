"""String functions without patterns (DMN 1.5, 10.3.4.3, table 68)."""

from decimal import Decimal

from engine.feel.budgets import Meter
from engine.feel.builtins.signatures import all_of


def substring(text: str, start: Decimal, length: Decimal | None) -> str | None:
    """From a position, counted from 1, or backwards from -1; so many characters, or all that follow."""
    first, count = int(start), None if length is None else int(length)
    if first == 0 or (count is not None and count < 1):
        return None
    if first > 0:
        begin = first - 1
    elif -first <= len(text):
        begin = len(text) + first
    else:
        begin = len(text)
    return text[begin:] if count is None else text[begin : begin + count]


def string_length(text: str) -> Decimal:
    return Decimal(len(text))


def upper_case(meter: Meter, text: str) -> str:
    return meter.sized(text.upper())


def lower_case(meter: Meter, text: str) -> str:
    return meter.sized(text.lower())


def substring_before(text: str, match: str) -> str:
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


def contains(text: str, match: str) -> bool:
    return match in text


def starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


def ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


def string_join(meter: Meter, items: list[str | None], delimiter: str | None) -> str | None:
    """The strings with the delimiter between them; nulls are left out."""
    texts = [item for item in items if item is not None]
    if not all_of(texts, str):
        return None
    for text in texts:
        meter.sized(text)
    return meter.sized((delimiter or "").join(texts))

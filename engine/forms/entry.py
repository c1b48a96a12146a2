"""How people write numbers and dates, and how we write them back.

Finnish and Swedish write `12 500,50` and `31.12.2026`; English readers here also write `12,500.50`.  What could mean
two things is refused, never guessed: `1.500` in Finnish may be one and a half or fifteen hundred.
"""

import re
from datetime import date
from decimal import Decimal

from engine.forms.sentences import Refusal

MAX_DIGITS = 30  # FEEL's numbers hold 34 (DMN 1.5, 10.3.2.3.1).
FIRST_YEAR, LAST_YEAR = 1900, 2200  # Beyond these it is a slip of the hand.

_SPACES = str.maketrans(dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " "))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2012\u2013", "-"))
_PLAIN = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:([.,])([0-9]+))?")
_GROUPED = re.compile(r"([+-]?)([0-9]{1,3}(?:([.,])[0-9]{3})(?:\3[0-9]{3})*)(?:(?!\3)[.,]([0-9]+))?")
_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{2}|[0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def read_number(text: str, language: str, *, unit: str = "", digits: int | None = None) -> Decimal:
    """The exact number that a person wrote, its unit and thin spaces left aside.

    `digits` is the greatest number of decimals.  Raises Refusal.
    """
    bare = _without_unit(text.translate(_SPACES).translate(_MINUS).strip(), unit)
    sign, whole, decimals = _parts(re.sub(r"^([+-]) ", r"\1", bare), language)
    if digits is not None and len(decimals.rstrip("0")) > digits:
        raise Refusal("decimals" if digits else "whole", count=digits)
    if len(whole) + len(decimals) > MAX_DIGITS:
        raise Refusal("number_long", count=MAX_DIGITS)
    value = Decimal(f"{sign}{whole}.{decimals or '0'}") if decimals else Decimal(f"{sign}{whole}")
    return value or value.copy_abs()


def write_number(value: Decimal | int, language: str) -> str:
    """The number as this language writes it: thousands apart by a space that does not break."""
    whole, _, decimals = f"{Decimal(value):,f}".replace(",", "\u00a0").partition(".")
    return whole + (_separator(language) + decimals if decimals else "")


def read_date(text: str) -> date:
    """The day that a person wrote: `31.12.2026`, or as ISO 8601 has it.  Raises Refusal."""
    bare = text.translate(_SPACES).strip()
    if found := _DATE.fullmatch(bare):
        day, month, year = found.groups()
        if len(year) == 2:  # 1.2.27 may be next year's or a birthday of a hundred years ago.
            raise Refusal("short_year")
    elif found := _ISO_DATE.fullmatch(bare):
        year, month, day = found.groups()
    else:
        raise Refusal("date")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Refusal("year", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Refusal("no_such_day") from None


def write_date(value: date) -> str:
    """The day as Finland writes it, in each of its languages."""
    return f"{value.day}.{value.month}.{value.year}"


def _separator(language: str) -> str:
    return "." if language == "en" else ","


def _without_unit(text: str, unit: str) -> str:
    for name in ("€", "euroa", "euro", "eur") if unit == "€" else (unit,):
        if name and text.lower().endswith(name.lower()):
            return text[: -len(name)].strip()
        if name and text.lower().startswith(name.lower()):
            return text[len(name) :].strip()
    return text


def _parts(text: str, language: str) -> tuple[str, str, str]:
    """Sign, whole digits and decimals."""
    if found := _PLAIN.fullmatch(text):
        sign, whole, separator, decimals = found.groups(default="")
        could_be_thousands = len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")
        if separator and separator != _separator(language) and could_be_thousands:
            raise Refusal("ambiguous", text=text)
        return sign, whole.replace(" ", ""), decimals
    if found := _GROUPED.fullmatch(text):
        sign, whole, _, decimals = found.groups(default="")
        return sign, re.sub("[.,]", "", whole), decimals
    raise Refusal("number")

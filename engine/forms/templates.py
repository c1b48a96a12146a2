"""Markdown texts with FEEL in them, as form-js writes it: `Hanke: {{title}}`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from engine.forms.components import Formula
from engine.forms.conditions import Data, Occasion
from engine.forms.entry import write_date, write_number

_BRACES = re.compile(r"\{\{(.+?)\}\}(?=( €)?)", re.DOTALL)
_CENT = Decimal("0.01")
_LONGEST_SUM = 24  # Digits before the cents that still are a sum of money.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|&~^$:])")


def template_formulas(text: str, compiled: Callable[[str], Formula | None]) -> dict[str, Formula]:
    """The formulas of a text, by what stands between their braces."""
    return {source: formula for source, _ in _BRACES.findall(text) if (formula := compiled(source))}


def fill_template(text: str, formulas: Mapping[str, Formula], context: Data, occasion: Occasion) -> str:
    """The text in the reader's language with its formulas' values, made harmless as Markdown.

    Only what the form itself holds between braces is worked out: a translation cannot bring formulas of its own.
    """
    return _fill(text, formulas, context, occasion, lambda value: _MARKUP.sub(r"\\\1", value))


def fill_sentence(text: str, formulas: Mapping[str, Formula], context: Data, occasion: Occasion) -> str:
    """The same for a sentence that is shown as it is."""
    return _fill(text, formulas, context, occasion, str)


def _fill(
    text: str,
    formulas: Mapping[str, Formula],
    context: Data,
    occasion: Occasion,
    harmless: Callable[[str], str],
) -> str:
    def fill(match: re.Match[str]) -> str:
        formula = formulas.get(match[1])
        if formula is None:
            return match[0]
        value = formula.value(context, occasion.clock)
        if isinstance(value, str):
            return harmless(occasion.text(value))  # What a table says is translated beside the form's own words.
        return harmless(shown(to_the_cent(value) if match[2] else value, occasion.language))

    return _BRACES.sub(fill, occasion.text(text))


def to_the_cent(value: object) -> object:
    """A sum of euros, as a text writes it before the sign: FEEL's numbers know no trailing zeros."""
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        return value
    exact = Decimal(value)
    return exact.quantize(_CENT) if exact.adjusted() < _LONGEST_SUM and exact == exact.quantize(_CENT) else exact


def shown(value: object, language: str) -> str:
    """A value as a reader of this language expects it; nothing for null."""
    if value is None or isinstance(value, bool):
        return _YES_NO.get((language, value), "")
    if isinstance(value, Decimal | int):
        return write_number(value, language)
    if isinstance(value, datetime):
        return f"{write_date(value)} {value:%H.%M}"
    if isinstance(value, date):
        return write_date(value)
    if isinstance(value, list):
        return ", ".join(shown(item, language) for item in value)
    return str(value)


_YES_NO: Mapping[tuple[str, bool | None], str] = {
    ("fi", True): "kyllä",
    ("fi", False): "ei",
    ("sv", True): "ja",
    ("sv", False): "nej",
    ("en", True): "yes",
    ("en", False): "no",
}

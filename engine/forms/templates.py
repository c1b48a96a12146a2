"""Markdown texts with FEEL in them, as form-js writes it: `Hanke: {{title}}`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from engine.clock import Clock
from engine.forms.components import Formula
from engine.forms.entry import write_date, write_number

_BRACES = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|&~^$:])")


def template_formulas(text: str, compiled: Callable[[str], Formula | None]) -> dict[str, Formula]:
    """The formulas of a text, by what stands between their braces."""
    return {source: formula for source in _BRACES.findall(text) if (formula := compiled(source))}


def fill_template(
    text: str, formulas: Mapping[str, Formula], context: Mapping[str, object], language: str, clock: Clock | None
) -> str:
    """The text with its formulas' values, made harmless as Markdown.

    Only what the form itself holds between braces is worked out: a translation cannot bring formulas of its own.
    """

    def fill(match: re.Match[str]) -> str:
        formula = formulas.get(match[1])
        return _MARKUP.sub(r"\\\1", shown(formula.value(context, clock), language)) if formula else match[0]

    return _BRACES.sub(fill, text)


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

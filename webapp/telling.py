"""History and data, told for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import Event, Kind
from engine.forms import Form
from engine.texts import Texts
from webapp.localisation import day, gettext, language, moment, number

LONGEST = 2_000
DEEPEST = 4


@dataclass(frozen=True)
class Line:
    """One line of the timeline: what happened (a sentence), and what was entered (label and value)."""

    event: Event
    sentence: str
    facts: tuple[tuple[str, str], ...]
    trouble: bool


def tell(event: Event, texts: Texts, form: Form | None, names: Sequence[str] = ()) -> Line:
    """A history entry in the reader's language.

    `form` gives the labels of what was entered, `names` are the labels of the timers that fired.
    """
    name = texts.text(language(), event.name)
    value = event.value or {}
    entered = value.get("values") or value.get("payload") or {}
    labels = _labels(form, texts) if form else {}
    told = tuple((labels.get(key, key), text) for key, text in facts(entered))
    reason = value.get("reason")
    if reason:
        told = ((gettext("Reason"), str(reason)), *told)
    if event.kind is Kind.TIMER:
        name = ", ".join(texts.text(language(), one) for one in names)
    return Line(event, _sentence(event.kind, name), told, event.kind is Kind.FAILED)


def facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Values by name, as text; what is empty is left out."""
    return [(key, text) for key, value in data.items() if (text := _text(value))]


def _sentence(kind: Kind, name: str) -> str:
    return {
        Kind.STARTED: gettext("Begun"),
        Kind.COMPLETED: gettext("Done: %(name)s", name=name),
        Kind.MESSAGE: gettext("A message came: %(name)s", name=name),
        Kind.SIGNAL: gettext("A signal came: %(name)s", name=name),
        Kind.TIMER: gettext("Time was up: %(name)s", name=name) if name else gettext("Time was up"),
        Kind.RETRIED: gettext("Tried again: %(name)s", name=name),
        Kind.CANCELLED: gettext("Ended before its end"),
        Kind.SUSPENDED: gettext("Held"),
        Kind.RESUMED: gettext("Let go on"),
        Kind.CLAIMED: gettext("Taken: %(name)s", name=name),
        Kind.RELEASED: gettext("Given back: %(name)s", name=name),
        Kind.HANDED_OVER: gettext("Handed over: %(name)s", name=name),
        Kind.WITHDRAWN: gettext("No longer needed: %(name)s", name=name),
        Kind.FAILED: gettext("Could not go on"),
    }.get(kind, str(kind))


def _labels(form: Form, texts: Texts) -> dict[str, str]:
    def walk(fields: Any) -> Iterator[tuple[str, str]]:
        for field in fields:
            if field.kind == "group":
                yield from walk(field.fields)
            elif field.kind != "button" and field.label:
                yield field.name, field.label

    return dict(walk(form.view(language(), texts, {})))


def _text(value: Any, depth: int = 0) -> str:
    """A value as a reader expects it; empty for null."""
    if value is None or depth > DEEPEST:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {text}" for key, inner in value.items() if (text := _text(inner, depth + 1)))
    if isinstance(value, list | tuple):
        return ", ".join(text for inner in value if (text := _text(inner, depth + 1)))
    return str(value)[:LONGEST]

"""History and data, told for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine import Event, Kind
from engine.definitions import Definition
from engine.forms import FieldView
from webapp.localisation import day, gettext, language, moment, number
from webapp.naming import listed_name, person_name
from webapp.runtime import runtime

LONGEST = 2_000
DEEPEST = 4
CHOICES = frozenset({"select", "lookup", "radio", "checklist", "filepicker", "given"})


class Vocabulary:
    """The words of the diagrams that an instance has been in, in the reader's language."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._definitions = tuple(definitions)

    def label(self, element: str) -> str:
        """What an element is called; its id where nobody named it."""
        for one in self._definitions:
            found = one.process.elements.get(element)
            if found is not None:
                return one.texts.text(language(), found.name) or element
        return element

    def beginning(self, definition_id: int, kind: str, name: str) -> str:
        """What the start event is called that a message or signal of this name began at; empty where there is none."""
        starts = [start for one in self._definitions if one.id == definition_id for start in one.process.starts]
        at = next((start.element for start in starts if (start.kind, start.name) == (kind, name)), None)
        return self.label(at) if at else ""

    def questions(self, element: str) -> tuple[FieldView, ...]:
        """What a user task asked."""
        for one in self._definitions:
            found = one.process.elements.get(element)
            form = one.forms.get(found.attributes.get("formKey", "")) if found else None
            if form is not None:
                return form.view(language(), one.texts, {})
        return ()


def vocabulary_of(connection: Connection, numbers: Iterable[int]) -> Vocabulary:
    """The words of the processes' versions of these numbers; of two that call an element differently, the first's."""
    definitions = runtime().engine.definitions
    return Vocabulary(definitions.get(connection, number) for number in dict.fromkeys(numbers))


def options_of(definition: Definition, element: str, name: str) -> dict[str, str]:
    """What the options of a field are called that a user task asks, by value; none where it asks no such thing."""
    asked = (field for field in flat(Vocabulary([definition]).questions(element)) if key_of(field) == name)
    return {option.value: option.label for field in asked for option in field.options}


def all_questions(definition: Definition) -> Iterator[tuple[FieldView, ...]]:
    """What each form of a process asks, in the order of the diagram's tasks, so that the first is always the same."""
    keys = dict.fromkeys(one.attributes.get("formKey", "") for one in definition.process.elements.values())
    for key in keys:
        if key in definition.forms:
            yield definition.forms[key].view(language(), definition.texts, {})


def variable_labels(definitions: Iterable[Definition]) -> dict[str, str]:
    """What the forms of processes call the values that they ask for, by name; of several forms the first one's word."""
    found: dict[str, str] = {}
    for one in definitions:
        for fields in all_questions(one):
            for field in flat(fields):
                if field.kind not in ("text", "button") and field.label:
                    found.setdefault(key_of(field), field.label)
    return found


def value_text(value: Any) -> str:
    """A value of process data as a reader expects it; empty for null."""
    return _text(value)


@dataclass(frozen=True)
class Line:
    """One line of the timeline.

    What happened (a sentence), and what was entered (label and value).
    """

    event: Event
    sentence: str
    facts: tuple[tuple[str, str], ...]
    trouble: bool


def tell(event: Event, words: Vocabulary) -> Line:
    """A history entry in the reader's language."""
    value = event.value or {}
    entered = value.get("values") or value.get("payload") or value.get("written") or {}
    told = [(gettext("Reason"), str(value["reason"]))] if value.get("reason") else []
    if event.kind is Kind.ATTACHED:
        told += _document(value)
        entered = {}
    if event.kind is Kind.REPAIRED:
        told += [(gettext("What was done"), _repair(value, words))]
    told += _answers(words.questions(event.element or ""), entered)
    fired = ", ".join(words.label(element) for _, element in value.get("timers", ()))
    name = fired or words.label(event.element or "")
    if event.kind is Kind.HANDED_OVER and not event.element:
        name = f"{person_name(value.get('from'))} → {person_name(value.get('to'))}"
    if event.kind is Kind.STARTED and value.get("trigger"):
        name = words.beginning(event.definition_id, *value["trigger"][:2])
    return Line(event, _sentence(event.kind, name), tuple(told), event.kind is Kind.FAILED)


def _document(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was added, and what proves that it is still the same."""
    return [
        (gettext("Title"), str(value.get("title", ""))),
        (gettext("Version"), str(value.get("version", ""))),
        (gettext("SHA-256 of the content"), str(value.get("sha256", ""))),
    ]


def _repair(value: Mapping[str, Any], words: Vocabulary) -> str:
    """What an administrator did by hand."""
    to = words.label(str(value.get("to", "")))
    return {
        "set": gettext("Data were set right"),
        "skip": gettext("The step was skipped"),
        "move": gettext("It was moved on to «%(name)s»", name=to),
        "restart": gettext("It began again at «%(name)s»", name=to),
        "undo": gettext("The repair before was taken back"),
    }.get(str(value.get("act")), "")


def facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Values by name, as text; what is empty is left out."""
    return [(key, text) for key, value in data.items() if (text := _text(value))]


def _sentence(kind: Kind, name: str) -> str:
    return {
        Kind.STARTED: gettext("Begun: %(name)s", name=name) if name else gettext("Begun"),
        Kind.COMPLETED: gettext("Done: %(name)s", name=name),
        Kind.MESSAGE: gettext("A message came: %(name)s", name=name),
        Kind.SIGNAL: gettext("A signal came: %(name)s", name=name),
        Kind.TIMER: gettext("Time was up: %(name)s", name=name) if name else gettext("Time was up"),
        Kind.RETRIED: gettext("Tried again: %(name)s", name=name),
        Kind.CANCELLED: gettext("Ended before its end"),
        Kind.SUSPENDED: gettext("Put on hold"),
        Kind.RESUMED: gettext("Let go on"),
        Kind.CLAIMED: gettext("Taken: %(name)s", name=name),
        Kind.RELEASED: gettext("Given back: %(name)s", name=name),
        Kind.HANDED_OVER: gettext("Handed over: %(name)s", name=name),
        Kind.WITHDRAWN: gettext("No longer needed: %(name)s", name=name),
        Kind.FAILED: gettext("Could not go on"),
        Kind.UNDONE: gettext("Undone: %(name)s", name=name),
        Kind.ATTACHED: gettext("A document was added"),
        Kind.MIGRATED: gettext("Moved to another version of the process"),
        Kind.REPAIRED: gettext("Put right by hand: %(name)s", name=name) if name else gettext("Put right by hand"),
    }.get(kind, str(kind))


def _answers(fields: Sequence[FieldView], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was entered, in the order and by the labels of the form; what no field asked for comes last, by its name."""
    asked = [field for field in flat(fields) if field.kind != "text" and key_of(field) in values]
    chosen = [one for one in asked if one.kind != "button" or one.outcome == values[key_of(one)]]
    told = [(label_of(field), answer_text(field, values[key_of(field)])) for field in chosen]
    told += facts({key: value for key, value in values.items() if key not in {key_of(field) for field in asked}})
    return [(label, text) for label, text in told if text]


def flat(fields: Sequence[FieldView]) -> Iterator[FieldView]:
    """The fields of a form, those in groups too."""
    for field in fields:
        if field.kind == "group":
            yield from flat(field.fields)
        else:
            yield field


def key_of(field: FieldView) -> str:
    """The name that a field's value has in the data."""
    return field.name.rpartition(".")[2]  # A field of a row is called `list.0.key`.


def label_of(field: FieldView) -> str:
    """What people call a field; a form's buttons are one question."""
    return gettext("How does it go on?") if field.kind == "button" else field.label


def answer_text(field: FieldView, value: Any) -> str:
    """One answer: the button pressed, a list's rows, the labels of what was chosen, people by their names."""
    if field.kind == "button":
        return field.label
    if field.kind in ("dynamiclist", "score"):
        rows = [_answers(field.columns, row) for row in value or ()]
        return "\n".join("; ".join(f"{label}: {text}" for label, text in row) for row in rows)
    if field.kind in CHOICES and value is not None:
        labels = {option.value: option.label for option in field.options}
        several = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(one)) or listed_name(field.source, str(one)) for one in several)
    return _text(value)


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

"""Answers that a form takes, made up: the first choice everywhere, and each choice of what decides the way."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.clock import Clock
from engine.errors import InvalidSubmission
from engine.forms import FieldView, Form
from engine.forms.components import Component, all_of
from engine.simulation.conditions import Value
from engine.texts import Texts

Posted = dict[str, list[str]]

EXAMPLE = "Esimerkki: näin vastattiin kokeilussa."
MOST_VARIANTS = 12
TRIES = 12

_NUMBERS = ("1000", "1", "0", "5", "100", "100000")
_TEXTS = (EXAMPLE, "09:00", "nimi@esimerkki.invalid", "0401234567", "1234567-1")
_DAYS = (30, 0, -1, 120, 400)
_CHOICES = frozenset({"select", "radio", "lookup", "checklist", "filepicker"})


@dataclass(frozen=True)
class Questionnaire:
    """A form with the data that it is shown over."""

    form: Form
    data: Mapping[str, Any]
    texts: Texts
    clock: Clock

    def view(self, posted: Posted | None) -> list[FieldView]:
        """Its fields as somebody sees them, groups opened."""
        shown = self.form.view("fi", self.texts, self.data, posted, clock=self.clock)
        return list(_flat(shown))

    def errors(self, posted: Posted) -> Mapping[str, str]:
        """What is wrong with answers, by the names of the fields; nothing when the form takes them."""
        try:
            self.form.read(posted, self.data, texts=self.texts, clock=self.clock)
        except InvalidSubmission as refused:
            return refused.errors
        return {}


def variants(
    asked: Questionnaire, names: Collection[str], compared: Mapping[str, Sequence[Value]]
) -> tuple[list[Posted], str]:
    """Answers that the form takes: one set for each decision (button), and for each choice of the fields `names`.

    With them what the form said in the end where it took none; empty when it took some.
    """
    found: list[Posted] = []
    said = ""
    for wanted in _wishes(asked, names, compared):
        answers, errors = _answer(asked, wanted)
        if answers is None:
            said = said or "; ".join(errors.values())
        elif answers not in found:
            found.append(answers)
        if len(found) >= MOST_VARIANTS:
            break
    return found, "" if found else said


def example_of(component: Component, today: date) -> object:
    """A value that a field might have given."""
    if component.kind in {"radio", "select"}:
        return component.options[0].value if component.options else None
    if component.kind in {"number", "money"}:
        return Decimal(1000)
    if component.kind == "datetime":
        return today + timedelta(days=_DAYS[0])
    if component.kind == "checkbox":
        return False
    return EXAMPLE if component.kind in {"textfield", "textarea"} else None


def examples(forms: Collection[Form], names: Collection[str], today: date) -> dict[str, object]:
    """Values for names that some form asks for, as it might have given them."""
    found: dict[str, object] = {}
    for form in forms:
        for component in all_of(form.components):
            if component.key in names and component.key not in found:
                value = example_of(component, today)
                found |= {} if value is None else {component.key: value}
    return found


def _flat(fields: Sequence[FieldView]) -> Iterator[FieldView]:
    for field in fields:
        yield field
        yield from _flat(field.fields)


def _wishes(
    asked: Questionnaire, names: Collection[str], compared: Mapping[str, Sequence[Value]]
) -> Iterator[Mapping[str, str]]:
    """What is to be answered at least: each decision; under the first that asks for it, each choice that matters."""
    fields = [field for field in asked.view(None) if not field.fixed]
    decisions = [{field.name: field.outcome} for field in fields if field.kind == "button" and field.outcome] or [{}]
    yield from decisions
    for field in fields:
        if field.name not in names or field.kind == "button":
            continue
        under = next((one for one in decisions if _is_asked(asked, field.name, one)), None)
        if under is not None:
            yield from (under | {field.name: text} for text in _texts_of(field, compared.get(field.name, ())))


def _is_asked(asked: Questionnaire, name: str, decided: Mapping[str, str]) -> bool:
    posted = {key: [text] for key, text in decided.items()} or None
    return any(field.name == name and not field.hidden for field in asked.view(posted))


def _texts_of(field: FieldView, compared: Sequence[Value]) -> list[str]:
    if field.kind in _CHOICES:
        return [option.value for option in field.options]
    if field.kind == "checkbox":
        return ["true", ""]
    if field.kind in {"number", "money"}:
        numbers = [value for value in compared if isinstance(value, Decimal)]
        return [str(number + step) for number in numbers for step in (-1, 0, 1) if number + step >= 0]
    return [value for value in compared if isinstance(value, str)]


def _answer(asked: Questionnaire, wanted: Mapping[str, str]) -> tuple[Posted | None, Mapping[str, str]]:
    """Fill a form until it takes the answers, or what it last said was wrong with them."""
    turns: dict[str, int] = {}
    errors: Mapping[str, str] = {}
    for attempt in range(TRIES):
        posted = _fill(asked, wanted, turns)
        errors = asked.errors(posted)
        if not errors:
            return posted, {}
        if not _turn(asked, posted, errors, wanted, turns, attempt):
            break
    return None, errors


def _fill(asked: Questionnaire, wanted: Mapping[str, str], turns: Mapping[str, int]) -> Posted:
    """Answer what is asked, round after round: an answer may bring up further fields."""
    posted: Posted = {name: [text] for name, text in wanted.items()}
    for _ in range(4):
        before = len(posted)
        for field in asked.view(posted or None):
            _fill_field(asked, field, posted, turns)
        if len(posted) == before:
            break
    return posted


def _fill_field(asked: Questionnaire, field: FieldView, posted: Posted, turns: Mapping[str, int]) -> None:
    if field.hidden or field.fixed or field.name in posted:
        return
    if field.kind == "score":
        for row in field.rows:
            _fill_score(row, posted)
    elif field.kind == "dynamiclist":
        _fill_first_row(asked, field, posted, turns)
    else:
        text = field.outcome if field.kind == "button" else _text(asked, field, turns.get(field.name, 0))
        if text:
            posted[field.name] = [text]


def _fill_first_row(asked: Questionnaire, field: FieldView, posted: Posted, turns: Mapping[str, int]) -> None:
    if field.required and field.rows:
        for inner in field.rows[0]:
            _fill_field(asked, inner, posted, turns)


def _fill_score(row: Sequence[FieldView], posted: Posted) -> None:
    criterion, points = row[0], row[1]
    posted[criterion.name] = list(criterion.values)
    options = points.options
    posted[points.name] = [options[len(options) * 2 // 3].value] if options else []


def _text(asked: Questionnaire, field: FieldView, turn: int) -> str | None:
    """What somebody might answer; nothing where nothing has to be."""
    if not field.required:
        return None
    if field.kind in _CHOICES:
        return field.options[turn % len(field.options)].value if field.options else None
    if field.kind in {"number", "money"}:
        return _NUMBERS[turn % len(_NUMBERS)]
    if field.kind == "datetime":
        today = asked.clock.now().astimezone(asked.clock.zone).date()
        return (today + timedelta(days=_DAYS[turn % len(_DAYS)])).isoformat()
    if field.kind == "checkbox":
        return "true"
    return _TEXTS[turn % len(_TEXTS)][: field.longest or None]


def _turn(
    asked: Questionnaire,
    posted: Posted,
    errors: Mapping[str, str],
    wanted: Mapping[str, str],
    turns: dict[str, int],
    attempt: int,
) -> bool:
    """Answer otherwise next time: the refused fields, else the choices of the form one after another."""
    refused = [name for name in errors if name in posted and name not in wanted]
    if refused:
        for name in refused:
            turns[name] = turns.get(name, 0) + 1
        return True
    choices = [
        field.name
        for field in asked.view(posted)
        if field.kind in _CHOICES and len(field.options) > 1 and field.name in posted and field.name not in wanted
    ]
    if not choices:
        return False
    name = choices[attempt % len(choices)]
    turns[name] = turns.get(name, 0) + 1
    return True

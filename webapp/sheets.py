"""Sheets: several forms on one page, each a part with names of its own.

What a part asks is its form's; the page posts `matters.17.outcome` for the field `outcome` of the part `matters.17.`.
Such names are harmless to a form that does not know them, so that a sheet is kept as the draft of one of its tasks.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine import InvalidSubmission, Request
from engine.definitions import Definition
from engine.forms import FieldView, Form, OptionView
from webapp.localisation import language
from webapp.runtime import runtime
from webapp.submissions import flat

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Part:
    """A form of a sheet over its data; `prefix` is what its fields' names begin with, ending with a dot, or nothing."""

    prefix: str
    form: Form
    definition: Definition
    data: Mapping[str, Any]

    def answers(self, submitted: Answers) -> dict[str, Sequence[str]]:
        """What was posted for this part, by its form's own names."""
        mine = {name: texts for name, texts in submitted.items() if name.startswith(self.prefix)}
        return {name.removeprefix(self.prefix): texts for name, texts in mine.items()}

    def is_untouched(self, submitted: Answers) -> bool:
        """Whether nothing was typed or chosen in it beyond what it begins with."""
        start = {field.name: set(field.values) for field in flat(self.view(None, {}))}
        mine = {name: texts for name, texts in submitted.items() if name.startswith(self.prefix)}
        return all(not text.strip() or text in start.get(name, ()) for name, texts in mine.items() for text in texts)

    def errors(self, submitted: Answers) -> dict[str, str]:
        """What its form refuses, by the page's names."""
        texts, clock = self.definition.texts, runtime().clock
        try:
            self.form.read(self.answers(submitted), self.data, language=language(), texts=texts, clock=clock)
        except InvalidSubmission as invalid:
            return self.renamed(invalid.errors)
        return {}

    def renamed(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Errors by the page's names."""
        return {self.prefix + name: sentence for name, sentence in errors.items()}

    def view(self, submitted: Answers | None, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
        """Its fields as the page shows them: texts are the page's own matter, buttons become a choice."""
        mine = {
            name.removeprefix(self.prefix): sentence
            for name, sentence in errors.items()
            if name.startswith(self.prefix)
        }
        answers = (self.answers(submitted) or None) if submitted else None  # A part that opened later starts afresh.
        texts, clock = self.definition.texts, runtime().clock
        shown = self.form.view(language(), texts, self.data, answers, mine, clock=clock)
        fields = [field for field in shown if field.kind not in ("text", "button")]
        return tuple(_named(field, self.prefix) for field in (*fields, *_choices(shown, answers or {})))


def request_for(asked: Request, part: str) -> Request:
    """The request by which a part of a sheet is completed: pressing the sheet's button twice does each once."""
    return Request(hashlib.sha256(f"{asked.key} {part}".encode()).hexdigest()[:32], asked.digest)


def _named(field: FieldView, prefix: str) -> FieldView:
    return replace(
        field,
        name=prefix + field.name if field.name else "",
        fields=tuple(_named(inner, prefix) for inner in field.fields),
        rows=tuple(tuple(_named(inner, prefix) for inner in row) for row in field.rows),
        columns=tuple(_named(column, prefix) for column in field.columns),
    )


def _choices(fields: Iterable[FieldView], answers: Answers) -> list[FieldView]:
    """Buttons of one name as radio buttons: the sheet has one button for all its parts."""
    found: dict[str, FieldView] = {}
    for button in fields:
        if button.kind == "button" and not button.hidden:
            before = found.get(button.name)
            option = OptionView(button.outcome, button.label, button.outcome in answers.get(button.name, ()))
            options = (*(before.options if before else ()), option)
            found[button.name] = replace(button, kind="radio", label="", options=options, required=True)
    return list(found.values())

"""Forms that anybody may send without logging in: what a message begins, asked before there is a matter."""

from dataclasses import dataclass
from typing import Any

from flask import abort, request

from engine.definitions import Definition
from engine.forms import Form
from webapp.accounts import throttle
from webapp.localisation import language
from webapp.processes import begun_by
from webapp.runtime import runtime
from webapp.submissions import Submitted, error_list, hidden_names

TRAP = "website"
"""No person sees this field; a program that fills in everything falls into it."""


@dataclass(frozen=True)
class PublicForm:
    """The form of the message that begins a process, as its newest version asks it."""

    definition: Definition
    form: Form

    def read(self, answers: Submitted) -> dict[str, Any]:
        """The values of what was sent.  Raises InvalidSubmission."""
        texts, clock = self.definition.texts, runtime().clock
        return self.form.read(answers, {}, language=language(), texts=texts, clock=clock)

    def shown(self, answers: Submitted | None, wrong: dict[str, str]) -> dict[str, object]:
        """What the page's template needs to show it with what was typed and what is wrong with it."""
        fields = self.form.view(language(), self.definition.texts, {}, answers, wrong, clock=runtime().clock)
        return {
            "fields": fields,
            "errors": error_list(fields, wrong),
            "hides_something": bool(hidden_names(fields)),
            "draft_action": None,
            "trap": TRAP,
        }


def public_form(message: str) -> PublicForm:
    """The form of a message; nothing is asked (404) where no diagram wants it."""
    with runtime().database.read() as connection:
        found = begun_by(connection, runtime().engine.definitions, message)
    form = found.form() if found else None
    if found is None or form is None:
        abort(404)
    return PublicForm(found.definition, form)


def trapped() -> bool:
    """Whether a program filled in what no person sees."""
    return bool(request.form.get(TRAP))


def must_wait(subjects: tuple[throttle.Subject, ...]) -> bool:
    """Whether too much came from there lately."""
    with runtime().database.read() as connection:
        return bool(throttle.waiting_time(connection, subjects, runtime().clock.now()))

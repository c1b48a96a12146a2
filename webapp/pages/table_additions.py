"""Adding to the table of steps: a step after another, a branch, or a reminder, each by an ordinary form."""

from collections.abc import Mapping

from flask import Blueprint, abort, request

from engine.errors import InvalidInput, NotFound
from webapp.localisation import gettext
from webapp.step_additions import add_at, asked_fields, heading_of
from webapp.step_desks import Answer, StepDesk, StepForm, keep, open_steps, typed_in
from webapp.step_fields import Field, told_missing

bp = Blueprint("table_additions", __name__)


@bp.get("/processes/<folder>/table/<step>/<what>")
def ask(folder: str, step: str, what: str) -> str:
    """The form of what is to be added at a step."""
    at = open_steps(folder)
    return _form(at, step, what, _asked(at, step, what, request.args)).show({})


@bp.post("/processes/<folder>/table/<step>/<what>")
def add(folder: str, step: str, what: str) -> Answer:
    """Add it."""
    at = open_steps(folder)
    fields = typed_in(_asked(at, step, what, request.form))
    form = _form(at, step, what, fields)
    if "kind" in request.form and request.form.get("asked_kind") != request.form["kind"]:
        return form.show({})  # Another kind asks for other things.
    if empty := told_missing(fields):
        return form.show(empty), 422
    try:
        made = add_at(at.content, step, what, {one.name: one.value for one in fields})
    except InvalidInput:
        sentence = gettext("This cannot be added here: after a waiting choice only the awaited events may come.")
        return form.show({fields[0].name: sentence}), 422
    return keep(at, made.content, lambda first: (form.show({}, first), 409), made.element)


def _asked(at: StepDesk, step: str, what: str, values: Mapping[str, str]) -> list[Field]:
    if not heading_of(what):
        abort(404)
    try:
        return asked_fields(at.document, step, what, at.choices, values)
    except (NotFound, InvalidInput):
        abort(404)


def _form(at: StepDesk, step: str, what: str, fields: list[Field]) -> StepForm:
    action = at.address("table_additions.add", step=step, what=what)
    return StepForm(at, step, action, heading_of(what), fields, tells=False)

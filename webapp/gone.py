"""A task that is no longer there to be done: who was first and when, and what was typed into it."""

from collections.abc import Mapping

from flask import render_template
from sqlalchemy import Connection, select

from engine import TaskGone
from engine.forms import Form
from engine.schema import history
from webapp.localisation import gettext, language, moment
from webapp.naming import person_name
from webapp.runtime import runtime
from webapp.submissions import typed
from webapp.undoing import offer_undo


def gone_page(task_id: int, gone: TaskGone, answers: Mapping[str, list[str]]) -> tuple[str, int]:
    """The task is done or withdrawn: who and when, the way to its matter, and what was typed."""
    with runtime().database.read() as connection:
        row = connection.execute(
            select(history.c.instance_id, history.c.definition_id, history.c.element).where(
                history.c.task_id == task_id
            )
        ).first()
        form = _form(connection, row.definition_id, row.element) if row else None
    fields = form.view(language(), None, {}, answers) if form else ()
    explanation = gettext("The process no longer needs it.")
    if gone.by and gone.at:
        name, when = person_name(gone.by), moment(gone.at)
        explanation = gettext("%(name)s completed or ended it %(moment)s.", name=name, moment=when)
    heading = gettext("This task is already done")
    kept = typed(fields, dict(answers))
    return conflict_page(heading, explanation, kept, row.instance_id if row else None, task_id)


def conflict_page(
    heading: str,
    explanation: str,
    kept: list[tuple[str, list[str]]],
    instance_id: int | None,
    done: int | None = None,
) -> tuple[str, int]:
    """Somebody else was first; nothing that was typed is lost.  `done` is a task whose completion may be undone."""
    page = render_template(
        "conflict.html",
        heading=heading,
        explanation=explanation,
        typed=kept,
        instance_id=instance_id,
        undo=offer_undo(done) if done is not None else None,
    )
    return page, 409


def _form(connection: Connection, definition_id: int, element: str) -> Form | None:
    definition = runtime().engine.definitions.get(connection, definition_id)
    key = definition.process.elements[element].attributes.get("formKey")
    return definition.forms.get(key) if key else None

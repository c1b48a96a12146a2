"""Starting something new: an idea, a meeting, whatever the diagrams offer."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import InvalidSubmission, UnitOfWork
from webapp.auth import actor, current_person
from webapp.localisation import gettext, language
from webapp.processes import Startable, startable
from webapp.runtime import runtime
from webapp.starting import begin_start, read_start, start_fields
from webapp.submissions import Submitted, asks_again, error_list, hidden_names, repeatable, submitted

bp = Blueprint("start", __name__)


@bp.get("/start")
def show() -> str:
    """What there is to start."""
    with runtime().database.read() as connection:
        offers = [_offer(one) for one in _startable(connection)]
    return render_template("start.html", section="start.show", offers=offers)


@bp.get("/start/<key>")
def ask(key: str) -> str:
    """What starting it asks for."""
    return _page(_find(key), None, {})


@bp.post("/start/<key>")
def begin(key: str) -> str | Response | tuple[str, int]:
    """Start it, and go to the first task if it is the starter's own."""
    found, answers, here = _find(key), submitted(), runtime()
    if asks_again():
        return _page(found, answers, {})
    asked = repeatable(answers)
    try:
        data = read_start(found, answers, actor())
    except InvalidSubmission as invalid:
        return _page(found, answers, invalid.errors), 422

    def act(unit: UnitOfWork) -> int:
        return begin_start(unit, found, data, actor(), asked)

    instance_id = here.database.transact(act)
    with here.database.read() as connection:
        tasks = here.engine.instance(connection, instance_id).tasks
    mine = next((row for row in tasks if row.assignee == current_person().id), None)
    flash(gettext("It has begun."), "good")
    if mine:
        return redirect(url_for("tasks.show", task_id=mine.task_id), 303)
    return redirect(url_for("instances.show", instance_id=instance_id), 303)


def _startable(connection: Connection) -> list[Startable]:
    return startable(connection, runtime().engine.definitions, current_person().groups)


def _find(key: str) -> Startable:
    with runtime().database.read() as connection:
        found = next((one for one in _startable(connection) if one.key == key), None)
    if found is None:
        abort(404)
    return found


def _offer(found: Startable) -> dict[str, object]:
    texts = found.definition.texts
    return {
        "key": found.key,
        "name": texts.text(language(), found.definition.name),
        "start": texts.text(language(), found.start.name),
        "help": texts.text(language(), found.start.documentation),
        "asks": found.form() is not None,
    }


def _page(found: Startable, answers: Submitted | None, errors: dict[str, str]) -> str:
    fields = start_fields(found, answers, errors)
    return render_template(
        "start_form.html",
        section="start.show",
        offer=_offer(found),
        fields=fields,
        errors=error_list(fields, errors),
        hides_something=bool(hidden_names(fields)),
        draft_action=None,
        complete_label=gettext("Start"),
    )

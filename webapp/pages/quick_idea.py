"""An idea noted in two minutes, by phone if need be: its name and need now, the rest later as an open task."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.auth import actor, current_person
from webapp.localisation import gettext
from webapp.processes import Startable, startable
from webapp.runtime import runtime
from webapp.submissions import repeatable

bp = Blueprint("quick_idea", __name__)
PROCESS = "idea"
LONGEST = {"title": 120, "need": 4_000}


@bp.get("/ideas/new")
def ask() -> str:
    """Two fields and a button."""
    _process()
    return _page({"title": "", "need": ""}, {})


@bp.post("/ideas/new")
def begin() -> Response | tuple[str, int]:
    """Begin the idea with what is known; its first task waits in the inbox."""
    found = _process()
    typed = {name: request.form.get(name, "").strip()[:most] for name, most in LONGEST.items()}
    asked = repeatable({name: [text] for name, text in typed.items()})
    sentences = {"title": gettext("Give the idea a name."), "need": gettext("Write whose need it meets.")}
    if missing := {name: sentence for name, sentence in sentences.items() if not typed[name]}:
        return _page(typed, missing), 422
    here, data = runtime(), dict[str, object](typed)
    if found.initiator:
        data[found.initiator] = current_person().id
    business_key = f"{PROCESS}/{uuid.UUID(hex=asked.key)}"

    def act(unit: UnitOfWork) -> int:
        if (begun := here.engine.answered(unit.connection, asked)) is not None:
            return begun
        number = here.engine.start(unit, PROCESS, business_key=business_key, data=data, by=actor(), request=asked)
        # What was typed is the first task's draft: there it can be changed and added to.
        for task in here.engine.instance(unit.connection, number).tasks:
            here.engine.save_draft(unit, task.task_id, {name: [text] for name, text in typed.items()}, by=actor())
        return number

    here.database.transact(act)
    flash(
        gettext("The idea «%(title)s» was saved. Its other details wait for you as a task.", title=typed["title"]),
        "good",
    )
    return redirect(url_for("inbox.show"), 303)


def _process() -> Startable:
    here = runtime()
    with here.database.read() as connection:
        offered = startable(connection, here.engine.definitions, current_person().groups)
    return next((one for one in offered if one.key == PROCESS), None) or abort(404)


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    return render_template("quick_idea.html", section="start.show", typed=typed, errors=errors, longest=LONGEST)

"""Trying a draft: where the trial stands, on a clock that travels; what one does with it besides tasks."""

import json
from datetime import datetime

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from engine.forms.sentences import Refusal
from engine.simulation.records import Follow, Input, Tell, Travel
from webapp.auth import current_person
from webapp.desks import open_desk
from webapp.drafting import trials
from webapp.localisation import language
from webapp.runtime import runtime
from webapp.trial_desks import Answer, chosen_morning, kept, put, to_trial, trial_page

bp = Blueprint("trials", __name__)


@bp.get("/processes/<folder>/trial")
def show(folder: str) -> str:
    """Where the trial stands: what waits for whom, what may come, the way so far; and the tests that were kept."""
    return trial_page(folder, {})


@bp.post("/processes/<folder>/trial/act")
def act(folder: str) -> Answer:
    """Let time pass, let a message come, take the last step back, or begin anew."""
    with runtime().database.read() as connection:
        open_desk(connection, folder)
    wanted = request.form.get("act", "")
    if wanted == "over":
        return _given_up(folder)
    if wanted == "back":
        return _taken_back(folder)
    try:
        one = _told_input(folder, wanted)
    except Refusal as refused:
        return trial_page(folder, {"trial_day": refused.say(language())}), 422
    return put(folder, one)


def _given_up(folder: str) -> Response:
    here, by = runtime(), current_person().id
    here.database.transact(lambda unit: trials.give_up_run(unit.write(), folder, by))
    return to_trial(folder)


def _taken_back(folder: str) -> Response:
    with runtime().database.read() as connection:
        record = trials.read_run(connection, folder, current_person().id)
    if record is None or not record.inputs:
        return _given_up(folder)
    return kept(folder, record.without_last())


def _told_input(folder: str, wanted: str) -> Input:
    """What the page's buttons put in.  Raises Refusal for a day that is none."""
    if wanted == "day":
        return Travel(chosen_morning(request.form.get("trial_day", "")))
    if wanted.startswith("follow:"):
        return Follow(wanted.removeprefix("follow:"))
    if wanted == "moment":
        return Travel(_moment(request.form.get("moment", "")))
    element, _, payload = wanted.removeprefix("tell:").partition(":")
    try:
        given = json.loads(payload)
    except ValueError:
        abort(400)
    return Tell(element, given) if isinstance(given, dict) else abort(400)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        abort(400)
    return found if found.tzinfo else abort(400)

"""Trying a draft: begun, done as each role, with a clock that travels; kept as tests that are gone through again."""

import json
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.errors import EngineError, InvalidInput, InvalidResource, InvalidSubmission
from engine.forms.entry import read_date
from engine.forms.sentences import Refusal
from engine.simulation.ground import Ground
from engine.simulation.records import Complete, Follow, Input, Record, Tell, Travel
from engine.simulation.replays import record_test
from engine.simulation.runs import start_form, start_lists
from webapp.auth import current_person
from webapp.desks import Desk, open_desk
from webapp.drafting import trials
from webapp.grounds import go_through_tests, ground_of
from webapp.localisation import gettext, language
from webapp.rehearsals import (
    Beginning,
    beginnings,
    coverage,
    running,
)
from webapp.runtime import runtime
from webapp.submissions import Submitted, asks_again, error_list, hidden_names, submitted
from webapp.trial_views import show_run, show_task, show_test
from webapp.whereabouts import viewer_labels

bp = Blueprint("trials", __name__)
Answer = str | Response | tuple[str, int]
NINE = time(9)
LONGEST_NAME = 200


@bp.get("/processes/<folder>/trial")
def show(folder: str) -> str:
    """Where the trial stands: what waits for whom, what may come, the way so far; and the tests that were kept."""
    return _page(folder, {})


@bp.get("/processes/<folder>/trial/begin/<process>/<event>")
def ask(folder: str, process: str, event: str) -> Answer:
    """What beginning it asks for."""
    with runtime().database.read() as connection:
        desk, ground = _prepared(connection, folder)
        if ground is None:
            return redirect(url_for("trials.show", folder=folder), 303)
        return _start_page(desk, ground, _beginning(ground, folder, process, event), None, {})


@bp.post("/processes/<folder>/trial/begin/<process>/<event>")
def begin(folder: str, process: str, event: str) -> Answer:
    """Begin a trial; the one that was under way is over."""
    answers = _answers()
    with runtime().database.read() as connection:
        desk, ground = _prepared(connection, folder)
        if ground is None:
            return redirect(url_for("trials.show", folder=folder), 303)
        found = _beginning(ground, folder, process, event)
        if asks_again():
            return _start_page(desk, ground, found, answers, {})
        errors: dict[str, str] = {}
        at = _first_moment(errors)
        given = None if found.kind == "timer" else answers
        record = Record(process, at, current_person().id, event, given, language=language())
        try:
            with running(ground, record):
                pass
        except InvalidSubmission as refused:
            errors |= refused.errors
        except EngineError as refused:
            errors[""] = gettext("It does not begin: %(why)s", why=str(refused))
        if errors:
            return _start_page(desk, ground, found, answers, errors), 422
    return _kept(folder, record)


@bp.get("/processes/<folder>/trial/task/<element>/<int:which>")
def task(folder: str, element: str, which: int) -> Answer:
    """A task's form, as whoever does it would see it."""
    return _task(folder, element, which, None, {})


@bp.post("/processes/<folder>/trial/task/<element>/<int:which>")
def complete(folder: str, element: str, which: int) -> Answer:
    """Do a task in the trial."""
    answers = _answers()
    if asks_again():
        return _task(folder, element, which, answers, {})
    try:
        return _put(folder, Complete(element, answers, which))
    except InvalidSubmission as refused:
        page = _task(folder, element, which, answers, refused.errors)
        return (page, 422) if isinstance(page, str) else page


@bp.post("/processes/<folder>/trial/act")
def act(folder: str) -> Answer:
    """Let time pass, let a message come, take the last step back, or begin anew."""
    wanted = request.form.get("act", "")
    if wanted == "over":
        return _given_up(folder)
    if wanted == "back":
        return _taken_back(folder)
    try:
        one = _told_input(folder, wanted)
    except Refusal as refused:
        return _page(folder, {"trial_day": refused.say(language())}), 422
    return _put(folder, one)


@bp.post("/processes/<folder>/trial/tests")
def keep(folder: str) -> Answer:
    """Keep the run as a test."""
    here, by = runtime(), current_person().id
    name = request.form.get("name", "").strip()[:LONGEST_NAME]
    if not name:
        return _page(folder, {"name": gettext("Give the test a name: what does it make sure of?")}), 422
    with here.database.read() as connection:
        desk, ground = _prepared(connection, folder)
        record = trials.read_run(connection, desk.folder, by)
        if ground is None or record is None:
            return redirect(url_for("trials.show", folder=folder), 303)
        try:
            with running(ground, record) as run:
                recorded = record_test(run)
        except EngineError:
            return redirect(url_for("trials.show", folder=folder), 303)
    try:
        here.database.transact(
            lambda unit: trials.keep_test(unit.write(), folder, name, recorded, by, here.clock.now())
        )
    except InvalidInput:
        return _page(folder, {"name": gettext("There are too many tests: remove one first.")}), 422
    flash(gettext("«%(name)s» was kept: it is gone through again before publishing.", name=name), "good")
    return redirect(url_for("trials.show", folder=folder), 303)


@bp.post("/processes/<folder>/trial/tests/replay")
def replay(folder: str) -> Answer:
    """Go through all tests again."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    with suppress(InvalidResource):
        if go_through_tests(runtime(), desk.draft):
            flash(gettext("Not all tests go the same way: see below."), "warn")
        else:
            flash(gettext("All tests go the same way as before."), "good")
    return redirect(url_for("trials.show", folder=folder) + "#tests", 303)


@bp.post("/processes/<folder>/trial/tests/<int:number>/remove")
def remove(folder: str, number: int) -> Answer:
    """Remove a test."""
    with runtime().database.read() as connection:
        open_desk(connection, folder)
    runtime().database.transact(lambda unit: trials.remove_test(unit.write(), folder, number))
    return redirect(url_for("trials.show", folder=folder) + "#tests", 303)


def _prepared(connection: Connection, folder: str) -> tuple[Desk, Ground | None]:
    """The desk, and its draft in memory; None when the check refuses the draft."""
    desk = open_desk(connection, folder)
    try:
        return desk, ground_of(runtime(), connection, desk.draft)
    except InvalidResource:
        return desk, None


def _put(folder: str, one: Input) -> Answer:
    """Put something into the trial.  A page that is older than the trial changes nothing.  Raises InvalidSubmission."""
    with runtime().database.read() as connection:
        desk, ground = _prepared(connection, folder)
        record = trials.read_run(connection, desk.folder, current_person().id)
    if ground is None or record is None:
        return redirect(url_for("trials.show", folder=folder), 303)
    if request.form.get("trial_step", type=int) != len(record.inputs):
        flash(gettext("The trial had gone on meanwhile. This is where it stands."), "warn")
        return redirect(url_for("trials.show", folder=folder), 303)
    try:
        with running(ground, record) as run:
            run.put(one)
            grown = run.record
        return _kept(folder, grown)
    except InvalidSubmission:
        raise
    except EngineError as refused:
        flash(gettext("That is not possible here: %(why)s", why=str(refused)), "bad")
        return redirect(url_for("trials.show", folder=folder), 303)


def _kept(folder: str, record: Record) -> Response:
    here, by = runtime(), current_person().id
    here.database.transact(lambda unit: trials.keep_run(unit.write(), folder, by, record, here.clock.now()))
    return redirect(url_for("trials.show", folder=folder), 303)


def _given_up(folder: str) -> Response:
    here, by = runtime(), current_person().id
    with here.database.read() as connection:
        open_desk(connection, folder)
    here.database.transact(lambda unit: trials.give_up_run(unit.write(), folder, by))
    return redirect(url_for("trials.show", folder=folder), 303)


def _taken_back(folder: str) -> Response:
    with runtime().database.read() as connection:
        open_desk(connection, folder)
        record = trials.read_run(connection, folder, current_person().id)
    if record is None or not record.inputs:
        return _given_up(folder)
    return _kept(folder, record.without_last())


def _told_input(folder: str, wanted: str) -> Input:
    """What the page's buttons put in.  Raises Refusal for a day that is none."""
    if wanted == "day":
        return Travel(_morning(read_date(request.form.get("trial_day", ""))))
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


def _morning(chosen: Any) -> datetime:
    return datetime.combine(chosen, NINE, runtime().config.zone)


def _answers() -> Submitted:
    """The answers of a form, without what is this page's own."""
    return {name: texts for name, texts in submitted().items() if not name.startswith("trial_")}


def _first_moment(errors: dict[str, str]) -> datetime:
    """When a trial begins: nine in the morning of the chosen day, else now."""
    typed = request.form.get("trial_day", "").strip()
    if not typed:
        return runtime().clock.now()
    try:
        return _morning(read_date(typed))
    except Refusal as refused:
        errors["trial_day"] = refused.say(language())
        return runtime().clock.now()


def _beginning(ground: Ground, folder: str, process: str, event: str) -> Beginning:
    found = next((one for one in beginnings(ground, folder) if (one.process, one.event) == (process, event)), None)
    return found if found is not None else abort(404)


def _start_page(desk: Desk, ground: Ground, found: Beginning, answers: Submitted | None, errors: dict[str, str]) -> str:
    definition = ground.definition(found.process)
    form = start_form(definition, definition.process.elements[found.event])
    fields: tuple[Any, ...] = ()
    if form is not None:
        world = ground.open(runtime().clock.now())
        try:
            lists = start_lists(world, form)
        finally:
            world.close()
        fields = form.view(language(), definition.texts, lists, answers, errors, clock=runtime().clock)
    return render_template(
        "trial_start.html",
        section="definitions.index",
        desk=desk,
        beginning=found,
        fields=fields,
        errors=_listed(fields, errors),
        day_error=errors.get("trial_day", ""),
        typed_day=request.form.get("trial_day", ""),
        hides_something=bool(hidden_names(fields)),
        draft_action=None,
        complete_label=gettext("Begin the trial"),
    )


def _listed(fields: Any, errors: dict[str, str]) -> list[tuple[str, str]]:
    mine = [("trial_day", errors["trial_day"])] if "trial_day" in errors else []
    return mine + error_list(fields, {name: one for name, one in errors.items() if name != "trial_day"})


def _task(folder: str, element: str, which: int, answers: Submitted | None, errors: dict[str, str]) -> str | Response:
    with runtime().database.read() as connection:
        desk, ground = _prepared(connection, folder)
        record = trials.read_run(connection, folder, current_person().id)
    if ground is None or record is None:
        return redirect(url_for("trials.show", folder=folder), 303)
    try:
        with running(ground, record) as run:
            waiting = next((one for one in run.waiting() if (one.row.element, one.which) == (element, which)), None)
            if waiting is None:
                return redirect(url_for("trials.show", folder=folder), 303)
            view = run.task(waiting)
            clock = run.world.clock
            texts, form = view.definition.texts, view.form
            fields = form.view(language(), texts, view.data, answers, errors, clock=clock) if form else ()
            return render_template(
                "trial_task.html",
                section="definitions.index",
                desk=desk,
                task=show_task(ground, waiting),
                step=len(record.inputs),
                made_up_files=True,
                help=texts.text(language(), view.element.documentation),
                now=clock.now(),
                fields=fields,
                errors=error_list(fields, errors),
                hides_something=bool(hidden_names(fields)),
                draft_action=None,
            )
    except EngineError:
        return redirect(url_for("trials.show", folder=folder), 303)


def _page(folder: str, errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        desk, ground = _prepared(connection, folder)
        record = trials.read_run(connection, folder, current_person().id)
        tests = trials.read_tests(connection, folder)
    shown: dict[str, Any] = {"desk": desk, "tests": [], "errors": errors, "ground": ground, "run": None}
    records = [*([record] if record else []), *(one.recorded.record for one in tests)]
    if ground is not None:
        shown |= {
            "beginnings": beginnings(ground, folder),
            "tests": [show_test(ground, one) for one in tests],
            "run": show_run(ground, folder, record) if record is not None else None,
            "coverage": coverage(ground, folder, records) if records else [],
            "labels": viewer_labels(),
            "typed": request.form,
        }
    return render_template("trial.html", section="definitions.index", **shown)

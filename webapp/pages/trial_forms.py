"""What a trial asks: how it begins, and each task's form as whoever does it would see it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from engine.errors import EngineError, InvalidSubmission
from engine.forms.sentences import Refusal
from engine.simulation.ground import Ground
from engine.simulation.records import Complete, Record
from engine.simulation.runs import start_form, start_lists
from webapp.auth import current_person
from webapp.desks import Desk
from webapp.drafting import trials
from webapp.localisation import gettext, language, trouble
from webapp.rehearsals import Beginning, beginnings, running
from webapp.runtime import runtime
from webapp.submissions import Submitted, asks_again, error_list, hidden_names
from webapp.trial_desks import Answer, chosen_morning, kept, prepared, put, to_trial, typed_answers
from webapp.trial_views import show_task

bp = Blueprint("trial_forms", __name__)


@bp.get("/processes/<folder>/trial/begin/<process>/<event>")
def ask(folder: str, process: str, event: str) -> Answer:
    """What beginning it asks for."""
    with runtime().database.read() as connection:
        desk, ground = prepared(connection, folder)
        if ground is None:
            return to_trial(folder)
        return _start_page(desk, ground, _beginning(ground, folder, process, event), None, {})


@bp.post("/processes/<folder>/trial/begin/<process>/<event>")
def begin(folder: str, process: str, event: str) -> Answer:
    """Begin a trial; the one that was under way is over."""
    answers = typed_answers()
    with runtime().database.read() as connection:
        desk, ground = prepared(connection, folder)
        if ground is None:
            return to_trial(folder)
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
            errors[""] = gettext("It does not begin: %(why)s", why=trouble(str(refused)))
        if errors:
            return _start_page(desk, ground, found, answers, errors), 422
    return kept(folder, record)


@bp.get("/processes/<folder>/trial/task/<element>/<int:which>")
def task(folder: str, element: str, which: int) -> Answer:
    """A task's form, as whoever does it would see it."""
    return _task(folder, element, which, None, {})


@bp.post("/processes/<folder>/trial/task/<element>/<int:which>")
def complete(folder: str, element: str, which: int) -> Answer:
    """Do a task in the trial."""
    answers = typed_answers()
    if asks_again():
        return _task(folder, element, which, answers, {})
    try:
        return put(folder, Complete(element, answers, which))
    except InvalidSubmission as refused:
        page = _task(folder, element, which, answers, refused.errors)
        return (page, 422) if isinstance(page, str) else page


def _first_moment(errors: dict[str, str]) -> datetime:
    """When a trial begins: nine in the morning of the chosen day, else now."""
    typed = request.form.get("trial_day", "").strip()
    if not typed:
        return runtime().clock.now()
    try:
        return chosen_morning(typed)
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
        desk, ground = prepared(connection, folder)
        record = trials.read_run(connection, folder, current_person().id)
    if ground is None or record is None:
        return to_trial(folder)
    try:
        with running(ground, record) as run:
            waiting = next((one for one in run.waiting() if (one.row.element, one.which) == (element, which)), None)
            if waiting is None:
                return to_trial(folder)
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
        return to_trial(folder)

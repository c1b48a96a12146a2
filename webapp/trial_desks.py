"""The desk of a trial: a draft in memory, the run that somebody is in the middle of, and the page of both."""

from datetime import datetime, time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.errors import EngineError, InvalidResource, InvalidSubmission
from engine.forms.entry import read_date
from engine.simulation.ground import Ground
from engine.simulation.records import Input, Record
from webapp.auth import current_person
from webapp.desks import Desk, open_desk
from webapp.drafting import trials
from webapp.grounds import ground_of
from webapp.localisation import gettext, trouble
from webapp.rehearsals import beginnings, coverage, running
from webapp.runtime import runtime
from webapp.submissions import Submitted, submitted
from webapp.trial_views import show_run, show_test
from webapp.whereabouts import viewer_labels

NINE = time(9)
Answer = str | Response | tuple[str, int]


def prepared(connection: Connection, folder: str) -> tuple[Desk, Ground | None]:
    """The desk, and its draft in memory; None when the check refuses the draft."""
    desk = open_desk(connection, folder)
    try:
        return desk, ground_of(runtime(), connection, desk.draft)
    except InvalidResource:
        return desk, None


def put(folder: str, one: Input) -> Answer:
    """Put something into the trial.  A page that is older than the trial changes nothing.  Raises InvalidSubmission."""
    with runtime().database.read() as connection:
        desk, ground = prepared(connection, folder)
        record = trials.read_run(connection, desk.folder, current_person().id)
    if ground is None or record is None:
        return to_trial(folder)
    if request.form.get("trial_step", type=int) != len(record.inputs):
        flash(gettext("The trial had gone on meanwhile. This is where it stands."), "warn")
        return to_trial(folder)
    try:
        with running(ground, record) as run:
            run.put(one)
            grown = run.record
        return kept(folder, grown)
    except InvalidSubmission:
        raise
    except EngineError as refused:
        flash(gettext("That is not possible here: %(why)s", why=trouble(str(refused))), "bad")
        return to_trial(folder)


def kept(folder: str, record: Record) -> Response:
    """Keep how far a person has come, and show it."""
    here, by = runtime(), current_person().id
    here.database.transact(lambda unit: trials.keep_run(unit.write(), folder, by, record, here.clock.now()))
    return to_trial(folder)


def typed_answers() -> Submitted:
    """The answers of a form, without what is this page's own."""
    return {name: texts for name, texts in submitted().items() if not name.startswith("trial_")}


def trial_page(folder: str, errors: dict[str, str]) -> str:
    """Where the trial stands, and the tests that were kept."""
    with runtime().database.read() as connection:
        desk, ground = prepared(connection, folder)
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


def to_trial(folder: str, anchor: str | None = None) -> Response:
    """To the trial's page."""
    return redirect(url_for("trials.show", folder=folder, _anchor=anchor), 303)


def chosen_morning(typed: str) -> datetime:
    """Nine in the morning of a day.  Raises Refusal for what is none."""
    return datetime.combine(read_date(typed), NINE, runtime().config.zone)

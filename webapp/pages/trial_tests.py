"""Runs that are kept as tests: kept, gone through again, and removed."""

from contextlib import suppress

from flask import Blueprint, flash, request

from engine.errors import EngineError, InvalidInput, InvalidResource
from engine.simulation.replays import record_test
from webapp.auth import current_person
from webapp.desks import open_desk
from webapp.drafting import trials
from webapp.grounds import go_through_tests
from webapp.localisation import gettext
from webapp.rehearsals import running
from webapp.runtime import runtime
from webapp.trial_desks import Answer, prepared, to_trial, trial_page

bp = Blueprint("trial_tests", __name__)
LONGEST_NAME = 200


@bp.post("/processes/<folder>/trial/tests")
def keep(folder: str) -> Answer:
    """Keep the run as a test."""
    here, by = runtime(), current_person().id
    name = request.form.get("name", "").strip()[:LONGEST_NAME]
    if not name:
        return trial_page(folder, {"name": gettext("Give the test a name: what does it make sure of?")}), 422
    with here.database.read() as connection:
        desk, ground = prepared(connection, folder)
        record = trials.read_run(connection, desk.folder, by)
        if ground is None or record is None:
            return to_trial(folder)
        try:
            with running(ground, record) as run:
                recorded = record_test(run)
        except EngineError:
            return to_trial(folder)
    try:
        here.database.transact(
            lambda unit: trials.keep_test(unit.write(), folder, name, recorded, by, here.clock.now())
        )
    except InvalidInput:
        return trial_page(folder, {"name": gettext("There are too many tests: remove one first.")}), 422
    flash(gettext("«%(name)s» was kept: it is gone through again before publishing.", name=name), "good")
    return to_trial(folder)


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
    return to_trial(folder, "tests")


@bp.post("/processes/<folder>/trial/tests/<int:number>/remove")
def remove(folder: str, number: int) -> Answer:
    """Remove a test."""
    with runtime().database.read() as connection:
        open_desk(connection, folder)
    runtime().database.transact(lambda unit: trials.remove_test(unit.write(), folder, number))
    return to_trial(folder, "tests")

"""What people wish of a process, step by step; its owner says what came of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.deployments import processes_in
from webapp.auth import current_person, demand, may
from webapp.desks import name_of
from webapp.drafting.drafts import Draft, read_draft
from webapp.drafting.owners import relations
from webapp.drafting.remarks import LONGEST, add_remark, answer_remark, find_remark, remarks_of
from webapp.localisation import gettext
from webapp.naming import know_people
from webapp.owner_notices import tell_of_remark
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("remarks", __name__)
Answer = str | Response | tuple[str, int]


@bp.get("/processes/<folder>/remarks")
def show(folder: str) -> str:
    """What was said, and a form to say something."""
    return _page(folder, "")


@bp.post("/processes/<folder>/remarks")
def add(folder: str) -> Answer:
    """Say something of a step, or of the process as a whole."""
    here, text = runtime(), request.form.get("text", "").strip()[:LONGEST]
    if not text:
        return _page(folder, gettext("Write what you wish.")), 422
    with here.database.read() as connection:
        steps = _steps(_deployed(connection, folder))
    element = request.form.get("element", "")
    if element not in steps and element:
        abort(400)
    by, now = current_person().id, here.clock.now()

    def keep(unit: UnitOfWork) -> None:
        tell_of_remark(here, unit, add_remark(unit.write(), folder, element, text, by, now))

    here.database.transact(keep)
    flash(gettext("Your remark is with the owner of the process."), "good")
    return redirect(url_for("remarks.show", folder=folder), 303)


@bp.get("/remarks/<int:number>")
def follow(number: int) -> Response:
    """Where a notice of a remark leads."""
    with runtime().database.read() as connection:
        folder = find_remark(connection, number).folder
    return redirect(url_for("remarks.show", folder=folder, _anchor=f"remark-{number}"), 303)


@bp.post("/processes/<folder>/remarks/<int:number>")
def answer(folder: str, number: int) -> Response:
    """The owner says what came of it."""
    here, person = runtime(), current_person()
    with here.database.read() as connection:
        _deployed(connection, folder)
        demand(Right.EDIT_PROCESSES, *relations(connection, here.engine.definitions, person.groups, folder))
    told = request.form.get("answer", "").strip() or gettext("Done.")
    here.database.transact(lambda unit: answer_remark(unit.write(), folder, number, told, person.id, here.clock.now()))
    return redirect(url_for("remarks.show", folder=folder), 303)


def _deployed(connection: Connection, folder: str) -> Draft:
    draft = read_draft(connection, folder)
    return draft if draft.deployed else abort(404)


def _steps(draft: Draft) -> dict[str, str]:
    """The elements that people know by name, as deployed."""
    found = processes_in(draft.deployed).values()
    return {key: one.name for process in found for key, one in process.elements.items() if one.name}


def _page(folder: str, refused: str) -> str:
    with runtime().database.read() as connection:
        draft = _deployed(connection, folder)
        remarks = remarks_of(connection, folder)
        mine = relations(connection, runtime().engine.definitions, current_person().groups, folder)
    know_people({one.written_by for one in remarks} | {one.answered_by for one in remarks if one.answered_by})
    return render_template(
        "remarks.html",
        section="definitions.index",
        folder=folder,
        name=name_of(draft),
        steps=_steps(draft),
        remarks=remarks,
        owns=may(Right.EDIT_PROCESSES, *mine),
        refused=refused,
        chosen=request.values.get("element", ""),
        text=request.form.get("text", ""),
        longest=LONGEST,
    )

"""Something new without a developer: a stage that somebody does, a body that meets.  Each begins as a draft."""

import re
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.errors import InvalidInput
from engine.forms.entry import read_date
from engine.forms.sentences import Refusal
from webapp.auth import current_person, may, wants
from webapp.drafting.beginnings import KeyTaken, add_body, check_key, fill_pattern
from webapp.drafting.drafts import read_draft, save_files
from webapp.drafting.owners import relations
from webapp.lifecycle.schema import organisation, person_group
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("beginnings", __name__)
Answer = str | Response | tuple[str, int]
Errors = dict[str, str]
LONGEST_NAME = 80
MOST_DAYS = 1_000
TURNS = 8
_NAME = re.compile(r"\w[^\"{}\\<>=\n]*")
_NAMES = ("name_fi", "name_sv", "name_en")


@bp.get("/processes/new/stage")
def ask_stage() -> str:
    """What a new stage is called, whose it is and how long it takes."""
    return _stage({})


@bp.post("/processes/new/stage")
def make_stage() -> Answer:
    """Draft it: diagram, form, texts, reminder."""
    here, values, errors = runtime(), _names_and_key(), Errors()
    _check_names(values, errors)
    days = _days(errors)
    with here.database.read() as connection:
        groups = _groups(connection)
        _check_free(connection, values["key"], errors)
        allowed = may(
            Right.EDIT_PROCESSES,
            *relations(connection, here.engine.definitions, current_person().groups, values["key"]),
        )
    group = request.form.get("group", "")
    if group not in groups:
        errors["group"] = gettext("Choose whose tasks they are.")
    if errors:
        return _stage(errors), 422
    if not allowed:
        abort(403)
    named = {
        "group": group,
        "group_name": groups[group],
        "group_name_sv": groups[group],
        "group_name_en": groups[group],
    }
    files = fill_pattern("stage", values | named | {"days": str(days)})
    here.database.transact(lambda unit: _save(unit, values["key"], files))
    flash(gettext("The stage is a draft. Draw it further, try it, and publish it when it is ready."), "good")
    return redirect(url_for("drafts.show", folder=values["key"]), 303)


@bp.get("/processes/new/body")
@wants(Right.ADD_BODIES)
def ask_body() -> str:
    """What a new body is called, who leads it, how often it meets, and whose turn it is."""
    return _body({})


@bp.post("/processes/new/body")
@wants(Right.ADD_BODIES)
def make_body() -> Answer:
    """Keep the body with its rotation, and draft its calendar."""
    here, values, errors = runtime(), _names_and_key(), Errors()
    _check_names(values, errors)
    days, first = _days(errors), _first_day(errors)
    period = {"meeting": "meeting", "year": "year"}.get(request.form.get("rotation", ""))
    with here.database.read() as connection:
        groups, organisations = _groups(connection), _organisations(connection)
        _check_free(connection, values["key"], errors)
    turns = [one for one in request.form.getlist("turn") if one in organisations] if period else []
    if period and not turns:
        errors["turn"] = gettext("Choose whose turn comes first.")
    leaders = {name: request.form.get(name, "") for name in ("chair", "secretary")}
    for name, group in leaders.items():
        if group not in groups:
            errors[name] = gettext("Choose a group.")
    if errors or first is None:
        return _body(errors), 422
    more = {"secretary": leaders["secretary"], "days": str(days), "first": first.isoformat()}
    files = fill_pattern("body", values | more)

    def act(unit: UnitOfWork) -> None:
        add_body(
            unit.write(), values["key"], values["name_fi"], chair_group=leaders["chair"],
            secretary_group=leaders["secretary"], rotation_period=period, first_year=first.year, turns=turns,
        )  # fmt: skip
        _save(unit, values["key"], files)

    try:
        here.database.transact(act)
    except KeyTaken:
        return _body({"key": gettext("There is a body or a group of this key already.")}), 422
    flash(gettext("The body is kept, and its calendar is a draft. Add its members under People, then publish."), "good")
    return redirect(url_for("drafts.show", folder=values["key"]), 303)


def _save(unit: UnitOfWork, folder: str, files: Mapping[str, bytes]) -> None:
    now = runtime().clock.now()
    save_files(unit.write(), folder, {path: (one, 0) for path, one in files.items()}, current_person().id, now)


def _names_and_key() -> dict[str, str]:
    """The names in three languages, the Finnish one where another is missing, and the key."""
    names = {name: " ".join(request.form.get(name, "").split()) for name in _NAMES}
    filled = {name: text or names["name_fi"] for name, text in names.items()}
    return filled | {"key": request.form.get("key", "").strip()}


def _check_names(values: Mapping[str, str], errors: Errors) -> None:
    for name in _NAMES:
        if not _NAME.fullmatch(values[name]) or len(values[name]) > LONGEST_NAME:
            errors[name] = gettext(
                "Write a name of at most %(number)s letters, without quotation marks.", number=LONGEST_NAME
            )
    try:
        check_key(values["key"])
    except InvalidInput:
        errors["key"] = gettext("Write a key: small letters a–z, digits and _, for example legal_check.")


def _check_free(connection: Connection, key: str, errors: Errors) -> None:
    draft = read_draft(connection, key)
    if "key" not in errors and (draft.id or draft.deployed):
        errors["key"] = gettext("There is a process of this key already.")


def _days(errors: Errors) -> int:
    days = request.form.get("days", 0, int)
    if not 1 <= days <= MOST_DAYS:
        errors["days"] = gettext("Write a number of days from 1 to %(most)s.", most=MOST_DAYS)
    return days


def _first_day(errors: Errors) -> date | None:
    try:
        return read_date(request.form.get("first", ""))
    except Refusal:
        errors["first"] = gettext("Enter a day, for example 31.12.2026.")
        return None


def _groups(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(person_group.c.key, person_group.c.name).order_by(person_group.c.name))
    return {row.key: row.name for row in rows}


def _organisations(connection: Connection) -> dict[str, str]:
    here = select(organisation.c.key, organisation.c.name).where(organisation.c.valid_to.is_(None))
    return {row.key: row.name for row in connection.execute(here.order_by(organisation.c.name))}


def _stage(errors: Errors) -> str:
    with runtime().database.read() as connection:
        groups = _groups(connection)
    return render_template(
        "new_stage.html", section="definitions.index", errors=errors, values=request.form, groups=groups
    )


def _body(errors: Errors) -> str:
    with runtime().database.read() as connection:
        groups, organisations = _groups(connection), _organisations(connection)
    return render_template(
        "new_body.html",
        section="definitions.index",
        errors=errors,
        values=request.form,
        chosen=[*request.form.getlist("turn"), *[""] * TURNS][:TURNS],
        groups=groups,
        organisations=organisations,
    )

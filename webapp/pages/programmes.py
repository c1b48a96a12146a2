"""What projects belong to, kept by administrators: programmes, strategies, themes, funds; and what is public."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.auth import current_person, wants
from webapp.journaling import note
from webapp.lifecycle.diary_numbers import diary_number_of, keep_diary_number
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.portfolio import one_project
from webapp.lifecycle.programmes import (
    Classification,
    ClassKind,
    add_classification,
    change_classification,
    classes_of,
    classifications,
    classify,
    municipalities,
    place,
    shares_of,
)
from webapp.lifecycle.results import publish, published_texts
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.wording import class_kind_name

bp = Blueprint("programmes", __name__)
LONGEST = 200
LONGEST_TEXT = 4_000


@bp.get("/programmes")
@wants(Right.KEEP_PROGRAMMES)
def index() -> str:
    """All of them, by kind."""
    return _list({}, {})


@bp.post("/programmes")
@wants(Right.KEEP_PROGRAMMES)
def add() -> Response | tuple[str, int]:
    """Keep a new one."""
    facts, errors = _read()
    if request.form.get("kind") not in set(ClassKind):
        abort(400)
    if errors:
        return _list(request.form.to_dict(), errors), 422
    kind, name = ClassKind(request.form["kind"]), facts.pop("name")
    runtime().database.transact(lambda unit: add_classification(unit.write(), kind, name, **facts))
    flash(gettext("«%(name)s» is kept.", name=name), "good")
    return redirect(url_for("programmes.index"), 303)


@bp.get("/programmes/<int:number>")
@wants(Right.KEEP_PROGRAMMES)
def edit(number: int) -> str:
    """One of them, to be changed."""
    return _form(_find(number), {}, {})


@bp.post("/programmes/<int:number>")
@wants(Right.KEEP_PROGRAMMES)
def change(number: int) -> Response | tuple[str, int]:
    """Change one."""
    found = _find(number)
    facts, errors = _read()
    taken = any(one.name == facts["name"] and one.kind is found.kind and one.id != number for one in _all())
    if taken:
        errors["name"] = gettext("There is one of this name already.")
    if errors:
        return _form(found, request.form.to_dict(), errors), 422
    runtime().database.transact(lambda unit: change_classification(unit.write(), number, **facts))
    flash(gettext("«%(name)s» is kept.", name=facts["name"]), "good")
    return redirect(url_for("programmes.index"), 303)


@bp.get("/portfolio/<int:project_id>/belongs")
@wants(Right.KEEP_PROGRAMMES)
def belongs(project_id: int) -> str:
    """What a project belongs to, and what is public of it, to be changed."""
    with runtime().database.read() as connection:
        found = one_project(connection, project_id)
        if found is None:
            abort(404)
        chosen = {one.id for one in classes_of(connection, [project_id]).get(project_id, [])}
        shares, texts = shares_of(connection, project_id), published_texts(connection, project_id)
        places, known = municipalities(connection), classifications(connection)
        diary_number = diary_number_of(connection, project_id)
    return render_template(
        "project_belongs.html",
        section="portfolio.index",
        project=found,
        kinds=[(class_kind_name(kind), [one for one in known if one.kind is kind]) for kind in ClassKind],
        chosen=chosen,
        places=places,
        shares=shares,
        texts=texts,
        diary_number=diary_number,
    )


@bp.post("/portfolio/<int:project_id>/belongs")
@wants(Right.KEEP_PROGRAMMES)
def decide(project_id: int) -> Response:
    """Keep what a project belongs to and what is public of it; a municipality's share stays as it was."""
    here = runtime()

    def act(unit: UnitOfWork) -> None:
        connection = unit.write()
        if one_project(connection, project_id) is None:
            abort(404)
        numbers = {str(one.id): one.id for one in classifications(connection)}
        shares, places = shares_of(connection, project_id), municipalities(connection)
        classify(connection, project_id, [numbers[one] for one in request.form.getlist("class") if one in numbers])
        named = [key for key in request.form.getlist("municipality") if key in places]
        place(connection, project_id, {key: shares.get(key) for key in named})
        texts = {code: request.form.get(f"text_{code}", "").strip()[:LONGEST_TEXT] for code in here.config.languages}
        publish(connection, project_id, texts, current_person().id, here.clock.now())

    here.database.transact(act)
    flash(gettext("The choices are kept."), "good")
    return redirect(url_for("sheets.show", project_id=project_id), 303)


@bp.post("/portfolio/<int:project_id>/diary-number")
@wants(Right.KEEP_PROGRAMMES)
def write_diary_number(project_id: int) -> Response:
    """Write down the diary number that the host's case system gave, where it lacks."""
    number = request.form.get("diary_number", "").strip()[:80]
    if not number:
        flash(gettext("Enter the diary number."), "bad")
        return redirect(url_for("programmes.belongs", project_id=project_id), 303)

    def act(unit: UnitOfWork) -> None:
        key = keep_diary_number(unit.write(), project_id, number)
        note(unit, Doing.DIARY_NUMBER_KEPT, key, number=number)

    runtime().database.transact(act)
    flash(gettext("The diary number is kept."), "good")
    return redirect(url_for("sheets.show", project_id=project_id), 303)


def _all() -> list[Classification]:
    with runtime().database.read() as connection:
        return classifications(connection)


def _find(number: int) -> Classification:
    found = next((one for one in _all() if one.id == number), None)
    if found is None:
        abort(404)
    return found


def _read() -> tuple[dict[str, Any], dict[str, str]]:
    """What was entered, and what is wrong with it."""
    errors: dict[str, str] = {}
    facts: dict[str, Any] = {name: request.form.get(name, "").strip()[:LONGEST] or None
                             for name in ("name", "authority", "retention_from")}  # fmt: skip
    if not facts["name"]:
        errors["name"] = gettext("Enter a name.")
    for name in ("valid_from", "valid_to"):
        text = request.form.get(name, "").strip()
        try:
            facts[name] = date.fromisoformat(text) if text else None
        except ValueError:
            errors[name] = gettext("Enter a day, for example 2027-12-31.")
    if not errors and facts["valid_from"] and facts["valid_to"] and facts["valid_to"] < facts["valid_from"]:
        errors["valid_to"] = gettext("The end is before the beginning.")
    years = request.form.get("retention_years", "").strip()
    if years and not (years.isdecimal() and int(years) <= 100):
        errors["retention_years"] = gettext("Enter whole years, at most 100.")
    parent = request.form.get("parent", "")
    strategies = {str(one.id): one.id for one in _all() if one.kind is ClassKind.STRATEGY}
    facts |= {"retention_years": int(years) if years.isdecimal() else None, "parent": strategies.get(parent)}
    return facts, errors


def _list(values: dict[str, str], errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        known = classifications(connection)
    return render_template(
        "programmes.html",
        section="programmes.index",
        kinds=[(str(kind), class_kind_name(kind), [one for one in known if one.kind is kind]) for kind in ClassKind],
        names={one.id: one.name for one in known},
        **_entries(known, values, errors),
    )


def _form(found: Classification, values: dict[str, str], errors: dict[str, str]) -> str:
    kept = {name: "" if value is None else str(value) for name, value in vars(found).items()}
    entered = {**kept, **values}
    return render_template(
        "programme.html", section="programmes.index", found=found, kind_name=class_kind_name(found.kind),
        **_entries(_all(), entered, errors),
    )  # fmt: skip


def _entries(known: list[Classification], values: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    strategies = [(str(one.id), one.name) for one in known if one.kind is ClassKind.STRATEGY]
    return {"values": values, "errors": errors, "strategies": strategies}

"""What is public of a decision, changed after it was recorded: by who may, with a reason that the journal keeps."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.auth import wants
from webapp.journaling import note
from webapp.lifecycle.decisions import find_decision, title_of
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.openness import PERSON, Hiding, Openness, Part, read_hidings
from webapp.lifecycle.public_decisions import class_of, classify, find_public_decision, hidings_of, openness_of
from webapp.localisation import gettext, language
from webapp.open_words import openness_name, tell_decisions
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.sheets import Part as SheetPart
from webapp.submissions import asks_again, error_list, submitted

bp = Blueprint("openness", __name__)
PROCESS, FORM = "meeting", "item_outcome"  # Where the classes and grounds stand that may be chosen.
CLASS, GROUND, PARTS = "item_publicity", "item_secrecy_ground", "item_secret_parts"
LONGEST = 1_000


@bp.get("/decisions/<int:number>/openness")
@wants(Right.CLASSIFY_DECISIONS)
def ask(number: int) -> str:
    """How open it is, and what strangers see of it now."""
    with runtime().database.read() as connection:
        return _page(connection, number, None, {}, "")


@bp.post("/decisions/<int:number>/openness")
@wants(Right.CLASSIFY_DECISIONS)
def change(number: int) -> Response | tuple[str, int] | str:
    """Keep another class or other secret parts."""
    answers = submitted()
    reason = request.form.get("reason", "").strip()[:LONGEST]
    with runtime().database.read() as connection:
        asked = _asked(connection)
        errors = asked.errors(answers)
        if asks_again():
            return _page(connection, number, answers, {}, reason)
        if not reason:
            errors["reason"] = gettext("Reason: write why the openness changes.")
        if errors:
            return _page(connection, number, answers, errors, reason), 422
        values = asked.form.read(answers, asked.data, language=language(), texts=asked.definition.texts)
    publicity, hidings = _chosen(values)
    runtime().database.transact(lambda unit: _keep(unit, number, publicity, hidings, reason))
    flash(gettext("The decision's openness is changed."), "good")
    return redirect(url_for("openness.ask", number=number), 303)


def _keep(unit: UnitOfWork, number: int, publicity: Openness | None, hidings: list[Hiding], reason: str) -> None:
    """The journal gets classes and grounds, never the words that are secret."""
    connection = unit.write()
    find_decision(connection, number)
    before, known = openness_of(connection, number), hidings_of(connection, number)
    if publicity is not Openness.PARTLY:  # Else the rows were in sight, and may have been taken away.
        hidings = [*hidings, *(one for one in known if one.ground == PERSON)]
    classify(connection, number, publicity, hidings, runtime().clock.now())
    note(
        unit,
        Doing.DECISION_CLASSIFIED,
        f"decision/{number}",
        openness_before=_told(before, known),
        openness_after=_told(publicity, hidings),
        reason=reason,
    )


def _told(publicity: Openness | None, hidings: list[Hiding]) -> str:
    grounds = dict.fromkeys(f"{one.part}: {one.ground}" for one in hidings)
    return "; ".join([publicity or "none", *grounds])


def _chosen(values: dict[str, object]) -> tuple[Openness | None, list[Hiding]]:
    """The class with its parts."""
    said: Any = values.get(CLASS)
    rows: Any = values.get(PARTS) or []
    hidings = read_hidings(rows)
    if said == Openness.SECRET:
        hidings = [Hiding(Part.WHOLE, str(values[GROUND]))]
    return class_of(said, hidings), hidings


def _asked(connection: Connection) -> SheetPart:
    """The fields on openness of the form by which decisions are recorded."""
    definitions = runtime().engine.definitions
    definition = definitions.get(connection, definitions.newest(connection, PROCESS))
    form = definition.form(FORM).narrowed({CLASS, GROUND, PARTS})
    return SheetPart("", form, definition, {"rules": {"publicity": None}})


def _page(
    connection: Connection, number: int, answers: dict[str, list[str]] | None, errors: dict[str, str], reason: str
) -> str:
    made, asked = find_decision(connection, number), _asked(connection)
    publicity = openness_of(connection, number)
    shown = answers if answers is not None else _posted(asked, publicity, hidings_of(connection, number))
    fields = asked.view(shown, errors)
    public = find_public_decision(connection, number)
    listed = error_list(fields, {name: said for name, said in errors.items() if name != "reason"})
    return render_template(
        "openness.html",
        section="meetings.index",
        number=number,
        made=made,
        title=title_of(connection, made),
        now=openness_name(publicity),
        fields=fields,
        errors=[*listed, *([("reason", errors["reason"])] if "reason" in errors else [])],
        reason=reason,
        reason_error=errors.get("reason", ""),
        public=tell_decisions(connection, [public])[0] if public else None,
        is_on=runtime().config.public_decisions,
    )


def _posted(asked: SheetPart, publicity: Openness | None, hidings: list[Hiding]) -> dict[str, list[str]]:
    """What a browser would post for how it stands now."""
    rows = [
        {"part": str(one.part), "passage": one.passage or None, "ground": one.ground}
        for one in hidings
        if one.part is not Part.WHOLE
    ]
    whole = next((one.ground for one in hidings if one.part is Part.WHOLE), None)
    values = {CLASS: publicity and str(publicity), GROUND: whole, PARTS: rows}
    return asked.form.posted(language(), values, asked.data)

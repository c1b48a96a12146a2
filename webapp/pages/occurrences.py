"""One day of the clock: moved, left out or taken back, with the reason; and how it was moved before."""

from datetime import UTC, date, datetime, time

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.errors import NotFound
from webapp.annual_clock.places import read_place
from webapp.annual_clock.rows import Words, clock_of, when
from webapp.auth import actor, current_person, demand, may
from webapp.lifecycle.calendar import Occasion, State, find_occasion
from webapp.lifecycle.moves import changes_of, move, relations
from webapp.localisation import gettext, local
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("occurrences", __name__)
Errors = dict[str, str]


@bp.get("/calendar/days/<key>/<element>/<at>")
def show(key: str, element: str, at: str) -> str:
    """The day, and the form that moves it for those who may."""
    with runtime().database.read() as connection:
        return _page(connection, _find(connection, key, element, at), {}, {})


@bp.post("/calendar/days/<key>/<element>/<at>")
def change(key: str, element: str, at: str) -> Response | tuple[str, int]:
    """Move the day, leave it out, or plan it as its rule says again; 409 when it has begun."""
    with runtime().database.read() as connection:
        one = _find(connection, key, element, at)
        demand(Right.MOVE_DAYS, *relations(one, current_person().groups))
        to, errors = _wanted(one)
        if errors:
            return _page(connection, one, request.form.to_dict(), errors), 422
    here = runtime()

    def act(unit: UnitOfWork) -> None:
        move(unit, here.engine, one, to, request.form["reason"].strip(), by=actor())

    here.database.transact(act)
    flash(
        gettext("The day was left out.") if to is None else gettext("The day is now %(when)s.", when=when(to)), "good"
    )
    return redirect(url_for("calendar.show", year=local(to or one.at).year), 303)


def _find(connection: Connection, key: str, element: str, at: str) -> Occasion:
    occurs_at = read_place(at)
    try:
        one = occurs_at and find_occasion(clock_of(connection), (key, element, occurs_at))
    except NotFound:
        one = None
    return one or abort(404)


def _wanted(one: Occasion) -> tuple[datetime | None, Errors]:
    """What the form asks for: the time, None for leaving it out; or what is wrong with it."""
    errors = {} if request.form.get("reason", "").strip() else {"reason": gettext("Tell why the day changes.")}
    verb = request.form.get("verb")
    if verb == "leave_out":
        return None, errors
    if verb == "restore":
        return one.occurs_at, errors
    try:
        day = date.fromisoformat(request.form.get("day", "").strip())
        clock_time = time.fromisoformat(request.form.get("time", "").strip() or "00:00")
    except ValueError:
        return None, {"day": gettext("Enter the new day and, if it is known, the time."), **errors}
    to = datetime.combine(day, clock_time.replace(tzinfo=None), runtime().config.zone).astimezone(UTC)
    if local(to).date() < runtime().today():
        errors = {"day": gettext("Choose a day that is still to come."), **errors}
    return to, errors


def _page(connection: Connection, one: Occasion, values: dict[str, str], errors: Errors) -> str:
    words, at = Words(connection, runtime().clock.now()), local(one.at)
    given = {"day": at.date().isoformat(), "time": at.strftime("%H:%M") if at.time() != time() else "", **values}
    return render_template(
        "occurrence.html",
        section="calendar.show",
        one=one,
        what=words.what(one),
        who=words.who(one),
        convenes=words.convenor(one.convenor),
        state=words.state(one),
        when=when,
        may_move=may(Right.MOVE_DAYS, *relations(one, actor().groups)),
        left_out=one.state is State.LEFT_OUT,
        values=given,
        errors=errors,
        changes=changes_of(connection, one.place),
    )

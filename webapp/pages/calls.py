"""Funders' calls: kept by people, shown on the clock, with the last meetings that reach each."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.annual_clock.reach import shown_calls
from webapp.auth import current_person, may, wants
from webapp.lifecycle.calls import FundingCall, aim, find_call, keep_call, remove_call
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("calls", __name__)
Errors = dict[str, str]


@bp.get("/calendar/calls")
def index() -> str:
    """The calls that are open or to come, and those of the last year."""
    with runtime().database.read() as connection:
        coming, past = shown_calls(connection)
    return render_template(
        "calls.html", section="calendar.show", coming=coming, past=past, may_keep=may(Right.KEEP_CALLS)
    )


@bp.get("/calendar/calls/new")
@wants(Right.KEEP_CALLS)
def ask() -> str:
    """The form of a new call."""
    return _form(None, {}, {})


@bp.post("/calendar/calls/new")
@wants(Right.KEEP_CALLS)
def add() -> Response | tuple[str, int]:
    """Put a call onto the clock."""
    return _keep(None)


@bp.get("/calendar/calls/<int:call_id>")
@wants(Right.KEEP_CALLS)
def edit(call_id: int) -> str:
    """The form of a call that there is."""
    call = _find(call_id)
    values = {
        name: getattr(call, name) for name in ("funder", "name", "theme", "fund", "opens_on", "closes_on", "link")
    }
    return _form(call, {name: "" if value is None else str(value) for name, value in values.items()}, {})


@bp.post("/calendar/calls/<int:call_id>")
@wants(Right.KEEP_CALLS)
def change(call_id: int) -> Response | tuple[str, int]:
    """Change a call, or take it from the clock."""
    call = _find(call_id)
    if request.form.get("verb") == "remove":
        runtime().database.transact(lambda unit: remove_call(unit.write(), call_id))
        flash(gettext("The call «%(name)s» was removed.", name=call.name), "good")
        return redirect(url_for("calls.index"), 303)
    return _keep(call)


@bp.post("/calendar/calls/meant/<int:idea_id>")
@wants(Right.KEEP_CALLS)
def mean(idea_id: int) -> Response:
    """Say which call an idea is meant for; back to the page of the idea."""
    chosen = request.form.get("call", type=int)
    if chosen is not None:
        _find(chosen)
    runtime().database.transact(lambda unit: aim(unit.write(), idea_id, chosen))
    instance_id = request.form.get("instance", type=int)
    return redirect(url_for("instances.show", instance_id=instance_id or abort(400)), 303)


def _keep(call: FundingCall | None) -> Response | tuple[str, int]:
    values, errors = _read()
    if errors:
        return _form(call, request.form.to_dict(), errors), 422
    here, by = runtime(), current_person().id

    def act(unit: UnitOfWork) -> None:
        keep_call(unit.write(), call.id if call else None, values, by, here.clock.now())

    here.database.transact(act)
    flash(gettext("The call «%(name)s» stands on the clock.", name=values["name"]), "good")
    return redirect(url_for("calls.index"), 303)


def _read() -> tuple[dict[str, str | date | None], Errors]:
    texts = {name: request.form.get(name, "").strip() or None for name in ("funder", "name", "theme", "fund", "link")}
    errors = {} if texts["funder"] else {"funder": gettext("Enter the funder.")}
    errors |= {} if texts["name"] else {"name": gettext("Enter what the call is called.")}
    opens_on, closes_on = _day("opens_on"), _day("closes_on")
    if closes_on is None:
        errors["closes_on"] = gettext("Enter the last day for applications.")
    elif opens_on is not None and opens_on > closes_on:
        errors["opens_on"] = gettext("A call opens before it closes.")
    if texts["link"] and not texts["link"].startswith(("https://", "http://")):
        errors["link"] = gettext("A link begins with https://")
    return {**texts, "opens_on": opens_on, "closes_on": closes_on}, errors


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None


def _find(call_id: int) -> FundingCall:
    with runtime().database.read() as connection:
        return find_call(connection, call_id)


def _form(call: FundingCall | None, values: dict[str, str], errors: Errors) -> str:
    return render_template("call.html", section="calendar.show", call=call, values=values, errors=errors)

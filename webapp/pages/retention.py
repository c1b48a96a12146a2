"""Retention, for administrators: what has been kept long enough, disposing of it, and matters that are held back."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.schema import instance
from webapp.auth import current_person, wants
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.retention import (
    Due,
    What,
    dispose_of,
    due,
    find_rules,
    holds,
    lift_hold,
    place_hold,
)
from webapp.localisation import gettext, ngettext
from webapp.naming import process_text
from webapp.papers import retentions
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("retention", __name__)
Answer = Response | tuple[str, int]
LONGEST = 2_000


@bp.get("/retention")
@wants(Right.DISPOSE)
def show() -> str:
    """What is due, and what is held back."""
    return _page({})


@bp.post("/retention/dispose")
@wants(Right.DISPOSE)
def dispose() -> Answer:
    """Dispose of what was chosen, each by itself: a certificate of each stands in the journal."""
    reason, chosen = _reason(), set(request.form.getlist("one"))
    with runtime().database.read() as connection:
        wanted = [one for one in _due(connection) or [] if _mark(one) in chosen]
    errors = {} if wanted else {"one": gettext("Choose at least one.")}
    errors |= {} if reason else {"reason": gettext("Write why, and by whose decision.")}
    if errors:
        return _page(errors), 422
    for one in wanted:
        runtime().database.transact(lambda unit, one=one: _dispose(unit, one, reason))  # type: ignore[misc]
    count = len(wanted)
    flash(ngettext("%(count)s was disposed of.", "%(count)s were disposed of.", count), "good")
    return redirect(url_for("retention.show"), 303)


@bp.post("/retention/holds")
@wants(Right.DISPOSE)
def hold() -> Answer:
    """Hold a matter back: an appeal, an audit, a request for information."""
    key, reason = request.form.get("matter", "").strip()[:200], _reason("hold_reason")
    with runtime().database.read() as connection:
        is_known = connection.scalar(select(instance.c.id).where(instance.c.business_key == key).limit(1)) is not None
    errors = {} if is_known else {"matter": gettext("There is no matter with this key.")}
    errors |= {} if reason else {"hold_reason": gettext("Write why the matter must be kept.")}
    if errors:
        return _page(errors), 422

    def act(unit: UnitOfWork) -> None:
        place_hold(unit.write(), key, reason, current_person().id, runtime().clock.now())
        note(unit, Doing.HELD, key, reason=reason)

    runtime().database.transact(act)
    flash(gettext("The matter is held back from disposal."), "good")
    return redirect(url_for("retention.show"), 303)


@bp.post("/retention/holds/<int:hold_id>/lift")
@wants(Right.DISPOSE)
def lift(hold_id: int) -> Response:
    """Hold a matter back no longer."""

    def act(unit: UnitOfWork) -> None:
        key = lift_hold(unit.write(), hold_id, current_person().id, runtime().clock.now())
        note(unit, Doing.HOLD_LIFTED, key)

    runtime().database.transact(act)
    flash(gettext("The matter is held back no longer."), "good")
    return redirect(url_for("retention.show"), 303)


def _dispose(unit: UnitOfWork, one: Due, reason: str) -> None:
    certificate = dispose_of(unit.write(), one, runtime().clock.now())
    subject = one.key if one.what is What.MATTER else f"document/{one.key}"
    note(unit, Doing.DISPOSED, subject, reason=reason, **certificate)


def _reason(name: str = "reason") -> str:
    return request.form.get(name, "").strip()[:LONGEST]


def _mark(one: Due) -> str:
    return f"{one.what}:{one.key}"


def _due(connection: Connection) -> Sequence[Due] | None:
    """What is due; None where no table says how long things are kept."""
    here = runtime()
    rules = find_rules(connection, here.engine.definitions)
    return None if rules is None else due(connection, rules, here.today(), here.config.zone)


def _class(connection: Connection, one: Due) -> str:
    """The class of retention, or the process, in words."""
    if one.what is What.DOCUMENT or one.definition_id is None:
        return {str(key): word for key, word in retentions().items()}[one.kind]
    name = runtime().engine.definitions.get(connection, one.definition_id).name
    return process_text(connection, one.definition_id, name)


def _page(errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        found = _due(connection)
        rows = [(_mark(one), one, _class(connection, one)) for one in found or []]
        held = holds(connection)
        keys = [one.business_key for one in held]
        asked = select(instance.c.business_key, instance.c.title).where(instance.c.business_key.in_(keys))
        titles = {row.business_key: row.title for row in connection.execute(asked.order_by(instance.c.id))}
    return render_template(
        "retention.html",
        section="retention.show",
        errors=errors,
        values=request.form,
        chosen=set(request.form.getlist("one")),
        matter=request.form.get("matter") or request.args.get("matter", ""),
        has_rules=found is not None,
        rows=rows,
        holds=[(one, titles.get(one.business_key, one.business_key)) for one in held],
    )

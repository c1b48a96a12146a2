"""What only administrators do: see what could not go on and try it again; hold, let go on and end a matter."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, func, select
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.schema import incident, instance, occurrence, outbox
from webapp.auth import actor, wants
from webapp.hooks.subscriptions import list_hooks
from webapp.lifecycle.heartbeats import last_beat
from webapp.localisation import gettext
from webapp.naming import process_text
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("administration", __name__)
MOST = 200


@bp.get("/disturbances")
@wants(Right.MEND)
def index() -> str:
    """What could not go on, and how the machinery stands."""
    here = runtime()
    with here.database.read() as connection:
        rows = [_row(connection, row) for row in connection.execute(_open_incidents()).mappings()]
        unbegun = [_unbegun(connection, row) for row in connection.execute(_UNBEGUN).mappings()]
        untold = [one for one in list_hooks(connection) if one.given_up]
        last_tick = last_beat(connection)
        waiting = connection.execute(select(outbox.c.kind, func.count().label("count")).group_by(outbox.c.kind)).all()
    return render_template(
        "disturbances.html",
        section="administration.index",
        rows=rows,
        unbegun=unbegun,
        untold=untold,
        waiting=[(_kind_name(row.kind), row.count) for row in waiting],
        warnings=here.database.warnings,
        last_tick=last_tick,
        sends_mail=bool(here.config.smtp_url),
    )


@bp.post("/disturbances/<int:incident_id>/retry")
@wants(Right.MEND)
def retry(incident_id: int) -> Response:
    """Try again what could not go on."""
    here = runtime()
    if here.database.transact(lambda unit: here.engine.retry(unit, incident_id, by=actor())):
        flash(gettext("It went on."), "good")
    else:
        flash(gettext("It still cannot go on. The sentence tells why."), "warn")
    return redirect(url_for("administration.index"), 303)


@bp.post("/projects/<int:instance_id>/<any(suspend, resume, cancel):verb>")
@wants(Right.STEER_MATTERS)
def turn(instance_id: int, verb: str) -> Response:
    """Hold a matter, let it go on, or end it; the reason goes into its history."""
    reason = request.form.get("reason", "").strip()
    back = redirect(url_for("instances.show", instance_id=instance_id), 303)
    if not reason:
        flash(gettext("Give a reason: it is kept in the history."), "bad")
        return back
    engine = runtime().engine
    verbs: dict[str, Callable[..., None]] = {
        "suspend": engine.suspend,
        "resume": engine.resume,
        "cancel": engine.cancel,
    }

    def act(unit: UnitOfWork) -> None:
        verbs[verb](unit, instance_id, by=actor(), reason=reason)

    runtime().database.transact(act)
    flash(gettext("Done, and written into the history."), "good")
    return back


_UNBEGUN = (
    select(occurrence)
    .where(occurrence.c.failure.is_not(None), occurrence.c.instance_id.is_(None))
    .order_by(occurrence.c.due_at)
    .limit(MOST)
)


def _unbegun(connection: Connection, row: Any) -> dict[str, Any]:
    """A process that should have begun by itself, and why it could not."""
    definitions = runtime().engine.definitions
    newest = definitions.get(connection, definitions.newest(connection, row["key"]))
    return dict(row) | {"name": process_text(connection, newest.id, newest.name)}


def _open_incidents() -> Any:
    return (
        select(incident, instance.c.title, instance.c.definition_id)
        .join(instance, instance.c.id == incident.c.instance_id)
        .where(incident.c.resolved_at.is_(None))
        .order_by(incident.c.raised_at)
        .limit(MOST)
    )


def _row(connection: Connection, row: Any) -> dict[str, Any]:
    name = runtime().engine.name_of(connection, row["definition_id"], row["element"])
    return dict(row) | {"name": process_text(connection, row["definition_id"], name)}


def _kind_name(kind: str) -> str:
    """What waits to be delivered, many of it."""
    names = {
        "mail": gettext("letters"),
        "message": gettext("messages"),
        "signal": gettext("signals"),
        "hook": gettext("events to web hooks"),
    }
    return names[kind]

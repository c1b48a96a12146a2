"""Web hooks, for administrators: which other systems are told what happens, and whether it arrives."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.work import UnitOfWork
from webapp.auth import actor, wants
from webapp.hook_delivery import allowed_by, leave_event
from webapp.hooks.addresses import UnfitAddress, judge
from webapp.hooks.events import Event, EventKind
from webapp.hooks.signatures import new_salt, secret_of
from webapp.hooks.subscriptions import WebHook, change_salt, end_hook, find_hook, list_hooks, make_hook
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("web_hooks", __name__)


@bp.get("/web-hooks")
@wants(Right.KEEP_PROGRAMS)
def index() -> str:
    """All of them."""
    with runtime().database.read() as connection:
        hooks = list_hooks(connection)
    return render_template("web_hooks.html", hooks=hooks, section="service_accounts.index")


@bp.get("/web-hooks/new")
@wants(Right.KEEP_PROGRAMS)
def ask() -> str:
    """The form of a new one."""
    return _form({})


@bp.post("/web-hooks/new")
@wants(Right.KEEP_PROGRAMS)
def make() -> str | tuple[str, int]:
    """Make it, and show its secret: this once."""
    url, chosen = request.form.get("url", "").strip(), request.form.getlist("kinds")
    kinds = {kind for kind in _kinds() if kind in chosen}
    errors = _judge(url)
    if not kinds:
        errors["kinds"] = gettext("Choose what is told.")
    if errors:
        return _form(errors), 422
    salt = new_salt()

    def act(unit: UnitOfWork) -> int:
        hook_id = make_hook(unit.write(), url, kinds, salt, actor().id, runtime().clock.now())
        note(unit, Doing.WEB_HOOK_MADE, f"hook/{hook_id}", url=url, kinds=sorted(map(str, kinds)))
        return hook_id

    return _page(runtime().database.transact(act), secret=secret_of(runtime().config.secret_key, salt))


@bp.get("/web-hooks/<int:hook_id>")
@wants(Right.KEEP_PROGRAMS)
def show(hook_id: int) -> str:
    """One of them, and how it answers."""
    return _page(hook_id)


@bp.post("/web-hooks/<int:hook_id>/secret")
@wants(Right.KEEP_PROGRAMS)
def renew(hook_id: int) -> str:
    """Give it another secret, and show it: this once."""
    salt = new_salt()

    def act(unit: UnitOfWork) -> None:
        hook = _running(unit.write(), hook_id)
        change_salt(unit.write(), hook.id, salt)
        note(unit, Doing.WEB_HOOK_SECRET_CHANGED, f"hook/{hook.id}")

    runtime().database.transact(act)
    return _page(hook_id, secret=secret_of(runtime().config.secret_key, salt))


@bp.post("/web-hooks/<int:hook_id>/try")
@wants(Right.KEEP_PROGRAMS)
def try_out(hook_id: int) -> Response:
    """Send a trial event, to see whether it arrives."""
    here = runtime()

    def act(unit: UnitOfWork) -> None:
        hook = _running(unit.write(), hook_id)
        event = Event(f"trial.{uuid.uuid4().hex}", EventKind.TRIAL, here.clock.now(), {"by": actor().id})
        leave_event(unit, hook, event, here)

    here.database.transact(act)
    flash(gettext("A trial event is on its way. This page soon tells whether it arrived."), "good")
    return redirect(url_for("web_hooks.show", hook_id=hook_id), 303)


@bp.post("/web-hooks/<int:hook_id>/end")
@wants(Right.KEEP_PROGRAMS)
def end(hook_id: int) -> Response:
    """Tell it nothing any more."""

    def act(unit: UnitOfWork) -> None:
        hook = _running(unit.write(), hook_id)
        end_hook(unit.write(), hook.id, runtime().clock.now())
        note(unit, Doing.WEB_HOOK_ENDED, f"hook/{hook.id}")

    runtime().database.transact(act)
    flash(gettext("The web hook has ended: it is told nothing any more."), "good")
    return redirect(url_for("web_hooks.show", hook_id=hook_id), 303)


def _page(hook_id: int, *, secret: str = "") -> str:
    with runtime().database.read() as connection:
        hook = _find(connection, hook_id)
    kinds = [label for kind, label in _kinds().items() if kind in hook.kinds]
    return render_template("web_hook.html", hook=hook, kinds=kinds, secret=secret, section="service_accounts.index")


def _form(errors: dict[str, str]) -> str:
    return render_template(
        "web_hook_new.html",
        url=request.form.get("url", ""),
        chosen=request.form.getlist("kinds"),
        errors=errors,
        kinds=_kinds(),
        section="service_accounts.index",
    )


def _judge(url: str) -> dict[str, str]:
    try:
        judge(url, allowed_by(runtime()))
    except UnfitAddress:
        return {"url": gettext("Enter an address that begins with https:// and has no name or password in it.")}
    return {}


def _running(connection: Connection, hook_id: int) -> WebHook:
    hook = _find(connection, hook_id)
    return hook if hook.ended_at is None else abort(409)


def _find(connection: Connection, hook_id: int) -> WebHook:
    hook = find_hook(connection, hook_id)
    return hook if hook is not None else abort(404)


def _kinds() -> dict[EventKind, str]:
    """What a web hook can be told of, in words."""
    return {
        EventKind.INSTANCE_STARTED: gettext("A matter began"),
        EventKind.INSTANCE_ENDED: gettext("A matter ended"),
        EventKind.TASK_CLAIMED: gettext("A task was taken"),
        EventKind.TASK_RELEASED: gettext("A task was given back"),
        EventKind.TASK_HANDED_OVER: gettext("A task was handed over"),
        EventKind.TASK_COMPLETED: gettext("A task was completed"),
        EventKind.TASK_WITHDRAWN: gettext("A task was withdrawn"),
        EventKind.TASK_UNDONE: gettext("The completion of a task was undone"),
        EventKind.MESSAGE_RECEIVED: gettext("A message or signal arrived"),
        EventKind.TIMER_FIRED: gettext("A timer fired"),
        EventKind.DOCUMENT_ADDED: gettext("A document was added"),
        EventKind.INSTANCE_SUSPENDED: gettext("A matter was suspended"),
        EventKind.INSTANCE_RESUMED: gettext("A matter was resumed"),
        EventKind.INSTANCE_MIGRATED: gettext("A matter moved to another version"),
        EventKind.INSTANCE_FAILED: gettext("A matter could not go on"),
    }

"""Who is here, and what they may open.  Every page wants a person unless it says otherwise."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.actors import Actor
from webapp.accounts.account import Account
from webapp.accounts.sessions import close_session, open_session, touch_session
from webapp.accounts.visitors import find_visitor
from webapp.lifecycle.absences import absent_for, barred_tasks
from webapp.runtime import runtime
from webapp.submissions import submitted

P = ParamSpec("P")
R = TypeVar("R")
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
OWN_ENTRANCES = {"api"}
"""Blueprints that find out by themselves who is here: a session's cookie opens nothing there."""

_SECRET = {"current_password", "new_password"}


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page that needs nobody to be logged in."""
    view.is_public = True  # type: ignore[attr-defined]  # Read back in `guard`.
    return view


def administrators_only(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse everybody but administrators."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_person().is_administrator:
            abort(403)
        return view(*args, **kwargs)

    return checked


def current_person() -> Account:
    """Who is here; only on pages that want somebody."""
    person: Account = g.person
    return person


def actor() -> Actor:
    """Who is here, as the engine knows people: with those in whose place they act today."""
    person = current_person()
    return Actor(person.id, person.groups, absent=g.absent, barred=g.barred)


def log_in(person_id: str) -> Callable[[Response], Response]:
    """Begin a new session; returns what puts its cookie on an answer."""
    now = runtime().clock.now()
    secret = runtime().database.transact(lambda unit: open_session(unit.write(), person_id, now))

    def keep(response: Response) -> Response:
        response.set_cookie(cookie_name(), secret, httponly=True, samesite="Lax", secure=runtime().config.secure)
        return response

    return keep


def log_out(response: Response) -> Response:
    """End the session of this request, and take its cookie back."""
    if secret := request.cookies.get(cookie_name()):
        runtime().database.transact(lambda unit: close_session(unit.write(), secret))
    response.delete_cookie(cookie_name(), secure=runtime().config.secure, httponly=True, samesite="Lax")
    return response


def cookie_name() -> str:
    """The cookie of the session; over https no other site, not even a sister domain, can set it."""
    return "__Host-session" if runtime().config.secure else "session_id"


def local_path(path: str | None) -> str | None:
    """The path if it leads to this site, else None: nobody is sent elsewhere after logging in."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return None
    return path if path.isprintable() else None


def guard() -> Response | None:
    """Before each request: refuse other sites' forms, find out who is here, send strangers to the log-in page."""
    if request.method in _UNSAFE and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        abort(403)
    if request.endpoint == "static" or request.blueprint in OWN_ENTRANCES:
        return None
    g.absent, g.barred = (), frozenset()
    g.person = _identify()
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if g.person or view is None or getattr(view, "is_public", False):
        return None
    if request.method in _UNSAFE:
        return _session_over()
    return redirect(url_for("login.show", next=request.full_path.rstrip("?")), 303)


def _session_over() -> Response:
    """Log in again, and lose nothing: what was typed is shown."""
    came_from = urlsplit(request.referrer or "").path
    texts = [text for name, values in submitted().items() if name not in _SECRET for text in values if text.strip()]
    page = render_template("session_over.html", typed=texts, next=local_path(came_from) or "", email="", wrong=False)
    return make_response(page, 401)


def _identify() -> Account | None:
    secret = request.cookies.get(cookie_name())
    if not secret:
        return None
    here, now = runtime(), runtime().clock.now()
    with here.database.read() as connection:
        visitor = find_visitor(connection, secret, here.limits, now, here.today())
        if visitor is not None and visitor.is_deputy:
            # Read here, and not where somebody acts: a transaction must not wait for a second connection.
            g.absent = absent_for(connection, visitor.account.id, here.today())
            g.barred = barred_tasks(connection, visitor.account.id)
    if visitor is None or not visitor.account.active:
        return None
    if visitor.is_stale(now):
        here.database.transact(lambda unit: touch_session(unit.write(), secret, now))
    return visitor.account


def init_app(app: Flask) -> None:
    """Guard every request, and tell the templates who is here."""
    app.before_request(guard)
    app.context_processor(lambda: {"person": g.get("person")})

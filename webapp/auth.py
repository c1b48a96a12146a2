"""Who is here, and what they may open.  Every page wants a person unless it says otherwise."""

import logging
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    abort,
    after_this_request,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from engine.actors import Actor
from webapp.accounts.account import Account
from webapp.accounts.sessions import Origin, close_session, open_session, renew_session, touch_session
from webapp.accounts.visitors import find_visitor
from webapp.lifecycle.absences import absent_for, barred_tasks
from webapp.rights import Relation, Right
from webapp.runtime import runtime
from webapp.submissions import submitted

P = ParamSpec("P")
R = TypeVar("R")
_log = logging.getLogger(__name__)
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
OWN_ENTRANCES = {"api"}
"""Blueprints that find out by themselves who is here: a session's cookie opens nothing there."""

_SECRET = {"current_password", "new_password"}


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page that needs nobody to be logged in."""
    view.is_public = True  # type: ignore[attr-defined]  # Read back in `guard`.
    return view


def wants(right: Right) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say which right a page asks for; else it is `READ`, and `TAKE_PART` for what changes something."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.right = right  # type: ignore[attr-defined]  # Read back in `guard`.
        return view

    return mark


def part_of_log_in(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page that is open also to who must first put a second factor into use."""
    view.is_of_log_in = True  # type: ignore[attr-defined]  # Read back in `guard`.
    return view


def second_factor_is_required() -> bool:
    """Whether a group of the person who is here wants people to log in in two steps."""
    return not current_person().groups.isdisjoint(runtime().config.second_factor_groups)


def may(right: Right, *relations: Relation) -> bool:
    """Whether the person who is here has a right, by what they are to the object at hand."""
    return runtime().rights.allow(right, current_person().groups, relations)


def demand(right: Right, *relations: Relation) -> None:
    """Answer 403 to whoever has not the right."""
    if not may(right, *relations):
        _log.warning("Refused %s the right %s: %s %s", current_person().id, right, request.method, request.endpoint)
        abort(403)


def current_person() -> Account:
    """Who is here; only on pages that want somebody."""
    person: Account = g.person
    return person


def actor() -> Actor:
    """Who is here, as the engine knows people: with those in whose place they act today."""
    person = current_person()
    return Actor(person.id, person.groups, absent=g.absent, barred=g.barred)


def log_in(person_id: str, origin: Origin | None = None) -> Callable[[Response], Response]:
    """Begin a new session; returns what puts its cookie on an answer."""
    now, came = runtime().clock.now(), origin or here_from()
    secret = runtime().database.transact(lambda unit: open_session(unit.write(), person_id, now, came))
    return lambda response: _give(response, secret)


def here_from() -> Origin:
    """The browser and the network address of this request."""
    return Origin(request.user_agent.string, request.remote_addr or "")


def session_secret() -> str | None:
    """The secret of the session that this request came with."""
    return request.cookies.get(cookie_name())


def _give(response: Response, secret: str) -> Response:
    response.set_cookie(cookie_name(), secret, httponly=True, samesite="Lax", secure=runtime().config.secure)
    return response


def _renew(secret: str) -> None:
    fresh = runtime().database.transact(lambda unit: renew_session(unit.write(), secret))
    if fresh is not None:
        after_this_request(lambda response: _give(response, fresh))


def log_out(response: Response) -> Response:
    """End the session of this request, and take its cookie back."""
    if secret := session_secret():
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
    g.absent, g.barred, g.lacks_second_factor = (), frozenset(), False
    g.person = _identify()
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False):
        return None
    if g.person:
        if g.lacks_second_factor and not getattr(view, "is_of_log_in", False):
            return redirect(url_for("second_factor.show"), 303)
        demand(getattr(view, "right", Right.TAKE_PART if request.method in _UNSAFE else Right.READ))
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
    secret = session_secret()
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
    required = not visitor.account.groups.isdisjoint(here.config.second_factor_groups)
    g.lacks_second_factor = required and visitor.issuer is None and not visitor.has_second_factor
    if visitor.is_stale(now):
        address = request.remote_addr or ""
        here.database.transact(lambda unit: touch_session(unit.write(), secret, now, address))
    if visitor.renews and request.method == "GET":
        _renew(secret)
    return visitor.account


def _may_here(right: str) -> bool:
    """For templates: whether somebody is here who has a right."""
    return g.get("person") is not None and may(Right(right))


def init_app(app: Flask) -> None:
    """Guard every request, and tell the templates who is here."""
    app.before_request(guard)
    app.context_processor(lambda: {"person": g.get("person"), "may": _may_here})

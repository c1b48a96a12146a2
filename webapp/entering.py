"""Letting somebody in who has shown who they are: at once, or after the second factor."""

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine import Actor, UnitOfWork
from webapp.accounts.second_factor import is_asked
from webapp.accounts.sessions import Origin
from webapp.auth import here_from, local_path, log_in
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.runtime import runtime

WAITING = "second_step"  # In the signed cookie: whose password was right, and when.
LONGEST_WAIT = 600  # Seconds from the password to the code.


def enter(person_id: str, way: str, then: str | None) -> Response:
    """Go on after the right password: to the code, where one is asked, else in."""
    with runtime().database.read() as connection:
        asked = is_asked(connection, person_id)
    if not asked:
        return let_in(person_id, way, then)
    session.clear()
    session[WAITING] = {"person": person_id, "at": runtime().clock.now().timestamp(), "way": way, "then": then}
    return redirect(url_for("login_code.show"), 303)


def let_in(person_id: str, way: str, then: str | None, origin: Origin | None = None) -> Response:
    """Begin the session, and write down how the person came in."""

    def welcome(unit: UnitOfWork) -> None:
        by = Actor(person_id)
        note(unit, Doing.LOGGED_IN, f"person/{person_id}", by=by, address=request.remote_addr, way=way)

    runtime().database.transact(welcome)
    session.clear()  # A new anti-forgery secret for a new session.
    keep = log_in(person_id, origin or here_from())
    return keep(redirect(local_path(then) or url_for("inbox.show"), 303))


def who_waits() -> tuple[str, str, str | None] | None:
    """Whose second step is awaited in this browser: person, way so far, page to go to; None when it is over."""
    found = session.get(WAITING)
    if not isinstance(found, dict) or runtime().clock.now().timestamp() - found["at"] > LONGEST_WAIT:
        return None
    return found["person"], found["way"], found["then"]

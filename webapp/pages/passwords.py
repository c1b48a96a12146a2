"""Forgotten passwords and invitations: a link by mail, and the page it opens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import Actor
from engine.work import UnitOfWork
from webapp import errors
from webapp.accounts import throttle
from webapp.accounts.account import Account, change_password, find_account, find_account_by_email
from webapp.accounts.letters import send_link
from webapp.accounts.links import Purpose, end_links, find_link
from webapp.accounts.passwords import Judge, WeakPassword
from webapp.accounts.sessions import close_sessions
from webapp.auth import public
from webapp.entering import enter
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.weaknesses import weakness

bp = Blueprint("passwords", __name__)


@bp.get("/password/forgotten")
@public
def ask() -> str:
    """Ask for a link."""
    return render_template("password_forgotten.html")


@bp.post("/password/forgotten")
@public
def send() -> Response | tuple[str, int]:
    """Send the link, if there is such a person; the answer is the same when there is not."""
    here, now, email = runtime(), runtime().clock.now(), request.form.get("email", "")
    subjects = (
        throttle.Subject(f"reset:{email.strip().casefold()}", free=3),
        throttle.address(request.remote_addr or ""),
    )
    with here.database.read() as connection:
        waits = bool(throttle.waiting_time(connection, subjects, now))
        person = find_account_by_email(connection, email, here.today())
    if waits:
        return errors.answer(429)
    here.database.transact(lambda unit: throttle.count_failure(unit.write(), subjects, now))
    if person and person.active:
        here.database.transact(lambda unit: send_link(unit.write(), person, Purpose.RESET, here.config.base_url, now))
    flash(gettext("If the address belongs to a user, a link was sent to it. It can be used for two hours."), "good")
    return redirect(url_for("login.show"), 303)


@bp.get("/password/<secret>")
@public
def choose(secret: str) -> str | tuple[str, int]:
    """Choose a password by a link."""
    found = _owner(secret)
    if found is None:
        return _ended()
    return _page(*found)


@bp.post("/password/<secret>")
@public
def keep(secret: str) -> Response | tuple[str, int]:
    """Keep the password, end the link and every session, and log in."""
    found = _owner(secret)
    if found is None:
        return _ended()
    person, new = found[0], request.form.get("new_password", "")
    try:
        Judge.of(person.name, person.email, runtime().config.stolen_passwords).judge(new)
    except WeakPassword as weak:
        return _page(*found, error=weakness(weak)), 422

    def change(unit: UnitOfWork) -> None:
        change_password(unit.write(), person.id, new)
        end_links(unit.write(), person.id)
        close_sessions(unit.write(), person.id)
        note(unit, Doing.PASSWORD_CHANGED, f"person/{person.id}", by=Actor(person.id), address=request.remote_addr)

    runtime().database.transact(change)
    answer = enter(person.id, "link", None)
    flash(gettext("Your password is ready."), "good")
    return answer


def _owner(secret: str) -> tuple[Account, Purpose] | None:
    with runtime().database.read() as connection:
        link = find_link(connection, secret, runtime().clock.now())
        person = find_account(connection, link[0], runtime().today()) if link else None
    return (person, link[1]) if link and person and person.active else None


def _page(person: Account, purpose: Purpose, *, error: str = "") -> str:
    return render_template("password_choose.html", owner=person, purpose=purpose, error=error)


def _ended() -> tuple[str, int]:
    return errors.answer(410, detail=gettext("The link is no longer valid. Ask for a new one on the log-in page."))

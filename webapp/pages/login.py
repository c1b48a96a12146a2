"""Logging in and out."""

from datetime import timedelta

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.work import UnitOfWork
from webapp import errors
from webapp.accounts import throttle
from webapp.accounts.account import find_account_by_email, renew_hash, verify
from webapp.accounts.sessions import close_sessions, find_id_token
from webapp.auth import current_person, local_path, log_out, public, session_secret, wants
from webapp.entering import enter as let_in_or_ask
from webapp.exhibition import PASSWORD, log_ins
from webapp.identity_provider import address_to_log_out
from webapp.journaling import STRANGER, note, note_alone
from webapp.lifecycle.doings import Doing
from webapp.localisation import gettext, ngettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("login", __name__)


@bp.get("/login")
@public
def show() -> str | Response:
    """The log-in page."""
    if g.person:
        return redirect(local_path(request.args.get("next")) or url_for("inbox.show"), 303)
    return _page()


@bp.post("/login")
@public
def enter() -> str | Response | tuple[str, int]:
    """Check address and password; slow down whoever guesses."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    here, now = runtime(), runtime().clock.now()
    subjects = (throttle.account(email), throttle.address(request.remote_addr or ""))
    with here.database.read() as connection:
        wait = throttle.waiting_time(connection, subjects, now)
        person_id = None if wait else verify(connection, email, password)
    if wait:
        return errors.answer(429, detail=_waiting(wait))
    if person_id is None:
        here.database.transact(lambda unit: _count_failure(unit, email, subjects))
        return _page(email=email, wrong=True), 422

    def welcome(unit: UnitOfWork) -> None:
        throttle.forget_failures(unit.write(), subjects[0])
        renew_hash(unit.write(), person_id, password)

    here.database.transact(welcome)
    return let_in_or_ask(person_id, "password", request.form.get("next"))


def _count_failure(unit: UnitOfWork, email: str, subjects: tuple[throttle.Subject, ...]) -> None:
    connection, now = unit.write(), runtime().clock.now()
    throttle.count_failure(connection, subjects, now)
    person = find_account_by_email(connection, email, runtime().today())
    subject = f"person/{person.id}" if person else None
    note(unit, Doing.LOG_IN_FAILED, subject, by=STRANGER, address=request.remote_addr)


@bp.post("/logout")
@public
def leave() -> Response:
    """End this session."""
    elsewhere = _elsewhere()
    if g.person:
        note_alone(Doing.LOGGED_OUT, f"person/{g.person.id}")
    session.clear()
    flash(gettext("You have logged out."), "good")
    return log_out(redirect(elsewhere or url_for("login.show"), 303))


def _elsewhere() -> str | None:
    """Where the log-in service's own session ends, for whom it let in."""
    if not runtime().config.oidc_issuer or (secret := session_secret()) is None:
        return None
    with runtime().database.read() as connection:
        id_token = find_id_token(connection, secret)
    return address_to_log_out(id_token) if id_token else None


@bp.post("/logout-everywhere")
@wants(Right.KEEP_OWN)
def leave_everywhere() -> Response:
    """End every session of the person."""
    person = current_person()

    def end(unit: UnitOfWork) -> None:
        close_sessions(unit.write(), person.id)
        note(unit, Doing.LOGGED_OUT_EVERYWHERE, f"person/{person.id}")

    runtime().database.transact(end)
    session.clear()
    flash(gettext("You have logged out on every device."), "good")
    return log_out(make_response(redirect(url_for("login.show"), 303)))


def _page(*, email: str = "", wrong: bool = False) -> str:
    wanted = local_path(request.values.get("next"))
    people = []
    if runtime().config.demonstration:
        with runtime().database.read() as connection:
            people = log_ins(connection)
    return render_template(
        "login.html",
        email=email,
        wrong=wrong,
        next=wanted or "",
        people=people,
        demonstration_password=PASSWORD,
    )


def _waiting(wait: timedelta) -> str:
    seconds = int(wait.total_seconds()) + 1
    if seconds < 90:
        return ngettext("You can try again in %(count)s second.", "You can try again in %(count)s seconds.", seconds)
    return ngettext(
        "You can try again in %(count)s minute.", "You can try again in %(count)s minutes.", -(-seconds // 60)
    )

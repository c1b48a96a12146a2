"""The second step of logging in: the code of the authenticator app, or a recovery code."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import Actor, UnitOfWork
from webapp import errors
from webapp.accounts import throttle
from webapp.accounts.account import find_account
from webapp.accounts.second_factor import Proof, prove
from webapp.auth import public
from webapp.entering import let_in, who_waits
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.localisation import gettext
from webapp.runtime import runtime

bp = Blueprint("login_code", __name__)


@bp.get("/login/code")
@public
def show() -> str | Response:
    """Ask for the code."""
    return _over() if who_waits() is None else render_template("login_code.html", wrong=False)


@bp.post("/login/code")
@public
def enter() -> Response | tuple[str, int]:
    """Let in whoever knows the code; slow down whoever guesses."""
    waiting = who_waits()
    if waiting is None:
        return _over()
    (person_id, way, then), here, now = waiting, runtime(), runtime().clock.now()
    subjects = (throttle.Subject(f"code:{person_id}", free=5), throttle.address(request.remote_addr or ""))
    with here.database.read() as connection:
        wait = throttle.waiting_time(connection, subjects, now)
        account = find_account(connection, person_id, here.today())
    if account is None or not account.active:
        return _over()
    if wait:
        return errors.answer(429)

    def judge(unit: UnitOfWork) -> Proof | None:
        proof = prove(unit.write(), person_id, request.form.get("code", ""), here.config.secret_key, now)
        if proof is None:
            throttle.count_failure(unit.write(), subjects, now)
            note(unit, Doing.CODE_FAILED, f"person/{person_id}", by=Actor("stranger"), address=request.remote_addr)
        else:
            throttle.forget_failures(unit.write(), subjects[0])
        return proof

    proof = here.database.transact(judge)
    if proof is None:
        return render_template("login_code.html", wrong=True), 422
    answer = let_in(person_id, f"{way}, {proof}", then)
    if proof is Proof.RECOVERY:
        flash(gettext("A recovery code was used up. Make new ones on your own page if few are left."), "warn")
    return answer


def _over() -> Response:
    flash(gettext("The log-in was not finished in time. Begin again."), "warn")
    return redirect(url_for("login.show"), 303)

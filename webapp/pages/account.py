"""The person's own page: who the system thinks I am, my password, my sessions."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.accounts.account import change_password, change_shortcuts, verify
from webapp.accounts.passwords import WeakPassword, judge_password
from webapp.accounts.sessions import close_sessions
from webapp.auth import current_person, log_in
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.weaknesses import weakness

bp = Blueprint("account", __name__)


@bp.get("/account")
def show() -> str:
    """Who I am here."""
    return render_template("account.html", errors={}, section="account.show")


@bp.post("/account/password")
def change() -> Response | tuple[str, int]:
    """Change the password; every other session ends."""
    person, here = current_person(), runtime()
    new = request.form.get("new_password", "")
    found = _judge(request.form.get("current_password", ""), new, person.email)
    if found:
        return render_template("account.html", errors=found, section="account.show"), 422
    here.database.transact(lambda unit: change_password(unit.write(), person.id, new))
    here.database.transact(lambda unit: close_sessions(unit.write(), person.id))
    session.clear()
    flash(gettext("Your password was changed. You were logged out on your other devices."), "good")
    return log_in(person.id)(redirect(url_for("account.show"), 303))


@bp.post("/account/shortcuts")
def choose_shortcuts() -> Response:
    """Whether single letters do something on this person's pages."""
    person, wanted = current_person(), request.form.get("shortcuts") == "on"
    runtime().database.transact(lambda unit: change_shortcuts(unit.write(), person.id, wanted))
    flash(gettext("The shortcuts are on.") if wanted else gettext("The shortcuts are off."), "good")
    return redirect(url_for("account.show"), 303)


def _judge(current: str, new: str, email: str) -> dict[str, str]:
    with runtime().database.read() as connection:
        known = verify(connection, email, current) is not None
    if not known:
        return {"current_password": gettext("The current password is not right.")}
    try:
        judge_password(new)
    except WeakPassword as weak:
        return {"new_password": weakness(weak)}
    return {}

"""The person's own page: who I am here, what I am told of and how, my password, my sessions."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.accounts import sessions
from webapp.accounts.account import Account, change_password, change_shortcuts, verify
from webapp.accounts.passwords import Judge, WeakPassword
from webapp.auth import current_person, log_in, may, session_secret, wants
from webapp.drafting.owners import owns_any
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.notices import OFFERED, Delivery, Kind, choose_deliveries, chosen_deliveries
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.theme import DARK, LIGHT, SYSTEM, keep_theme
from webapp.weaknesses import weakness
from webapp.wording import delivery_name, notice_kind_name

bp = Blueprint("account", __name__)


@bp.get("/account")
def show() -> str:
    """Who I am here."""
    return _page({})


@bp.post("/account/password")
@wants(Right.KEEP_OWN)
def change() -> Response | tuple[str, int]:
    """Change the password; every other session ends."""
    person, here = current_person(), runtime()
    new = request.form.get("new_password", "")
    found = _judge(request.form.get("current_password", ""), new, person)
    if found:
        return _page(found), 422

    def act(unit: UnitOfWork) -> None:
        change_password(unit.write(), person.id, new)
        sessions.close_sessions(unit.write(), person.id)
        note(unit, Doing.PASSWORD_CHANGED, f"person/{person.id}", address=request.remote_addr)

    here.database.transact(act)
    session.clear()
    flash(gettext("Your password was changed. You were logged out on your other devices."), "good")
    return log_in(person.id)(redirect(url_for("account.show"), 303))


@bp.post("/account/notices")
@wants(Right.KEEP_OWN)
def choose_notices() -> Response:
    """Keep how I want to hear of each kind of notice."""
    person, asked = current_person(), request.form
    chosen = {kind: Delivery(asked[kind]) for kind in Kind if asked.get(kind) in set(Delivery)}
    runtime().database.transact(lambda unit: choose_deliveries(unit.write(), person.id, chosen))
    flash(gettext("Your choices were kept."), "good")
    return redirect(url_for("account.show", _anchor="notices"), 303)


@bp.post("/account/sessions/<key>/end")
@wants(Right.KEEP_OWN)
def end_session(key: str) -> Response:
    """End a session that I have on another device."""
    person = current_person()

    def act(unit: UnitOfWork) -> bool:
        ended = sessions.end_session(unit.write(), person.id, key)
        if ended:
            note(unit, Doing.SESSION_ENDED, f"person/{person.id}")
        return ended

    if runtime().database.transact(act):
        flash(gettext("The session was ended."), "good")
    return redirect(url_for("account.show", _anchor="sessions"), 303)


@bp.post("/account/theme")
@wants(Right.KEEP_OWN)
def choose_theme() -> Response:
    """Keep light or dark on this device."""
    answer = redirect(url_for("account.show", _anchor="theme"), 303)
    keep_theme(answer, request.form.get("theme", ""))
    return answer


@bp.post("/account/shortcuts")
@wants(Right.KEEP_OWN)
def choose_shortcuts() -> Response:
    """Whether single letters do something on this person's pages."""
    person, wanted = current_person(), request.form.get("shortcuts") == "on"
    runtime().database.transact(lambda unit: change_shortcuts(unit.write(), person.id, wanted))
    flash(gettext("The shortcuts are on.") if wanted else gettext("The shortcuts are off."), "good")
    return redirect(url_for("account.show"), 303)


def _page(errors: dict[str, str]) -> str:
    person, here = current_person(), runtime()
    with here.database.read() as connection:
        chosen = chosen_deliveries(connection, person.id)
        kinds = _kinds(connection, person)
        open_ones = sessions.list_sessions(connection, person.id, here.limits, here.clock.now(), session_secret())
    return render_template(
        "account.html",
        errors=errors,
        sessions=open_ones,
        section="account.show",
        notice_kinds=[
            (kind, notice_kind_name(kind), chosen[kind], [(how, delivery_name(how)) for how in OFFERED[kind]])
            for kind in kinds
        ],
        themes=[
            (SYSTEM, gettext("As this device has it")),
            (LIGHT, gettext("Light")),
            (DARK, gettext("Dark")),
        ],
    )


def _kinds(connection: Connection, person: Account) -> list[Kind]:
    """What a person may be told of: disturbances are for administrators, remarks and drafts for owners of processes."""
    left_out: set[Kind] = set()
    if not may(Right.MEND):
        left_out.add(Kind.DISTURBANCE)
        if not owns_any(connection, runtime().engine.definitions, person.groups):
            left_out |= {Kind.REMARK, Kind.DRAFT}
    return [kind for kind in Kind if kind not in left_out]


def _judge(current: str, new: str, person: Account) -> dict[str, str]:
    with runtime().database.read() as connection:
        known = verify(connection, person.email, current) is not None
    if not known:
        return {"current_password": gettext("The current password is not right.")}
    try:
        Judge.of(person.name, person.email, runtime().config.stolen_passwords).judge(new)
    except WeakPassword as weak:
        return {"new_password": weakness(weak)}
    return {}

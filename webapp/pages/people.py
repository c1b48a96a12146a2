"""People, for administrators: who there is, inviting, ending an account, and what then lies open."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import ADMINISTRATOR
from engine.work import UnitOfWork
from webapp.accounts import second_factor, sessions
from webapp.accounts.account import (
    Account,
    EmailTaken,
    activate,
    create_account,
    deactivate,
    find_account,
    list_accounts,
)
from webapp.accounts.letters import send_link
from webapp.accounts.links import Purpose
from webapp.accounts.memberships import change_groups
from webapp.auth import actor, current_person, session_secret, wants
from webapp.handovers import Held, Result, count_held, deserted, give_back, held_by, left_with
from webapp.journaling import note, note_look
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.newcomers import welcome
from webapp.lifecycle.people import groups_of, is_occasional, make_occasional, occasional_people
from webapp.lifecycle.schema import person_group
from webapp.localisation import gettext, ngettext
from webapp.naming import group_names
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("people", __name__)
OCCASIONAL = "occasional"  # Of the ways to take part: by personal links, without logging in.


@bp.get("/people")
@wants(Right.KEEP_PEOPLE)
def index() -> str:
    """Everybody."""
    with runtime().database.read() as connection:
        people, occasional = list_accounts(connection, runtime().today()), occasional_people(connection)
    return render_template("people.html", people=people, occasional=occasional, section="people.index")


@bp.get("/people/invite")
@wants(Right.KEEP_PEOPLE)
def ask() -> str:
    """The form of an invitation."""
    return _invitation({}, {})


@bp.post("/people/invite")
@wants(Right.KEEP_PEOPLE)
def invite() -> Response | tuple[str, int]:
    """Make the account; send the invitation to whoever is to log in."""
    found = _judge()
    if found:
        return _invitation(request.form.to_dict(), found), 422
    here, name = runtime(), request.form["name"].strip()
    occasional = request.form.get("participation") == OCCASIONAL

    def make(unit: UnitOfWork) -> None:
        connection, today = unit.write(), here.today()
        language, groups = request.form["language"], _chosen_groups(connection)
        person_id = create_account(connection, name, request.form["email"], language, groups, today)
        if occasional:
            make_occasional(connection, person_id, occasional)
        else:
            welcome(unit, here.engine, person_id, groups, by=actor())
            account, now = _find(connection, person_id), here.clock.now()
            send_link(connection, account, Purpose.INVITATION, here.config.base_url, now)
        note(unit, Doing.INVITED, f"person/{person_id}", groups=sorted(groups), occasional=occasional)

    try:
        here.database.transact(make)
    except EmailTaken:
        errors = {"email": gettext("Somebody has this address already.")}
        return _invitation(request.form.to_dict(), errors), 422
    if occasional:
        told = gettext("%(name)s was added. Each invitation to a meeting brings a personal link.", name=name)
    else:
        told = gettext("%(name)s was invited. The link in the letter can be used for 14 days.", name=name)
    flash(told, "good")
    return redirect(url_for("people.index"), 303)


@bp.get("/people/<person_id>")
@wants(Right.KEEP_PEOPLE)
def show(person_id: str) -> str:
    """One person, and the tasks in that person's hands."""
    here = runtime()
    with runtime().database.read() as connection:
        account = _find(connection, person_id)
    note_look(f"person/{person_id}", "person")
    with runtime().database.read() as connection:
        tasks, occasional = held_by(connection, person_id), is_occasional(connection, person_id)
        groups = _groups(connection)
        asked = second_factor.is_asked(connection, person_id)
        open_ones = sessions.list_sessions(connection, person_id, here.limits, here.clock.now(), session_secret())
        others = [one for one in list_accounts(connection, runtime().today()) if one.active and one.id != person_id]
    return render_template(
        "person.html",
        account=account,
        sessions=open_ones,
        has_second_factor=asked,
        mine=False,
        occasional=occasional,
        tasks=tasks,
        others=others,
        groups=groups,
        section="people.index",
    )


@bp.post("/people/<person_id>/groups")
@wants(Right.KEEP_PEOPLE)
def change(person_id: str) -> Response:
    """Change the groups that a person is in, from today on."""
    if person_id == current_person().id and ADMINISTRATOR not in request.form.getlist("groups"):
        abort(409)  # Somebody must be left to let people in.

    def act(unit: UnitOfWork) -> str:
        connection, today = unit.write(), runtime().today()
        before = groups_of(connection, person_id, today)
        change_groups(connection, person_id, _chosen_groups(connection), today)
        after = groups_of(connection, person_id, today)
        sessions.renew_soon(connection, person_id)
        welcome(unit, runtime().engine, person_id, after - before, by=actor())
        note(unit, Doing.GROUPS_CHANGED, f"person/{person_id}", before=sorted(before), after=sorted(after))
        return _find(connection, person_id).name

    here = runtime()
    with here.database.read() as connection:
        before = groups_of(connection, person_id, here.today())
    name = here.database.transact(act)
    flash(gettext("The groups of %(name)s were changed.", name=name), "good")
    with here.database.read() as connection:
        left = before - groups_of(connection, person_id, here.today())
        held = left_with(connection, person_id, left, here.today())
    _return(held, gettext("The term in the group ended."))
    _warn_of_deserted(left)
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/occasional")
@wants(Right.KEEP_PEOPLE)
def change_participation(person_id: str) -> Response:
    """Let a person take part in meetings by a personal link, or by the account only."""
    with runtime().database.read() as connection:
        account = _find(connection, person_id)
    occasional = request.form.get("occasional") == "true"

    def act(unit: UnitOfWork) -> None:
        make_occasional(unit.write(), person_id, occasional)
        note(unit, Doing.PARTICIPATION_CHANGED, f"person/{person_id}", occasional=occasional)

    runtime().database.transact(act)
    flash(gettext("How %(name)s takes part in meetings was changed.", name=account.name), "good")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/deactivate")
@wants(Right.KEEP_PEOPLE)
def end(person_id: str) -> Response:
    """End the account: sessions end at once; tasks go back to their groups, what cannot is listed to be handed over."""
    if person_id == current_person().id:
        abort(409)  # Somebody must be left to let people in.
    here = runtime()
    with here.database.read() as connection:
        account = _find(connection, person_id)
        held = held_by(connection, person_id)

    def act(unit: UnitOfWork) -> None:
        deactivate(unit.write(), person_id)
        note(unit, Doing.ACCOUNT_ENDED, f"person/{person_id}", groups=sorted(account.groups))

    here.database.transact(act)
    flash(gettext("%(name)s can no longer log in.", name=account.name), "good")
    _return([one for one in held if one.returns(person_id)], gettext("The person's account ended."))
    _warn_of_deserted(account.groups)
    with here.database.read() as connection:
        left = count_held(connection, person_id)
    if left:
        flash(ngettext("%(count)s task is left to hand over.", "%(count)s tasks are left to hand over.", left), "warn")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _return(held: Sequence[Held], reason: str) -> None:
    """Give tasks back to their groups, and say how many."""
    here = runtime()
    found = give_back(here.database, here.engine, held, by=actor(), reason=reason)
    count = list(found.values()).count(Result.MOVED)
    if count:
        told = ngettext("%(count)s task went back to its group.", "%(count)s tasks went back to their groups.", count)
        flash(told, "good")


def _warn_of_deserted(groups: Iterable[str]) -> None:
    """Say which groups have tasks, and nobody any more."""
    with runtime().database.read() as connection:
        empty = deserted(connection, groups, runtime().today())
    if empty:
        names = ", ".join(group_names(empty))
        flash(gettext("Nobody is left to do the tasks of these groups: %(groups)s.", groups=names), "warn")


@bp.post("/people/<person_id>/second-factor/reset")
@wants(Right.KEEP_PEOPLE)
def reset_second_factor(person_id: str) -> Response:
    """Let a person in by the password alone, whose telephone and recovery codes are lost; their sessions end."""
    if person_id == current_person().id:
        abort(409)  # One's own goes by one's own page, which wants the password.
    with runtime().database.read() as connection:
        account = _find(connection, person_id)

    def act(unit: UnitOfWork) -> None:
        second_factor.remove(unit.write(), person_id)
        sessions.close_sessions(unit.write(), person_id)
        note(unit, Doing.FACTOR_REMOVED, f"person/{person_id}")

    runtime().database.transact(act)
    flash(gettext("%(name)s logs in by the password alone until a new second step is put into use.",
                  name=account.name), "good")  # fmt: skip
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/sessions/<key>/end")
@wants(Right.KEEP_PEOPLE)
def end_session(person_id: str, key: str) -> Response:
    """End one of a person's sessions."""

    def act(unit: UnitOfWork) -> bool:
        ended = sessions.end_session(unit.write(), person_id, key)
        if ended:
            note(unit, Doing.SESSION_ENDED, f"person/{person_id}")
        return ended

    if runtime().database.transact(act):
        flash(gettext("The session was ended."), "good")
    return redirect(url_for("people.show", person_id=person_id, _anchor="sessions"), 303)


@bp.post("/people/<person_id>/activate")
@wants(Right.KEEP_PEOPLE)
def begin(person_id: str) -> Response:
    """Let a person in again."""
    with runtime().database.read() as connection:
        account = _find(connection, person_id)

    def act(unit: UnitOfWork) -> None:
        activate(unit.write(), person_id)
        note(unit, Doing.ACCOUNT_OPENED, f"person/{person_id}")

    runtime().database.transact(act)
    flash(gettext("%(name)s can log in again.", name=account.name), "good")
    return redirect(url_for("people.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/invite")
@wants(Right.KEEP_PEOPLE)
def invite_again(person_id: str) -> Response:
    """Send another invitation, for the first one was lost or is too old."""
    here = runtime()
    with here.database.read() as connection:
        account = _find(connection, person_id)
    now, base = here.clock.now(), here.config.base_url
    here.database.transact(lambda unit: send_link(unit.write(), account, Purpose.INVITATION, base, now))
    flash(gettext("A new invitation was sent to %(name)s.", name=account.name), "good")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _find(connection: Connection, person_id: str) -> Account:
    account = find_account(connection, person_id, runtime().today())
    if account is None:
        abort(404)
    return account


def _judge() -> dict[str, str]:
    errors = {}
    if not request.form.get("name", "").strip():
        errors["name"] = gettext("Enter the person's name.")
    if "@" not in request.form.get("email", "").strip(" @"):
        errors["email"] = gettext("Enter an e-mail address, for example name@example.fi.")
    if request.form.get("language") not in runtime().config.languages:
        errors["language"] = gettext("Choose a language.")
    return errors


def _groups(connection: Connection) -> list[tuple[str, str]]:
    return [(row.key, row.name) for row in connection.execute(select(person_group).order_by(person_group.c.name))]


def _chosen_groups(connection: Connection) -> list[str]:
    chosen = set(request.form.getlist("groups"))
    return [key for key, _ in _groups(connection) if key in chosen]


def _invitation(values: dict[str, str], errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        groups = _groups(connection)
    chosen = request.form.getlist("groups")
    return render_template(
        "person_invite.html", values=values, errors=errors, groups=groups, chosen=chosen, section="people.index"
    )

"""Service accounts, for administrators: programs that act through the interface, what they may do, and their tokens."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine.work import UnitOfWork
from webapp.accounts.service_accounts import (
    PREFIX,
    KeyTaken,
    Scope,
    ServiceAccount,
    change_service_account,
    create_service_account,
    end_service_account,
    find_service_account,
    is_key,
    list_service_accounts,
    list_tokens,
    make_token,
    revoke_token,
)
from webapp.auth import actor, wants
from webapp.handovers import give_back, held_by
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import person_group
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("service_accounts", __name__)
LIVES = (30, 90, 365)
"""For how many days a token may be made."""

LONGEST_NAME, LONGEST_TOKEN_NAME = 200, 60


@bp.get("/service-accounts")
@wants(Right.KEEP_PROGRAMS)
def index() -> str:
    """All of them."""
    with runtime().database.read() as connection:
        accounts = list_service_accounts(connection)
    return render_template(
        "service_accounts.html", accounts=accounts, scopes=_scopes(), section="service_accounts.index"
    )


@bp.get("/service-accounts/new")
@wants(Right.KEEP_PROGRAMS)
def ask() -> str:
    """The form of a new one."""
    return _form({}, {})


@bp.post("/service-accounts/new")
@wants(Right.KEEP_PROGRAMS)
def make() -> Response | tuple[str, int]:
    """Make it; it can do nothing before it has a token."""
    values = {name: request.form.get(name, "").strip() for name in ("name", "key")}
    errors = _judge(values)
    if errors:
        return _form(values, errors), 422

    def act(unit: UnitOfWork) -> None:
        connection, now = unit.write(), runtime().clock.now()
        scopes, groups = _chosen_scopes(), _chosen_groups(connection)
        account_id = create_service_account(connection, values["key"], values["name"], scopes, groups, actor().id, now)
        note(unit, Doing.SERVICE_ACCOUNT_MADE, account_id, scopes=sorted(map(str, scopes)), groups=groups)

    try:
        runtime().database.transact(act)
    except KeyTaken:
        return _form(values, {"key": gettext("There is a service account of this key already.")}), 422
    flash(gettext("The service account was made. It needs a token before it can do anything."), "good")
    return redirect(url_for("service_accounts.show", key=values["key"]), 303)


@bp.get("/service-accounts/<key>")
@wants(Right.KEEP_PROGRAMS)
def show(key: str) -> str:
    """One account, what it may do, and its tokens."""
    return _page(key)


@bp.post("/service-accounts/<key>")
@wants(Right.KEEP_PROGRAMS)
def change(key: str) -> Response:
    """Give it other scopes and groups, from now on."""

    def act(unit: UnitOfWork) -> None:
        connection = unit.write()
        account = _find(connection, key)
        scopes, groups = _chosen_scopes(), _chosen_groups(connection)
        change_service_account(connection, account.id, scopes, groups)
        note(unit, Doing.SERVICE_ACCOUNT_CHANGED, account.id, scopes=sorted(map(str, scopes)), groups=groups)

    runtime().database.transact(act)
    flash(gettext("What the service account may do was changed."), "good")
    return redirect(url_for("service_accounts.show", key=key), 303)


@bp.post("/service-accounts/<key>/end")
@wants(Right.KEEP_PROGRAMS)
def end(key: str) -> Response:
    """End it for good: its tokens open nothing any more, and what it held goes back to the groups."""

    def act(unit: UnitOfWork) -> None:
        connection = unit.write()
        account = _find(connection, key)
        end_service_account(connection, account.id, runtime().clock.now())
        note(unit, Doing.SERVICE_ACCOUNT_ENDED, account.id)

    here = runtime()
    here.database.transact(act)
    with here.database.read() as connection:
        held = held_by(connection, PREFIX + key)
    give_back(here.database, here.engine, held, by=actor(), reason=gettext("The service account ended."))
    flash(gettext("The service account has ended: its tokens open nothing any more."), "good")
    return redirect(url_for("service_accounts.show", key=key), 303)


@bp.post("/service-accounts/<key>/tokens")
@wants(Right.KEEP_PROGRAMS)
def add_token(key: str) -> str | tuple[str, int]:
    """Make a token, and show it: this once."""
    name, days = request.form.get("token_name", "").strip(), request.form.get("days", type=int)
    if not name or len(name) > LONGEST_TOKEN_NAME or days not in LIVES:
        return _page(key, errors={"token_name": gettext("Say where the token is kept, in a few words.")}), 422
    life = timedelta(days=days or 0)

    def act(unit: UnitOfWork) -> str:
        connection, now = unit.write(), runtime().clock.now()
        account = _find(connection, key)
        if account.ended_at is not None:
            abort(409)
        secret = make_token(connection, account.id, name, life, actor().id, now)
        note(unit, Doing.TOKEN_MADE, account.id, name=name, days=days)
        return secret

    return _page(key, made=runtime().database.transact(act))


@bp.post("/service-accounts/<key>/tokens/<int:token_id>/revoke")
@wants(Right.KEEP_PROGRAMS)
def revoke(key: str, token_id: int) -> Response:
    """Take a token no more."""

    def act(unit: UnitOfWork) -> None:
        connection = unit.write()
        account = _find(connection, key)
        revoke_token(connection, account.id, token_id, runtime().clock.now())
        note(unit, Doing.TOKEN_REVOKED, account.id, token=token_id)

    runtime().database.transact(act)
    flash(gettext("The token was revoked: it opens nothing any more."), "good")
    return redirect(url_for("service_accounts.show", key=key), 303)


def _page(key: str, *, made: str = "", errors: dict[str, str] | None = None) -> str:
    now = runtime().clock.now()
    with runtime().database.read() as connection:
        account = _find(connection, key)
        tokens = [(one, one.works(now)) for one in list_tokens(connection, account.id)]
        groups = _groups(connection)
    return render_template(
        "service_account.html",
        account=account,
        tokens=tokens,
        made=made,
        errors=errors or {},
        groups=groups,
        scopes=_scopes(),
        lives=LIVES,
        token_name="" if made else request.form.get("token_name", ""),
        chosen_life=request.form.get("days", type=int),
        longest=LONGEST_TOKEN_NAME,
        section="service_accounts.index",
    )


def _form(values: dict[str, str], errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        groups = _groups(connection)
    return render_template(
        "service_account_new.html",
        values=values,
        errors=errors,
        groups=groups,
        chosen=request.form.getlist("groups"),
        scopes=_scopes(),
        chosen_scopes=request.form.getlist("scopes") or [str(Scope.READ)],
        section="service_accounts.index",
    )


def _judge(values: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if not values["name"] or len(values["name"]) > LONGEST_NAME:
        errors["name"] = gettext("Enter the program's name.")
    if not is_key(values["key"]):
        errors["key"] = gettext("Enter a key: small letters, digits and hyphens, for example funding-system.")
    return errors


def _find(connection: Connection, key: str) -> ServiceAccount:
    account = find_service_account(connection, PREFIX + key)
    return account if account is not None else abort(404)


def _chosen_scopes() -> set[Scope]:
    chosen = set(request.form.getlist("scopes"))
    return {scope for scope in Scope if scope in chosen}


def _groups(connection: Connection) -> list[tuple[str, str]]:
    rows: Any = connection.execute(select(person_group).order_by(person_group.c.name))
    return [(row.key, row.name) for row in rows]


def _chosen_groups(connection: Connection) -> list[str]:
    chosen = set(request.form.getlist("groups"))
    return [key for key, _ in _groups(connection) if key in chosen]


def _scopes() -> dict[str, str]:
    return {
        "read": gettext("Read tasks, matters, their history, projects and deployments"),
        "tasks": gettext("Take, give back and complete tasks, and start processes"),
        "messages": gettext("Send the messages that matters wait for"),
        "deploy": gettext("Deploy processes"),
    }

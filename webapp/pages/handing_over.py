"""All of a person's open tasks on one page, to be handed over or given back at once, with a reason."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import Connection

from webapp.accounts.account import Account, find_account, list_accounts
from webapp.auth import actor, current_person, wants
from webapp.handovers import MOST, Held, Result, count_held, give_back, hand_over, held_by
from webapp.journaling import note_look
from webapp.lifecycle.people import occasional_people
from webapp.localisation import gettext, ngettext
from webapp.naming import process_text
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("handing_over", __name__)
Answer = str | tuple[str, int]
TO_GROUP = "-"  # No person has this id.


@dataclass(frozen=True)
class Desk:
    """Whose tasks these are, and where the page was come to from."""

    account: Account
    back: tuple[str, str]
    section: str


@bp.get("/account/hand-over")
def show() -> str:
    """My own, before I leave."""
    return _page(_own())


@bp.post("/account/hand-over")
def move() -> Answer:
    """Hand my own over."""
    return _move(_own())


@bp.get("/people/<person_id>/hand-over")
@wants(Right.KEEP_PEOPLE)
def show_for(person_id: str) -> str:
    """Somebody else's."""
    desk = _of(person_id)
    note_look(f"person/{person_id}", "hand over")
    return _page(desk)


@bp.post("/people/<person_id>/hand-over")
@wants(Right.KEEP_PEOPLE)
def move_for(person_id: str) -> Answer:
    """Hand somebody else's over."""
    return _move(_of(person_id))


def _own() -> Desk:
    return Desk(current_person(), (url_for("account.show"), gettext("My account")), "account.show")


def _of(person_id: str) -> Desk:
    with runtime().database.read() as connection:
        account = find_account(connection, person_id, runtime().today()) or abort(404)
    return Desk(account, (url_for("people.show", person_id=person_id), account.name), "people.index")


def _move(desk: Desk) -> Answer:
    here, to, reason = runtime(), request.form.get("to", ""), request.form.get("reason", "").strip()
    chosen = set(request.form.getlist("task", type=int))
    with here.database.read() as connection:
        tasks = [one for one in held_by(connection, desk.account.id) if one.task_id in chosen]
        known = {one.id: one.name for one in _others(connection, desk)}
        rows = {one.task_id: _row(connection, one) for one in tasks}
    errors = {} if tasks else {"tasks": gettext("Choose at least one task.")}
    errors |= {} if to in {*known, TO_GROUP} else {"to": gettext("Choose to whom the task is handed over.")}
    errors |= {} if reason else {"reason": gettext("Write why. It stays in the history of each matter.")}
    if errors:
        return _page(desk, errors), 422
    if to == TO_GROUP:
        movable = [one for one in tasks if one.returns(desk.account.id)]
        results = {one.task_id: Result.REFUSED for one in tasks}
        results |= give_back(here.database, here.engine, movable, by=actor(), reason=reason)
    else:
        results = hand_over(here.database, here.engine, tasks, to, by=actor(), reason=reason)
    told = [(rows[one.task_id], _outcome(results[one.task_id], known.get(to))) for one in tasks]
    return _page(desk, told=told, moved=Counter(results.values())[Result.MOVED])


def _outcome(result: Result, name: str | None) -> tuple[str, bool]:
    """What became of a task in words, and whether it went well."""
    match result:
        case Result.MOVED if name:
            return gettext("Now with %(name)s", name=name), True
        case Result.MOVED:
            return gettext("Free for its group again"), True
        case Result.GONE:
            return gettext("Done or ended meanwhile, or its matter is on hold"), False
        case Result.REFUSED:
            return gettext("Not moved: it is this person's alone, or somebody else has taken it"), False


def _others(connection: Connection, desk: Desk) -> list[Account]:
    """Who has an inbox."""
    occasional = occasional_people(connection) | {desk.account.id}
    return [one for one in list_accounts(connection, runtime().today()) if one.active and one.id not in occasional]


def _row(connection: Connection, one: Held) -> dict[str, object]:
    name = process_text(connection, one.definition_id, one.name)
    return {
        "id": one.task_id,
        "name": f"{name}: {one.subject}" if one.subject else name,
        "title": one.title,
        "due_at": one.due_at,
    }


def _page(
    desk: Desk,
    errors: dict[str, str] | None = None,
    told: list[tuple[dict[str, object], tuple[str, bool]]] | None = None,
    moved: int = 0,
) -> str:
    with runtime().database.read() as connection:
        tasks, count = held_by(connection, desk.account.id), count_held(connection, desk.account.id)
        rows, others = [_row(connection, one) for one in tasks], _others(connection, desk)
    summary = ngettext("%(count)s task was moved.", "%(count)s tasks were moved.", moved) if told else ""
    return render_template(
        "hand_over.html",
        section=desk.section,
        desk=desk,
        errors=errors or {},
        values=request.form,
        chosen=set(request.form.getlist("task", type=int)) if errors else {one.task_id for one in tasks},
        tasks=rows,
        more=max(0, count - MOST),
        others=others,
        to_group=TO_GROUP,
        told=told or [],
        summary=summary,
    )

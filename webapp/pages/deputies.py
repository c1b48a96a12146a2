"""Being away: who stands in for a person, from when to when and for what; set by the person or an administrator."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.forms.entry import read_date
from engine.forms.sentences import Refusal
from webapp.accounts.account import Account, find_account, list_accounts
from webapp.auth import current_person, wants
from webapp.journaling import note_look
from webapp.lifecycle import deputies
from webapp.lifecycle.deputies import Deputyship, GoesRound, Overlaps, Scope, Wanted
from webapp.lifecycle.people import group_names, occasional_people
from webapp.localisation import day, gettext, language
from webapp.naming import person_name, process_text
from webapp.processes import newest_ids
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("deputies", __name__)
Answer = Response | tuple[str, int]
Errors = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """Whose deputies these are, and where the page of them is."""

    account: Account
    address: str
    back: tuple[str, str]


@bp.get("/account/deputies")
def show() -> str:
    """My own."""
    return _page(_own())


@bp.post("/account/deputies")
@wants(Right.KEEP_OWN)
def appoint() -> Answer:
    """I will be away."""
    return _appoint(_own())


@bp.post("/account/deputies/<int:number>/end")
@wants(Right.KEEP_OWN)
def end(number: int) -> Response:
    """I am back."""
    return _end(_own(), number)


@bp.get("/people/<person_id>/deputies")
@wants(Right.KEEP_PEOPLE)
def show_for(person_id: str) -> str:
    """Somebody else's."""
    desk = _of(person_id)
    note_look(f"person/{person_id}", "deputies")
    return _page(desk)


@bp.post("/people/<person_id>/deputies")
@wants(Right.KEEP_PEOPLE)
def appoint_for(person_id: str) -> Answer:
    """Somebody fell ill, and nobody else can say it."""
    return _appoint(_of(person_id))


@bp.post("/people/<person_id>/deputies/<int:number>/end")
@wants(Right.KEEP_PEOPLE)
def end_for(person_id: str, number: int) -> Response:
    """Somebody is back."""
    return _end(_of(person_id), number)


def _own() -> Desk:
    return Desk(current_person(), url_for("deputies.show"), (url_for("account.show"), gettext("My account")))


def _of(person_id: str) -> Desk:
    with runtime().database.read() as connection:
        account = find_account(connection, person_id, runtime().today()) or abort(404)
    back = url_for("people.show", person_id=person_id), account.name
    return Desk(account, url_for("deputies.show_for", person_id=person_id), back)


def _appoint(desk: Desk) -> Answer:
    here, by = runtime(), current_person().id
    with here.database.read() as connection:
        wanted, errors = _read(connection, desk)
    if wanted is None:
        return _page(desk, errors), 422
    try:
        here.database.transact(lambda unit: deputies.appoint(unit.write(), wanted, by, here.clock.now()))
    except Overlaps as refused:
        return _page(desk, {"begins_on": _overlap(refused.other)}), 422
    except GoesRound as refused:
        return _page(desk, {"deputy": _circle(refused.other)}), 422
    names = {"deputy": person_name(wanted.deputy), "name": desk.account.name}
    flash(gettext("%(deputy)s stands in for %(name)s.", **names) + " " + _days(wanted), "good")
    _warn_of_absence(wanted)
    return redirect(desk.address, 303)


def _warn_of_absence(wanted: Wanted) -> None:
    """Deputies of deputies see nothing: whoever appoints one who is away then should know."""
    with runtime().database.read() as connection:
        theirs = deputies.deputies_of(connection, wanted.deputy)
    for one in theirs:
        away = one.wanted
        if one.ended_at is None and away.begins_on <= wanted.ends_on and away.ends_on >= wanted.begins_on:
            sentence = gettext(
                "%(name)s is away too: %(days)s. Their own deputy does not see these tasks.",
                name=person_name(wanted.deputy),
                days=_days(away),
            )
            flash(sentence, "warn")


def _end(desk: Desk, number: int) -> Response:
    here, by = runtime(), current_person().id
    with here.database.read() as connection:
        found = deputies.find(connection, number)
    if found.wanted.person != desk.account.id:
        abort(404)
    here.database.transact(lambda unit: deputies.end(unit.write(), number, by, here.clock.now()))
    name = person_name(found.wanted.deputy)
    flash(gettext("%(name)s no longer stands in.", name=name), "good")
    return redirect(desk.address, 303)


def _read(connection: Connection, desk: Desk) -> tuple[Wanted | None, Errors]:
    """What the form asks for, or what is wrong with it."""
    known = {one.id for one in _candidates(connection, desk)}
    chosen = request.form.get("deputy", "")
    errors = {} if chosen in known else {"deputy": gettext("Choose who stands in.")}
    days = {name: _day(name, errors) for name in ("begins_on", "ends_on")}
    begins_on, ends_on = days["begins_on"], days["ends_on"]
    if begins_on and ends_on and ends_on < begins_on:
        errors["ends_on"] = gettext("The last day cannot come before the first one.")
    elif ends_on and ends_on < runtime().today():
        errors["ends_on"] = gettext("The last day is already past.")
    scope = next((one for one in Scope if one == request.form.get("scope")), Scope.EVERYTHING)
    offered = {Scope.EVERYTHING: [], Scope.GROUPS: _groups(connection, desk), Scope.PROCESSES: _processes(connection)}
    keys = frozenset(request.form.getlist(scope)) & {key for key, _ in offered[scope]}
    if scope is not Scope.EVERYTHING and not keys:
        errors["scope"] = gettext("Choose at least one.")
    if errors or begins_on is None or ends_on is None:
        return None, errors
    return Wanted(desk.account.id, chosen, begins_on, ends_on, scope, keys), errors


def _day(name: str, errors: Errors) -> date | None:
    try:
        return read_date(request.form.get(name, ""))
    except Refusal:
        errors[name] = gettext("Enter a day, for example 31.12.2026.")
        return None


def _candidates(connection: Connection, desk: Desk) -> list[Account]:
    """Who has an inbox."""
    occasional = occasional_people(connection) | {desk.account.id}
    return [one for one in list_accounts(connection, runtime().today()) if one.active and one.id not in occasional]


def _groups(connection: Connection, desk: Desk) -> list[tuple[str, str]]:
    return sorted(group_names(connection, desk.account.groups).items(), key=lambda one: one[1])


def _processes(connection: Connection) -> list[tuple[str, str]]:
    newest = [runtime().engine.definitions.get(connection, number) for number in newest_ids(connection)]
    return sorted(((one.key, one.texts.text(language(), one.name)) for one in newest), key=lambda one: one[1])


def _page(desk: Desk, errors: Errors | None = None) -> str:
    today = runtime().today()
    with runtime().database.read() as connection:
        groups, processes = _groups(connection, desk), _processes(connection)
        theirs = deputies.deputies_of(connection, desk.account.id)
        others = deputies.stands_in_for(connection, desk.account.id, today)
        candidates = _candidates(connection, desk)
        done = [
            (row, process_text(connection, row.definition_id, row.name))
            for row in runtime().engine.done_for(connection, desk.account.id)
        ]
    named = {Scope.GROUPS: groups, Scope.PROCESSES: processes}
    is_own = desk.account.id == current_person().id
    return render_template(
        "deputies.html",
        section="account.show" if is_own and desk.address == url_for("deputies.show") else "people.index",
        desk=desk,
        errors=errors or {},
        values=request.form,
        chosen={scope: request.form.getlist(scope) for scope in Scope},
        scopes=[(str(scope), label, named.get(scope, [])) for scope, label in _labels().items()],
        headings={Scope.GROUPS: gettext("Which groups"), Scope.PROCESSES: gettext("Which processes")},
        candidates=candidates,
        running=[_told(one, named, today) for one in theirs if not one.is_over(today)],
        over=[_told(one, named, today) for one in theirs if one.is_over(today)],
        done=done,
        others=[_told(one, named, today) for one in others],
    )


def _labels() -> dict[Scope, str]:
    return {
        Scope.EVERYTHING: gettext("All tasks"),
        Scope.GROUPS: gettext("Only the tasks of these groups"),
        Scope.PROCESSES: gettext("Only the tasks of these processes"),
    }


def _told(one: Deputyship, named: dict[Scope, list[tuple[str, str]]], today: date) -> dict[str, object]:
    wanted = one.wanted
    names = dict(named.get(wanted.scope, []))
    what = ", ".join(sorted(names.get(key, key) for key in wanted.keys)) or gettext("All tasks")
    return {
        "id": one.id,
        "deputy": wanted.deputy,
        "person": wanted.person,
        "days": _days(wanted),
        "what": what,
        "now": one.covers(today),
        "ended_at": one.ended_at,
    }


def _days(wanted: Wanted) -> str:
    return f"{day(wanted.begins_on)} – {day(wanted.ends_on)}"


def _overlap(other: Deputyship) -> str:
    sentence = gettext("%(name)s already stands in for these tasks: %(days)s. End that first, or choose other days.")
    return sentence % {"name": person_name(other.wanted.deputy), "days": _days(other.wanted)}


def _circle(other: Deputyship) -> str:
    sentence = gettext(
        "%(name)s is away in the same days (%(days)s), and the tasks would come back to %(deputy)s."
        " Choose another deputy."
    )
    names = {"name": person_name(other.wanted.person), "deputy": person_name(other.wanted.deputy)}
    return sentence % {**names, "days": _days(other.wanted)}

"""What is known of a person and who has looked at it: for the person, and for administrators."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.accounts.account import Account, find_account
from webapp.accounts.erasure import Erased, erase_person, is_erased
from webapp.auditing import plain
from webapp.auth import current_person, wants
from webapp.journaling import note, note_alone, note_look
from webapp.lifecycle.access_log import looks_at
from webapp.lifecycle.audit_log import LogLine
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.retention import Bond, Bound, find_rules, matters_of
from webapp.localisation import day, gettext
from webapp.log_words import page_name, tell_lines
from webapp.naming import know_people
from webapp.personal_data import read_doings, read_tables
from webapp.personal_words import tell_sections
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("personal_data", __name__)
PAGE = 50


@dataclass(frozen=True)
class Desk:
    """Whose data these are, where they can be fetched, and where the page was come to from."""

    account: Account
    address: str
    file: str
    back: tuple[str, str]
    section: str


@bp.get("/account/data")
def show() -> str:
    """My own."""
    return _page(_own())


@bp.get("/account/data.zip")
def download() -> Response:
    """My own, in a file."""
    return _file(_own())


@bp.get("/people/<person_id>/data")
@wants(Right.KEEP_PEOPLE)
def show_for(person_id: str) -> str:
    """Somebody else's."""
    desk = _of(person_id)
    note_look(f"person/{person_id}", "data")
    return _page(desk)


@bp.get("/people/<person_id>/data.zip")
@wants(Right.KEEP_PEOPLE)
def download_for(person_id: str) -> Response:
    """Somebody else's, in a file: for whoever asks for it and cannot log in."""
    return _file(_of(person_id))


@bp.post("/people/<person_id>/erase")
@wants(Right.KEEP_PEOPLE)
def erase(person_id: str) -> Response | tuple[str, int]:
    """Give somebody whose account has ended a pseudonym; erase what may be.  What stays, and why, is in the journal."""
    desk, reason = _of(person_id), request.form.get("reason", "").strip()[:2_000]
    if desk.account.active:
        abort(409)
    if not reason:
        return _page(desk, gettext("Write why: who asked for it, and when.")), 422

    def act(unit: UnitOfWork) -> Erased:
        matters = _matters(unit.connection, person_id)
        erased = erase_person(unit.write(), person_id, matters)
        kept = {one.business_key: one.bond for one in matters if one.bond is not Bond.NONE}
        told: dict[str, Any] = {
            "values": erased.values,
            "addresses": erased.addresses,
            "entries": {str(number): list(numbers) for number, numbers in erased.entries.items() if numbers},
            "kept": {key: str(kept[key]) for key in kept},
        }
        note(unit, Doing.PSEUDONYMISED, f"person/{person_id}", reason=reason, **told)
        return erased

    erased = runtime().database.transact(act)
    sentence = gettext("The name is now %(pseudonym)s. Values erased: %(values)s.")
    flash(sentence % {"pseudonym": erased.pseudonym, "values": erased.values + erased.addresses}, "good")
    return redirect(desk.address, 303)


def _matters(connection: Connection, person: str) -> list[Bound]:
    """What the person took part in, and what binds each; nothing where no table says how long things are kept."""
    here = runtime()
    rules = find_rules(connection, here.engine.definitions)
    return [] if rules is None else matters_of(connection, rules, here.config.zone, here.today(), person)


def _bond(one: Bound) -> str:
    return {
        Bond.GOES_ON: gettext("the matter goes on"),
        Bond.HELD: gettext("the matter is held back from disposal"),
        Bond.FOR_EVER: gettext("kept permanently"),
        Bond.UNTIL: gettext("kept until %(day)s", day=day(one.until)) if one.until else "",
        Bond.NONE: gettext("nothing binds it: what names the person is erased"),
    }[one.bond]


def _own() -> Desk:
    address, file = url_for("personal_data.show"), url_for("personal_data.download")
    return Desk(current_person(), address, file, (url_for("account.show"), gettext("My account")), "account.show")


def _of(person_id: str) -> Desk:
    with runtime().database.read() as connection:
        account = find_account(connection, person_id, runtime().today()) or abort(404)
    address = url_for("personal_data.show_for", person_id=person_id)
    file = url_for("personal_data.download_for", person_id=person_id)
    return Desk(account, address, file, (url_for("people.show", person_id=person_id), account.name), "people.index")


def _page(desk: Desk, error: str = "") -> str:
    before = request.args.get("before", type=int)
    with runtime().database.read() as connection:
        sections = tell_sections(read_tables(connection, desk.account.id))
        ended = not desk.account.active
        matters = _matters(connection, desk.account.id) if ended else []
        looks = looks_at(connection, f"person/{desk.account.id}", before, PAGE + 1)
    know_people({look.by for look in looks})
    return render_template(
        "personal_data.html",
        section=desk.section,
        desk=desk,
        is_own=desk.account.id == current_person().id,
        sections=sections,
        looks=looks[:PAGE],
        page_name=page_name,
        error=error,
        may_erase=ended and not is_erased(desk.account.email),
        matters=[(one.title, _bond(one)) for one in matters],
        before=looks[PAGE - 1].sequence if len(looks) > PAGE else None,
    )


def _file(desk: Desk) -> Response:
    """A page to read and the same for programs.  That it was taken out is in the journal."""
    here, person = runtime(), desk.account.id
    with here.database.read() as connection:
        found, lines = read_tables(connection, person), read_doings(connection, person)
        told = tell_lines(connection, lines)
    report = render_template(
        "personal_data_report.html", account=desk.account, sections=tell_sections(found), doings=told,
        at=here.clock.now(),
    )  # fmt: skip
    content = {str(section): tables for section, tables in found.items()} | {"doings": [_doing(one) for one in lines]}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.html", report)
        archive.writestr("data.json", json.dumps(content, ensure_ascii=False, indent=1))
    note_alone(Doing.EXPORTED, f"person/{person}", format="zip")
    file.seek(0)
    word = gettext("personal-data")
    name = f"{word}-{person}-{here.today().isoformat()}.zip"
    return send_file(file, "application/zip", as_attachment=True, download_name=name)


def _doing(line: LogLine) -> dict[str, Any]:
    at, number, sequence = line.place
    told = {
        "at": at.isoformat(), "kind": line.kind, "actor": line.actor, "on_behalf_of": line.on_behalf_of,
        "subject": line.subject, "instance": number or None, "sequence": sequence, "business_key": line.business_key,
        "title": line.title, "element": line.element, "value": plain(line.value), "hash": line.hash.hex(),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in (None, "")}

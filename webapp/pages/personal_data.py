"""What is known of a person and who has looked at it: for the person, and for administrators."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for

from webapp.accounts.account import Account, find_account
from webapp.auditing import plain
from webapp.auth import administrators_only, current_person
from webapp.journaling import note_alone, note_look
from webapp.lifecycle.access_log import looks_at
from webapp.lifecycle.audit_log import LogLine
from webapp.lifecycle.doings import Doing
from webapp.localisation import gettext
from webapp.log_words import page_name, tell_lines
from webapp.naming import know_people
from webapp.personal_data import read_doings, read_tables
from webapp.personal_words import tell_sections
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
@administrators_only
def show_for(person_id: str) -> str:
    """Somebody else's."""
    desk = _of(person_id)
    note_look(f"person/{person_id}", "data")
    return _page(desk)


@bp.get("/people/<person_id>/data.zip")
@administrators_only
def download_for(person_id: str) -> Response:
    """Somebody else's, in a file: for whoever asks for it and cannot log in."""
    return _file(_of(person_id))


def _own() -> Desk:
    address, file = url_for("personal_data.show"), url_for("personal_data.download")
    return Desk(current_person(), address, file, (url_for("account.show"), gettext("My account")), "account.show")


def _of(person_id: str) -> Desk:
    with runtime().database.read() as connection:
        account = find_account(connection, person_id, runtime().today()) or abort(404)
    address = url_for("personal_data.show_for", person_id=person_id)
    file = url_for("personal_data.download_for", person_id=person_id)
    return Desk(account, address, file, (url_for("people.show", person_id=person_id), account.name), "people.index")


def _page(desk: Desk) -> str:
    before = request.args.get("before", type=int)
    with runtime().database.read() as connection:
        sections = tell_sections(read_tables(connection, desk.account.id))
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

"""The papers of a meeting, to print and as files; and the templates that they are made from."""

import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from webapp.auth import current_person, wants
from webapp.lifecycle.diary import sections_of
from webapp.lifecycle.documents import read_content
from webapp.lifecycle.media import DOCX
from webapp.lifecycle.templates import KINDS, BadTemplate, find_template, keep_template
from webapp.localisation import NAMES, gettext
from webapp.papers import attached, file_name, meeting_papers
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.sittings import Sitting, find_sitting
from webapp.stationery import kinds, paper, try_template
from webapp.word import word_file

bp = Blueprint("stationery", __name__)
BUNDLE = "bundle"
OF_ITEMS = ("extract", "letter")
IN_MEMORY = 5_000_000  # Bytes of an archive, before it goes to a file of its own.


@bp.get("/meetings/<int:meeting_id>/papers/<kind>")
def show(meeting_id: int, kind: str) -> str:
    """A paper as a page to print."""
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
        texts = _texts(connection, sitting, kind)
    return render_template(
        "paper.html",
        section="meetings.index",
        meeting=sitting.entry,
        name=_name(kind),
        texts=texts,
        kind=kind,
        item=request.args.get("item"),
    )


@bp.get("/meetings/<int:meeting_id>/papers/<kind>.docx")
def download(meeting_id: int, kind: str) -> Response:
    """A paper as a Word file."""
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
        texts = _texts(connection, sitting, kind)
    title = f"{_name(kind)} {sitting.entry.title}"
    return attached(Response(word_file(texts, title), mimetype=DOCX), f"{title}.docx")


@bp.get("/meetings/<int:meeting_id>/papers.zip")
def bundle(meeting_id: int) -> Response:
    """All papers of a meeting in one archive: agenda, minutes, and the documents that this person may read."""
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
    archive: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with runtime().database.read() as connection, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for kind in _bundled(sitting):
            title = f"{_name(kind)} {sitting.entry.title}"
            files.writestr(f"{title}.docx", word_file([paper(connection, sitting, kind)], title))
        for place, one in enumerate(meeting_papers(connection, meeting_id), 1):
            with files.open(f"{place:02} {file_name(one).replace('/', '_')}", "w") as target:
                for piece in read_content(connection, one.id):
                    target.write(piece)
    archive.seek(0)
    return attached(send_file(archive, mimetype="application/zip"), f"{sitting.entry.title}.zip")


@bp.get("/templates")
@wants(Right.KEEP_STATIONERY)
def index() -> str:
    """The templates, by kind and language."""
    with runtime().database.read() as connection:
        rows = [
            (words, [(code, NAMES[code], find_template(connection, kind, code)[1]) for code in NAMES], kind)
            for kind, words in kinds().items()
        ]
    return render_template("templates.html", section="stationery.index", rows=rows)


@bp.get("/templates/<kind>/<code>")
@wants(Right.KEEP_STATIONERY)
def edit(kind: str, code: str) -> str:
    """One template."""
    _demand(kind, code)
    with runtime().database.read() as connection:
        content, version = find_template(connection, kind, code)
    return _editor(kind, code, content, version)


@bp.post("/templates/<kind>/<code>")
@wants(Right.KEEP_STATIONERY)
def keep(kind: str, code: str) -> Response | tuple[str, int]:
    """Try the template, and keep it as a new version."""
    _demand(kind, code)
    content, here = request.form.get("content", "").replace("\r\n", "\n"), runtime()
    try:
        tried = try_template(content)
    except BadTemplate as bad:
        return _editor(kind, code, content, 0, error=str(bad)), 422
    if "try" in request.form:
        return _editor(kind, code, content, 0, tried=tried), 200
    person, now = current_person().id, here.clock.now()
    here.database.transact(lambda unit: keep_template(unit.write(), kind, code, content, person, now))
    flash(gettext("The template was kept."), "good")
    return redirect(url_for("stationery.edit", kind=kind, code=code), 303)


def _editor(kind: str, code: str, content: str, version: int, *, error: str = "", tried: str = "") -> str:
    return render_template(
        "template.html",
        section="stationery.index",
        name=kinds()[kind],
        language_name=NAMES[code],
        content=content,
        version=version,
        error=error,
        tried=tried,
    )


def _demand(kind: str, code: str) -> None:
    if kind not in KINDS or code not in NAMES:
        abort(404)


def _name(kind: str) -> str:
    return gettext("All papers") if kind == BUNDLE else kinds()[kind]


def _bundled(sitting: Sitting) -> tuple[str, ...]:
    """Agenda, and the minutes as the body keeps them."""
    return ("agenda", sitting.formality.paper) if sitting.entry.minutes else ("agenda",)


def _texts(connection: Connection, sitting: Sitting, kind: str) -> list[str]:
    if kind == BUNDLE:
        return [paper(connection, sitting, one) for one in _bundled(sitting)]
    item = request.args.get("item", type=int)
    known = {one.id for one in sections_of(connection, sitting.entry.id)}
    if kind not in KINDS or (kind in OF_ITEMS) != (item in known):
        abort(404)
    return [paper(connection, sitting, kind, item)]

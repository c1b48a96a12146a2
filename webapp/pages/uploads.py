"""Documents: adding one to a matter or a meeting, its versions, and the file itself."""

from collections.abc import Mapping
from typing import BinaryIO, cast

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import Connection, Select, select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.schema import instance
from webapp.attaching import enter_document
from webapp.auth import current_person, public
from webapp.lifecycle.diary import find_entry
from webapp.lifecycle.documents import (
    Document,
    Filing,
    Kind,
    PublicFrom,
    Publicity,
    Retention,
    UnfitFile,
    add_document,
    find_document,
    is_public,
    may_read,
    versions_of,
)
from webapp.lifecycle.retention import What, when_disposed
from webapp.localisation import gettext
from webapp.papers import events, file_answer, kinds, publicities, retentions, unfit_words
from webapp.runtime import runtime
from webapp.scanning import scan

bp = Blueprint("documents", __name__)
LONGEST_TITLE = 300


@bp.get("/documents/new")
def ask() -> str:
    """What is said of a document that is added."""
    return _page(dict(request.args), {})


@bp.post("/documents/new")
def add() -> Response | tuple[str, int]:
    """Keep the file."""
    values = request.form.to_dict()
    file = request.files.get("file")
    errors = _judge(values, file)
    if errors or file is None:
        return _page(values, errors), 422
    with runtime().database.read() as connection:
        _place(connection, values)
        matter = connection.execute(_matter(values)).first()
    before = _number(values.get("replaces"))
    if before is not None and not _may_replace(before, values):
        abort(403)
    source, person = cast(BinaryIO, file.stream), current_person().id
    filing, here = _filing(values, file), runtime()

    def keep(unit: UnitOfWork) -> int:
        source.seek(0)  # A lost race is run again.
        number = add_document(unit.write(), filing, source, person, here.clock.now(), before)
        if matter is not None:
            enter_document(unit, matter.id, number)
        return number

    try:
        scan(here.config.scan_command, source)
        document_id = here.database.transact(keep)
    except UnfitFile as unfit:
        return _page(values, {"file": unfit_words(unfit)}), 422
    flash(gettext("The document was added."), "good")
    return redirect(url_for("documents.show", document_id=document_id), 303)


@bp.get("/documents/<int:document_id>")
@public
def show(document_id: int) -> str | Response:
    """What is known of a document, and its versions."""
    with runtime().database.read() as connection:
        one = find_document(connection, document_id)
        if (refused := _refused(connection, one)) is not None:
            return refused
        versions = versions_of(connection, one) if g.person else [one]
        disposed_at = when_disposed(connection, What.DOCUMENT, document_id)
        place = _place(connection, {"matter": one.business_key or "", "meeting": str(one.meeting_id or "")})
    return render_template(
        "document.html",
        document=one,
        versions=versions,
        disposed_at=disposed_at,
        place=place,
        events=events(),
        retentions=retentions(),
    )


@bp.get("/documents/<int:document_id>/file")
@public
def download(document_id: int) -> Response:
    """The file."""
    with runtime().database.read() as connection:
        one = find_document(connection, document_id)
        if (refused := _refused(connection, one)) is not None:
            return refused
        if when_disposed(connection, What.DOCUMENT, document_id) is not None:
            abort(410)
    return file_answer(one)


def _refused(connection: Connection, one: Document) -> Response | None:
    """None for who may read it; strangers are sent to log in, unless it is public."""
    if is_public(connection, one):
        return None
    if g.person is None:
        return redirect(url_for("login.show", next=request.path), 303)
    person = current_person()
    if not may_read(connection, one, person.id, person.groups, runtime().rights):
        abort(403)
    return None


def _may_replace(document_id: int, values: Mapping[str, str]) -> bool:
    """Who may read a document may put a new version in its place, but none that belongs elsewhere: it would be gone."""
    person = current_person()
    with runtime().database.read() as connection:
        one = find_document(connection, document_id)
        is_there = (one.business_key, one.meeting_id) == (values.get("matter") or None, _number(values.get("meeting")))
        return is_there and may_read(connection, one, person.id, person.groups, runtime().rights)


def _judge(values: Mapping[str, str], file: FileStorage | None) -> dict[str, str]:
    errors = {}
    if not values.get("title", "").strip():
        errors["title"] = gettext("Enter a title.")
    for name, known in (("kind", kinds()), ("publicity", publicities()), ("retention", retentions())):
        if values.get(name) not in known:
            errors[name] = gettext("Choose one.")
    if values.get("publicity") == Publicity.SECRET and not values.get("publicity_reason", "").strip():
        errors["publicity_reason"] = gettext("Say why it is secret, with the section of the law.")
    if values.get("publicity") == Publicity.LATER and not _number(values.get("meeting")):
        errors["publicity"] = gettext("Only a meeting's document can be public later.")
    if file is None or not file.filename:
        errors["file"] = gettext("Choose a file.")
    return errors


def _filing(values: Mapping[str, str], file: FileStorage) -> Filing:
    publicity = Publicity(values["publicity"])
    event = PublicFrom(values.get("public_from") or PublicFrom.MINUTES)
    return Filing(
        title=values["title"].strip()[:LONGEST_TITLE],
        kind=Kind(values["kind"]),
        name=(file.filename or "")[:LONGEST_TITLE],
        publicity=publicity,
        retention=Retention(values["retention"]),
        business_key=values.get("matter") or None,
        meeting_id=_number(values.get("meeting")),
        publicity_reason=values.get("publicity_reason", "").strip() or None,
        public_from=event if publicity is Publicity.LATER else None,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _place(connection: Connection, values: Mapping[str, str]) -> tuple[str, str]:
    """Where it belongs: what that is called, and its page.  Raises NotFound."""
    if (meeting_id := _number(values.get("meeting"))) is not None:
        return find_entry(connection, meeting_id).title, url_for("meetings.show", meeting_id=meeting_id)
    row = connection.execute(_matter(values)).first()
    if row is None:
        abort(404)
    return row.title, url_for("instances.show", instance_id=row.id)


def _matter(values: Mapping[str, str]) -> Select[tuple[int, str]]:
    """The instances of the matter that a document is added to, the first one first."""
    asked = select(instance.c.id, instance.c.title).where(instance.c.business_key == values.get("matter"))
    return asked.order_by(instance.c.id)


def _page(values: Mapping[str, str], errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        place = _place(connection, values)
        before = _number(values.get("replaces"))
        replaced = find_document(connection, before) if before is not None and _may_replace(before, values) else None
    return render_template(
        "document_new.html",
        values=_known(replaced) | dict(values),
        errors=errors,
        place=place,
        replaced=replaced,
        choices=[
            ("kind", gettext("What it is"), kinds()),
            ("publicity", gettext("Who may read it"), publicities()),
            ("public_from", gettext("If public later: from when"), events()),
            ("retention", gettext("How long it is kept"), retentions()),
        ],
    )


def _known(replaced: Document | None) -> dict[str, str]:
    """A new version is said of what was said of the one before."""
    if replaced is None:
        return {}
    return {
        "title": replaced.title,
        "kind": replaced.kind,
        "publicity": replaced.publicity,
        "publicity_reason": replaced.publicity_reason or "",
        "public_from": replaced.public_from or "",
        "retention": replaced.retention,
    }

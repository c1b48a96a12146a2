"""A file of a draft as text: for those who would rather read it as it is written, and for texts in other languages."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import NotFound
from webapp.auth import current_person
from webapp.desks import Desk, open_desk, told_conflict, told_findings
from webapp.drafting.drafts import EditedMeanwhile, save_file
from webapp.localisation import gettext
from webapp.runtime import runtime

bp = Blueprint("sources", __name__)
Answer = str | Response | tuple[str, int]


@bp.get("/processes/<folder>/source/<name>")
def show(folder: str, name: str) -> str:
    """The file as written."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    try:
        found = desk.draft.file(f"{folder}/{name}")
    except NotFound:
        abort(404)
    return _page(desk, name, (found.content or b"").decode("utf-8", "replace"), found.revision, "")


@bp.post("/processes/<folder>/source/<name>")
def save(folder: str, name: str) -> Answer:
    """Save it into the draft; what was typed stays, whatever happens."""
    here, path = runtime(), f"{folder}/{name}"
    typed = request.form.get("content", "").replace("\r\n", "\n")
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
    if path not in desk.draft.files:
        abort(404)
    base, by, now = request.form.get("revision", 0, int), current_person().id, here.clock.now()
    try:
        here.database.transact(lambda unit: save_file(unit.write(), folder, path, typed.encode(), base, by, now))
    except EditedMeanwhile as first:
        # Sent once more, it stands over the other's.
        return _page(desk, name, typed, desk.draft.revision_of(path), told_conflict(first)), 409
    flash(gettext("Saved in the draft."), "good")
    return redirect(url_for("sources.show", folder=folder, name=name), 303)


def _page(desk: Desk, name: str, text: str, revision: int, conflict: str) -> str:
    path = f"{desk.folder}/{name}"
    with runtime().database.read() as connection:
        errors, warnings = told_findings(connection, desk.draft)
    return render_template(
        "source.html",
        section="definitions.index",
        desk=desk,
        name=name,
        text=text,
        revision=revision,
        conflict=conflict,
        findings=[one for one in (*errors, *warnings) if one.file == path],
    )

"""A process's draft: its files, what the check says of them, taken back, brought in and taken along."""

from pathlib import PurePosixPath

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from engine.xml import in_utf8
from webapp.auth import current_person
from webapp.desk_saving import told_unfit
from webapp.desks import open_desk, told_findings
from webapp.drafting import publishing
from webapp.drafting.drafts import LARGEST, EditedMeanwhile, find_draft, save_file, take_back
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.wording import file_kind

bp = Blueprint("drafts", __name__)
Answer = str | Response | tuple[str, int]
_TYPES = {".bpmn": "application/xml", ".dmn": "application/xml", ".json": "application/json", ".po": "text/plain"}


@bp.get("/processes/<folder>/draft")
def show(folder: str) -> str:
    """The desk: what is there to change, what was changed, what is wrong."""
    return _page(folder, "")


@bp.get("/drafts/<int:number>")
def follow(number: int) -> Response:
    """Where a notice of a draft leads."""
    with runtime().database.read() as connection:
        folder = find_draft(connection, number).folder
    return redirect(url_for("drafts.show", folder=folder), 303)


@bp.post("/processes/<folder>/draft/back")
def take_last_back(folder: str) -> Response:
    """Undo the last save."""
    here = runtime()
    with here.database.read() as connection:
        open_desk(connection, folder)
    paths = here.database.transact(lambda unit: take_back(unit.write(), folder))
    if paths:
        flash(
            gettext("The last change was taken back: %(files)s.", files=", ".join(_short(one) for one in paths)), "good"
        )
    else:
        flash(gettext("There is nothing to take back."), "warn")
    return redirect(_back(folder), 303)


@bp.post("/processes/<folder>/draft/discard")
def discard(folder: str) -> Response:
    """Give the whole draft up."""
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
    if desk.draft.id:
        here.database.transact(lambda unit: publishing.discard(unit.write(), desk.draft, here.clock.now()))
        flash(gettext("The draft was discarded. What is in use did not change."), "good")
    return redirect(url_for("drafts.show", folder=folder), 303)


@bp.post("/processes/<folder>/draft/keep")
def keep(folder: str) -> Response:
    """Somebody has deployed other files meanwhile: the draft's are to stand in their place all the same."""
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
    here.database.transact(lambda unit: publishing.keep_over(unit.write(), desk.draft))
    return redirect(url_for("drafts.show", folder=folder), 303)


@bp.get("/processes/<folder>/files/<name>")
def download(folder: str, name: str) -> Response:
    """One file as drafted, to be taken along."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    content = desk.draft.files.get(f"{folder}/{name}")
    if content is None:
        abort(404)
    kind = _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(name)}"'
    return response


@bp.post("/processes/<folder>/files")
def bring(folder: str) -> Answer:
    """Take a file in from elsewhere: in the place of one of the same name, or beside the others."""
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
    sent = request.files.get("file")
    name = request.form.get("as") or secure_filename(sent.filename or "" if sent else "")
    if sent is None or not name:
        return _page(folder, gettext("Choose a file.")), 422
    with sent.stream as stream:
        path, content = f"{folder}/{secure_filename(name)}", stream.read(LARGEST + 1)
    if refused := told_unfit(path, content):
        return _page(folder, refused), 422
    content = in_utf8(content) if path.endswith(_XML) else content  # Drawings and texts are shown and changed as such.
    revision = desk.draft.revision_of(path)
    by, now = current_person().id, here.clock.now()
    try:
        here.database.transact(lambda unit: save_file(unit.write(), folder, path, content, revision, by, now))
    except EditedMeanwhile:
        return _page(folder, gettext("Somebody saved this file at the same moment. Bring it in once more.")), 409
    flash(gettext("%(file)s is in the draft.", file=_short(path)), "good")
    return redirect(url_for("drafts.show", folder=folder), 303)


def _page(folder: str, refused: str) -> str:
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        errors, warnings = told_findings(connection, desk.draft)
        elsewhere = publishing.meanwhile(connection, desk.draft).paths
    draft = desk.draft
    files = [
        {
            "path": path,
            "name": _short(path),
            "kind": file_kind(path),
            "changed": path in draft.changed,
            "saved": draft.drafted.get(path),
            "faults": sum(one.file == path for one in errors),
        }
        for path in sorted(draft.files, key=lambda one: (_ORDER.index(PurePosixPath(one).suffix), one))
    ]
    return render_template(
        "draft.html",
        section="definitions.index",
        desk=desk,
        files=files,
        errors=errors,
        warnings=warnings,
        elsewhere=[_short(path) for path in elsewhere],
        refused=refused,
        short=_short,
    )


_ORDER = list(_TYPES)
_XML = (".bpmn", ".dmn")


def _short(path: str) -> str:
    return path.rpartition("/")[2]


def _back(folder: str) -> str:
    """Where undo was pressed: one of the folder's own pages."""
    wanted = request.form.get("back", "")
    return wanted if wanted.startswith(f"/processes/{folder}/") else url_for("drafts.show", folder=folder)

"""The drawing of a process, to be changed with mouse or keyboard; kept in the draft as one draws."""

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.lint import Finding
from webapp.auth import current_person
from webapp.desk_choices import offered
from webapp.desks import Desk, open_desk, told_findings
from webapp.drafting.drafts import EditedMeanwhile, read_draft, save_file
from webapp.drafting.states import NotInThatState
from webapp.drawing_words import drawing_words
from webapp.headers import POLICY
from webapp.localisation import gettext, moment
from webapp.naming import person_name, recall_names
from webapp.runtime import runtime

bp = Blueprint("diagram_editor", __name__)
# A picture of the drawing is made in the browser, from an address of its own making.
PICTURES = POLICY.replace("img-src 'self'", "img-src 'self' blob:")


@bp.get("/processes/<folder>/drawing")
def show(folder: str) -> Response:
    """The editor, with the folder's diagram."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        path = desk.diagram or abort(404)
        choices = offered(connection, desk.draft)
        found = _findings(connection, desk, path)
    response = make_response(
        render_template(
            "diagram_editor.html",
            section="definitions.index",
            desk=desk,
            name=path.rpartition("/")[2],
            revision=desk.draft.revision_of(path),
            choices=choices,
            findings=found,
            words=drawing_words(),
        )
    )
    response.headers["Content-Security-Policy"] = PICTURES
    return response


@bp.post("/processes/<folder>/drawing")
def keep(folder: str) -> tuple[Response, int]:
    """Save the drawing; what the check says of it, or who was first."""
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
    path = f"{folder}/{request.form.get('name', '')}"
    if path not in desk.draft.files or not path.endswith(".bpmn"):
        abort(404)
    content, base = request.form.get("content", "").encode(), request.form.get("revision", 0, int)
    by, now = current_person().id, here.clock.now()
    try:
        revision = here.database.transact(lambda unit: save_file(unit.write(), folder, path, content, base, by, now))
    except EditedMeanwhile as first:
        with here.database.read() as connection:
            current = read_draft(connection, folder).revision_of(path)
        return jsonify(sentence=_first(first), revision=current), 409
    except NotInThatState:
        return jsonify(sentence=gettext("The draft waits to be published: it cannot be changed now."), final=True), 409
    with here.database.read() as connection:
        found = _findings(connection, open_desk(connection, folder), path)
    return jsonify(revision=revision, findings=found), 200


def _findings(connection: Connection, desk: Desk, path: str) -> list[dict[str, str]]:
    errors, warnings = told_findings(connection, desk.draft)
    return [_row(one) for one in (*errors, *warnings) if one.file == path]


def _row(finding: Finding) -> dict[str, str]:
    return {"id": finding.id, "severity": str(finding.severity), "message": finding.message}


def _first(first: EditedMeanwhile) -> str:
    if first.by is None or first.at is None:
        return gettext("Somebody else saved this drawing meanwhile.")
    recall_names([], [first.by])
    return gettext("%(name)s saved this drawing at %(moment)s.", name=person_name(first.by), moment=moment(first.at))

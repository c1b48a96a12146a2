"""The deployed processes: the map of them, and one as a drawing and as text."""

from flask import Blueprint, Response, abort, render_template, request

from engine.definitions import Definition
from engine.outline import outline
from webapp.auth import may
from webapp.localisation import gettext, language
from webapp.process_map import find, new_drafts, places
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.whereabouts import Drawing, viewer_labels

bp = Blueprint("definitions", __name__)
LONGEST = 200
SHOWN = 200


@bp.get("/processes")
def index() -> str:
    """The map: the newest version of each process; or where the words that are looked for occur in them."""
    words = " ".join(request.args.get("q", "").split())[:LONGEST]
    with runtime().database.read() as connection:
        found = places(connection)
        begun = new_drafts(connection, found)
    hits = find(found, words) if words else []
    return render_template(
        "definitions.html",
        section="definitions.index",
        places=found,
        begun=begun if may(Right.EDIT_PROCESSES) else [],
        words=words,
        hits=hits[:SHOWN],
        more=len(hits) > SHOWN,
        kinds=_kinds(),
    )


@bp.get("/processes/<int:definition_id>")
def show(definition_id: int) -> str:
    """One version of one process."""
    with runtime().database.read() as connection:
        found = runtime().engine.definitions.get(connection, definition_id)
    told = outline(_content(found), language=language())
    process = next((one for one in told.processes if one.id == found.key), None)
    return render_template(
        "definition.html",
        section="definitions.index",
        definition=found,
        name=found.texts.text(language(), found.name),
        drawing=Drawing(found.id, found.texts.text(language(), found.name), found.version, [], [], []),
        process=process,
        said=lambda text: found.texts.text(language(), text),
        labels=viewer_labels(),
    )


@bp.get("/processes/<int:definition_id>.bpmn")
def diagram(definition_id: int) -> Response:
    """A deployed diagram, for the viewer and for whoever wants the file."""
    with runtime().database.read() as connection:
        found = runtime().engine.definitions.get(connection, definition_id)
    response = Response(_content(found), mimetype="application/xml")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"  # What was deployed never changes.
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key}-{found.version}.bpmn"'
    return response


def _content(found: Definition) -> bytes:
    content = found.resources.get(found.path)
    return content if content is not None else abort(404)


def _kinds() -> dict[str, str]:
    return {
        "element": gettext("Step"),
        "group": gettext("Group"),
        "form": gettext("Form"),
        "table": gettext("Decision table"),
        "service": gettext("Service"),
        "documentation": gettext("Instruction"),
        "field": gettext("Text of a form"),
    }

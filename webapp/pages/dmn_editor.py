"""A decision table in dmn-js, beside the table's own page; kept in the draft as one changes it."""

from base64 import b64encode
from hashlib import sha256

from flask import Blueprint, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from webapp.desk_saving import Answer, findings_in, keep_drawn, open_named, told_unfit
from webapp.drawing_words import table_words
from webapp.headers import POLICY
from webapp.runtime import runtime
from webapp.table_editing.tables import tables_in

bp = Blueprint("dmn_editor", __name__)

_NOTICE = (
    "position: absolute;left: 50%;top: 40%;transform: translate(-50%);width: 260px;padding: 10px;background: white;"
    "box-shadow: 0 1px 4px rgba(0,0,0,0.3);font-family: Helvetica, Arial, sans-serif;font-size: 14px;display: flex;"
    "line-height: 1.3"
)
# dmn-js writes these styles as attributes: those of its watermark, a file that its licence forbids to change, and of
# what is dragged.  The page lets these very texts through, and no other.
_STYLES = (
    "vertical-align:middle",
    "position: absolute; bottom: 15px; right: 15px; z-index: 100;",
    "z-index: 1001;position: fixed;top: 0;left: 0;right: 0;bottom: 0",
    "width: 100%;height: 100%;background: rgba(40,40,40,0.2)",
    _NOTICE,
    "margin: 15px 20px 15px 10px; align-self: center;",
    "\n          visibility: hidden;\n          position: fixed;\n          top: -10000px\n      ",
)
_HASHES = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in _STYLES)
TABLES = POLICY.replace("style-src 'self'", f"style-src 'self' 'unsafe-hashes' {_HASHES}")


@bp.get("/processes/<folder>/dmn/<file>")
def show(folder: str, file: str) -> Response:
    """The program, with the table that the address names, else with the file's first."""
    desk, path = open_named(folder, file, ".dmn")
    tables = tables_in(desk.draft.files[path], path)
    wanted = request.args.get("decision", "")
    decision = wanted if wanted in tables else next(iter(tables), "")
    with runtime().database.read() as connection:
        found = findings_in(connection, desk, path)
    response = make_response(
        render_template(
            "dmn_editor.html",
            section="definitions.index",
            desk=desk,
            decision=decision,
            table=tables.get(decision, file),
            name=file,
            revision=desk.draft.revision_of(path),
            findings=found,
            words=table_words(),
        )
    )
    response.headers["Content-Security-Policy"] = TABLES
    return response


@bp.post("/processes/<folder>/dmn/<file>")
def keep(folder: str, file: str) -> Answer:
    """Save the file; what the check says of it, who was first, or why it cannot be read."""
    _, path = open_named(folder, file, ".dmn")
    content = request.form.get("content", "").encode()
    if unfit := told_unfit(path, content):
        return jsonify(sentence=unfit), 422
    return keep_drawn(folder, path, content)

"""The deployed processes: the list, and one as a drawing and as text."""

from typing import Any

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import Connection, func, select

from engine.definitions import Definition
from engine.outline import outline
from engine.schema import definition, deployment
from webapp.localisation import language
from webapp.runtime import runtime
from webapp.whereabouts import Drawing, viewer_labels

bp = Blueprint("definitions", __name__)


@bp.get("/processes")
def index() -> str:
    """The newest version of each process."""
    with runtime().database.read() as connection:
        rows = [_row(connection, row) for row in connection.execute(_newest()).mappings()]
    return render_template("definitions.html", section="definitions.index", rows=rows)


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


def _newest() -> Any:
    latest = select(definition.c.key, func.max(definition.c.version).label("version")).group_by(definition.c.key)
    newest = latest.subquery()
    return (
        select(definition, deployment.c.deployed_at, deployment.c.deployed_by, deployment.c.note)
        .join(newest, (newest.c.key == definition.c.key) & (newest.c.version == definition.c.version))
        .join(deployment, deployment.c.id == definition.c.deployment_id)
        .order_by(definition.c.name)
    )


def _row(connection: Connection, row: Any) -> dict[str, Any]:
    texts = runtime().engine.definitions.get(connection, row["id"]).texts
    return dict(row) | {"name": texts.text(language(), row["name"])}

"""Is it well?  For monitors: no log-in, no personal data, one read of the database."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from webapp.auth import public
from webapp.runtime import runtime

bp = Blueprint("health", __name__)


@bp.get("/health")
@public
def show() -> Response:
    """`{"status": "ok", "warnings": […]}`; anything wrong with the database is a 500."""
    database = runtime().database
    with database.read() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify(status="ok", database=database.dialect, warnings=list(database.warnings))

"""Is it well?  For monitors: no log-in, no personal data, few reads of the database."""

from hmac import compare_digest

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from webapp.auth import public
from webapp.metering import exposition
from webapp.readiness import look_ready
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


@bp.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """Whether it can do its work; 503 with the reasons why not."""
    found = look_ready(runtime())
    told = jsonify(
        status="ready" if found.is_ready else "not ready",
        reasons=list(found.reasons),
        stands_still=found.stands_still,
    )
    return told, 200 if found.is_ready else 503


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Figures for Prometheus, for whoever shows the token; without one set there is no such page."""
    here = runtime()
    if not here.config.metrics_token:
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not compare_digest(given.encode(), here.config.metrics_token.encode()):
        return Response("Expected a bearer token.\n", 401, {"WWW-Authenticate": "Bearer"}, content_type="text/plain")
    return Response(exposition(here), content_type=CONTENT_TYPE_LATEST)

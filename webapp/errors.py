"""What went wrong, as an answer: one table from error to status, one page for all of them.

The log names endpoints, never addresses: those of invitations are secrets.
"""

import logging
import secrets

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import (
    Conflict,
    EngineError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotWaiting,
    RequestReused,
    StaleState,
)

STATUS: dict[type[EngineError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    NotWaiting: 409,
    RequestReused: 409,
    InvalidInput: 422,
    StaleState: 503,
}
SENTENCES = {400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503}

Answer = tuple[str, int]
_log = logging.getLogger(__name__)


def answer(status: int, *, detail: str = "", reference: str = "") -> Answer:
    """The page of a status; `detail` is a sentence of this very case, `reference` finds it in the log."""
    shown = status if status in SENTENCES else 500 if status >= 500 else 400
    return render_template("error.html", status=shown, detail=detail, reference=reference), status


def init_app(app: Flask) -> None:
    """Answer the engine's errors, HTTP's own, forged forms, and what nobody foresaw."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, _engine_error(status))
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _engine_error(status: int):  # type: ignore[no-untyped-def]  # Flask's own type for handlers is private.
    def handle(error: EngineError) -> Answer:
        _log.info("%s %s: %s", request.method, request.endpoint, error)
        return answer(status)

    return handle


def _forged(error: CSRFError) -> Answer:
    _log.warning("Refused a form of %s: %s", request.endpoint, error.description)
    return answer(400)


def _http_error(error: HTTPException) -> Answer:
    return answer(error.code or 500)


def _unforeseen(error: Exception) -> Answer:
    reference = secrets.token_hex(4)
    _log.error("Reference %s: %s %s", reference, request.method, request.endpoint, exc_info=error)
    g.setdefault("person", None)
    return answer(500, reference=reference)

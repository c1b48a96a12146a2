"""What the program tells its log: text for a terminal, or one JSON object a line for whoever gathers logs.

No line holds an address, a name, a value that somebody typed or a person's id: requests are told by their route's name,
errors by their class and place.  Every line of one request bears the same id, which the answer bears, too.
"""

import json
import logging
import re
import time
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from webapp.config import Config

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TOLD = ("method", "endpoint", "status", "milliseconds")
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, message, the request's id, and where an error came from."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if given := _request_id.get():
            told["request_id"] = given
        told |= {name: getattr(record, name) for name in _TOLD if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = _place(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def configure_log(log_format: str) -> None:
    """Tell the standard error what an operator should know, and no more."""
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if log_format == "json" else text)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("apscheduler", "alembic"):  # They would tell of every round, and of every look at the schema.
        logging.getLogger(name).setLevel(logging.WARNING)


def init_app(app: Flask, config: Config) -> None:
    """Number each request; tell the log of it where it is gathered."""

    def begin() -> None:
        given = request.headers.get(HEADER, "")
        is_trusted = config.proxies and _GIVEN.fullmatch(given)  # Anybody else could forge a line's id.
        g.request_id, g.began = given if is_trusted else uuid.uuid4().hex, time.monotonic()
        _request_id.set(g.request_id)

    def end(response: Response) -> Response:
        if "request_id" in g:
            response.headers[HEADER] = g.request_id
            if config.log_format == "json" and request.endpoint != "static":
                _log.info("request", extra=_told(response))
        return response

    app.before_request(begin)
    app.after_request(end)


def _told(response: Response) -> dict[str, Any]:
    """The route's name stands for the address, which may be a secret."""
    milliseconds = round((time.monotonic() - g.began) * 1000, 1)
    endpoint = request.endpoint or "none"
    return {
        "method": request.method,
        "endpoint": endpoint,
        "status": response.status_code,
        "milliseconds": milliseconds,
    }


def _place(error: BaseException) -> dict[str, Any]:
    """Its class and the way to it; what it says may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "class": type(error).__name__,
        "at": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }

"""What went wrong, as RFC 9457 has it: `application/problem+json`, its title in the language of `Accept-Language`."""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import HTTPException

from engine.errors import EngineError, InvalidResource, InvalidSubmission, RequestReused
from webapp.api.shapes import Unfit
from webapp.errors import STATUS
from webapp.localisation import gettext

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """What went wrong; `type` is `about:blank` (the status says it all) or an address of the guide.

    `errors` has a sentence for each field that does not fit; `findings` what the check of a deployment found.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    errors: dict[str, str] | None = None
    findings: list[dict[str, str]] | None = None


class Refused(Exception):
    """A request that is answered with a problem."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Keep the status, a sentence, and the headers that belong to it."""
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers or {})


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Mapping[str, str] | None = None,
    findings: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer; what is empty is left out."""
    told = {"type": "about:blank", "title": title_of(status), "status": status}
    told |= {name: value for name, value in (("detail", detail), ("errors", errors), ("findings", findings)) if value}
    answer = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    answer.headers.update(headers or {})
    return answer


def answer_to(error: Exception) -> Response:
    """The problem that an error is."""
    if isinstance(error, Refused):
        return problem(error.status, error.detail, headers=error.headers)
    if isinstance(error, Unfit):
        return problem(422, errors=error.errors)
    if isinstance(error, InvalidSubmission):
        return problem(422, errors={f"answers.{name}".rstrip("."): told for name, told in error.errors.items()})
    if isinstance(error, InvalidResource):
        return problem(422, str(error), findings=_findings(error))
    if isinstance(error, RequestReused):
        return problem(422, gettext("This idempotency key was used for another request."))
    if isinstance(error, EngineError):
        _log.info("%s %s: %s", request.method, request.endpoint, error)
        return problem(next(status for kind, status in STATUS.items() if isinstance(error, kind)))
    if isinstance(error, HTTPException):
        return problem(error.code or 500)
    reference = secrets.token_hex(4)
    _log.error("Reference %s: %s %s", reference, request.method, request.endpoint, exc_info=error)
    return problem(500, gettext("Tell the administrator this reference: %(reference)s", reference=reference))


def title_of(status: int) -> str:
    """A status in words."""
    titles = {
        400: gettext("The request cannot be read"),
        401: gettext("A token is needed"),
        403: gettext("This account may not do this"),
        404: gettext("There is no such thing"),
        405: gettext("This cannot be done here"),
        409: gettext("Somebody else was first"),
        412: gettext("It has changed meanwhile"),
        413: gettext("This is too large"),
        415: gettext("This kind of content is not taken"),
        422: gettext("Something in it cannot be used"),
        429: gettext("Too many requests"),
        503: gettext("It cannot be done just now"),
    }
    return titles.get(status, gettext("Something went wrong"))


def _findings(error: InvalidResource) -> list[dict[str, str]]:
    found = error.findings
    names = ("file", "line", "severity", "rule", "id", "message")
    return [{name: str(getattr(one, name, "")) for name in names} for one in found]

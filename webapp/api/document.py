"""The interface described as OpenAPI 3.1, from the operations themselves: one source, and nothing to keep in step."""

import re
from dataclasses import fields
from typing import Any

from webapp.api import problems
from webapp.api.operations import OPERATIONS, PREFIX, Operation
from webapp.api.repeating import PATTERN
from webapp.api.shapes import LARGEST, Document, hints_of, is_asked

REASONS = {
    304: "It has not changed since the answer with this ETag.",
    400: "It cannot be read: no JSON, or no idempotency key.",
    401: "The token is missing, unknown, revoked or too old.",
    403: "The account may not do this, or its token lacks the scope.",
    404: "There is no such thing, or not for this account.",
    409: "Somebody else was first, or something came between.",
    413: "It is too large.",
    415: "Its content type is not taken.",
    422: "Something in it cannot be used; or the idempotency key was used for another request.",
    500: "Something went wrong: detail has a reference for the administrator, who finds it in the log.",
    503: "Others changed the same thing all the time: send it again, with the same idempotency key.",
    429: "Too many requests: wait as many seconds as Retry-After says.",
}
_ABOUT = (
    "What people do on the pages, programs do here with the token of a service account, by the same rights. "
    "Every request that changes something carries an Idempotency-Key: sent again it gets the first answer. "
    "Errors are RFC 9457 problems, in the language of Accept-Language."
)


def describe(address: str, operations: list[Operation] | None = None) -> dict[str, Any]:
    """The whole document; `address` is where this site is."""
    document = Document()
    refusal = document.schema(problems.Problem)
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS if operations is None else operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(document, one, refusal)
    problem = document.schemas["Problem"]
    problem["required"] = ["type", "title", "status"]
    for name in ("detail", "errors", "findings"):
        problem["properties"][name] = _without_null(problem["properties"][name])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hankepolku", "version": "1", "description": _ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": f"{address}{PREFIX}"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": document.schemas,
        },
    }


def _operation(document: Document, one: Operation, refusal: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.path.split("/")[1]],
        "summary": one.summary,
        "description": " ".join((one.view.__doc__ or "").split()),
        "x-scope": str(one.scope),
        "parameters": [*_in_path(one), *_in_query(document, one), *_headers(one)],
        "responses": _answers(document, one, refusal),
    }
    if one.body is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": document.schema(one.body)}}}
    if one.takes_archive:
        told["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _ARCHIVE}}}
    return told


_ARCHIVE = {
    "type": "object",
    "properties": {
        "archive": {"type": "string", "contentMediaType": "application/zip", "description": "The files, as a zip."},
        "note": {"type": "string", "minLength": 1, "maxLength": 2000, "description": "What changed."},
    },
    "required": ["archive", "note"],
}


def _in_path(one: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _TEXT if name == "key" else _NUMBER}
        for name in re.findall(r"{(\w+)}", one.path)
    ]


_NUMBER = {"type": "integer", "minimum": 0, "maximum": LARGEST}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$"}


def _in_query(document: Document, one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    hints = hints_of(one.query)
    return [
        {"name": each.name, "in": "query", "required": is_asked(each),
         "schema": _without_null(document.schema(hints[each.name]))}
        for each in fields(one.query)
    ]  # fmt: skip


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out, but not be null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _headers(one: Operation) -> list[dict[str, Any]]:
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "A key of your own, new for each new request; the same when it is sent again.",
        "schema": {"type": "string", "pattern": PATTERN, "maxLength": 255},
    }
    return [key] if one.changes else []


def _answers(document: Document, one: Operation, refusal: dict[str, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {
        "description": "Done." if one.changes else "Found.",
        "content": {"application/json": {"schema": document.schema(one.answer)}},
    }
    headers = ["Location"] if one.status == 201 else [] if one.changes else ["ETag"]
    headers += ["Link"] if not one.changes and "next" in {each.name for each in fields(one.answer)} else []
    if headers:
        good["headers"] = {name: _HEADERS[name] for name in headers}
    found = {str(one.status): good}
    if not one.changes:
        found["304"] = {"description": REASONS[304]}
    for status in one.statuses:
        found[str(status)] = {
            "description": REASONS[status],
            "content": {problems.MEDIA_TYPE: {"schema": refusal}},
        }
    found["401"]["headers"] = {"WWW-Authenticate": _HEADERS["WWW-Authenticate"]}
    found["429"]["headers"] = {"Retry-After": _HEADERS["Retry-After"]}
    return found


_HEADERS = {
    "Location": {"description": "Where it lies.", "schema": {"type": "string"}},
    "ETag": {
        "description": "Send it as If-None-Match, to be told whether it has changed.",
        "schema": {"type": "string"},
    },
    "Link": {"description": "Where the next page is (rel=next); none after the last.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "How to show who one is.", "schema": {"type": "string"}},
    "Retry-After": {"description": "How many seconds to wait.", "schema": {"type": "integer"}},
}

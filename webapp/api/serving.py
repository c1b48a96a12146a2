"""A request on its way to its operation: let in, read, carried out, answered."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from flask import Response as Made
from flask import request
from werkzeug.wrappers import Response

from webapp.api.entrance import enter
from webapp.api.operations import Call, Operation
from webapp.api.problems import Refused
from webapp.api.repeating import first_answer, once, read_key
from webapp.api.shapes import LARGEST, hints_of, is_number, read, told
from webapp.auth import actor, demand
from webapp.localisation import gettext
from webapp.rights import Right

LARGEST_BODY = 1024 * 1024
LARGEST_ARCHIVE = 20 * 1024 * 1024
View = Callable[..., Response]


def view_of(operation: Operation) -> View:
    """The view that Flask calls for an operation."""

    def serve(**path: Any) -> Response:
        account = enter(operation.scope)
        demand(Right.TAKE_PART if operation.changes else Right.READ)  # As the pages ask before each view.
        query = _query(operation)
        if not operation.changes:
            return _kept(operation.view(Call(actor(), query), **path))
        content, body = _content(operation)
        asked = read_key(account.id, content)
        if first := first_answer(asked):
            return first
        act = operation.view(Call(actor(), query, body, asked), **path)
        return once(asked, act, operation.status)

    return serve


def _kept(answer: Any) -> Response:
    """An answer that its reader may keep, and ask whether it still holds."""
    response = Made(json.dumps(told(answer), ensure_ascii=False), mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Accept-Language"
    if following := getattr(answer, "next", None):
        response.headers["Link"] = f'<{following}>; rel="next"'
    response.add_etag()
    return response.make_conditional(request)


def _query(operation: Operation) -> Any:
    """The parameters behind the question mark, each given at most once."""
    given = dict(request.args.items())
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise Refused(422, gettext("Give each parameter once."))
    if operation.query is None:
        if given:
            raise Refused(422, gettext("There is no parameter of this name: %(name)s.", name=min(given)))
        return None
    hints = hints_of(operation.query)
    return read(operation.query, {name: _as_number(hints.get(name), text) for name, text in given.items()})


def _as_number(kind: Any, text: str) -> object:
    """A parameter that is to be a number, as one; what is none stays a text, and is refused as such."""
    bare = text.removeprefix("-")
    fits = bare.isascii() and bare.isdecimal() and len(bare) <= len(str(LARGEST))
    return int(text) if fits and is_number(kind) else text


def _content(operation: Operation) -> tuple[bytes, Any]:
    """What was sent: its octets, and the shape they have."""
    request.max_content_length = LARGEST_ARCHIVE if operation.takes_archive else LARGEST_BODY
    if operation.takes_archive:
        return _archive()
    content = request.get_data()
    if operation.body is None:
        return content, None
    if request.mimetype != "application/json":
        raise Refused(415, gettext("Send JSON: Content-Type: application/json."))
    return content, read(operation.body, _json(content))


def _archive() -> tuple[bytes, Any]:
    if request.mimetype != "multipart/form-data":
        raise Refused(415, gettext("Send a form with a file: Content-Type: multipart/form-data."))
    given = request.files.get("archive")
    if given is None:
        raise Refused(422, gettext("Send the files as a zip archive in the field archive."))
    content, note = given.read(), request.form.get("note", "").replace("\x00", "").strip()
    if not note or len(note) > 2_000:
        raise Refused(422, gettext("Say in the field note what changed, in at most 2,000 characters."))
    return content + b"\0" + note.encode(errors="replace"), (content, note)


def _json(content: bytes) -> object:
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, ArithmeticError, RecursionError):
        raise Refused(400, gettext("What was sent is not JSON.")) from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"Expected a number, but got {name}.")

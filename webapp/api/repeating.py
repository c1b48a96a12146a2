"""A request that comes twice does its thing once, and gets the first answer.

The answer is kept beside what was done, in the same transaction, for KEPT; for ever the history keeps the key of what
completed, started or sent something, as it does for the pages.
"""

import hashlib
import json
import re
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy import Connection, delete, insert, select

from engine import Request, RequestReused, UnitOfWork
from webapp.accounts.schema import api_answer
from webapp.api.operations import Act
from webapp.api.problems import Refused
from webapp.api.shapes import told
from webapp.localisation import gettext
from webapp.runtime import runtime

Kept = tuple[int, str, str | None]
"""A status, the content and the address of a result."""

KEPT = timedelta(days=30)
PATTERN = "^[!-~]{1,255}$"
_KEY = re.compile(PATTERN)


def read_key(account: str, content: bytes) -> Request:
    """The request as the engine knows it: the account's own key, and the digest of what it asks.  Raises Refused."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Refused(400, gettext("Send a key of your own with each request: Idempotency-Key, 1–255 characters."))
    asked = hashlib.sha256(f"{request.method} {request.full_path}\0".encode() + content).hexdigest()
    return Request(hashlib.sha256(f"{account}\0{key}".encode()).hexdigest()[:32], asked)


def first_answer(asked: Request) -> Response | None:
    """What the same request was answered before; None when it is new.  Raises RequestReused."""
    with runtime().database.read() as connection:
        known = _known(connection, asked)
    return None if known is None else _answer(known, is_repeated=True)


def once(asked: Request, act: Act, status: int) -> Response:
    """Do it and keep the answer; or give the first answer to what came at the same time.  Raises RequestReused."""
    here = runtime()

    def perform(unit: UnitOfWork) -> tuple[Kept, bool]:
        known = _known(unit.write(), asked)  # First of all: the same request may be on its way twice.
        if known is not None:
            return known, True
        done = act(unit)
        answer = status, json.dumps(told(done.answer), ensure_ascii=False), done.location
        _keep(unit.write(), asked, answer, here.clock.now())
        return answer, False

    answer, is_repeated = here.database.transact(perform)
    return _answer(answer, is_repeated=is_repeated)


def _answer(kept: Kept, *, is_repeated: bool) -> Response:
    status, content, location = kept
    answer = Response(content, status, mimetype="application/json")
    if location is not None:
        answer.headers["Location"] = location
    if is_repeated:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def forget_answers(connection: Connection, before: datetime) -> None:
    """Forget what was answered so long ago."""
    connection.execute(delete(api_answer).where(api_answer.c.at < before))


def _known(connection: Connection, asked: Request) -> Kept | None:
    row = connection.execute(select(api_answer).where(api_answer.c.key == _short(asked.key))).one_or_none()
    if row is None:
        return None
    if row.request != bytes.fromhex(asked.digest):
        raise RequestReused
    return row.status, row.content, row.location


def _keep(connection: Connection, asked: Request, answer: Kept, now: datetime) -> None:
    status, content, location = answer
    row = {"key": _short(asked.key), "request": bytes.fromhex(asked.digest), "at": now}
    connection.execute(insert(api_answer).values(row | {"status": status, "content": content, "location": location}))


def _short(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()

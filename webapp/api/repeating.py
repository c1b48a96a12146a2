"""A request that comes twice does its thing once, and gets the first answer.

The answer is kept beside what was done, in the same transaction, for ANSWERS_KEPT; for ever the history keeps the key
of what completed, started or sent something, as it does for the pages.
"""

import hashlib
import json
import re

from flask import Response, request

from engine import Request, UnitOfWork
from webapp.accounts.answers import Kept, find_answer, keep_answer
from webapp.api.operations import Act
from webapp.api.problems import Refused
from webapp.api.shapes import told
from webapp.localisation import gettext
from webapp.runtime import runtime

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
        known = find_answer(connection, asked)
    return None if known is None else _answer(known, is_repeated=True)


def once(asked: Request, act: Act, status: int) -> Response:
    """Do it and keep the answer; or give the first answer to what came at the same time.  Raises RequestReused."""
    here = runtime()

    def perform(unit: UnitOfWork) -> tuple[Kept, bool]:
        known = find_answer(unit.write(), asked)  # First of all: the same request may be on its way twice.
        if known is not None:
            return known, True
        done = act(unit)
        answer = status, json.dumps(told(done.answer), ensure_ascii=False), done.location
        keep_answer(unit.write(), asked, answer, here.clock.now())
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

"""What programs' requests were answered, kept for a while: one that comes again gets the same."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from engine.actors import Request
from engine.errors import RequestReused
from webapp.accounts.schema import api_answer

ANSWERS_KEPT = timedelta(days=30)
Kept = tuple[int, str, str | None]
"""A status, the content and the address of a result."""


def find_answer(connection: Connection, asked: Request) -> Kept | None:
    """What a request was answered when it first came; None when it is new.  Raises RequestReused."""
    row = connection.execute(select(api_answer).where(api_answer.c.key == _short(asked.key))).one_or_none()
    if row is None:
        return None
    if row.request != bytes.fromhex(asked.digest):
        raise RequestReused
    return row.status, row.content, row.location


def keep_answer(connection: Connection, asked: Request, answer: Kept, now: datetime) -> None:
    """Keep what a request was answered."""
    status, content, location = answer
    row = {"key": _short(asked.key), "request": bytes.fromhex(asked.digest), "at": now}
    connection.execute(insert(api_answer).values(row | {"status": status, "content": content, "location": location}))


def forget_answers(connection: Connection, before: datetime) -> None:
    """Forget what was answered so long ago."""
    connection.execute(delete(api_answer).where(api_answer.c.at < before))


def _short(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()

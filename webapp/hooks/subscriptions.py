"""Web hooks as administrators keep them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from webapp.hooks.events import EventKind
from webapp.hooks.schema import web_hook


@dataclass(frozen=True)
class WebHook:
    """Who is told what; `given_up` counts the events that could not be told since it last answered."""

    id: int
    url: str
    kinds: frozenset[EventKind]
    salt: bytes
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    delivered_at: datetime | None
    given_up: int
    failure: str | None


def make_hook(connection: Connection, url: str, kinds: Iterable[EventKind], salt: bytes, by: str, now: datetime) -> int:
    """Tell this address from now on; the web hook's number."""
    values = {"url": url, "kinds": " ".join(sorted(kinds)), "salt": salt, "made_by": by, "made_at": now, "given_up": 0}
    number: int = connection.execute(insert(web_hook).values(values).returning(web_hook.c.id)).scalar_one()
    return number


def find_hook(connection: Connection, hook_id: int) -> WebHook | None:
    """The web hook of a number; None when there is none."""
    row = connection.execute(select(web_hook).where(web_hook.c.id == hook_id)).one_or_none()
    return _told(row) if row else None


def list_hooks(connection: Connection) -> list[WebHook]:
    """All of them, those that are told first, the newest first."""
    rows = connection.execute(select(web_hook).order_by(web_hook.c.ended_at.is_not(None), web_hook.c.id.desc()))
    return [_told(row) for row in rows]


def hooks_told(connection: Connection) -> list[WebHook]:
    """Those that are told."""
    return [_told(row) for row in connection.execute(select(web_hook).where(web_hook.c.ended_at.is_(None)))]


def change_salt(connection: Connection, hook_id: int, salt: bytes) -> None:
    """Give it another secret; the one before signs nothing any more."""
    connection.execute(update(web_hook).where(web_hook.c.id == hook_id).values(salt=salt))


def end_hook(connection: Connection, hook_id: int, now: datetime) -> None:
    """Tell it nothing any more."""
    running = (web_hook.c.id == hook_id) & web_hook.c.ended_at.is_(None)
    connection.execute(update(web_hook).where(running).values(ended_at=now))


def note_arrival(connection: Connection, hook_id: int, now: datetime) -> None:
    """It answered that it was told."""
    values = {"delivered_at": now, "failure": None, "given_up": 0}
    connection.execute(update(web_hook).where(web_hook.c.id == hook_id).values(values))


def note_failure(connection: Connection, hook_id: int, failure: str, *, lost: int) -> None:
    """It could not be told, and so many events never will be."""
    values = {"failure": failure, "given_up": web_hook.c.given_up + lost}
    connection.execute(update(web_hook).where(web_hook.c.id == hook_id).values(values))


def _told(row: Any) -> WebHook:
    kinds = frozenset(EventKind(one) for one in row.kinds.split())
    return WebHook(row.id, row.url, kinds, row.salt, row.made_by, row.made_at, row.ended_at, row.delivered_at,
                   row.given_up, row.failure)  # fmt: skip

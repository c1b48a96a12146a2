"""Server-side sessions: a row for each, so that ending one ends it everywhere at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, update

from webapp.accounts.schema import web_session
from webapp.accounts.secrets import digest, new_secret


@dataclass(frozen=True)
class Limits:
    """How long a session may rest, and how long it may last at all."""

    idle: timedelta
    longest: timedelta


def open_session(connection: Connection, person_id: str, now: datetime) -> str:
    """Begin a session; returns the secret for the cookie."""
    secret = new_secret()
    connection.execute(
        insert(web_session).values(digest=digest(secret), person_id=person_id, began_at=now, seen_at=now)
    )
    return secret


def touch_session(connection: Connection, secret: str, now: datetime) -> None:
    """Write down that the person was here."""
    connection.execute(update(web_session).where(web_session.c.digest == digest(secret)).values(seen_at=now))


def close_session(connection: Connection, secret: str) -> None:
    """End one session."""
    connection.execute(delete(web_session).where(web_session.c.digest == digest(secret)))


def close_sessions(connection: Connection, person_id: str) -> None:
    """End every session of a person."""
    connection.execute(delete(web_session).where(web_session.c.person_id == person_id))


def sweep_sessions(connection: Connection, limits: Limits, now: datetime) -> None:
    """Forget the sessions whose time is up."""
    connection.execute(
        delete(web_session).where(
            or_(web_session.c.seen_at <= now - limits.idle, web_session.c.began_at <= now - limits.longest)
        )
    )

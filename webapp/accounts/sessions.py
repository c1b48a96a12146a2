"""Server-side sessions: a row for each, so that ending one ends it everywhere at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from webapp.accounts.schema import web_session
from webapp.accounts.secrets import digest, new_secret

_TOUCH = timedelta(minutes=1)  # How exact `seen_at` is; a page view need not be a write.

# Asked with every request, so it is built once.
_FIND = select(web_session.c.person_id, web_session.c.seen_at).where(
    web_session.c.digest == bindparam("digest"),
    web_session.c.seen_at > bindparam("rested_since"),
    web_session.c.began_at > bindparam("begun_since"),
)


@dataclass(frozen=True)
class Limits:
    """How long a session may rest, and how long it may last at all."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Session:
    """Whose a session is."""

    person_id: str
    seen_at: datetime

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to write down that the person was here."""
        return now - self.seen_at >= _TOUCH


def open_session(connection: Connection, person_id: str, now: datetime) -> str:
    """Begin a session; returns the secret for the cookie."""
    secret = new_secret()
    connection.execute(
        insert(web_session).values(digest=digest(secret), person_id=person_id, began_at=now, seen_at=now)
    )
    return secret


def find_session(connection: Connection, secret: str, limits: Limits, now: datetime) -> Session | None:
    """The session of a cookie, or None when there is none or its time is up."""
    times = {"rested_since": now - limits.idle, "begun_since": now - limits.longest}
    row = connection.execute(_FIND, {"digest": digest(secret), **times}).one_or_none()
    return Session(row.person_id, row.seen_at) if row else None


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

"""Server-side sessions: a row for each, so that ending one ends it everywhere at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from webapp.accounts.schema import web_session
from webapp.accounts.secrets import digest, new_secret

LONGEST_AGENT, LONGEST_ADDRESS = 300, 64


@dataclass(frozen=True)
class Limits:
    """How long a session may rest, and how long it may last at all."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Origin:
    """From where somebody logged in; `issuer` and what follows only where another's log-in service let them in."""

    agent: str = ""
    address: str = ""
    issuer: str | None = None
    provider_session: str | None = None
    id_token: str | None = None


@dataclass(frozen=True)
class OpenSession:
    """A session that is alive; `key` names it and opens nothing."""

    key: str
    agent: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_current: bool


def open_session(connection: Connection, person_id: str, now: datetime, origin: Origin | None = None) -> str:
    """Begin a session; returns the secret for the cookie."""
    secret, came = new_secret(), origin or Origin()
    connection.execute(
        insert(web_session).values(
            digest=digest(secret),
            person_id=person_id,
            began_at=now,
            seen_at=now,
            agent=came.agent[:LONGEST_AGENT],
            address=came.address[:LONGEST_ADDRESS],
            issuer=came.issuer,
            provider_session=came.provider_session,
            id_token=came.id_token,
            renews=False,
        )
    )
    return secret


def list_sessions(
    connection: Connection, person_id: str, limits: Limits, now: datetime, secret: str | None = None
) -> list[OpenSession]:
    """A person's sessions, the one seen last first; that of the secret is the current one."""
    alive = (web_session.c.seen_at > now - limits.idle) & (web_session.c.began_at > now - limits.longest)
    rows = connection.execute(
        select(web_session).where(web_session.c.person_id == person_id, alive).order_by(web_session.c.seen_at.desc())
    )
    current = digest(secret) if secret else None
    return [
        OpenSession(
            bytes(row.digest).hex(), row.agent or "", row.address or "", row.began_at, row.seen_at,
            bytes(row.digest) == current,
        )
        for row in rows
    ]  # fmt: skip


def find_id_token(connection: Connection, secret: str) -> str | None:
    """What the log-in service wants to see when the person logs out; None for a session of a password."""
    found: str | None = connection.scalar(select(web_session.c.id_token).where(web_session.c.digest == digest(secret)))
    return found


def touch_session(connection: Connection, secret: str, now: datetime, address: str) -> None:
    """Write down that the person was here, and from where."""
    connection.execute(
        update(web_session)
        .where(web_session.c.digest == digest(secret))
        .values(seen_at=now, address=address[:LONGEST_ADDRESS])
    )


def end_session(connection: Connection, person_id: str, key: str) -> bool:
    """End the session of a person that the key names; whether there was one."""
    try:
        wanted = bytes.fromhex(key)
    except ValueError:
        return False
    mine = (web_session.c.person_id == person_id) & (web_session.c.digest == wanted)
    return bool(connection.execute(delete(web_session).where(mine)).rowcount)


def renew_soon(connection: Connection, person_id: str) -> None:
    """Let each session of a person get a new secret when it is next used, for what the person may do has changed."""
    connection.execute(update(web_session).where(web_session.c.person_id == person_id).values(renews=True))


def renew_session(connection: Connection, secret: str) -> str | None:
    """Give a session another secret; None when another request was first."""
    fresh = new_secret()
    due = (web_session.c.digest == digest(secret)) & web_session.c.renews
    changed = connection.execute(update(web_session).where(due).values(digest=digest(fresh), renews=False)).rowcount
    return fresh if changed else None


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

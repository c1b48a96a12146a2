"""The links by which people's own calendars read the clock: a secret each, renewed or revoked at any time."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from webapp.accounts.secrets import digest, new_secret
from webapp.lifecycle.schema import calendar_link


def renew_calendar_link(connection: Connection, person_id: str, now: datetime) -> str:
    """Make the secret part of a person's link; an earlier one ends."""
    secret = new_secret()
    revoke_calendar_link(connection, person_id)
    connection.execute(insert(calendar_link).values(person_id=person_id, digest=digest(secret), made_at=now))
    return secret


def revoke_calendar_link(connection: Connection, person_id: str) -> None:
    """End a person's link."""
    connection.execute(delete(calendar_link).where(calendar_link.c.person_id == person_id))


def calendar_link_made_at(connection: Connection, person_id: str) -> datetime | None:
    """When a person's link was made; None: there is none."""
    made: datetime | None = connection.scalar(
        select(calendar_link.c.made_at).where(calendar_link.c.person_id == person_id)
    )
    return made


def whose_calendar_link(connection: Connection, secret: str) -> str | None:
    """Whose link it is; None when it was renewed or revoked."""
    mine = select(calendar_link.c.person_id).where(calendar_link.c.digest == digest(secret))
    found: str | None = connection.scalar(mine)
    return found

"""One-time links: an invitation lets a new person choose a password, a reset lets one choose another."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from webapp.accounts.schema import account_link
from webapp.accounts.secrets import digest, new_secret


class Purpose(StrEnum):
    """Why a link was sent; each lives for its own time."""

    INVITATION = "invitation"
    RESET = "reset"

    @property
    def lifetime(self) -> timedelta:
        """How long the link may be used."""
        return timedelta(days=14) if self is Purpose.INVITATION else timedelta(hours=2)


def make_link(connection: Connection, person_id: str, purpose: Purpose, now: datetime) -> str:
    """Make the secret part of a link; earlier links of the person end."""
    secret = new_secret()
    end_links(connection, person_id)
    connection.execute(
        insert(account_link).values(
            digest=digest(secret), person_id=person_id, purpose=purpose.value, expires_at=now + purpose.lifetime
        )
    )
    return secret


def find_link(connection: Connection, secret: str, now: datetime) -> tuple[str, Purpose] | None:
    """Whose link it is and what for, or None when it was used, replaced, or is too old."""
    row = connection.execute(
        select(account_link.c.person_id, account_link.c.purpose).where(
            account_link.c.digest == digest(secret), account_link.c.expires_at > now
        )
    ).one_or_none()
    return (row.person_id, Purpose(row.purpose)) if row else None


def end_links(connection: Connection, person_id: str) -> None:
    """End every link of a person."""
    connection.execute(delete(account_link).where(account_link.c.person_id == person_id))

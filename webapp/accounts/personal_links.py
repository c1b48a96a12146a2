"""Personal links: by one a member without an account takes part in one meeting's preparation, until it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from webapp.accounts.secrets import digest, new_secret
from webapp.lifecycle.diary import Entry
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.schema import meeting, person, personal_link

GRACE = timedelta(days=1)  # After the meeting's beginning: the papers are at hand while it lasts.
OVER = (str(MeetingStatus.CLOSED), str(MeetingStatus.CANCELLED))


@dataclass(frozen=True)
class Guest:
    """Whose link it is, and for which meeting."""

    person_id: str
    meeting_id: int


def make_personal_link(connection: Connection, meeting_id: int, person_id: str, now: datetime) -> str:
    """Make the secret part of a link.

    One that was sent before stays good, for its letter may be the one that came; only `end_personal_links` ends it.
    """
    starts_at = connection.scalar(select(meeting.c.starts_at).where(meeting.c.id == meeting_id))
    secret = new_secret()
    values = {"digest": digest(secret), "meeting_id": meeting_id, "person_id": person_id}
    connection.execute(delete(personal_link).where(personal_link.c.expires_at < now))
    connection.execute(insert(personal_link).values(values | {"expires_at": (starts_at or now) + GRACE}))
    return secret


def takes_guests(entry: Entry, now: datetime) -> bool:
    """Whether the meeting's members are invited and a link to it would open."""
    return entry.status is MeetingStatus.CALLED and entry.starts_at is not None and now <= entry.starts_at + GRACE


def end_personal_links(connection: Connection, meeting_id: int, person_id: str) -> None:
    """End a member's links to a meeting: they may be in wrong hands, and the newest letter is the one that counts."""
    mine = (personal_link.c.meeting_id == meeting_id) & (personal_link.c.person_id == person_id)
    connection.execute(delete(personal_link).where(mine))


def find_guest(connection: Connection, secret: str, now: datetime) -> Guest | None:
    """Whose link it is, or None when it is unknown or too old, the meeting over or the person gone."""
    row = connection.execute(
        select(personal_link.c.person_id, personal_link.c.meeting_id)
        .join(meeting, meeting.c.id == personal_link.c.meeting_id)
        .join(person, person.c.id == personal_link.c.person_id)
        .where(personal_link.c.digest == digest(secret), personal_link.c.expires_at > now)
        .where(meeting.c.status.not_in(OVER), person.c.active)
    ).one_or_none()
    return Guest(row.person_id, row.meeting_id) if row else None

"""Meetings of bodies: opened, planned, taken place, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from engine.errors import NotFound
from engine.schema import occurrence
from webapp.lifecycle.bodies import Body, Convenor, convenor_of
from webapp.lifecycle.schema import meeting as meetings

_LOOKED_AT = 12
"""How many coming days of a calendar are looked at: by then one takes up what is proposed."""


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

    OPEN = "open"  # The convenor is to plan it.
    PLANNED = "planned"  # It has a time and a place.
    CALLED = "called"  # The agenda is confirmed and the members are invited.
    CANCELLED = "cancelled"
    CLOSED = "closed"  # The minutes are approved.


@dataclass(frozen=True)
class Meeting:
    """A meeting of a body; numbered from 1 for each."""

    id: int
    body: str
    number: int
    status: MeetingStatus
    starts_at: datetime | None
    place: str | None


_MEETING = select(
    meetings.c.id, meetings.c.body, meetings.c.number, meetings.c.status, meetings.c.starts_at, meetings.c.place
)


def find_meeting(connection: Connection, meeting_id: int) -> Meeting:
    """Raises NotFound."""
    row = connection.execute(_MEETING.where(meetings.c.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a meeting with the number {meeting_id}, but there is none.")
    return Meeting(row.id, row.body, row.number, MeetingStatus(row.status), row.starts_at, row.place)


def next_number(connection: Connection, body: str) -> int:
    """The number that a body's next meeting will have."""
    last = connection.scalar(select(func.max(meetings.c.number)).where(meetings.c.body == body))
    return (last or 0) + 1


def next_convenor(connection: Connection, body: Body, day: date) -> Convenor:
    """Who will call a body's next meeting."""
    return convenor_of(connection, body, next_number(connection, body.key), day)


def next_day(connection: Connection, body: str, after: datetime) -> datetime | None:
    """When a body meets next by its calendar, the process of the same key; None: that is not known yet."""
    planned = select(func.min(occurrence.c.planned_at))
    day: datetime | None = connection.scalar(planned.where(occurrence.c.key == body, occurrence.c.planned_at > after))
    return day


def next_taking_up(connection: Connection, body: str, after: datetime, zone: ZoneInfo) -> datetime | None:
    """When a body's next meeting is that still takes up what is proposed now; None: that is not known yet.

    One whose agenda is confirmed takes up nothing more.
    """
    days = connection.scalars(
        select(occurrence.c.planned_at)
        .where(occurrence.c.key == body, occurrence.c.planned_at > after)
        .order_by(occurrence.c.planned_at)
        .limit(_LOOKED_AT)
    ).all()
    closed = set(
        connection.scalars(
            select(meetings.c.occurs_on).where(
                meetings.c.body == body, meetings.c.status.not_in([MeetingStatus.OPEN, MeetingStatus.PLANNED])
            )
        )
    )
    return next((day for day in days if day.astimezone(zone).date() not in closed), None)


def open_meeting(
    connection: Connection, body: Body, convenor: Convenor, procedure: str, occurs_on: date | None = None
) -> Meeting:
    """Begin a body's next meeting, on the day that its calendar proposes."""
    number = next_number(connection, body.key)
    values = {
        "body": body.key,
        "number": number,
        "status": MeetingStatus.OPEN,
        "procedure": procedure,
        "convenor": convenor.organisation,
        "occurs_on": occurs_on,
    }
    key = connection.execute(insert(meetings).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return Meeting(int(key[0]), body.key, number, MeetingStatus.OPEN, None, None)


def change_meeting(connection: Connection, meeting_id: int, **values: object) -> None:
    """Write down what is known of a meeting by now."""
    connection.execute(update(meetings).where(meetings.c.id == meeting_id).values(**values))

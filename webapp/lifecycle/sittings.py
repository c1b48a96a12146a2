"""Meetings as the annual clock shows them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from webapp.lifecycle.bodies import Convenor
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import meeting as meetings


@dataclass(frozen=True)
class Sitting:
    """A body's meeting; `occurs_on` is the day that the clock proposed, `starts_at` None until its time is agreed."""

    id: int
    body: str
    number: int
    title: str
    status: MeetingStatus
    occurs_on: date | None
    starts_at: datetime | None
    place: str | None
    convenor: Convenor


def sittings(connection: Connection) -> list[Sitting]:
    """All meetings, as they were opened."""
    rows = connection.execute(
        select(meetings, bodies.c.name, bodies.c.chair_group)
        .join(bodies, bodies.c.key == meetings.c.body)
        .order_by(meetings.c.id)
    )
    return [
        Sitting(
            id=row.id,
            body=row.body,
            number=row.number,
            title=f"{row.name} {row.number}",
            status=MeetingStatus(row.status),
            occurs_on=row.occurs_on,
            starts_at=row.starts_at,
            place=row.place,
            convenor=Convenor(row.convenor, f"convenor_{row.convenor}" if row.convenor else row.chair_group),
        )
        for row in rows
    ]

"""Meetings as the annual clock shows them, by the title that their instances bear."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from webapp.lifecycle.bodies import Convenor
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import meeting as meetings


@dataclass(frozen=True)
class Sitting:
    """A body's meeting; `starts_at` is None until its time is agreed."""

    id: int
    body: str
    number: int
    title: str
    status: MeetingStatus
    starts_at: datetime | None
    place: str | None
    convenor: Convenor


def sittings(connection: Connection) -> dict[str, Sitting]:
    """All meetings, by title."""
    rows = connection.execute(
        select(meetings, bodies.c.name, bodies.c.chair_group)
        .join(bodies, bodies.c.key == meetings.c.body)
        .order_by(meetings.c.id)
    )
    found = [
        Sitting(
            id=row.id,
            body=row.body,
            number=row.number,
            title=f"{row.name} {row.number}",
            status=MeetingStatus(row.status),
            starts_at=row.starts_at,
            place=row.place,
            convenor=Convenor(row.convenor, f"convenor_{row.convenor}" if row.convenor else row.chair_group),
        )
        for row in rows
    ]
    return {one.title: one for one in found}

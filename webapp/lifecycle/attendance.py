"""Who took part in a meeting and as what, whether it could decide, and who inspects its minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from webapp.lifecycle.schema import area_priority, attendance, inspector


class Role(StrEnum):
    """As what somebody is there; only members and their deputies count and decide."""

    MEMBER = "member"
    DEPUTY = "deputy"
    EXPERT = "expert"


@dataclass(frozen=True)
class Attendee:
    """Somebody who was there; `left_at` is when they went before the end."""

    person: str
    role: Role
    left_at: datetime | None = None


def record(connection: Connection, meeting: int, attendees: Iterable[Attendee]) -> None:
    """Keep who was there, in place of what was kept before; of one named twice the first counts."""
    connection.execute(delete(attendance).where(attendance.c.meeting_id == meeting))
    there = {one.person: one for one in reversed(list(attendees))}
    for one in there.values():
        values = {"meeting_id": meeting, "person_id": one.person, "role": one.role, "left_at": one.left_at}
        connection.execute(insert(attendance).values(values))


def attendees_of(connection: Connection, meeting: int) -> list[Attendee]:
    """Who was there: members, their deputies, experts."""
    rows = connection.execute(select(attendance).where(attendance.c.meeting_id == meeting)).all()
    found = [Attendee(row.person_id, Role(row.role or Role.MEMBER), row.left_at) for row in rows]
    return sorted(found, key=lambda one: (list(Role).index(one.role), one.person))


def is_quorate(attendees: Iterable[Attendee], members: int, percent: int) -> bool:
    """Whether enough are there: this share of the members, deputies included, and at least one."""
    voting = sum(1 for one in attendees if one.role is not Role.EXPERT)
    return voting > 0 and voting * 100 >= percent * members


def elect_inspectors(connection: Connection, meeting: int, people: Iterable[str]) -> None:
    """Keep who reads the minutes, in place of those before."""
    connection.execute(delete(inspector).where(inspector.c.meeting_id == meeting))
    for person in dict.fromkeys(people):
        connection.execute(insert(inspector).values(meeting_id=meeting, person_id=person))


def inspectors_of(connection: Connection, meeting: int) -> tuple[str, ...]:
    """Who reads the minutes of a meeting."""
    mine = select(inspector.c.person_id).where(inspector.c.meeting_id == meeting)
    return tuple(connection.scalars(mine.order_by(inspector.c.person_id)))


def accept(connection: Connection, meeting: int, now: datetime) -> None:
    """All inspectors have accepted the minutes."""
    connection.execute(update(inspector).where(inspector.c.meeting_id == meeting).values(accepted_at=now))


def prioritise(connection: Connection, meeting: int, priorities: Iterable[tuple[str, str]]) -> None:
    """Keep what a meeting put first, by development area, in place of what was kept before."""
    connection.execute(delete(area_priority).where(area_priority.c.meeting_id == meeting))
    for area, priority in dict(priorities).items():
        connection.execute(insert(area_priority).values(meeting_id=meeting, area=area, priority=priority))

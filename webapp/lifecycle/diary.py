"""The bodies' diary: which meetings come, which were held, who calls the next; and all that is known of one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from engine.errors import NotFound
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.meetings import MeetingStatus, next_convenor
from webapp.lifecycle.people import names_of
from webapp.lifecycle.schema import agenda_item, attendance, body, disqualification, organisation
from webapp.lifecycle.schema import meeting as meetings

COMING = (MeetingStatus.OPEN, MeetingStatus.PLANNED, MeetingStatus.CALLED)
HELD = (MeetingStatus.CLOSED, MeetingStatus.CANCELLED)


@dataclass(frozen=True)
class Entry:
    """A meeting as lists show it; `convenor` is the organisation whose turn it was, none where the chair calls."""

    id: int
    body: str
    body_name: str
    number: int
    status: MeetingStatus
    procedure: str
    convenor: str | None
    starts_at: datetime | None
    place: str | None
    minutes: str | None
    quorate: bool | None
    business_key: str | None
    invitations: int

    @property
    def title(self) -> str:
        """As its letters and its instance call it."""
        return f"{self.body_name} {self.number}"


@dataclass(frozen=True)
class Section:
    """An item of a meeting's agenda, with what was said of it and who was disqualified."""

    id: int
    position: int
    title: str
    kind: str
    business_key: str
    outcome: str | None
    conditions: str | None
    grounds: str | None
    excused: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """Who calls a body's next meeting: an organisation, else a group's key."""

    body: str
    organisation: str | None
    group: str


_ENTRY = (
    select(
        meetings.c.id, meetings.c.body, body.c.name.label("body_name"), meetings.c.number, meetings.c.status,
        meetings.c.procedure, organisation.c.short_name.label("convenor"), meetings.c.starts_at, meetings.c.place,
        meetings.c.minutes, meetings.c.quorate, meetings.c.business_key, meetings.c.invitations,
    )
    .join(body, body.c.key == meetings.c.body)
    .outerjoin(organisation, organisation.c.key == meetings.c.convenor)
)  # fmt: skip


def find_entry(connection: Connection, meeting_id: int) -> Entry:
    """Raises NotFound."""
    row = connection.execute(_ENTRY.where(meetings.c.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a meeting with the number {meeting_id}, but there is none.")
    return _entry(row)


def coming_meetings(connection: Connection) -> list[Entry]:
    """What is to be held: the soonest first, what has no date yet last."""
    rows = _all(connection, _ENTRY.where(meetings.c.status.in_([str(one) for one in COMING])))
    return sorted(rows, key=lambda one: (one.starts_at is None, one.starts_at, one.id))


def held_meetings(connection: Connection, before: int | None, limit: int) -> list[Entry]:
    """What was held or cancelled, the newest first; `before` is the number of the last one of the page before."""
    statement = _ENTRY.where(meetings.c.status.in_([str(one) for one in HELD])).order_by(meetings.c.id.desc())
    if before is not None:
        statement = statement.where(meetings.c.id < before)
    return _all(connection, statement.limit(limit))


def next_turns(connection: Connection, day: date) -> list[Turn]:
    """Who calls the next meeting of each body, by the body's name; a project's steering group its manager calls."""
    shorts = {row.key: row.short_name for row in connection.execute(select(organisation))}
    turns = []
    for key in connection.scalars(select(body.c.key).where(body.c.project_id.is_(None)).order_by(body.c.name)).all():
        found = find_body(connection, key)
        convenor = next_convenor(connection, found, day)
        turns.append(Turn(found.name, shorts.get(convenor.organisation or ""), convenor.group))
    return turns


def sections_of(connection: Connection, meeting_id: int) -> list[Section]:
    """A meeting's agenda in its order."""
    rows = connection.execute(
        select(agenda_item).where(agenda_item.c.meeting_id == meeting_id).order_by(agenda_item.c.position)
    ).all()
    excused: dict[int, list[str]] = {row.id: [] for row in rows}
    for row in connection.execute(select(disqualification).where(disqualification.c.agenda_item_id.in_(list(excused)))):
        excused[row.agenda_item_id].append(row.person_id)
    names = names_of(connection, {person for people in excused.values() for person in people})
    return [
        Section(row.id, row.position or place, row.title, row.kind, row.business_key, row.outcome, row.conditions,
                row.grounds, tuple(sorted(names[person] for person in excused[row.id])))
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip


def present_at(connection: Connection, meeting_id: int) -> list[str]:
    """The names of those who were there, in the order of the alphabet."""
    there = connection.scalars(select(attendance.c.person_id).where(attendance.c.meeting_id == meeting_id)).all()
    return sorted(names_of(connection, there).values())


def _all(connection: Connection, statement: Select[Any]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(statement)]


def _entry(row: Any) -> Entry:
    values = row._asdict()
    return Entry(**values | {"status": MeetingStatus(values["status"]), "invitations": values["invitations"] or 0})

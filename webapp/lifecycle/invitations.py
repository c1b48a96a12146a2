"""Invitations to meetings as calendars read them (RFC 5545; in letters RFC 6047)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText
from sqlalchemy import Connection, func, select, update

from engine.texts import OWN
from webapp.lifecycle.diary import Entry, sections_of
from webapp.lifecycle.phrases import Speaker, compose, everywhere
from webapp.lifecycle.schema import meeting as meetings

LENGTH = timedelta(hours=2)  # A default: the plan of a meeting tells its beginning only.


class Method(StrEnum):
    """What a calendar is asked to do."""

    REQUEST = "REQUEST"  # Enter it, or move it.
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"  # A copy that nobody answers.


@dataclass(frozen=True)
class Invitation:
    """What a calendar is told of a meeting; of two, the one with the higher sequence counts."""

    meeting: int
    sequence: int
    method: Method
    title: str
    starts_at: datetime
    place: str
    text: str

    def content(self) -> dict[str, Any]:
        """As a letter of the outbox keeps it."""
        return asdict(self) | {"method": str(self.method)}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Invitation":
        """What a letter kept."""
        numbers = {"meeting": int(content["meeting"]), "sequence": int(content["sequence"])}
        return cls(**dict(content) | numbers | {"method": Method(content["method"])})


@dataclass(frozen=True)
class Sender:
    """Where an invitation comes from: the host's name makes its id unique in the world."""

    host: str
    email: str


def count_invitation(connection: Connection, meeting_id: int) -> int:
    """One more telling of a meeting: the sequence number of what is told, from 0."""
    counted = func.coalesce(meetings.c.invitations, 0) + 1
    connection.execute(update(meetings).where(meetings.c.id == meeting_id).values(invitations=counted))
    told = connection.scalar(select(meetings.c.invitations).where(meetings.c.id == meeting_id))
    return int(told or 1) - 1


def tell_of(connection: Connection, entry: Entry, method: Method, sequence: int, zone: ZoneInfo) -> dict[str, Any]:
    """What a letter says of a meeting that has a time: its place and agenda as they are now, and a calendar's part."""
    assert entry.starts_at is not None  # noqa: S101 - whoever calls this has seen to it
    starts = entry.starts_at.astimezone(zone)
    items = [f"{one.position}. {one.title}" for one in sections_of(connection, entry.id)]
    below = [*([entry.place] if entry.place else []), *(["", *items] if items else [])]

    def say_when(to: Speaker) -> str:
        return to.say("%(day)s at %(time)s", day=starts.strftime("%-d.%-m.%Y"), time=starts.strftime("%-H.%M"))

    def say_subject(to: Speaker) -> str:
        return to.say("Called off: %(title)s", title=entry.title) if method is Method.CANCEL else entry.title

    text = everywhere(lambda to: "\n".join([say_when(to), *below]))
    told = Invitation(entry.id, sequence, method, entry.title, entry.starts_at, entry.place or "", text[OWN])
    return compose(everywhere(say_subject), text) | {"invitation": told.content()}


def write_calendar(told: Invitation, sender: Sender, attendee: str | None, at: datetime) -> str:
    """The file; `attendee` is the address of whoever is invited, none in a copy for all."""
    event = Event()
    event.add("uid", f"meeting-{told.meeting}@{sender.host}")
    event.add("sequence", told.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", told.starts_at.astimezone(UTC))
    event.add("dtend", (told.starts_at + LENGTH).astimezone(UTC))
    event.add("summary", told.title)
    event.add("location", told.place)
    event.add("description", told.text)
    event.add("organizer", vCalAddress(f"mailto:{sender.email}"))
    event.add("status", "CANCELLED" if told.method is Method.CANCEL else "CONFIRMED")
    if attendee is not None:
        invited = vCalAddress(f"mailto:{attendee}")
        invited.params["ROLE"], invited.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
        event.add("attendee", invited)
    calendar = Calendar()
    calendar.add("prodid", "-//Hankepolku//Kokoukset//FI")
    calendar.add("version", "2.0")
    calendar.add("method", str(told.method))
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")

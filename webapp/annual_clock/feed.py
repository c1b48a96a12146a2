"""The clock's days as other calendars read them (RFC 5545); an entry keeps its id when its day moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from sqlalchemy import Connection

from engine import Actor
from webapp.annual_clock.coming import concerns
from webapp.annual_clock.places import written
from webapp.annual_clock.rows import Words, clock_of
from webapp.lifecycle.calendar import Occasion, State, occasions
from webapp.lifecycle.calls import FundingCall, calls_within
from webapp.lifecycle.moves import changes_within
from webapp.localisation import gettext, local
from webapp.naming import process_text
from webapp.runtime import runtime

LENGTH = timedelta(hours=2)  # A default: the clock tells beginnings only.
BEHIND, AHEAD = timedelta(days=120), timedelta(days=731)
MOST_TASKS = 200


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar; `at` is a day or an instant, of two with one `uid` the higher sequence counts."""

    uid: str
    summary: str
    at: date | datetime
    path: str
    description: str = ""
    place: str = ""
    sequence: int = 0
    cancelled: bool = False


def person_feed(connection: Connection, by: Actor, name: str) -> bytes:
    """A person's own days: of the groups and bodies, the funders' calls, and the deadlines of the tasks in hand."""
    days = [one for one in _occasions(connection) if concerns(connection, one, by.groups)]
    entries = [*_days(connection, days), *_calls(connection), *_tasks(connection, by)]
    return _write(entries, name)


def body_feed(connection: Connection, body: str, name: str) -> bytes:
    """A body's days."""
    return _write(_days(connection, [one for one in _occasions(connection) if one.body == body]), name)


def _occasions(connection: Connection) -> list[Occasion]:
    now = runtime().clock.now()
    return occasions(clock_of(connection), now - BEHIND, now + AHEAD)


def _days(connection: Connection, found: Iterable[Occasion]) -> list[Entry]:
    now = runtime().clock.now()
    words, changed = Words(connection, now), dict[tuple[str, str, datetime], int]()
    for change in changes_within(connection, now - BEHIND - AHEAD, now + 2 * AHEAD):
        place = (change.key, change.element, change.occurs_at)
        changed[place] = changed.get(place, 0) + 1
    return [_day(words, one, changed) for one in found]


def _day(words: Words, one: Occasion, changed: Mapping[tuple[str, str, datetime], int]) -> Entry:
    sitting, at = one.sitting, local(one.at)
    convenes = words.convenor(one.convenor)
    told = [words.state(one), gettext("convenor: %(name)s", name=convenes) if convenes else ""]
    uid = f"meeting-{sitting.id}" if sitting else f"{one.key}-{one.element}-{written(one.occurs_at)}"
    return Entry(
        uid=uid,
        summary=words.what(one),
        at=at.date() if at.time() == time() else one.at,
        path=f"/projects/{one.instance_id}" if one.instance_id else f"/calendar?year={at.year}",
        description=", ".join(part for part in told if part),
        place=(sitting.place or "") if sitting else "",
        sequence=changed.get(one.place, 0),
        cancelled=one.state is State.LEFT_OUT,
    )


def _calls(connection: Connection) -> list[Entry]:
    today = runtime().today()
    return [_call(one) for one in calls_within(connection, today - BEHIND, today + AHEAD)]


def _call(call: FundingCall) -> Entry:
    summary = gettext("Call closes: %(name)s", name=f"{call.funder}, {call.name}")
    about = ", ".join(part for part in (call.theme, call.fund, call.link) if part)
    return Entry(f"call-{call.id}", summary, call.closes_on, "/calendar/calls", about)


def _tasks(connection: Connection, by: Actor) -> list[Entry]:
    """What a task is called, and nothing of whom or what it is about: a calendar lies open to others."""
    rows = runtime().engine.inbox(connection, by, "mine", limit=MOST_TASKS).rows
    return [
        Entry(
            f"task-{row.task_id}",
            gettext("Due: %(task)s", task=process_text(connection, row.definition_id, row.name)),
            local(row.due_at).date(),
            f"/tasks/{row.task_id}",
        )
        for row in rows
        if row.due_at is not None
    ]


def _write(entries: Iterable[Entry], name: str) -> bytes:
    calendar, base = Calendar(), runtime().config.base_url
    calendar.add("prodid", "-//Hankepolku//Annual clock//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, base))
    return bytes(calendar.to_ical())


def _event(entry: Entry, base: str) -> Event:
    event, timed = Event(), isinstance(entry.at, datetime)
    at = entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at
    event.add("uid", f"{entry.uid}@{urlsplit(base).hostname}")
    event.add("dtstamp", runtime().clock.now().replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    event.add("dtstart", at)
    event.add("dtend", at + (LENGTH if timed else timedelta(days=1)))
    event.add("url", base + entry.path)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if timed and not entry.cancelled else "TRANSPARENT")
    if entry.description:
        event.add("description", entry.description)
    if entry.place:
        event.add("location", entry.place)
    return event

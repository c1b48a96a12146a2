"""Meetings: opened, put into the calendar, called, cancelled, closed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import agenda
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.invitations import Method
from webapp.lifecycle.meetings import Meeting, MeetingStatus, change_meeting, find_meeting, next_convenor, open_meeting
from webapp.lifecycle.people import members_of, names_of
from webapp.lifecycle.services.invitations import tell_members
from webapp.lifecycle.services.registry import services


@services.register("meeting.request")
def request(call: ServiceCall, *, body: str, procedure: str) -> None:
    """Ask for a body's meeting: it begins as an instance of its own."""
    key = f"meeting/{body}/{call.business_key}"
    call.send("meeting_wanted", correlation="", business_key=key, payload={"body": body, "procedure": procedure})


@services.register("meeting.open")
def open_next(call: ServiceCall, *, body: str, procedure: str | None = None) -> dict[str, Any]:
    """Begin a body's next meeting: `id`, `title`, `day`, and the groups of its `convenor` and `secretary`."""
    connection = call.unit.write()
    found, day = find_body(connection, body), _today(call)
    convenor = next_convenor(connection, found, day)
    meeting = open_meeting(connection, found, convenor, procedure or "meeting")
    change_meeting(connection, meeting.id, business_key=call.business_key)
    return {
        "id": meeting.id,
        "title": f"{found.name} {meeting.number}",
        "day": day,
        "convenor": convenor.group,
        "secretary": found.secretary_group,
    }


@services.register("meeting.schedule")
def schedule(
    call: ServiceCall, *, meeting: int, day: date, clock_time: str, place: str, procedure: str
) -> dict[str, Any]:
    """Put a meeting into the calendar: `meeting_at`, in the organisation's zone."""
    connection, starts_at = call.unit.write(), datetime.combine(day, time.fromisoformat(clock_time), call.zone)
    found = find_meeting(connection, int(meeting))
    called = found.status is MeetingStatus.CALLED
    change_meeting(
        connection,
        found.id,
        status=MeetingStatus.CALLED if called else MeetingStatus.PLANNED,
        starts_at=starts_at,
        place=place,
        procedure=procedure,
    )
    if called:
        tell_members(call, found.id, members_of(connection, found.body, _today(call)))
    return {"meeting_at": starts_at}


@services.register("meeting.invite")
def invite(call: ServiceCall, *, meeting: int, body: str, items: Sequence[str] | None = None) -> dict[str, Any]:
    """Call a body's members together.

    Gives their ids as `members`, the same with names as `people`, and the agenda as `matters`.
    """
    connection = call.unit.write()
    found, today = find_meeting(connection, int(meeting)), _today(call)
    agenda.take_up(connection, found.id, items or [])
    change_meeting(connection, found.id, status=MeetingStatus.CALLED)
    members = members_of(connection, body, today)
    matters = agenda.meeting_items(connection, found.id)
    tell_members(call, found.id, members)
    names = names_of(connection, members)
    return {
        "members": list(members),
        "people": [{"value": member, "label": names[member]} for member in members],
        "matters": [{"key": item.key, "title": item.title, "kind": item.kind} for item in matters],
    }


@services.register("meeting.cancel")
def cancel(call: ServiceCall, *, meeting: int) -> dict[str, Any]:
    """The meeting does not take place and its items wait again; `business_key` is what the next is called by."""
    connection = call.unit.write()
    found = find_meeting(connection, int(meeting))
    if found.status is MeetingStatus.CALLED:
        tell_members(call, found.id, members_of(connection, found.body, _today(call)), Method.CANCEL)
    agenda.put_back(connection, found.id)
    change_meeting(connection, found.id, status=MeetingStatus.CANCELLED)
    return {"business_key": _next_key(found)}


@services.register("meeting.close")
def close(call: ServiceCall, *, meeting: int) -> dict[str, Any]:
    """Keep the approved minutes; `business_key` is what the body's next meeting is called by."""
    connection = call.unit.write()
    minutes = call.submission("write_minutes").get("minutes_text")
    quorate = call.submission("hold_meeting").get("quorate")
    found = find_meeting(connection, int(meeting))
    change_meeting(connection, found.id, status=MeetingStatus.CLOSED, minutes=minutes, quorate=quorate)
    return {"business_key": _next_key(found)}


def _next_key(found: Meeting) -> str:
    return f"meeting/{found.body}/after/{found.number}"


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()

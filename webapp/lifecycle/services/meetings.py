"""Meetings: opened, put into the calendar, called, cancelled, closed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import agenda, attendance
from webapp.lifecycle.bodies import body_members, find_body, manager_of, steered_by, steering_group_of
from webapp.lifecycle.invitations import Method
from webapp.lifecycle.meetings import Meeting, MeetingStatus, change_meeting, find_meeting, next_convenor, open_meeting
from webapp.lifecycle.people import everybody, names_of
from webapp.lifecycle.schema import meeting as meeting_table
from webapp.lifecycle.services.invitations import tell_members
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered

# What is answered at these is read here, on the page that a meeting is run on, and by whoever prepares for it.
services.needs("meeting", "hold_meeting", "decide_item", "write_minutes", "declare_disqualification", "give_opinion")


@services.register("meeting.request")
def request(call: ServiceCall, *, body: str, procedure: str) -> None:
    """Ask for a body's meeting: it begins as an instance of its own."""
    key = f"meeting/{body}/{call.business_key}"
    call.send("meeting_wanted", correlation="", business_key=key, payload={"body": body, "procedure": procedure})


@services.register("meeting.open")
def open_next(
    call: ServiceCall,
    *,
    body: str,
    procedure: str | None = None,
    occurs_on: date | None = None,
    project: int | None = None,
) -> dict[str, Any]:
    """Begin a body's next meeting, of a `project` that of its steering group.

    Gives `body`, by which the rules know it, and `meeting`: its `id`, `title`, `day`, who may call it (`convenor`, a
    group, or `callers`) and who keeps its minutes (`secretary`, a group, or `secretaries`).
    """
    connection = call.unit.write()
    found = find_body(connection, body) if project is None else steering_group_of(connection, int(project))
    day = occurs_on or _today(call)
    convenor = next_convenor(connection, found, day)
    meeting = open_meeting(connection, found, convenor, procedure or "meeting", occurs_on)
    change_meeting(connection, meeting.id, business_key=call.business_key)
    manager = manager_of(connection, found)
    opened = {
        "id": meeting.id,
        "title": f"{found.name} {meeting.number}",
        "day": day,
        "convenor": convenor.group if manager is None else None,
        "secretary": found.secretary_group if manager is None else None,
        "callers": [] if manager is None else [manager],
        "secretaries": [] if manager is None else [manager],
        "over": False,
    }
    return {"body": found.rules, "meeting": opened}


@services.register("meeting.projects")
def list_projects(call: ServiceCall, *, person: str) -> dict[str, Any]:
    """The running projects whose steering group a person may call: `projects`, a list of `{value, label}`."""
    found = steered_by(call.unit.connection, person)
    return {"projects": [{"value": number, "label": name} for number, name in found]}


@services.register("meeting.schedule")
def schedule(
    call: ServiceCall, *, meeting: int, day: date, clock_time: str, place: str, procedure: str, closes: date
) -> dict[str, Any]:
    """Put a meeting into the calendar: `meeting_at`, in the organisation's zone."""
    connection, starts_at = call.unit.write(), datetime.combine(day, time.fromisoformat(clock_time), call.zone)
    found = find_meeting(connection, int(meeting))
    called = found.status is MeetingStatus.CALLED
    with remembered(call, meeting_table, id=found.id):
        change_meeting(
            connection,
            found.id,
            status=MeetingStatus.CALLED if called else MeetingStatus.PLANNED,
            starts_at=starts_at,
            place=place,
            procedure=procedure,
            agenda_closes_at=datetime.combine(closes, time(), call.zone),
        )
    if called:
        moved = find_meeting(connection, found.id)
        tell_members(call, found.id, _members(call, moved))
    return {"meeting_at": starts_at}


services.reverses("meeting.schedule")(put_back)


@services.register("meeting.invite")
def invite(call: ServiceCall, *, meeting: int, items: Sequence[str] | None = None) -> dict[str, Any]:
    """Call a body's members of the meeting's day together.

    Gives their ids as `members`, the same with names as `people`, everybody else as `others`, and the agenda as
    `matters`.
    """
    connection = call.unit.write()
    found = find_meeting(connection, int(meeting))
    agenda.take_up(connection, found.id, items or [])
    change_meeting(connection, found.id, status=MeetingStatus.CALLED)
    members = _members(call, found)
    matters = agenda.meeting_items(connection, found.id)
    tell_members(call, found.id, members)
    names = names_of(connection, members)
    return {
        "members": list(members),
        "people": [{"value": member, "label": names[member]} for member in members],
        "others": [{"value": one, "label": name} for one, name in everybody(connection) if one not in names],
        "matters": [{"key": item.key, "title": item.title, "kind": item.kind} for item in matters],
    }


@services.register("meeting.cancel")
def cancel(call: ServiceCall, *, meeting: int) -> dict[str, Any]:
    """The meeting does not take place and its items wait again."""
    connection = call.unit.write()
    found = find_meeting(connection, int(meeting))
    if found.status is MeetingStatus.CALLED:
        tell_members(call, found.id, _members(call, found), Method.CANCEL)
    agenda.put_back(connection, found.id)
    change_meeting(connection, found.id, status=MeetingStatus.CANCELLED)
    return _over(call)


@services.register("meeting.close")
def close(call: ServiceCall, *, meeting: int) -> dict[str, Any]:
    """Keep the approved minutes."""
    connection = call.unit.write()
    minutes = call.submission("write_minutes").get("minutes_text")
    change_meeting(connection, int(meeting), status=MeetingStatus.CLOSED, minutes=minutes)
    attendance.accept(connection, int(meeting), call.now)
    return _over(call)


def _over(call: ServiceCall) -> dict[str, Any]:
    return {"meeting": {**call.data["meeting"], "over": True}}


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()


def _members(call: ServiceCall, found: Meeting) -> tuple[str, ...]:
    """The body's members whose term covers the meeting's day."""
    day = (found.starts_at or call.now).astimezone(call.zone).date()
    return body_members(call.unit.connection, find_body(call.unit.connection, found.body), day)

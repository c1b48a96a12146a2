"""A meeting takes place: who is there, whether it can decide, what it takes up besides its agenda."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import agenda, attendance, opinions
from webapp.lifecycle.attendance import Attendee, Role
from webapp.lifecycle.meetings import change_meeting
from webapp.lifecycle.services.registry import services


@services.register("meeting.attend")
def attend(call: ServiceCall, *, meeting: int, members: Sequence[str], quorum: int) -> dict[str, Any]:
    """Keep what the secretary wrote at `hold_meeting`; `quorate`: whether so many per cent of the members are there.

    Items that the meeting consented to take up late join its agenda, and members disqualified in an item are excused.
    """
    connection, number, said = call.unit.write(), int(meeting), call.submission("hold_meeting")
    there = _attendees(call, said)
    quorate = said.get("quorate") is not False and attendance.is_quorate(there, len(members), int(quorum))
    attendance.record(connection, number, there)
    attendance.elect_inspectors(connection, number, said.get("inspectors") or [])
    attendance.prioritise(connection, number, [(row["area"], row["priority"]) for row in said.get("priorities") or []])
    change_meeting(connection, number, quorate=quorate, chair=said.get("chair"))
    if quorate and said.get("urgent_consent"):
        agenda.take_up(connection, number, said.get("urgent_items") or [], urgent=True)
    for row in said.get("recusals") or []:
        item, grounds = agenda.item_number(row["matter"]), row.get("grounds")
        opinions.excuse(connection, item, row["person"], call.now, grounds)
    return {"quorate": quorate}


def _attendees(call: ServiceCall, said: Mapping[str, Any]) -> list[Attendee]:
    left = {row["person"]: _at(call, row["time"]) for row in said.get("departures") or []}
    others = [(row["person"], Role(row["role"])) for row in said.get("substitutes") or []]
    there = [(person, Role.MEMBER) for person in said.get("present") or []] + others
    return [Attendee(person, role, left.get(person)) for person, role in there]


def _at(call: ServiceCall, clock_time: str) -> datetime:
    """The time of day on the meeting's day."""
    day = call.data["meeting_at"].astimezone(call.zone).date()
    return datetime.combine(day, time.fromisoformat(clock_time), call.zone)

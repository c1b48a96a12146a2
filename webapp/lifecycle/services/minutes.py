"""The minutes of a meeting, drafted from what was kept of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from engine import ServiceCall
from webapp.lifecycle import agenda, attendance, opinions
from webapp.lifecycle.agenda import AgendaItem
from webapp.lifecycle.attendance import Attendee, Role
from webapp.lifecycle.bodies import Body, body_members, find_body
from webapp.lifecycle.diary_numbers import diary_numbers_of
from webapp.lifecycle.meetings import find_meeting, next_day
from webapp.lifecycle.minutes import Decided, Formality, Session, draft_minutes, write_day
from webapp.lifecycle.people import names_of
from webapp.lifecycle.schema import area
from webapp.lifecycle.services.registry import services

ANY_KIND = "any"  # Whose outcomes are those of every item that the table has no row of its own for.
_ROLES = {Role.MEMBER: "jäsen", Role.DEPUTY: "varajäsen", Role.EXPERT: "asiantuntija"}


@services.register("minutes.draft")
def draft(
    call: ServiceCall,
    *,
    meeting: int,
    outcomes: Sequence[Mapping[str, Any]] | None = None,
    labels: Sequence[Mapping[str, Any]] | None = None,
    postponed: Sequence[str] | None = None,
    quorate: bool,
    formality: str,
) -> dict[str, Any]:
    """A draft as formal as the body keeps its minutes: `text`, and `held_on`."""
    connection, said = call.unit.connection, call.submission("hold_meeting")
    found = find_meeting(connection, int(meeting))
    body = find_body(connection, found.body)
    held_on = call.now.astimezone(call.zone).date()
    items = agenda.meeting_items(connection, found.id)
    session = Session(
        Formality(formality),
        f"{body.name} {found.number}",
        held_on,
        found.place or "",
        attendance=_attendance(call, body, found.id),
        chair="".join(_names(call, [said["chair"]])) if said.get("chair") else "",
        quorate=quorate,
        inspectors=_names(call, attendance.inspectors_of(connection, found.id)),
        urgent=tuple(item.title for item in items if item.urgent),
        withdrawn=tuple(item.title for item in items if item.withdrawn),
        postponed=tuple(postponed or ()),
        other=_other(call, said),
        next_meeting=_next_meeting(call, body),
    )
    return {"text": draft_minutes(session, _sections(call, items, outcomes or [], labels or [])), "held_on": held_on}


def _sections(
    call: ServiceCall,
    items: Sequence[AgendaItem],
    outcomes: Sequence[Mapping[str, Any]],
    labels: Sequence[Mapping[str, Any]],
) -> list[Decided]:
    names = {(label["kind"], label["value"]): label["label"] for label in labels}
    sayings = {said["key"]: said for said in outcomes}
    numbers = diary_numbers_of(call.unit.connection, [item.business_key for item in items])
    sections = []
    for item in items:
        if (said := sayings.get(item.key)) is None:
            continue
        outcome = names.get((item.kind, said["outcome"])) or names[ANY_KIND, said["outcome"]]
        excused = _excused(call, item.id)
        conditions, grounds = said.get("conditions") or "", said.get("grounds") or ""
        number = numbers.get(item.business_key, "")
        sections.append(Decided(item.title, outcome, conditions, grounds, excused, _actions(call, said), number))
    return sections


def _excused(call: ServiceCall, item: int) -> tuple[str, ...]:
    """The disqualified members' names, with the grounds where they were said."""
    connection = call.unit.connection
    excused, grounds = opinions.excused_from(connection, item), opinions.grounds_of(connection, item)
    names = names_of(connection, excused)
    return tuple(f"{names[one]} ({grounds[one]})" if one in grounds else names[one] for one in excused)


def _actions(call: ServiceCall, said: Mapping[str, Any]) -> tuple[str, ...]:
    rows = said.get("actions") or []
    names = names_of(call.unit.connection, [row["person"] for row in rows])
    return tuple(f"{row['title']}, {names[row['person']]}, {write_day(row['due_on'])} mennessä" for row in rows)


def _attendance(call: ServiceCall, body: Body, meeting: int) -> tuple[str, ...]:
    connection = call.unit.connection
    there = attendance.attendees_of(connection, meeting)
    members = body_members(connection, body, call.now.astimezone(call.zone).date())
    absent = [member for member in members if member not in {one.person for one in there}]
    names = names_of(connection, [*(one.person for one in there), *absent])
    lines = [f"{names[one.person]} – {_ROLES[one.role]} – läsnä{_left(call, one)}" for one in there]
    return (*lines, *(f"{names[member]} – {_ROLES[Role.MEMBER]} – poissa" for member in absent))


def _left(call: ServiceCall, one: Attendee) -> str:
    return f", poistui klo {one.left_at.astimezone(call.zone).strftime('%-H.%M')}" if one.left_at else ""


def _other(call: ServiceCall, said: Mapping[str, Any]) -> tuple[str, ...]:
    areas = {row.key: row.name for row in call.unit.connection.execute(select(area.c.key, area.c.name))}
    lines = [f"Uusi esitys: {row['title']}" for row in said.get("new_ideas") or []]
    lines += [f"Painopiste, {areas[row['area']]}: {row['priority']}" for row in said.get("priorities") or []]
    return (*lines, *([said["other_business"]] if said.get("other_business") else []))


def _next_meeting(call: ServiceCall, body: Body) -> str:
    day = next_day(call.unit.connection, body.key, call.now)
    return f"{body.name} kokoontuu {write_day(day.astimezone(call.zone).date())}." if day else ""


def _names(call: ServiceCall, people: Sequence[str]) -> tuple[str, ...]:
    names = names_of(call.unit.connection, people)
    return tuple(names[person] for person in people)

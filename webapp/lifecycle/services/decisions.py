"""Decisions of meetings, and the letters about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert

from engine import ServiceCall
from webapp.lifecycle import agenda, ideas
from webapp.lifecycle.agenda import AgendaItem
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.decisions import Decision, decision_letter, record_decision
from webapp.lifecycle.ideas import IdeaStatus
from webapp.lifecycle.meetings import find_meeting
from webapp.lifecycle.minutes import Decided, Formality, Session, draft_minutes
from webapp.lifecycle.people import names_of
from webapp.lifecycle.schema import attendance
from webapp.lifecycle.services.notices import write_to, write_to_group
from webapp.lifecycle.services.registry import services

ANY_KIND = "any"  # Whose outcomes are those of every item that the table has no row of its own for.


@services.register("decision.record")
def record(
    call: ServiceCall,
    *,
    meeting: int,
    matters: Sequence[Mapping[str, Any]],
    outcomes: Sequence[Mapping[str, Any]],
    labels: Sequence[Mapping[str, Any]],
    present: Sequence[str],
    minutes: str,
) -> dict[str, Any]:
    """Keep what a meeting said of each item and who was there; `text` is a draft as formal as `minutes` says."""
    connection, held_on = call.unit.write(), call.now.astimezone(call.zone).date()
    found = find_meeting(connection, int(meeting))
    excused = {matter["key"]: tuple(matter["excused"]) for matter in matters}
    names = {(label["kind"], label["value"]): label["label"] for label in labels}
    sections = []
    for said in outcomes:
        item = _decide(call, said)
        outcome = names.get((item.kind, said["outcome"])) or names[ANY_KIND, said["outcome"]]
        conditions, grounds = said.get("conditions") or "", said.get("grounds") or ""
        sections.append(Decided(item.title, outcome, conditions, grounds, excused.get(item.key, ())))
    _record_attendance(connection, found.id, present)
    people = names_of(connection, present)
    title = f"{find_body(connection, found.body).name} {found.number}"
    there = tuple(people[person] for person in present)
    session = Session(Formality(minutes), title, held_on, found.place or "", there)
    return {"text": draft_minutes(session, sections), "held_on": held_on}


@services.register("decision.letters")
def write_letters(
    call: ServiceCall,
    *,
    idea: int,
    title: str,
    area_owner: str,
    outcome: Mapping[str, Any],
    funding: Mapping[str, Any] | None = None,
) -> None:
    """Tell the proposer and the area's owner what was decided."""
    connection, text = call.unit.write(), decision_letter(outcome, funding)
    ideas.tell(connection, int(idea), text)
    if not funding or not funding["granted"]:
        ideas.answer(connection, int(idea), IdeaStatus.REJECTED, call.now)
    write_to_group(call, area_owner, title, text)
    if proposer := ideas.proposer_of(connection, int(idea)):
        write_to(call, proposer, title, text)


def _decide(call: ServiceCall, said: Mapping[str, Any]) -> AgendaItem:
    """Keep what was said of an item, with the item and as a decision on what asked for it."""
    connection, decided_on = call.unit.write(), call.now.astimezone(call.zone).date()
    item = agenda.decide(connection, said["key"], said, call.now)
    made = Decision(
        item.business_key,
        item.kind,
        said["outcome"],
        decided_on,
        agenda_item_id=item.id,
        conditions=said.get("conditions"),
        grounds=said.get("grounds"),
    )
    record_decision(connection, made)
    return item


def _record_attendance(connection: Connection, meeting: int, present: Sequence[str]) -> None:
    connection.execute(delete(attendance).where(attendance.c.meeting_id == meeting))
    for person in present:
        connection.execute(insert(attendance).values(meeting_id=meeting, person_id=person))

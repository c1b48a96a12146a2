"""An error in a decision is corrected by a new decision that names it."""

from typing import Any

from sqlalchemy import select

from engine import ServiceCall
from webapp.lifecycle import decisions
from webapp.lifecycle.bodies import Body, body_members, find_body
from webapp.lifecycle.decisions import Decision
from webapp.lifecycle.meetings import find_meeting
from webapp.lifecycle.minutes import write_day
from webapp.lifecycle.phrases import everywhere
from webapp.lifecycle.schema import area, idea, project, steering_member
from webapp.lifecycle.services.notices import write_to, write_to_group
from webapp.lifecycle.services.registry import services

SHOWN = 200


@services.register("correction.open")
def open_correction(call: ServiceCall) -> dict[str, Any]:
    """What may be corrected: `decisions`, a list of `{value, label}`, the newest first."""
    found = decisions.correctable(call.unit.connection, SHOWN)
    return {"decisions": [{"value": number, "label": f"{write_day(day)} {title}"} for number, day, title in found]}


@services.register("correction.prepare")
def prepare(call: ServiceCall, *, decision: int) -> dict[str, Any]:
    """What the chair is shown: `title`, `decided_on`, what stood there (`conditions`, `grounds`), and who may approve.

    That is the group of the `chair`, of a steering group any of its members: `approvers`.
    """
    connection = call.unit.connection
    made = decisions.find_decision(connection, int(decision))
    body = _body_of(call, made)
    steering = body.project_id is not None
    return {
        "title": decisions.title_of(connection, made),
        "decided_on": made.decided_on,
        "conditions": made.conditions,
        "grounds": made.grounds,
        "chair": None if steering else body.chair_group,
        "approvers": list(body_members(connection, body, made.decided_on)) if steering else [],
    }


@services.register("decision.correct")
def correct(call: ServiceCall, *, decision: int, error: str, grounds: str, conditions: str | None = None) -> None:
    """Keep the corrected decision and tell all whom the earlier one was told."""
    connection, today = call.unit.write(), call.now.astimezone(call.zone).date()
    made = decisions.correct(connection, int(decision), error, conditions or "", grounds, today, call.now)
    title = decisions.title_of(connection, made)
    subject = everywhere(lambda to: to.say("A decision was corrected: %(title)s", title=title))
    text = "\n\n".join(part for part in (error, conditions, grounds) if part)
    people = {*_people_of(call, made.business_key), *body_members(connection, _body_of(call, made), today)}
    for person in sorted(people):
        write_to(call, person, subject, text)
    owner = select(area.c.owner).join(idea, idea.c.area == area.c.key).where(idea.c.business_key == made.business_key)
    if organisation := connection.scalar(owner):
        write_to_group(call, f"area_owner_{organisation}", subject, text)


def _body_of(call: ServiceCall, made: Decision) -> Body:
    connection = call.unit.connection
    return find_body(connection, find_meeting(connection, made.meeting_id or 0).body)


def _people_of(call: ServiceCall, business_key: str) -> list[str]:
    """An idea's proposer, or a project's manager and steering group."""
    connection = call.unit.connection
    found = [connection.scalar(select(idea.c.proposer).where(idea.c.business_key == business_key))]
    mine = select(project.c.id, project.c.manager).where(project.c.business_key == business_key)
    for row in connection.execute(mine):
        steering = select(steering_member.c.person_id).where(steering_member.c.project_id == row.id)
        found += [row.manager, *connection.scalars(steering)]
    return [person for person in found if person]

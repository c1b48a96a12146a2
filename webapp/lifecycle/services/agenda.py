"""Agendas: instances propose and withdraw, meetings collect and return."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import ServiceCall, Written
from webapp.lifecycle import agenda
from webapp.lifecycle.bodies import find_body, steering_group_of
from webapp.lifecycle.meetings import find_meeting, next_convenor
from webapp.lifecycle.services.registry import services

STANDING = "standing"


@services.register("agenda.propose")
def propose(
    call: ServiceCall, *, body: str, kind: str, title: str, project: int | None = None, earliest: date | None = None
) -> dict[str, Any]:
    """Put something onto a body's list, with a `project` onto that of its steering group.

    No meeting before the `earliest` day takes it up.

    Gives `key`, which the answer is correlated by, and `convenor`, the group that will call the next meeting.
    """
    connection = call.unit.write()
    asked = find_body(connection, body) if project is None else steering_group_of(connection, int(project))
    item = agenda.propose(connection, asked.key, kind, title, call.business_key, call.now, earliest=earliest)
    convenor = next_convenor(connection, asked, call.now.astimezone(call.zone).date())
    return {"key": item.key, "convenor": convenor.group}


@services.reverses("agenda.propose")
def retract(written: Written) -> bool:
    """What was proposed by mistake is no longer on the body's list, unless a meeting has taken it up."""
    return agenda.retract(written.connection, written.answered["key"], written.now)


@services.register("agenda.withdraw")
def withdraw(call: ServiceCall, *, keys: Sequence[str]) -> None:
    """Take items back from wherever they wait; whoever waits for the answer gets the outcome `withdrawn` at once.

    One that a body has answered stays answered.  A meeting that has it on its agenda is told.
    """
    connection, today = call.unit.write(), call.now.astimezone(call.zone).date()
    for key in keys:
        if agenda.withdraw(connection, key, call.now):
            if meeting := agenda.meeting_of(connection, key):
                call.send("matter_withdrawn", correlation=meeting, payload={"withdrawn_matter": key})
            said = {"outcome": agenda.WITHDRAWN, "conditions": "", "grounds": "Esittäjä perui asian.", "meeting": ""}
            call.send("meeting_outcome", correlation=key, payload=said | {"decided_on": today})


@services.register("agenda.collect")
def collect(call: ServiceCall, *, meeting: int, standing: Sequence[str] | None = None) -> dict[str, Any]:
    """What waits for a body, and what stands on each of its agendas: `waiting`, a list of `{value, label, kind}`."""
    connection = call.unit.write()
    asked = find_meeting(connection, int(meeting))
    body, day = asked.body, (asked.starts_at or call.now).astimezone(call.zone).date()
    there = {item.title for item in agenda.waiting_items(connection, body)}
    for title in standing or []:
        if title not in there:  # A cancelled meeting leaves it waiting.
            agenda.propose(connection, body, STANDING, title, call.business_key, call.now)
    found = agenda.items_for(connection, body, day)
    return {"waiting": [{"value": item.key, "label": item.title, "kind": item.kind} for item in found]}


@services.register("agenda.return")
def put_back(call: ServiceCall, *, meeting: int) -> dict[str, Any]:
    """A meeting that could decide nothing gives its items back: their titles as `postponed`, and no `outcomes`."""
    returned = agenda.put_back(call.unit.write(), int(meeting))
    return {"postponed": [item.title for item in returned], "matters": [], "outcomes": []}

"""Agendas: instances propose, meetings collect."""

from typing import Any

from engine import ServiceCall
from webapp.lifecycle import agenda
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.meetings import next_convenor
from webapp.lifecycle.services.registry import services


@services.register("agenda.propose")
def propose(call: ServiceCall, *, body: str, kind: str, title: str) -> dict[str, Any]:
    """Put something onto a body's list.

    Gives `key`, which the answer is correlated by, and `convenor`, the group that will call the next meeting.
    """
    connection = call.unit.write()
    item = agenda.propose(connection, body, kind, title, call.business_key, call.now)
    convenor = next_convenor(connection, find_body(connection, body), call.now.astimezone(call.zone).date())
    return {"key": item.key, "convenor": convenor.group}


@services.register("agenda.collect")
def collect(call: ServiceCall, *, body: str) -> dict[str, Any]:
    """What waits for a body: `waiting`, a list of `{value, label, kind}`."""
    found = agenda.waiting_items(call.unit.connection, body)
    return {"waiting": [{"value": item.key, "label": item.title, "kind": item.kind} for item in found]}

"""Agendas: instances propose, meetings collect."""

from collections.abc import Sequence
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import agenda
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.meetings import next_convenor
from webapp.lifecycle.services.registry import services

STANDING = "standing"


@services.register("agenda.propose")
def propose(call: ServiceCall, *, body: str, kind: str, title: str) -> dict[str, Any]:
    """Put something onto a body's list.

    Gives `key`, which the answer is correlated by, and `convenor`, the group that will call the next meeting.
    """
    connection = call.unit.write()
    item = agenda.propose(connection, body, kind, title, call.business_key, call.now)
    convenor = next_convenor(connection, find_body(connection, body), call.now.astimezone(call.zone).date())
    return {"key": item.key, "convenor": convenor.group}


@services.register("agenda.withdraw")
def withdraw(call: ServiceCall, *, keys: Sequence[str]) -> None:
    """Take items back from wherever they wait; one that a body has answered stays answered."""
    agenda.withdraw(call.unit.write(), keys, call.now)


@services.register("agenda.collect")
def collect(call: ServiceCall, *, body: str, standing: Sequence[str] | None = None) -> dict[str, Any]:
    """What waits for a body, and what stands on each of its agendas: `waiting`, a list of `{value, label, kind}`."""
    connection = call.unit.write()
    there = {item.title for item in agenda.waiting_items(connection, body)}
    for title in standing or []:
        if title not in there:  # A cancelled meeting leaves it waiting.
            agenda.propose(connection, body, STANDING, title, call.business_key, call.now)
    found = agenda.waiting_items(connection, body)
    return {"waiting": [{"value": item.key, "label": item.title, "kind": item.kind} for item in found]}

"""What meetings agreed that somebody does."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import actions
from webapp.lifecycle.actions import Agreed
from webapp.lifecycle.schema import action
from webapp.lifecycle.services.notices import write_to
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered


@services.register("action.begin")
def begin(call: ServiceCall, *, meeting: int, outcomes: Sequence[Mapping[str, Any]] | None = None) -> None:
    """Each action that was agreed with an outcome begins as an instance of its own."""
    agreed = [row for said in outcomes or [] for row in said.get("actions") or []]
    for number, row in enumerate(agreed, 1):
        action = {"title": row["title"], "person": row["person"], "due_on": row["due_on"], "meeting": int(meeting)}
        key = f"action/{int(meeting)}/{number}"
        call.send("action_agreed", correlation="", business_key=key, payload={"action": action})


@services.register("action.register")
def register(call: ServiceCall, *, meeting: int, title: str, person: str, due_on: date) -> None:
    """Keep an action and tell its person."""
    actions.register(call.unit.write(), Agreed(call.business_key, int(meeting), title, person, due_on))
    write_to(call, person, title)


@services.register("action.complete")
def complete(call: ServiceCall, *, note: str) -> None:
    """Write down how an action was done."""
    with remembered(call, action, business_key=call.business_key):
        actions.complete(call.unit.write(), call.business_key, note, call.now)


services.reverses("action.complete")(put_back)

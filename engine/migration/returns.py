"""Returns: a move that nothing has followed is taken back to the very state before it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from engine.history import read_value
from engine.instances import Head
from engine.kinds import Kind, is_input
from engine.migration.plans import END, Plan
from engine.replay import content_before
from engine.schema import history, history_value
from engine.steps import Parts

_INPUTS = sorted(str(kind) for kind in Kind if is_input(kind))


def last_inputs(connection: Connection, instance_ids: Sequence[int]) -> dict[int, Any]:
    """The last input of each instance, where that was a move."""
    last = (
        select(history.c.instance_id, func.max(history.c.sequence).label("sequence"))
        .where(history.c.instance_id.in_(instance_ids), history.c.kind.in_(_INPUTS))
        .group_by(history.c.instance_id)
        .subquery()
    )
    rows = connection.execute(
        select(history.c.instance_id, history_value.c.content)
        .join(last, (last.c.instance_id == history.c.instance_id) & (last.c.sequence == history.c.sequence))
        .join(history_value, (history_value.c.instance_id == history.c.instance_id)
              & (history_value.c.sequence == history.c.sequence))
        .where(history.c.kind == str(Kind.MIGRATED), history_value.c.content.is_not(None))
    )  # fmt: skip
    return {row.instance_id: row.content for row in rows}


def state_before(parts: Parts, connection: Connection, head: Head, plan: Plan, last: bytes | None) -> bytes | None:
    """The state before the move (`last`: its entry) that a plan reverses; None when it does not, or it was no move."""
    if last is None or not _reverses(plan, read_value(last)):
        return None
    return content_before(connection, parts.definitions, parts.clock.zone, head)


def _reverses(plan: Plan, value: dict[str, Any]) -> bool:
    if (value["from"], value["to"]) != (plan.new.id, plan.old.id):
        return False
    if any(value.get(key) for key in ("services", "called", "letters")):
        return False
    if any(what == "passed" for _, what, _ in value.get("followed", ())):
        return False
    there = {to: element for element, to in value["mapping"].items() if to != END}
    return all(there.get(element, element) == to for element, to in plan.by_hand.items() if to != END)

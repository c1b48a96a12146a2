"""Events: what a web hook is told of an entry of a history.  Thin: who may know more asks the interface."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from engine import InstanceStatus, Kind
from engine.schema import definition, history, instance
from webapp.hooks.schema import web_hook_entry

MOST = 500
"""How many entries one transaction takes up."""


class EventKind(StrEnum):
    """What happened, as other systems know it."""

    INSTANCE_STARTED = "instance.started"
    INSTANCE_ENDED = "instance.ended"
    INSTANCE_SUSPENDED = "instance.suspended"
    INSTANCE_RESUMED = "instance.resumed"
    INSTANCE_MIGRATED = "instance.migrated"
    TASK_CLAIMED = "task.claimed"
    TASK_RELEASED = "task.released"
    TASK_HANDED_OVER = "task.handed_over"
    TASK_COMPLETED = "task.completed"
    TASK_WITHDRAWN = "task.withdrawn"
    TASK_UNDONE = "task.undone"
    MESSAGE_RECEIVED = "message.received"
    TIMER_FIRED = "timer.fired"
    DOCUMENT_ADDED = "document.added"
    INSTANCE_FAILED = "instance.failed"
    TRIAL = "trial"  # That an administrator asked for, to see whether it arrives.


_OF_KIND = {
    Kind.STARTED: EventKind.INSTANCE_STARTED,
    Kind.COMPLETED: EventKind.TASK_COMPLETED,
    Kind.MESSAGE: EventKind.MESSAGE_RECEIVED,
    Kind.SIGNAL: EventKind.MESSAGE_RECEIVED,
    Kind.TIMER: EventKind.TIMER_FIRED,
    Kind.SUSPENDED: EventKind.INSTANCE_SUSPENDED,
    Kind.RESUMED: EventKind.INSTANCE_RESUMED,
    Kind.CLAIMED: EventKind.TASK_CLAIMED,
    Kind.RELEASED: EventKind.TASK_RELEASED,
    Kind.HANDED_OVER: EventKind.TASK_HANDED_OVER,
    Kind.WITHDRAWN: EventKind.TASK_WITHDRAWN,
    Kind.FAILED: EventKind.INSTANCE_FAILED,
    Kind.UNDONE: EventKind.TASK_UNDONE,
    Kind.ATTACHED: EventKind.DOCUMENT_ADDED,
    Kind.MIGRATED: EventKind.INSTANCE_MIGRATED,
}
_ENDED = {str(InstanceStatus.COMPLETED), str(InstanceStatus.CANCELLED)}
_WAITING = select(web_hook_entry.c.id).limit(1)
_NEXT = (
    select(web_hook_entry.c.id).order_by(web_hook_entry.c.id).limit(bindparam("most")).with_for_update(skip_locked=True)
)
_LATER = history.alias("later")
_LAST_BEFORE_THE_END = (
    select(func.max(_LATER.c.sequence))
    .where(_LATER.c.instance_id == history.c.instance_id, _LATER.c.at <= instance.c.ended_at)
    .scalar_subquery()
)
_ENTRIES = (
    select(
        history.c.instance_id, history.c.sequence, history.c.at, history.c.kind, history.c.actor, history.c.element,
        history.c.task_id, definition.c.key.label("process"), definition.c.version, instance.c.business_key,
        instance.c.status, _LAST_BEFORE_THE_END.label("last"),
    )
    .select_from(web_hook_entry)
    .join(history, (history.c.instance_id == web_hook_entry.c.instance_id)
          & (history.c.sequence == web_hook_entry.c.sequence))
    .join(instance, instance.c.id == history.c.instance_id)
    .join(definition, definition.c.id == history.c.definition_id)
    .where(web_hook_entry.c.id.in_(bindparam("numbers", expanding=True)))
    .order_by(web_hook_entry.c.id)
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something to be told; `id` is the same however often it is sent."""

    id: str
    kind: EventKind
    at: datetime
    data: Mapping[str, Any]

    def content(self) -> dict[str, Any]:
        """As the outbox keeps it, and as it is sent."""
        told = self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return {"type": str(self.kind), "timestamp": told, "data": dict(self.data)}


def anything_waits(connection: Connection) -> bool:
    """Whether an entry waits to be told."""
    return connection.scalar(_WAITING) is not None


def take_events(connection: Connection, address: str) -> list[Event]:
    """The events of the entries that wait, which are taken off; `address` is where the interface is."""
    numbers = list(connection.scalars(_NEXT, {"most": MOST}))
    entries = connection.execute(_ENTRIES, {"numbers": numbers}).all()
    connection.execute(delete(web_hook_entry).where(web_hook_entry.c.id.in_(numbers)))
    return [event for entry in entries for event in _events(entry, address)]


def _events(entry: Any, address: str) -> Iterator[Event]:
    data = {
        "instance_id": entry.instance_id,
        "sequence": entry.sequence,
        "business_key": entry.business_key,
        "process": entry.process,
        "version": entry.version,
        "element": entry.element,
        "task_id": entry.task_id,
        "actor": entry.actor,
        "instance": f"{address}/instances/{entry.instance_id}",
    }
    number = f"{entry.instance_id}.{entry.sequence}"
    kind = _OF_KIND.get(Kind(entry.kind))
    if kind is not None:
        yield Event(f"{number}.{kind}", kind, entry.at, data)
    if entry.status in _ENDED and entry.sequence == entry.last:
        ended = EventKind.INSTANCE_ENDED
        yield Event(f"{number}.{ended}", ended, entry.at, data | {"status": entry.status})

"""The list of matters (instances), for the page and for programs: the newest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from engine import InstanceStatus
from engine.schema import definition, instance
from webapp.naming import process_text

FILTERS = {
    "open": (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED),
    "ended": (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED),
}


def list_matters(
    connection: Connection, statuses: Sequence[InstanceStatus], process: str | None, after: int | None, size: int
) -> list[dict[str, Any]]:
    """Instances of these statuses, and of a process where one is named, older than `after`; texts are translated."""
    statement = (
        select(instance, definition.c.key.label("process_key"), definition.c.name.label("process"))
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(instance.c.status.in_([str(status) for status in statuses]))
        .order_by(instance.c.id.desc())
        .limit(size)
    )
    if process:
        statement = statement.where(definition.c.key == process)
    if after is not None:
        statement = statement.where(instance.c.id < after)
    return [
        dict(row)
        | {
            "process": process_text(connection, row["definition_id"], row["process"]),
            "phase": process_text(connection, row["definition_id"], row["phase"]),
        }
        for row in connection.execute(statement).mappings()
    ]

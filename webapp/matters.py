"""The list of matters (instances), for the page and for programs: the newest first."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from engine import InstanceStatus
from engine.schema import definition, instance
from webapp.lifecycle.finding import Question
from webapp.naming import process_text

ANY_NAME = Question((), 0)
FILTERS = {
    "open": (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED),
    "ended": (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED),
}


def list_matters(
    connection: Connection,
    statuses: Sequence[InstanceStatus],
    process: str | None,
    after: int | None,
    size: int,
    named: Question = ANY_NAME,
) -> list[dict[str, Any]]:
    """Instances of these statuses, of a process where one is given, of a name, older than `after`; in one's language.

    Of a name's words those forms are found that begin alike.
    """
    statement = (
        select(instance, definition.c.key.label("process_key"), definition.c.name.label("process"))
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(instance.c.status.in_([str(status) for status in statuses]), *named.may_be_in(instance.c.title))
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


def matters_of(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The number and title of the newest instance of each business key that has one."""
    rows = connection.execute(
        select(instance.c.business_key, instance.c.id, instance.c.title)
        .where(instance.c.business_key.in_(sorted(keys)))
        .order_by(instance.c.id)
    )
    return {row.business_key: (row.id, row.title) for row in rows}

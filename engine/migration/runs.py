"""Which instances run on a version, as a whole or in a stage."""

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from engine import instances
from engine.migration.previews import RUNNING
from engine.schema import instance, state
from engine.spiff import definitions_in
from engine.steps import Parts


def running_on(parts: Parts, connection: Connection, definition_id: int) -> list[int]:
    """The numbers of the running instances that a definition moves, oldest first."""
    callers = [number for number in _begun_with(connection) if _calls(parts, connection, number)]
    rows = connection.execute(
        select(instance.c.id, instance.c.definition_id, state.c.content)
        .join(state, state.c.instance_id == instance.c.id)
        .where(instance.c.status.in_([str(one) for one in RUNNING]))
        .where(or_(instance.c.definition_id == definition_id, instance.c.definition_id.in_(callers)))
        .order_by(instance.c.id)
    )
    return [
        row.id
        for row in rows
        if row.definition_id == definition_id or definition_id in definitions_in(instances.unpacked(row.content))
    ]


def _begun_with(connection: Connection) -> list[int]:
    running = instance.c.status.in_([str(one) for one in RUNNING])
    return list(connection.scalars(select(instance.c.definition_id).where(running).distinct()))


def _calls(parts: Parts, connection: Connection, definition_id: int) -> bool:
    return bool(parts.definitions.get(connection, definition_id).process.calls)

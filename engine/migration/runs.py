"""Which instances run on a version, as a whole or in a stage."""

import zlib
from collections.abc import Collection
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine import instances
from engine.migration.previews import RUNNING
from engine.schema import instance, state
from engine.spiff import definitions_in
from engine.steps import Parts

_IS_RUNNING = instance.c.status.in_([str(one) for one in RUNNING])


def running_on(parts: Parts, connection: Connection, definition_ids: Collection[int]) -> dict[int, list[int]]:
    """The numbers of the running instances that each of some definitions moves, oldest first."""
    begun_with = connection.scalars(select(instance.c.definition_id).where(_IS_RUNNING).distinct()).all()
    searched = [number for number in begun_with if number in definition_ids or _calls(parts, connection, number)]
    rows = connection.execute(
        select(instance.c.id, state.c.content)
        .join(state, state.c.instance_id == instance.c.id)
        .where(_IS_RUNNING, instance.c.definition_id.in_(searched))
        .order_by(instance.c.id)
    )
    found: dict[int, list[int]] = {number: [] for number in definition_ids}
    for row in rows:
        with suppress(ValueError, TypeError, KeyError, zlib.error):  # What cannot be read is an incident of its own.
            for number in definitions_in(instances.unpacked(row.content)) & found.keys():
                found[number].append(row.id)
    return found


def _calls(parts: Parts, connection: Connection, definition_id: int) -> bool:
    return bool(parts.definitions.get(connection, definition_id).process.calls)

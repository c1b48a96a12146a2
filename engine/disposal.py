"""Disposal: what an ended instance's people put in is emptied, and the chain over it stays whole.

What happened, when and by whom remains; what was said and decided with it does not.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from engine import audit, instances
from engine.errors import Conflict
from engine.history import read_value
from engine.schema import InstanceStatus, history_value, state
from engine.spiff import empty

_ENDED = (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED)


def dispose(connection: Connection, instance_id: int) -> int:
    """Empty every value of an ended instance's history and the data of its state; how many values there were.

    Raises NotFound when there is no such instance, Conflict when it has not ended.
    """
    return len(_erase(connection, instance_id, lambda _: True))


def forget(connection: Connection, instance_id: int, names: Callable[[Mapping[str, Any]], bool]) -> list[int]:
    """Empty those values of an ended instance's history that name somebody, and, if any did, the data of its state.

    The numbers of the entries whose values these were.  Raises NotFound, Conflict as `dispose` does.
    """
    return _erase(connection, instance_id, lambda content: names(read_value(content)))


def _erase(connection: Connection, instance_id: int, is_meant: Callable[[bytes], bool]) -> list[int]:
    head = instances.find(connection, instance_id, lock=True)
    if head.status not in _ENDED:
        raise Conflict(f"Expected an instance that has ended, but {instance_id} is {head.status}.")
    rows = connection.execute(
        select(history_value.c.sequence, history_value.c.content)
        .where(history_value.c.instance_id == instance_id, history_value.c.content.is_not(None))
        .order_by(history_value.c.sequence)
    ).all()
    meant = [row.sequence for row in rows if is_meant(row.content)]
    for sequence in meant:
        audit.erase(connection, instance_id, sequence)
    if meant:
        content = connection.scalar(select(state.c.content).where(state.c.instance_id == instance_id)) or b""
        emptied = instances.packed(empty(instances.unpacked(content)))
        connection.execute(update(state).where(state.c.instance_id == instance_id).values(content=emptied))
    return meant

"""Timers: rows with a due time, and the instances that must be gone on with now."""

from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Integer, bindparam, delete, exists, insert, or_, select, union
from sqlalchemy.engine import Connection

from engine.incidents import STATE
from engine.schema import InstanceStatus, incident, instance, timer
from engine.spiff import DueTimer
from engine.statements import Statement

ADD = Statement(insert(timer).values({c: bindparam(c.name) for c in timer.c}))
REMOVE = Statement(
    delete(timer).where(timer.c.instance_id == bindparam("instance_id"), timer.c.token == bindparam("token"))
)


def row_of(waiting: DueTimer, instance_id: int) -> dict[str, Any]:
    """The row for a timer that waits."""
    return {"instance_id": instance_id, "token": waiting.token, "due_at": waiting.due_at}


def due_instances(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The active instances with a timer that is due, or an incident that is to be tried again.

    An instance whose state could not be gone on with rests until its incident says so.
    """
    return list(connection.scalars(_DUE, {"now": now, "limit": limit}))[:limit]


def _due() -> CompoundSelect[int]:
    """Every tick of every worker asks it, mostly for nothing: it is put together once."""
    now, limit = bindparam("now", type_=timer.c.due_at.type), bindparam("limit", type_=Integer)
    resting = exists().where(
        incident.c.instance_id == timer.c.instance_id,
        incident.c.kind == STATE,
        incident.c.resolved_at.is_(None),
        or_(incident.c.retry_at.is_(None), incident.c.retry_at > now),
    )
    is_active = instance.c.status == str(InstanceStatus.ACTIVE)
    fired = (
        select(timer.c.instance_id, timer.c.due_at.label("since"))
        .join(instance, instance.c.id == timer.c.instance_id)
        .where(timer.c.due_at <= now, is_active, ~resting)
        .order_by(timer.c.due_at)
        .limit(limit)
        .subquery()
    )
    retried = (
        select(incident.c.instance_id, incident.c.retry_at.label("since"))
        .join(instance, instance.c.id == incident.c.instance_id)
        .where(incident.c.retry_at <= now, incident.c.resolved_at.is_(None), is_active)
        .order_by(incident.c.retry_at)
        .limit(limit)
        .subquery()
    )
    return union(select(fired.c.instance_id), select(retried.c.instance_id))


_DUE = _due()

"""Incidents: what could not go on, when it is tried again, and who put it right."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.errors import NotFound
from engine.schema import incident
from engine.spiff import Parked
from engine.statements import Statement

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""When the worker tries again by itself, after the first, second and third failure; then a person must."""

STATE = "state"
"""The kind of an incident that concerns the instance as a whole: it has no element and no token."""

_RETRIED_BY_ITSELF = {"service", STATE}
# An expression that failed once fails again: nothing outside the instance would make it succeed.

ADD = Statement(
    insert(incident).values(
        {c: bindparam(c.name) for c in incident.c if c.name not in {"id", "resolved_at", "resolved_by"}}
    )
)
RESOLVE = Statement(
    update(incident)
    .where(incident.c.instance_id == bindparam("instance"), incident.c.token == bindparam("stuck"))
    .where(incident.c.resolved_at.is_(None))
    .values(resolved_at=bindparam("resolved_at"), resolved_by=bindparam("resolved_by"), retry_at=None)
)
MOVE = Statement(
    update(incident)
    .where(incident.c.instance_id == bindparam("instance"), incident.c.token == bindparam("stuck"))
    .where(incident.c.resolved_at.is_(None))
    .values(element=bindparam("place"))
)
RESOLVE_ONE = Statement(
    update(incident)
    .where(incident.c.id == bindparam("incident"))
    .values(resolved_at=bindparam("resolved_at"), resolved_by=bindparam("resolved_by"), retry_at=None)
)
_DUE = Statement(
    select(incident)
    .where(incident.c.instance_id == bindparam("instance_id"), incident.c.resolved_at.is_(None))
    .where(incident.c.retry_at <= bindparam("now"))
    .order_by(incident.c.id)
)
REPEAT = Statement(
    update(incident)
    .where(incident.c.id == bindparam("incident_id"))
    .values(attempts=bindparam("attempts"), retry_at=bindparam("retry_at"), sentence=bindparam("sentence"))
)


def next_try(kind: str, attempts: int, now: datetime) -> datetime | None:
    """When the worker tries again after so many failures; None: a person must."""
    if kind not in _RETRIED_BY_ITSELF or attempts > len(BACK_OFF):
        return None
    return now + BACK_OFF[attempts - 1]


def raised(parked: Parked, instance_id: int, now: datetime) -> tuple[Statement, dict[str, Any]]:
    """The statement that writes a new incident."""
    return ADD, {
        "instance_id": instance_id,
        "token": parked.token,
        "element": parked.element.id,
        "kind": parked.kind,
        "sentence": parked.sentence,
        "raised_at": now,
        "retry_at": next_try(parked.kind, 1, now),
        "attempts": 1,
    }


def raised_whole(instance_id: int, sentence: str, now: datetime) -> tuple[Statement, dict[str, Any]]:
    """The statement for an instance that cannot be gone on with as a whole."""
    return ADD, {"instance_id": instance_id, "token": None, "element": "", "kind": STATE, "sentence": sentence,
                 "raised_at": now, "retry_at": next_try(STATE, 1, now), "attempts": 1}  # fmt: skip


def due(connection: Connection, instance_id: int, now: datetime) -> list[Any]:
    """The incidents of an instance that are to be tried again now."""
    return _DUE.rows(connection, instance_id=instance_id, now=now)


def resolved(instance_id: int, token: int, by: Actor, now: datetime) -> tuple[Statement, dict[str, Any]]:
    """The statement that closes whatever is open at a token."""
    return RESOLVE, {"instance": instance_id, "stuck": token, "resolved_at": now, "resolved_by": by.id}


def moved(instance_id: int, token: int, element: str) -> tuple[Statement, dict[str, Any]]:
    """The statement for what is open at a token that now stands at another element."""
    return MOVE, {"instance": instance_id, "stuck": token, "place": element}


def resolved_by_id(incident_id: int, by: Actor, now: datetime) -> tuple[Statement, dict[str, Any]]:
    """The statement that closes one incident."""
    return RESOLVE_ONE, {"incident": incident_id, "resolved_at": now, "resolved_by": by.id}


def repeated(row: Any, sentence: str, now: datetime) -> tuple[Statement, dict[str, Any]]:
    """The statement for an incident that was tried again, in vain."""
    attempts = row.attempts + 1
    retry_at = next_try(row.kind, attempts, now)
    return REPEAT, {"incident_id": row.id, "attempts": attempts, "retry_at": retry_at, "sentence": sentence}


def find(connection: Connection, incident_id: int) -> Any:
    """An open incident's row.

    Raises NotFound when there is none, or it was put right already.
    """
    statement = select(incident).where(incident.c.id == incident_id, incident.c.resolved_at.is_(None))
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(f"Expected an open incident, but there is none numbered {incident_id}.")
    return row


def of_instance(connection: Connection, instance_id: int) -> list[Any]:
    """The open incidents of an instance, oldest first."""
    statement = select(incident).where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
    return list(connection.execute(statement.order_by(incident.c.id)))


def open_incidents(connection: Connection, limit: int = 100) -> list[Any]:
    """The open incidents of all instances, newest first."""
    statement = select(incident).where(incident.c.resolved_at.is_(None)).order_by(incident.c.id.desc()).limit(limit)
    return list(connection.execute(statement))


def state_incident(connection: Connection, instance_id: int) -> Any | None:
    """The open incident of an instance as a whole; None when its state is well."""
    statement = select(incident).where(
        incident.c.instance_id == instance_id, incident.c.token.is_(None), incident.c.resolved_at.is_(None)
    )
    return connection.execute(statement).first()

"""Messages and signals: who waits for them, and those for which nobody waits yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from engine.content import read_data, write_data
from engine.expressions import Present
from engine.feel import parse_iso_duration
from engine.schema import InstanceStatus, instance, message, start_subscription, subscription
from engine.spiff import Subscription
from engine.statements import Statement

MESSAGE, SIGNAL = "message", "signal"

ADD = Statement(insert(subscription).values({c: bindparam(c.name) for c in subscription.c}))
REMOVE = Statement(
    delete(subscription).where(
        subscription.c.instance_id == bindparam("instance_id"), subscription.c.token == bindparam("token"),
        subscription.c.name == bindparam("name"),
    )
)  # fmt: skip
_KEPT = Statement(
    select(message)
    .where(message.c.name == bindparam("name"), message.c.correlation == bindparam("correlation"))
    .where(message.c.expires_at > bindparam("now"))
    .order_by(message.c.id)
    .limit(1)
)
_WAITING = Statement(
    select(subscription.c.instance_id, subscription.c.token)
    .join(instance, instance.c.id == subscription.c.instance_id)
    .where(subscription.c.name == bindparam("name"), subscription.c.correlation == bindparam("correlation"))
    .where(subscription.c.kind == bindparam("kind"), instance.c.status == str(InstanceStatus.ACTIVE))
    .order_by(subscription.c.instance_id, subscription.c.token)
)


@dataclass(frozen=True)
class Kept:
    """A message for which nobody waited when it came."""

    id: int
    name: str
    correlation: str
    payload: Mapping[str, Any]
    sent_by: str


def row_of(waiting: Subscription, instance_id: int, business_key: str) -> dict[str, Any]:
    """The row for something that waits; it waits for its own business key where it names no other."""
    correlation = business_key if waiting.correlation is None else waiting.correlation
    return {
        "instance_id": instance_id,
        "token": waiting.token,
        "kind": waiting.kind,
        "name": waiting.name,
        "correlation": "" if waiting.kind == SIGNAL else correlation,
    }


def receivers(connection: Connection, kind: str, name: str, correlation: str) -> list[tuple[int, int]]:
    """Instance and token of everything that waits for this, the longest-lived instance first."""
    rows = _WAITING.rows(connection, kind=kind, name=name, correlation=correlation)
    return [(row.instance_id, row.token) for row in rows]


def started_by(connection: Connection, kind: str, name: str) -> list[str]:
    """The keys of the processes that this starts, in order."""
    statement = select(start_subscription.c.key).where(
        start_subscription.c.kind == kind, start_subscription.c.name == name
    )
    return sorted(connection.scalars(statement))


def keep(
    connection: Connection,
    name: str,
    correlation: str,
    payload: Mapping[str, Any],
    *,
    by: str,
    present: Present,
    time_to_live: str,
) -> None:
    """Keep a message until somebody waits for it, or it expires (`time_to_live`, an ISO 8601 duration)."""
    connection.execute(
        insert(message).values(
            name=name,
            correlation=correlation,
            content=write_data(dict(payload)),
            sent_at=present.at,
            sent_by=by,
            expires_at=present.instant_of(parse_iso_duration(time_to_live)),
        )
    )


def kept(connection: Connection, name: str, correlation: str, now: datetime) -> Kept | None:
    """The oldest message kept under a name and correlation; None when there is none."""
    found = _KEPT.rows(connection, name=name, correlation=correlation, now=now)
    return _kept_of(found[0]) if found else None


def read(connection: Connection, message_id: int) -> Kept | None:
    """A kept message; None when it is gone, or in somebody else's hands."""
    statement = select(message).where(message.c.id == message_id).with_for_update(skip_locked=True)
    row = connection.execute(statement).first()
    return _kept_of(row) if row else None


def awaited(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The kept messages that somebody has come to wait for.

    Who opens a subscription takes up what was kept; but two transactions at once may pass each other unseen, and a
    suspended instance takes up nothing until it is resumed.
    """
    statement = (
        select(message.c.id)
        .join(subscription, (subscription.c.name == message.c.name)
              & (subscription.c.correlation == message.c.correlation) & (subscription.c.kind == MESSAGE))
        .join(instance, instance.c.id == subscription.c.instance_id)
        .where(instance.c.status == str(InstanceStatus.ACTIVE), message.c.expires_at > now)
        .order_by(message.c.id)
        .limit(limit)
        .distinct()
    )  # fmt: skip
    return list(connection.scalars(statement))


def _kept_of(row: Any) -> Kept:
    return Kept(row.id, row.name, row.correlation, read_data(row.content), row.sent_by)


def remove(connection: Connection, message_id: int) -> bool:
    """Take a kept message out; False when somebody else did."""
    return connection.execute(delete(message).where(message.c.id == message_id)).rowcount == 1


def any_expired(connection: Connection, now: datetime) -> bool:
    """Whether a kept message has expired."""
    return connection.scalar(select(message.c.id).where(message.c.expires_at <= now).limit(1)) is not None


def remove_expired(connection: Connection, now: datetime) -> int:
    """Remove the messages that nobody waited for in time; how many."""
    return connection.execute(delete(message).where(message.c.expires_at <= now)).rowcount

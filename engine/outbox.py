"""The outbox: what leaves a transaction is written inside it, and carried out afterwards.

Messages and signals are delivered by `Engine.deliver`, one receiver a transaction.  Mail is taken by whoever sends it:
leased, sent, and settled only by the one who holds the lease.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.content import read_data, write_data
from engine.schema import OutboxKind, outbox
from engine.spiff import Thrown
from engine.statements import Statement

LEASE = timedelta(minutes=5)
"""How long whoever took a row may work on it before another may try."""

REST = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long a row rests after its first, second, … failure; the last one for ever after."""

KEPT_FOR = "P90D"
"""How long a message that nobody waits for is kept, unless its sender says otherwise."""

ADD = Statement(
    insert(outbox).values(
        kind=bindparam("kind"), content=bindparam("content"), created_at=bindparam("created_at"),
        due_at=bindparam("created_at"), attempts=0, instance_id=bindparam("instance_id"),
        sequence=bindparam("sequence"),
    )
)  # fmt: skip


Cause = tuple[int, int]
"""The history entry that a letter followed from: its instance and its number."""


@dataclass(frozen=True)
class Letter:
    """What is to leave: its kind, and its content in the values that process data may hold."""

    kind: OutboxKind
    content: Mapping[str, Any]

    @classmethod
    def message(
        cls,
        name: str,
        correlation: str,
        payload: Mapping[str, Any],
        *,
        by: Actor,
        business_key: str | None = None,
        time_to_live: str = KEPT_FOR,
    ) -> "Letter":
        """A BPMN message to whoever waits for this name and correlation; `time_to_live` is an ISO 8601 duration."""
        content = {"name": name, "correlation": correlation, "payload": dict(payload), "by": by.id,
                   "business_key": business_key, "time_to_live": time_to_live}  # fmt: skip
        return cls(OutboxKind.MESSAGE, content)

    @classmethod
    def signal(
        cls, name: str, payload: Mapping[str, Any], *, by: Actor, to: Mapping[str, Any] | None = None
    ) -> "Letter":
        """A BPMN signal to everybody, or one copy of it to the one receiver in `to`."""
        return cls(OutboxKind.SIGNAL, {"name": name, "payload": dict(payload), "by": by.id, "to": to})

    @classmethod
    def thrown(cls, thrown: Thrown, *, by: Actor, business_key: str) -> "Letter":
        """What a diagram's throwing event sends."""
        if thrown.kind == "signal":
            return cls.signal(thrown.name, thrown.payload, by=by)
        correlation = business_key if thrown.correlation is None else thrown.correlation
        return cls.message(
            thrown.name,
            correlation,
            thrown.payload,
            by=by,
            business_key=thrown.business_key,
            time_to_live=thrown.time_to_live,
        )

    def statement(self, at: datetime, cause: Cause | None = None) -> tuple[Statement, dict[str, Any]]:
        """How it is put into the outbox."""
        instance_id, sequence = cause or (None, None)
        return ADD, {"kind": str(self.kind), "content": write_data(self.content), "created_at": at,
                     "instance_id": instance_id, "sequence": sequence}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """An outbox row in somebody's hands."""

    id: int
    letter: Letter
    created_at: datetime
    attempts: int


def waiting(connection: Connection, kinds: set[OutboxKind], now: datetime, limit: int) -> list[int]:
    """The numbers of rows that may be tried now, oldest first."""
    statement = (
        select(outbox.c.id)
        .where(outbox.c.kind.in_(sorted(kinds)), outbox.c.due_at <= now)
        .where(or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now))
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
    )
    return list(connection.scalars(statement))


def take(connection: Connection, outbox_id: int, now: datetime) -> Taken | None:
    """Lease a row for LEASE, inside the caller's short transaction; None when somebody else was first."""
    took = connection.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.due_at <= now)
        .where(or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now))
        .values(lease_until=now + LEASE, attempts=outbox.c.attempts + 1)
    )
    return read(connection, outbox_id) if took.rowcount == 1 else None


def untouched(connection: Connection, cause: Cause) -> int:
    """How many letters of an entry nobody has tried to send or deliver."""
    return connection.scalar(select(func.count()).select_from(outbox).where(*_untouched(cause))) or 0


def withdraw(connection: Connection, cause: Cause) -> int:
    """Remove the letters of an entry that nobody has tried to send or deliver; how many they were."""
    return connection.execute(delete(outbox).where(*_untouched(cause))).rowcount


def _untouched(cause: Cause) -> tuple[ColumnElement[bool], ...]:
    return (outbox.c.instance_id == cause[0], outbox.c.sequence == cause[1], outbox.c.attempts == 0)


def read(connection: Connection, outbox_id: int, *, lock: bool = False) -> Taken | None:
    """A row as it stands; None when it is gone, or, when it is to be locked, in somebody else's hands."""
    statement = select(outbox).where(outbox.c.id == outbox_id)
    row = connection.execute(statement.with_for_update(skip_locked=True) if lock else statement).first()
    if row is None:
        return None
    return Taken(row.id, Letter(OutboxKind(row.kind), read_data(row.content)), row.created_at, row.attempts)


def settle(connection: Connection, taken: Taken) -> bool:
    """Remove a row that was carried out; False when it was no longer in these hands (it may go out twice)."""
    settled = connection.execute(delete(outbox).where(outbox.c.id == taken.id, outbox.c.attempts == taken.attempts))
    return settled.rowcount == 1


def put_back(connection: Connection, taken: Taken, failure: str, now: datetime) -> bool:
    """Let a row rest after a failure; False when it was no longer in these hands."""
    rest = REST[min(max(taken.attempts, 1), len(REST)) - 1]
    changed = connection.execute(
        update(outbox)
        .where(outbox.c.id == taken.id, outbox.c.attempts == taken.attempts)
        .values(lease_until=None, due_at=now + rest, failure=failure, attempts=max(taken.attempts, 1))
    )
    return changed.rowcount == 1

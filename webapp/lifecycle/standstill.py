"""Standing still: while it holds no timer fires, nothing begins by itself, no message is delivered, no letter leaves.

A copy that was put back does not know what left since it was made.  Somebody lets it go on: with the letters that have
gathered, or without them, for then most of them have reached their readers already.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from engine.schema import OutboxKind, outbox
from webapp.lifecycle.schema import standstill

LEASE = timedelta(minutes=5)
"""For how long a worker that brings it to its end is waited for."""


class Letters(StrEnum):
    """What becomes of the letters that have gathered, and of those that what fell due meanwhile writes."""

    KEEP = "keep"  # They go out.
    DROP = "drop"  # They do not.


@dataclass(frozen=True)
class Standstill:
    """Since when and why; `ending` once somebody let it go on."""

    began_at: datetime
    reason: str
    ending: Letters | None


def find_standstill(connection: Connection) -> Standstill | None:
    """What holds it still; None when it goes."""
    row = connection.execute(select(standstill)).first()
    if row is None:
        return None
    return Standstill(row.began_at, row.reason, Letters(row.ending) if row.ending else None)


def hold(connection: Connection, reason: str, now: datetime) -> None:
    """Let it stand still; a standstill that there was already begins anew."""
    connection.execute(delete(standstill))
    connection.execute(insert(standstill).values(id=1, began_at=now, reason=reason))


def let_go_on(connection: Connection, letters: Letters) -> bool:
    """Let it go on; False when it does already.  Without the letters a worker first does what fell due meanwhile."""
    if letters is Letters.KEEP:
        return connection.execute(delete(standstill)).rowcount == 1
    return connection.execute(update(standstill).values(ending=str(letters))).rowcount == 1


def take_ending(connection: Connection, worker: str, now: datetime) -> bool:
    """Whether this worker is the one that brings it to its end; the others rest until it has."""
    free = or_(standstill.c.taken_by.is_(None), standstill.c.taken_by == worker, standstill.c.taken_until < now)
    taken = update(standstill).where(standstill.c.ending.is_not(None), free)
    return connection.execute(taken.values(taken_by=worker, taken_until=now + LEASE)).rowcount == 1


LEAVES = (str(OutboxKind.MAIL), str(OutboxKind.HOOK))
"""What goes out to people and other systems: it must not go out a second time."""


def gathered(connection: Connection) -> int:
    """How many letters wait."""
    waiting = select(func.count()).select_from(outbox).where(outbox.c.kind.in_(LEAVES))
    return connection.scalar(waiting) or 0


def end_without_letters(connection: Connection) -> int:
    """Leave the letters out that wait, and go on; how many they were."""
    dropped = connection.execute(delete(outbox).where(outbox.c.kind.in_(LEAVES))).rowcount
    connection.execute(delete(standstill))
    return dropped

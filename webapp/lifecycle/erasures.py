"""When and why values of a matter's history were erased, as the journal tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, or_, select

from engine.journal import read_journal_value
from engine.schema import journal, journal_value
from webapp.lifecycle.doings import Doing


class Reason(StrEnum):
    """Why something was erased."""

    KEPT_LONG_ENOUGH = "kept long enough"
    PERSON_ERASED = "person erased"


@dataclass(frozen=True)
class Erasure:
    """An erasure of values of one instance's history; `entries` None: of all that were left."""

    at: datetime
    reason: Reason
    entries: frozenset[int] | None


def erasures_of(connection: Connection, instance_id: int, business_key: str) -> list[Erasure]:
    """The erasures that the journal knows of, the first first."""
    disposed = (journal.c.kind == Doing.DISPOSED) & (journal.c.subject == business_key)
    rows = connection.execute(
        select(journal.c.kind, journal.c.at, journal_value.c.content)
        .join(journal_value, journal_value.c.sequence == journal.c.sequence)
        .where(or_(disposed, journal.c.kind == Doing.PSEUDONYMISED))
        .order_by(journal.c.sequence)
    )
    found = []
    for row in rows:
        if row.kind == Doing.DISPOSED:
            found.append(Erasure(row.at, Reason.KEPT_LONG_ENOUGH, None))
        elif row.content is not None:
            entries = read_journal_value(row.content).get("entries", {}).get(str(instance_id))
            found += [Erasure(row.at, Reason.PERSON_ERASED, frozenset(entries))] if entries else []
    return found


def erasure_of(erasures: Sequence[Erasure], sequence: int) -> Erasure | None:
    """The one that emptied an entry; None where the journal tells of none."""
    return next((one for one in erasures if one.entries is None or sequence in one.entries), None)

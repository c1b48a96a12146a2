"""Decisions: what was decided, on what grounds, and by whom in law."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert

from webapp.lifecycle.schema import decision


@dataclass(frozen=True)
class Decision:
    """A decision on what a business key names.  A diary number is the host's case system's, never made here."""

    business_key: str
    kind: str
    outcome: str
    decided_on: date
    agenda_item_id: int | None = None
    conditions: str | None = None
    grounds: str | None = None
    legal_decider: str | None = None
    diary_number: str | None = None


def record_decision(connection: Connection, made: Decision) -> None:
    """Keep a decision."""
    connection.execute(insert(decision).values(**asdict(made)))

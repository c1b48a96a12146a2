"""Outside funders: what they decided of a project's application, under their own numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, insert

from webapp.lifecycle.schema import funder_decision, funder_source


@dataclass(frozen=True)
class FunderDecision:
    """A decision; `sources` are where the money comes from, with euros."""

    number: str
    decided_on: date
    result: str
    amount: Decimal
    conditions: str | None
    sources: tuple[tuple[str, Decimal], ...]


def record_funder_decision(connection: Connection, idea: int, decided: FunderDecision, now: datetime) -> None:
    """Keep a decision beside the earlier ones."""
    values = {
        "idea_id": idea,
        "number": decided.number,
        "decided_on": decided.decided_on,
        "result": decided.result,
        "amount": decided.amount,
        "conditions": decided.conditions,
        "recorded_at": now,
    }
    key = connection.execute(insert(funder_decision).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    for position, (source, amount) in enumerate(decided.sources, 1):
        row = {"decision_id": key[0], "position": position, "source": source, "amount": amount}
        connection.execute(insert(funder_source).values(row))

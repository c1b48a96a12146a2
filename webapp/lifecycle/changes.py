"""Requests for another plan: what they would change, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, update

from webapp.lifecycle.budgets import NOTHING
from webapp.lifecycle.plans import Plan
from webapp.lifecycle.schema import change_request


class ChangeStatus(StrEnum):
    """What became of a request."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Difference:
    """How a plan differs from another: euros moved between cost types and their share of the total in percent,
    days by which the end moves, whether the sums or the content differ."""

    moved: Decimal
    moved_percent: Decimal
    end_days: int
    total: Decimal
    content: bool


def compare(old: Plan, new: Plan) -> Difference:
    """What changes from one plan to another."""
    before, after = _by_line(old), _by_line(new)
    moved = sum((max(before[line] - after.get(line, NOTHING), NOTHING) for line in before), NOTHING)
    share = moved * 100 / old.total_cost if old.total_cost else NOTHING
    return Difference(
        moved,
        share.quantize(Decimal("0.1")),
        (new.ends_on - old.ends_on).days,
        new.total_cost - old.total_cost,
        _work(old) != _work(new),
    )


def request(
    connection: Connection, project: int, version: int, starts_on: date | None, found: Difference, now: datetime
) -> int:
    """Keep a request for a proposed version of the plan; its number."""
    values = {
        "plan_version_id": version,
        "starts_on": starts_on,
        "moved": found.moved,
        "end_days": found.end_days,
        "requested_at": now,
        "status": ChangeStatus.OPEN,
    }
    key = connection.execute(insert(change_request).values(values | {"project_id": project})).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def decide(
    connection: Connection, number: int, status: ChangeStatus, now: datetime, funder_decision: str | None = None
) -> None:
    """Write down what became of a request."""
    values = {"status": status, "decided_at": now, "funder_decision": funder_decision}
    connection.execute(update(change_request).where(change_request.c.id == number).values(values))


def _by_line(plan: Plan) -> dict[str, Decimal]:
    sums = dict[str, Decimal]()
    for row in plan.costs:
        sums[row["line"]] = sums.get(row["line"], NOTHING) + row["amount"]
    return sums


def _work(plan: Plan) -> tuple[Sequence[Any], ...]:
    targets = [(row["name"], row.get("target")) for row in plan.indicators]
    packages = [(row["name"], row.get("content")) for row in plan.work_packages]
    return packages, [row["name"] for row in plan.activities], targets

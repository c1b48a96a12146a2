"""Plans of projects: proposed whole, put into force by an approval, and kept by number when the next one comes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from engine.content import read_data, write_data
from webapp.lifecycle.budgets import NOTHING, cost_lines, plan_costs, plan_financing, sources
from webapp.lifecycle.indicators import list_indicators, plan_indicators
from webapp.lifecycle.projects import change, find_project
from webapp.lifecycle.schema import plan_version
from webapp.lifecycle.work import list_activities, list_packages, plan_work

_Rows = Sequence[Mapping[str, Any]]


class Approval(StrEnum):
    """Whose word put a plan into force, the furthest of those that it needed."""

    STEERING_GROUP = "steering_group"
    RMG = "rmg"
    FUNDER = "funder"


@dataclass(frozen=True)
class Plan:
    """A plan whole; lists hold rows as the forms have them, sums are euros, intervals whole months."""

    starts_on: date
    ends_on: date
    status_months: int
    interim_months: int
    claim_months: int | None = None
    costs: _Rows = field(default=())
    financing: _Rows = field(default=())
    work_packages: _Rows = field(default=())
    activities: _Rows = field(default=())
    indicators: _Rows = field(default=())

    @property
    def total_cost(self) -> Decimal:
        """The sum of its costs."""
        return sum((row["amount"] for row in self.costs), NOTHING)


@dataclass(frozen=True)
class Version:
    """A plan that was put into force."""

    number: int
    plan: Plan
    reason: str | None
    approved_by: Approval
    approved_on: date


def propose(connection: Connection, project: int, plan: Plan, reason: str | None, now: datetime) -> int:
    """Keep a plan that somebody proposes; the id of its version, which has no number before it is in force."""
    values = {"project_id": project, "content": write_data(asdict(plan)), "reason": reason, "proposed_at": now}
    key = connection.execute(insert(plan_version).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def find_plan(connection: Connection, version: int) -> Plan:
    """The plan of a version's id."""
    content = connection.scalars(select(plan_version.c.content).where(plan_version.c.id == version)).one()
    return Plan(**read_data(content))


def put_into_force(connection: Connection, project: int, version: int, by: Approval, today: date) -> int:
    """A plan is the project's from now on; its number."""
    last = connection.scalar(select(func.max(plan_version.c.number)).where(plan_version.c.project_id == project)) or 0
    values = {"number": last + 1, "approved_by": by, "approved_on": today}
    connection.execute(update(plan_version).where(plan_version.c.id == version).values(values))
    plan = find_plan(connection, version)
    change(connection, project, starts_on=plan.starts_on, ends_on=plan.ends_on, total_cost=plan.total_cost)
    plan_costs(connection, project, plan.costs)
    plan_financing(connection, project, plan.financing)
    plan_work(connection, project, plan.work_packages, plan.activities)
    plan_indicators(connection, project, plan.indicators)
    return last + 1


def versions(connection: Connection, project: int) -> list[Version]:
    """The plans that were put into force, the first one first."""
    found = plan_version.c.project_id == project, plan_version.c.number.is_not(None)
    rows = connection.execute(select(plan_version).where(*found).order_by(plan_version.c.number))
    return [
        Version(row.number, Plan(**read_data(row.content)), row.reason, Approval(row.approved_by), row.approved_on)
        for row in rows
    ]


def in_force(connection: Connection, project: int) -> Mapping[str, Any]:
    """The fields of the plan in force; before the first one, what its proposal said, so far as it did."""
    known = versions(connection, project)
    if known:
        return asdict(known[-1].plan)
    found = find_project(connection, project)
    return {
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "costs": [{"line": one.line, "amount": one.planned} for one in cost_lines(connection, project)],
        "financing": [
            {"source": one.source, "kind": one.kind, "amount": one.planned} for one in sources(connection, project)
        ],
        "work_packages": [{"name": row.name, "content": row.content} for row in list_packages(connection, project)],
        "activities": [
            {"kind": row.kind, "name": row.name, "due_on": row.due_on, "package": row.work_package}
            for row in list_activities(connection, project)
        ],
        "indicators": [
            {"name": one.name, "baseline": one.baseline, "target": one.target}
            for one in list_indicators(connection, project)
        ],
    }

"""What a project may cost and who pays, and what has been spent, claimed and received by its accepted reports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from webapp.lifecycle.schema import cost_line, financing, payment, report, report_cost

NOTHING = Decimal(0)
EXTERNAL = "external"
MUNICIPAL = "municipal"
FROM_OTHERS = (MUNICIPAL, EXTERNAL)  # The kinds of financing that are applied for.


@dataclass(frozen=True)
class CostLine:
    """A cost type in euros; `spent` from the project's beginning, by the last accepted report."""

    line: str
    planned: Decimal
    spent: Decimal | None


@dataclass(frozen=True)
class Source:
    """A source of money in euros, and how far its payments have come; none: not known."""

    source: str
    kind: str
    planned: Decimal | None
    applied: Decimal | None
    granted: Decimal | None
    claimed: Decimal | None
    received: Decimal | None
    decision_number: str | None
    decided_on: date | None
    state_aid: str | None


def plan_costs(connection: Connection, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put cost lines (`line`, `amount`) in place of those before; two of one type are one."""
    connection.execute(delete(cost_line).where(cost_line.c.project_id == project))
    for line, amount in _sums(rows, "amount").items():
        connection.execute(insert(cost_line).values(project_id=project, line=line, planned=amount))


def plan_financing(connection: Connection, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put sources (`source`, `kind`, `amount`) in place of those before; what is known of one by its name stays."""
    of_project = financing.c.project_id == project
    known = {row["source"]: dict(row) for row in connection.execute(select(financing).where(of_project)).mappings()}
    connection.execute(delete(financing).where(of_project))
    for position, row in enumerate(rows, 1):
        planned = {"kind": row["kind"], "amount": row["amount"]}
        values = known.get(row["source"], {}) | planned | {"project_id": project, "source": row["source"]}
        connection.execute(insert(financing).values(values | {"position": position}))


def change_sources(connection: Connection, project: int, kind: str, **values: object) -> None:
    """Write down what is known by now of a project's first source of a kind: `applied`, `granted`, `state_aid` …"""
    first = connection.scalar(
        select(func.min(financing.c.position)).where(financing.c.project_id == project, financing.c.kind == kind)
    )
    found = financing.c.project_id == project, financing.c.position == first
    connection.execute(update(financing).where(*found).values(values))


def grant_by_source(connection: Connection, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down what an outside decision grants from each source (`source`, `amount`), by the source's name."""
    for row in rows:
        same = financing.c.project_id == project, financing.c.source == row["source"]
        connection.execute(update(financing).where(*same).values(granted=row["amount"]))


def cost_lines(connection: Connection, project: int) -> list[CostLine]:
    """The cost types of the plan in force, and others that money was spent on."""
    latest = connection.scalar(
        select(report.c.id)
        .where(report.c.project_id == project, report.c.recorded_at.is_not(None))
        .order_by(report.c.recorded_at.desc(), report.c.id.desc())
        .limit(1)
    )
    rows = connection.execute(select(report_cost.c.line, report_cost.c.spent).where(report_cost.c.report_id == latest))
    spent = {row.line: row.spent for row in rows}
    planned = select(cost_line.c.line, cost_line.c.planned).where(cost_line.c.project_id == project)
    lines = {row.line: row.planned for row in connection.execute(planned.order_by(cost_line.c.line))}
    return [CostLine(line, lines.get(line, NOTHING), spent.get(line)) for line in dict.fromkeys([*lines, *spent])]


def sources(connection: Connection, project: int) -> list[Source]:
    """The sources in the order of the plan."""
    paid = connection.execute(
        select(
            payment.c.source, func.sum(payment.c.claimed).label("claimed"), func.sum(payment.c.received).label("got")
        )
        .join(report, report.c.id == payment.c.report_id)
        .where(report.c.project_id == project, report.c.recorded_at.is_not(None))
        .group_by(payment.c.source)
    )
    payments = {row.source: (row.claimed, row.got) for row in paid}
    rows = connection.execute(
        select(financing).where(financing.c.project_id == project).order_by(financing.c.position)
    ).mappings()
    return [
        Source(
            row["source"],
            row["kind"],
            row["amount"],
            row["applied"],
            row["granted"],
            *payments.get(row["source"], (None, None)),
            row["decision_number"],
            row["decided_on"],
            row["state_aid"],
        )
        for row in rows
    ]


def spent_by(connection: Connection, report_id: int) -> Decimal:
    """What was spent from the project's beginning, as a report says."""
    asked = select(func.sum(report_cost.c.spent)).where(report_cost.c.report_id == report_id)
    return connection.scalar(asked) or NOTHING


def record_costs(connection: Connection, report_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what a report says was spent, by `line`, in place of what it said before; two of one type are one."""
    connection.execute(delete(report_cost).where(report_cost.c.report_id == report_id))
    for line, amount in _sums(rows, "spent").items():
        connection.execute(insert(report_cost).values(report_id=report_id, line=line, spent=amount))


def record_payments(connection: Connection, report_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what a report claims and has received, by `source`, in place of what it said before."""
    connection.execute(delete(payment).where(payment.c.report_id == report_id))
    for position, row in enumerate(rows, 1):
        values = {"source": row["source"], "claimed": row.get("claimed"), "received": row.get("received")}
        connection.execute(insert(payment).values(values | {"report_id": report_id, "position": position}))


def _sums(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, Decimal]:
    sums = dict[str, Decimal]()
    for row in rows:
        sums[row["line"]] = sums.get(row["line"], NOTHING) + row[key]
    return sums

"""The portfolio in figures: how many stand where, what they cost, how long they wait, which reports are late.

Few statements, each over the chosen projects once; none of them reads history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, func, literal, select

from webapp.lifecycle.portfolio import FROM_OTHERS, UNCLEAR, Filters, chosen, late_or_due
from webapp.lifecycle.schema import (
    appropriation_entry,
    classification,
    financing,
    organisation,
    project_classification,
    project_municipality,
    report,
)
from webapp.lifecycle.schema.base import EUROS

_DAY = 86_400 * 1_000_000  # Microseconds, as instants are kept.


@dataclass(frozen=True)
class Group:
    """Some of the portfolio that have something in common; `cost` is what those cost of which it is known, in euros."""

    key: str
    count: int
    cost: Decimal
    name: str = ""
    definition_id: int | None = None  # Whose texts name a phase.


@dataclass(frozen=True)
class Wait:
    """How long those wait, in whole days, that are in a phase now."""

    phase: str
    count: int
    median: int
    longest: int


@dataclass(frozen=True)
class Money:
    """Sums in euros: in the plans' financing from others, granted by the municipalities, spent as last reported."""

    cost: Decimal
    applied: Decimal
    granted: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Figures:
    """All of it; `groups` by dimension: `kind`, `status`, `phase`, `area`, `municipality` and each ClassKind."""

    groups: dict[str, list[Group]]
    waits: list[Wait]
    years: list[tuple[int, int]]  # A year, and how many run in it.
    money: Money
    late: int
    due: int

    @property
    def count(self) -> int:
        """How many projects and ideas there are."""
        return sum(group.count for group in self.groups.get("kind", []))


def figures(connection: Connection, filters: Filters, now: datetime, today: date) -> Figures:
    """What the chosen part of the portfolio comes to."""
    rows = chosen(filters, today)
    counted = connection.execute(sa.union_all(*_counts(rows), _spans(rows), _waits(rows, now))).all()
    groups: dict[str, list[Group]] = {}
    for row in counted:
        if row.dimension not in ("span", "wait"):
            group = Group(row.key, row.number, _euros(row.total), row.name or "", row.extra)
            groups.setdefault(row.dimension, []).append(group)
    waits = [Wait(row.key, row.number, int(row.total), row.extra) for row in counted if row.dimension == "wait"]
    spans = [(int(row.key), row.extra, row.number) for row in counted if row.dimension == "span"]
    cost = sum((group.cost for group in groups.get("kind", [])), Decimal(0))
    applied, granted, spent, late, due = connection.execute(_sums(rows, today)).one()
    money = Money(cost, _euros(applied), _euros(granted), _euros(spent))
    ordered = {name: sorted(found, key=lambda group: (-group.count, group.name)) for name, found in groups.items()}
    return Figures(ordered, waits, _years(spans), money, late, due)


def _counts(rows: sa.CTE) -> Iterable[sa.Select[Any]]:
    """How many, and their cost, by each dimension: rows of `dimension`, `key`, `name`, `extra`, `number`, `total`."""
    for dimension in ("kind", "status"):
        yield _group(dimension, rows.c[dimension]).select_from(rows).group_by(rows.c[dimension])
    yield _group("area", func.coalesce(rows.c.area, UNCLEAR)).select_from(rows).group_by(rows.c.area)
    phases = _group("phase", rows.c.phase, extra=func.max(rows.c.definition_id))
    yield phases.where(rows.c.instance_status == "active").group_by(rows.c.phase)
    of_project = rows.c.kind == "project"
    places = _group("municipality", organisation.c.key, organisation.c.name)
    yield (
        places.select_from(rows)
        .join(project_municipality, sa.and_(of_project, project_municipality.c.project_id == rows.c.id))
        .join(organisation, organisation.c.key == project_municipality.c.municipality)
        .group_by(organisation.c.key, organisation.c.name)
    )
    yield (
        _group(classification.c.kind, sa.cast(classification.c.id, sa.Text), classification.c.name)
        .select_from(rows)
        .join(project_classification, sa.and_(of_project, project_classification.c.project_id == rows.c.id))
        .join(classification, classification.c.id == project_classification.c.classification_id)
        .group_by(classification.c.kind, classification.c.id, classification.c.name)
    )


def _group(dimension: Any, key: Any, name: Any = None, extra: Any = None) -> sa.Select[Any]:
    return select(
        sa.cast(literal(dimension) if isinstance(dimension, str) else dimension, sa.Text).label("dimension"),
        func.coalesce(key, "").label("key"),
        sa.cast(sa.null() if name is None else name, sa.Text).label("name"),
        sa.cast(sa.null() if extra is None else extra, sa.BigInteger).label("extra"),
        func.count().label("number"),
        sa.cast(func.sum(sa.literal_column("chosen.total_cost", EUROS)), EUROS).label("total"),
    )


def _spans(rows: sa.CTE) -> Any:
    """How many run from which year to which."""
    begins = sa.extract("year", func.coalesce(rows.c.started_on, rows.c.starts_on))
    ends = sa.extract("year", func.coalesce(rows.c.ended_on, rows.c.ends_on))
    first, last = sa.cast(begins, sa.Text), sa.cast(ends, sa.BigInteger)
    return (
        select(
            literal("span"), first, sa.cast(sa.null(), sa.Text), last, func.count(), sa.cast(sa.null(), EUROS)
        )
        .select_from(rows)
        .where(first.is_not(None), last.is_not(None))
        .group_by(first, last)
    )  # fmt: skip


def _waits(rows: sa.CTE, now: datetime) -> Any:
    """The median and the longest time, in days, that those have been in their phase that are in it now."""
    since = sa.type_coerce(rows.c.phase_since, sa.BigInteger)
    days = (literal(int(now.timestamp()) * 1_000_000, sa.BigInteger) - since) // literal(_DAY, sa.BigInteger)
    within: dict[str, Any] = {"partition_by": rows.c.phase}
    ranked = (
        select(
            rows.c.phase, days.label("days"), func.count().over(**within).label("of"),
            func.row_number().over(**within, order_by=days).label("rank"),
        )
        .where(rows.c.instance_status == "active", rows.c.phase != "", since.is_not(None))
        .subquery()
    )  # fmt: skip
    # The middle one or two of them, and the last.
    middle = sa.and_(ranked.c.rank * 2 >= ranked.c.of, ranked.c.rank * 2 <= ranked.c.of + 2)
    return select(
        literal("wait"), ranked.c.phase, sa.cast(sa.null(), sa.Text), func.max(ranked.c.days), func.max(ranked.c.of),
        sa.cast(func.avg(sa.case((middle, ranked.c.days))), EUROS),
    ).group_by(ranked.c.phase)  # fmt: skip


def _sums(rows: sa.CTE, today: date) -> sa.Select[Any]:
    """Money, and how many reports are late and due soon."""
    projects = select(rows.c.id).where(rows.c.kind == "project")
    ideas = select(rows.c.idea_id).where(rows.c.idea_id.is_not(None))
    granted = appropriation_entry.c.idea_id.in_(ideas), appropriation_entry.c.kind == "granted"
    applied = financing.c.project_id.in_(projects), financing.c.kind.in_(FROM_OTHERS)
    accepted = report.c.project_id.in_(projects), report.c.spent.is_not(None)
    last = select(func.max(report.c.spent).label("spent")).where(*accepted).group_by(report.c.project_id).subquery()
    return select(
        select(func.sum(financing.c.amount)).where(*applied).scalar_subquery(),
        select(func.sum(appropriation_entry.c.amount)).where(*granted).scalar_subquery(),
        select(func.sum(last.c.spent)).scalar_subquery(),
        *(
            select(func.count())
            .select_from(report)
            .where(report.c.project_id.in_(projects), *late_or_due(which, today))
            .scalar_subquery()
            for which in ("late", "due")
        ),
    )


def _years(spans: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    if not spans:
        return []
    first, last = min(begin for begin, _, _ in spans), max(end for _, end, _ in spans)
    return [(year, sum(count for begin, end, count in spans if begin <= year <= end))
            for year in range(first, min(last, first + 30) + 1)]  # fmt: skip


def _euros(amount: Decimal | None) -> Decimal:
    return Decimal(0) if amount is None else Decimal(amount)

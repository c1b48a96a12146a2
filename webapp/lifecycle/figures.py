"""The portfolio in figures: how many stand where, what they cost, how long they wait, which reports are late.

One narrow row of each project and idea is read and counted here: that is faster than asking the database to group the
same rows six times.  Where everything is wanted, sums ask whole tables.  None of the statements reads history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from statistics import median_low
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, func, select

from webapp.lifecycle.portfolio import (
    FROM_OTHERS,
    SOON,
    UNCLEAR,
    Filters,
    chosen,
    chosen_projects,
)
from webapp.lifecycle.programmes import MUNICIPALITY
from webapp.lifecycle.schema import (
    appropriation_entry,
    classification,
    financing,
    indicator,
    indicator_value,
    organisation,
    project_classification,
    project_municipality,
    report,
)

_DAY = 86_400 * 1_000_000  # Microseconds, as instants are kept.
_MOST_YEARS = 30
_AREA = 2  # Where a row's area stands.
_NOTHING = Decimal(0)
_READ = ("kind", "status", "area", "phase", "instance_status", "definition_id")


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
    indicators: int  # That have a target, in plans in force …
    reached: int  # … and of them those whose target was reported as reached.

    @property
    def count(self) -> int:
        """How many projects and ideas there are."""
        return sum(group.count for group in self.groups["kind"])


def figures(connection: Connection, filters: Filters, now: datetime, today: date) -> Figures:
    """What the chosen part of the portfolio comes to."""
    all_of_it = chosen(filters, today).c
    cost = sa.type_coerce(all_of_it.total_cost, sa.Float).label("cost")
    since = sa.type_coerce(all_of_it.phase_since, sa.BigInteger).label("since")
    begins = sa.type_coerce(func.coalesce(all_of_it.started_on, all_of_it.starts_on), sa.String)
    ends = sa.type_coerce(func.coalesce(all_of_it.ended_on, all_of_it.ends_on), sa.String)
    rows = connection.execute(select(*(all_of_it[name] for name in _READ), cost, since, begins, ends)).all()
    groups, waits, years = _count(rows, int(now.timestamp()) * 1_000_000)
    projects = chosen_projects(filters, today)
    linked = projects if filters.given() else None
    groups |= {MUNICIPALITY: _municipalities(connection, projects), **_classes(connection, projects)}
    money = _money(connection, linked, sum((group.cost for group in groups["kind"]), _NOTHING))
    late, due = _reports(connection, linked, today)
    return Figures(groups, waits, years, money, late, due, *_indicators(connection, linked))


def _count(rows: Iterable[Any], now: int) -> tuple[dict[str, list[Group]], list[Wait], list[tuple[int, int]]]:
    """One walk over all rows; what they have in common is put together after it."""
    counts, costs = Counter[tuple[Any, ...]](), defaultdict[tuple[Any, ...], float](float)
    waited, diagrams, spans = defaultdict[str, list[int]](list), dict[str, int](), Counter[tuple[Any, Any]]()
    for kind, status, area, phase, stands, definition, cost, since, begins, ends in rows:
        here = phase if stands == "active" else None
        key = kind, status, area, here
        counts[key] += 1
        if cost:
            costs[key] += cost
        if begins and ends:
            spans[begins, ends] += 1
        if here is not None:
            diagrams[here] = definition
            if here and since is not None:
                waited[here].append((now - since) // _DAY)
    groups = {name: _together(counts, costs, at) for at, name in enumerate(("kind", "status", "area", "phase"))}
    groups["phase"] = [replace(one, definition_id=diagrams[one.key]) for one in groups["phase"]]
    return groups, [Wait(phase, median_low(days), max(days)) for phase, days in waited.items()], _years(spans)


def _together(counts: Mapping[tuple[Any, ...], int], costs: Mapping[tuple[Any, ...], float], at: int) -> list[Group]:
    number, cost = Counter[str](), defaultdict[str, float](float)
    for key, count in counts.items():
        name = UNCLEAR if key[at] is None and at == _AREA else key[at]
        if name is not None:
            number[name] += count
            cost[name] += costs.get(key, 0.0)
    return _ordered(Group(key, count, _euros(cost[key])) for key, count in number.items())


def _euros(amount: float) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def _ordered(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.count, group.name, group.key))


def _municipalities(connection: Connection, projects: sa.Subquery) -> list[Group]:
    link, place = project_municipality.c, organisation.c
    counted = _linked(projects, project_municipality, link.municipality)
    rows = connection.execute(select(place.name, counted).join(counted, counted.c.key == place.key))
    return _ordered(Group(row.key, row.number, row.cost or _NOTHING, row.name) for row in rows)


def _classes(connection: Connection, projects: sa.Subquery) -> dict[str, list[Group]]:
    link, one = project_classification.c, classification.c
    counted = _linked(projects, project_classification, link.classification_id)
    found = defaultdict[str, list[Group]](list)
    for row in connection.execute(select(one.kind, one.name, counted).join(counted, counted.c.key == one.id)):
        found[row.kind].append(Group(str(row.key), row.number, row.cost or _NOTHING, row.name))
    return {kind: _ordered(groups) for kind, groups in found.items()}


def _linked(projects: sa.Subquery, table: sa.Table, key: Any) -> sa.Subquery:
    """How many of the projects each thing has that they are linked with, and what those cost."""
    return (
        select(key.label("key"), func.count().label("number"), func.sum(projects.c.total_cost).label("cost"))
        .select_from(table)
        .join(projects, projects.c.id == table.c.project_id)
        .group_by(key)
        .subquery()
    )


def _years(spans: Mapping[tuple[Any, Any], int]) -> list[tuple[int, int]]:
    """How many run in each year; the days of the spans are dates, or their text as SQLite keeps it."""
    running = Counter[int]()
    for (begins, ends), count in spans.items():
        first, last = (int(str(each)[:4]) for each in (begins, ends))
        for year in range(first, min(last, first + _MOST_YEARS) + 1):
            running[year] += count
    if not running:
        return []
    return [(year, running[year]) for year in range(max(min(running), max(running) - _MOST_YEARS), max(running) + 1)]


def _money(connection: Connection, projects: sa.Subquery | None, cost: Decimal) -> Money:
    entry, source, one = appropriation_entry.c, financing.c, report.c
    applied = _of(select(func.sum(source.amount)), projects, financing, source.project_id)
    granted = _of(select(func.sum(entry.amount)), projects, appropriation_entry, entry.idea_id, to="idea_id")
    last = _of(select(func.max(one.spent).label("spent")), projects, report, one.project_id)
    spent = last.where(one.spent.is_not(None)).group_by(one.project_id).subquery()
    asked = (
        applied.where(source.kind.in_(FROM_OTHERS)),
        granted.where(entry.kind == "granted"),
        select(func.sum(spent.c.spent)),
    )
    return Money(cost, *(connection.scalar(each) or _NOTHING for each in asked))


def _of(wanted: Any, projects: sa.Subquery | None, table: sa.Table, key: Any, to: str = "id") -> Any:
    """Of a table what belongs to the chosen projects, or all of it where everything is wanted."""
    found = wanted.select_from(table)
    return found if projects is None else found.join(projects, projects.c[to] == key)


def _indicators(connection: Connection, projects: sa.Subquery | None) -> tuple[int, int]:
    """How many there are, and how many came where they should: up to the target, or down to one below the baseline."""
    one, told = indicator.c, indicator_value.c
    falls = one.target < func.coalesce(one.baseline, 0)
    there = sa.case((falls, told.actual <= one.target), else_=told.actual >= one.target)
    reached = select(told.id).where(told.indicator_id == one.id, there).exists()
    counted = select(func.count().label("number"), func.sum(sa.case((reached, 1), else_=0)).label("reached"))
    planned = one.position.is_not(None), one.target.is_not(None)
    row = connection.execute(_of(counted, projects, indicator, one.project_id).where(*planned)).one()
    return row.number, row.reached or 0


def _reports(connection: Connection, projects: sa.Subquery | None, today: date) -> tuple[int, int]:
    """How many are late, and due soon."""
    due = report.c.due_on
    late = func.sum(sa.case((due < today, 1), else_=0))
    counted = _of(select(late.label("late"), func.count().label("both")), projects, report, report.c.project_id)
    row = connection.execute(counted.where(report.c.recorded_at.is_(None), due <= today + SOON)).one()
    return row.late or 0, row.both - (row.late or 0)

"""The portfolio in figures: how many stand where, what they cost, how long they wait, which reports are late.

Projects and ideas are grouped once, by one text of all that counts in them: that is faster than grouping the same rows
six times, and than reading each.  Where everything is wanted, sums ask whole tables or the indexes that cover them.
None of the statements reads history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, func, select

from webapp.lifecycle.appropriation import Entry
from webapp.lifecycle.budgets import EXTERNAL, MUNICIPAL
from webapp.lifecycle.portfolio import (
    SOON,
    UNCLEAR,
    Filters,
    applied_for,
    chosen_projects,
    granted_by,
    knows_grant,
    parts,
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
_NOTHING = Decimal(0)
_YEARS = 10_000  # The first year and the last as one number: 20262028.
_BETWEEN, _LISTED = "\x1f", ","  # The parts of a row's text, none of which holds it; and numbers of one row.


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
    """Sums in euros: applied for from others, granted by the municipalities and by others, spent as last reported."""

    cost: Decimal
    applied: Decimal
    granted: Decimal
    granted_elsewhere: Decimal
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
    together = [_Together.of(row) for row in connection.execute(_grouped(filters, today))]
    groups = {name: _groups(together, name) for name in ("kind", "status", "phase", "area")}
    projects = chosen_projects(filters, today)
    linked = projects if filters.given() else None
    groups |= {MUNICIPALITY: _municipalities(connection, projects), **_classes(connection, projects)}
    money = _money(connection, linked, sum((group.cost for group in groups["kind"]), _NOTHING))
    late, due = _reports(connection, linked, today)
    waits = _waits(together, int(now.timestamp()) * 1_000_000)
    return Figures(groups, waits, _years(together), money, late, due, *_indicators(connection, linked))


def _grouped(filters: Filters, today: date) -> sa.Select[Any]:
    """Those that one text tells of: how many, their cost, and as texts since when each waits and the years of each."""
    row = sa.union_all(*map(_narrow, parts(filters, today))).subquery().c
    since, years = (func.aggregate_strings(sa.cast(each, sa.String), _LISTED) for each in (row.since, row.years))
    return select(row.text, func.count(), func.sum(row.cost), since, years).group_by(row.text)


def _narrow(part: sa.Select[Any]) -> sa.Select[Any]:
    """Of each the text of what counts (see `_Together`), its cost, since when it is in its phase, and its years.

    Taken from the tables themselves, so that no database carries the wide rows through a union.
    """
    row, between = part.selected_columns, sa.literal(_BETWEEN)
    phase = sa.cast(row.definition_id, sa.String).concat(between).concat(row.phase)
    here = sa.case((row.instance_status == "active", phase), else_="")
    told = row.kind, row.status, func.coalesce(row.area, UNCLEAR), here
    days = func.coalesce(row.started_on, row.starts_on), func.coalesce(row.ended_on, row.ends_on)
    first, last = (sa.cast(sa.extract("year", day), sa.Integer) for day in days)
    return part.with_only_columns(
        reduce(lambda before, each: before.concat(between).concat(each), told).label("text"),
        sa.cast(row.total_cost, sa.Double).label("cost"),
        sa.type_coerce(row.phase_since, sa.BigInteger).label("since"),
        (first * _YEARS + last).label("years"),
        maintain_column_froms=True,
    )


@dataclass(frozen=True)
class _Together:
    """Some that nothing here tells apart but how long they wait and when they run.

    `phase` is none where no instance runs; `since` is in microseconds, `years` the first and last as one number.
    """

    kind: str
    status: str
    area: str
    definition_id: int | None
    phase: str | None
    count: int
    cost: float
    since: list[int]
    years: Mapping[int, int]

    @staticmethod
    def of(row: Any) -> "_Together":
        """From a row of `_grouped`."""
        text, count, cost, since, years = row
        kind, status, area, *here = text.split(_BETWEEN, 4)
        definition, phase = (int(here[0]), here[1]) if here[0] else (None, None)
        waiting, running = (
            [int(each) for each in listed.split(_LISTED)] if listed else [] for listed in (since, years)
        )
        return _Together(kind, status, area, definition, phase, count, cost or 0.0, waiting, Counter(running))


def _groups(found: Iterable[_Together], name: str) -> list[Group]:
    """By what their attribute of that name says."""
    number, cost, diagrams = Counter[str](), defaultdict[str, float](float), dict[str, int | None]()
    for one in found:
        key = getattr(one, name)
        if key is not None:
            number[key] += one.count
            cost[key] += one.cost
            diagrams[key] = one.definition_id
    return _ordered(Group(key, count, _euros(cost[key]), "", diagrams[key]) for key, count in number.items())


def _waits(found: Iterable[_Together], now: int) -> list[Wait]:
    waiting = defaultdict[str, list[int]](list)
    for one in found:
        if one.phase and one.since:
            waiting[one.phase] += one.since
    return [_wait(phase, since, now) for phase, since in waiting.items()]


def _wait(phase: str, since: list[int], now: int) -> Wait:
    latest_first = sorted(since, reverse=True)
    median, first = latest_first[(len(since) - 1) // 2], latest_first[-1]
    return Wait(phase, (now - median) // _DAY, (now - first) // _DAY)


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


def _years(found: Iterable[_Together]) -> list[tuple[int, int]]:
    """How many run in each year."""
    running = Counter[int]()
    for one in found:
        for years, count in one.years.items():
            first, last = divmod(years, _YEARS)
            for year in range(first, min(last, first + _MOST_YEARS) + 1):
                running[year] += count
    if not running:
        return []
    return [(year, running[year]) for year in range(max(min(running), max(running) - _MOST_YEARS), max(running) + 1)]


def _money(connection: Connection, projects: sa.Subquery | None, cost: Decimal) -> Money:
    entry, source, one = appropriation_entry.c, financing.c, report.c
    sums = select(applied_for(), granted_by(MUNICIPAL), granted_by(EXTERNAL))
    applied, municipal, elsewhere = connection.execute(_of(sums, projects, financing, source.project_id)).one()
    ledger = _of(select(func.sum(entry.amount)), projects, appropriation_entry, entry.idea_id, to="idea_id")
    unsaid = ledger.where(entry.kind == Entry.GRANTED, ~knows_grant(entry.idea_id))
    last = _of(select(func.max(one.spent).label("spent")), projects, report, one.project_id)
    spent = last.where(one.spent.is_not(None)).group_by(one.project_id).subquery()
    granted = (municipal or _NOTHING) + (connection.scalar(unsaid) or _NOTHING)
    reported = connection.scalar(select(func.sum(spent.c.spent)))
    return Money(cost, applied or _NOTHING, granted, elsewhere or _NOTHING, reported or _NOTHING)


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

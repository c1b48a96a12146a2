"""The portfolio: all projects and the ideas on their way, as chosen by filters, in pages.

Nothing here reads history: what a project costs to show does not grow with what has happened to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping, func, literal, select

from engine.schema import instance
from webapp.lifecycle.appropriation import Entry
from webapp.lifecycle.budgets import EXTERNAL, FROM_OTHERS, MUNICIPAL
from webapp.lifecycle.ideas import IdeaStatus
from webapp.lifecycle.programmes import ClassKind
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.schema import (
    appropriation_entry,
    financing,
    idea,
    project,
    project_classification,
    project_municipality,
    report,
)
from webapp.lifecycle.schema.base import EUROS

PAGE = 25
SOON = timedelta(days=30)  # A report that is due within that is due soon.
UNCLEAR = "none"  # The area of what has none.
ON_THEIR_WAY = (IdeaStatus.OPEN, ProjectStatus.STARTING, ProjectStatus.ACTIVE)
"""What the Regional Management Group follows: ideas on their way and projects that run."""


@dataclass(frozen=True)
class Filters:
    """What is wanted, each empty when it does not matter; all that is given must hold."""

    q: str = ""  # Part of a name, acronym or project code.
    kind: str = ""  # `project` or `idea`
    phase: str = ""
    area: str = ""
    status: str = ""
    municipality: str = ""
    programme: str = ""  # The number of a classification, as the three that follow.
    strategy: str = ""
    theme: str = ""
    fund: str = ""
    year: str = ""  # In which it runs.
    reports: str = ""  # `late` or `due`
    preset: str = ""  # `rmg`: what the Regional Management Group follows.

    def given(self) -> dict[str, str]:
        """Those that matter, as a URL has them."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    @property
    def classes(self) -> list[int]:
        """The numbers of the classifications that are wanted."""
        wanted = (getattr(self, kind) for kind in ClassKind)
        return [int(number) if number.isdecimal() else 0 for number in wanted if number]


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by an expression that is never null."""

    by: Any
    descending: bool = False


def chosen(filters: Filters, today: date) -> sa.CTE:
    """The projects and ideas that the filters leave, one row each."""
    return sa.union_all(*parts(filters, today)).cte("chosen")


def parts(filters: Filters, today: date) -> list[sa.Select[Any]]:
    """The same apart, with the same columns: the projects, and the ideas where any may be among them."""
    found = [_projects(filters, today)] if filters.kind in ("", "project") else []
    if filters.kind in ("", "idea") and not _for_projects_only(filters):
        found.append(_ideas(filters))
    return found or [_projects(filters, today).where(sa.false())]


def chosen_projects(filters: Filters, today: date) -> sa.Subquery:
    """Of the same the projects only, narrow, for joining: `id`, `idea_id` and `total_cost`."""
    p = project.c
    wanted = select(p.id, p.idea_id, p.total_cost)
    if filters.phase:
        wanted = wanted.join(instance, instance.c.business_key == p.business_key)
    conditions = [sa.false()] if filters.kind not in ("", "project") else _project_conditions(filters, today)
    return wanted.where(*conditions).subquery()


def order_of(rows: sa.CTE, name: str) -> Order:
    """By `name`, `end` (the next one to end first), `cost` (the dearest first) or `wait` (the longest first)."""
    never, latest = date(9999, 12, 31), 2**62
    since = sa.type_coerce(rows.c.phase_since, sa.BigInteger)
    orders = {
        "end": Order(func.coalesce(rows.c.ends_on, never)),
        "cost": Order(func.coalesce(rows.c.total_cost, 0), descending=True),
        "wait": Order(func.coalesce(since, latest)),
    }
    return orders.get(name, Order(rows.c.name))


def page(
    connection: Connection, filters: Filters, today: date, sort: str, after: tuple[str, str, int] | None, size: int
) -> list[RowMapping]:
    """Rows of the list with their money, beginning behind `after` (the sort's value, kind and number of a row).

    The rows are found first: a database would ask for the money of all before it sorts them.
    """
    rows = chosen(filters, today)
    order = order_of(rows, sort)
    wanted = select(rows, order.by.label("place"))
    if after is not None:
        wanted = wanted.where(_beyond(rows, order, *after))
    found = wanted.order_by(*_sorted(order, order.by, rows.c)).limit(size).cte("found")
    shown = select(found, *_money(found)).order_by(*_sorted(order, found.c.place, found.c))
    return list(connection.execute(shown).mappings())


def one_project(connection: Connection, project_id: int) -> RowMapping | None:
    """A project's row as the list has it, or None."""
    part = _projects(Filters(), date.min).where(project.c.id == project_id).cte("chosen")
    return connection.execute(select(part, *_money(part))).mappings().first()


def _sorted(order: Order, place: Any, columns: Any) -> tuple[Any, ...]:
    return place.desc() if order.descending else place, columns.kind, columns.id


def _beyond(rows: sa.CTE, order: Order, value: str, kind: str, number: int) -> sa.ColumnElement[bool]:
    place = sa.cast(value, EUROS) if order.descending else _typed(order.by, value)
    further = order.by < place if order.descending else order.by > place
    same = sa.or_(rows.c.kind > kind, sa.and_(rows.c.kind == kind, rows.c.id > number))
    return sa.or_(further, sa.and_(order.by == place, same))


def _typed(by: Any, value: str) -> Any:
    if isinstance(by.type, sa.Date):
        return date.fromisoformat(value)
    return int(value) if isinstance(by.type, sa.Integer) else value


def _for_projects_only(filters: Filters) -> bool:
    return bool(filters.classes or filters.municipality or filters.year or filters.reports)


def _projects(filters: Filters, today: date) -> sa.Select[Any]:
    p, i = project.c, instance.c
    return (
        select(
            literal("project").label("kind"), p.id, p.name, p.acronym, p.area, p.status, p.origin, p.idea_id,
            p.starts_on, p.ends_on, p.started_on, p.ended_on, p.total_cost, p.manager, p.implementer, p.summary,
            p.project_code, p.diary_number, i.id.label("instance_id"), i.definition_id, i.phase, i.phase_since,
            i.status.label("instance_status"),
        )
        .outerjoin(instance, i.business_key == p.business_key)
        .where(*_project_conditions(filters, today))
    )  # fmt: skip


def _ideas(filters: Filters) -> sa.Select[Any]:
    n, i = idea.c, instance.c
    nothing, no_day, no_sum = sa.cast(sa.null(), sa.Text), sa.cast(sa.null(), sa.Date), sa.cast(sa.null(), EUROS)
    return (
        select(
            literal("idea").label("kind"), n.id, n.title.label("name"), nothing.label("acronym"), n.area, n.status,
            literal("process").label("origin"), n.id.label("idea_id"), no_day.label("starts_on"),
            no_day.label("ends_on"), no_day.label("started_on"), no_day.label("ended_on"), no_sum.label("total_cost"),
            n.proposer.label("manager"), nothing.label("implementer"), n.need.label("summary"),
            nothing.label("project_code"), nothing.label("diary_number"),
            i.id.label("instance_id"), i.definition_id, i.phase, i.phase_since,
            i.status.label("instance_status"),
        )
        .outerjoin(instance, i.business_key == n.business_key)
        .where(n.status != IdeaStatus.PROJECT, *_shared(filters, n.status, n.area, n.title))
    )  # fmt: skip


def _shared(filters: Filters, status: Any, area: Any, *texts: Any) -> Iterator[sa.ColumnElement[bool]]:
    if filters.q:
        yield sa.or_(*(text.contains(form, autoescape=True) for text in texts for form in _forms(filters.q)))
    if filters.phase:
        yield instance.c.phase == filters.phase
    if filters.area:
        yield area.is_(None) if filters.area == UNCLEAR else area == filters.area
    if filters.status:
        yield status == filters.status
    if filters.preset:
        yield status.in_(ON_THEIR_WAY)


def _forms(typed: str) -> set[str]:
    """A word as typed, in small, capital and leading capital letters: databases know the case of a–z only."""
    return {typed, typed.lower(), typed.upper(), typed.capitalize()}


def _project_conditions(filters: Filters, today: date) -> Iterator[sa.ColumnElement[bool]]:
    p = project.c
    yield from _shared(filters, p.status, p.area, p.name, p.acronym, p.project_code)
    if filters.preset:
        yield p.origin != "reference"
    for number in filters.classes:
        linked = select(project_classification.c.project_id)
        yield p.id.in_(linked.where(project_classification.c.classification_id == number))
    if filters.municipality:
        of_it = project_municipality.c.municipality == filters.municipality
        yield p.id.in_(select(project_municipality.c.project_id).where(of_it))
    if filters.year:
        year = int(filters.year) if filters.year.isdecimal() and len(filters.year) == 4 else date.min.year
        yield func.coalesce(p.started_on, p.starts_on) <= date(year, 12, 31)
        yield func.coalesce(p.ended_on, p.ends_on) >= date(year, 1, 1)
    if filters.reports:
        yield p.id.in_(select(report.c.project_id).where(*late_or_due(filters.reports, today)))


def late_or_due(which: str, today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Reports that are not accepted and are `late`, or `due` within thirty days."""
    open_one = report.c.recorded_at.is_(None)
    if which == "late":
        return open_one, report.c.due_on < today
    return open_one, report.c.due_on.between(today, today + SOON)


def applied_for() -> sa.ColumnElement[Any]:
    """The sum of what was applied for from others; of what nobody has written down, what is planned."""
    wanted = func.coalesce(financing.c.applied, financing.c.amount)
    return func.sum(sa.case((financing.c.kind.in_(FROM_OTHERS), wanted)))


def granted_by(kind: str) -> sa.ColumnElement[Any]:
    """The sum of what sources of a kind have granted; null where it is not known of any."""
    return func.sum(sa.case((financing.c.kind == kind, financing.c.granted)))


def knows_grant(idea_id: Any) -> sa.ColumnElement[bool]:
    """Whether an idea's project has financing that says what the municipalities granted; else the ledger says it."""
    one, source = project.alias().c, financing.c
    said = source.project_id == one.id, source.kind == MUNICIPAL, source.granted.is_not(None)
    return select(source.position).where(one.idea_id == idea_id, *said).exists()


def _money(rows: sa.CTE) -> tuple[Any, ...]:
    """What was applied for, granted by the municipalities and by others, and spent by the last report; for few rows."""
    of_project = rows.c.kind == "project"
    applied, granted, elsewhere = (
        select(each).where(of_project, financing.c.project_id == rows.c.id).scalar_subquery()
        for each in (applied_for(), granted_by(MUNICIPAL), granted_by(EXTERNAL))
    )
    ledger = select(func.sum(appropriation_entry.c.amount)).where(
        appropriation_entry.c.idea_id == rows.c.idea_id, appropriation_entry.c.kind == Entry.GRANTED
    )
    spent = select(func.max(report.c.spent)).where(of_project, report.c.project_id == rows.c.id)
    late = select(func.min(report.c.due_on)).where(
        of_project, report.c.project_id == rows.c.id, report.c.recorded_at.is_(None)
    )
    return (
        applied.label("applied"),
        func.coalesce(granted, ledger.scalar_subquery()).label("granted"),
        elsewhere.label("granted_elsewhere"),
        spent.scalar_subquery().label("spent"),
        late.scalar_subquery().label("report_due"),
    )

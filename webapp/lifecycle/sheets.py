"""A project on one page: what is known of it besides its row in the portfolio; for many projects at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from webapp.lifecycle.indicators import Indicator, indicators_of
from webapp.lifecycle.portfolio import Filters, page
from webapp.lifecycle.programmes import Classification, classes_of, municipalities_of
from webapp.lifecycle.schema import deviation, financing, impact, lineage, partner, report, work_package

MOST = 500  # Projects in a booklet.


@dataclass(frozen=True)
class Sheet:
    """Everything for one project's page."""

    project: RowMapping
    classes: list[Classification]
    municipalities: list[str]
    financing: list[RowMapping]
    last_report: RowMapping | None  # The last accepted one.
    next_report: RowMapping | None
    deviations: list[RowMapping]  # The material ones, the newest first.
    impacts: list[RowMapping]
    relatives: list[RowMapping]
    work_packages: list[RowMapping]
    partners: list[RowMapping]
    indicators: list[Indicator]


def booklet(connection: Connection, today: date) -> list[Sheet]:
    """All projects that run or begin, by name."""
    return sheets(connection, page(connection, Filters(preset="rmg", kind="project"), today, "name", None, MOST))


def sheets(connection: Connection, projects: Iterable[RowMapping]) -> list[Sheet]:
    """The sheets of projects, in their order; so many statements, however many projects."""
    rows = list(projects)
    numbers = [row["id"] for row in rows]
    classes, places = classes_of(connection, numbers), municipalities_of(connection, numbers)
    money = _by_project(connection, financing, numbers, financing.c.position)
    reports = _by_project(connection, report, numbers, report.c.due_on, report.c.id)
    deviations = _by_project(connection, deviation, numbers, deviation.c.recorded_at.desc())
    impacts = _by_project(connection, impact, numbers, impact.c.months)
    relatives = _by_project(connection, lineage, numbers, lineage.c.id)
    packages = _by_project(connection, work_package, numbers, work_package.c.position)
    partners = _by_project(connection, partner, numbers, partner.c.position)
    indicators = indicators_of(connection, numbers)
    return [
        Sheet(
            project=row,
            classes=classes.get(row["id"], []),
            municipalities=places.get(row["id"], []),
            financing=money[row["id"]],
            last_report=_last(one for one in reports[row["id"]] if one["recorded_at"]),
            next_report=next((one for one in reports[row["id"]] if not one["recorded_at"]), None),
            deviations=[one for one in deviations[row["id"]] if one["material"]],
            impacts=impacts[row["id"]],
            relatives=relatives[row["id"]],
            work_packages=packages[row["id"]],
            partners=partners[row["id"]],
            indicators=indicators.get(row["id"], []),
        )
        for row in rows
    ]


def _by_project(connection: Connection, table: Any, numbers: list[int], *order: Any) -> dict[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(select(table).where(table.c.project_id.in_(numbers)).order_by(*order)).mappings():
        found[row["project_id"]].append(row)
    return found


def _last(rows: Iterable[RowMapping]) -> RowMapping | None:
    return max(rows, key=lambda row: row["recorded_at"], default=None)

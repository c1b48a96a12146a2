"""What a project is measured by: where it began, where it should come, and where each report says it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from webapp.lifecycle.schema import indicator, indicator_value, report


@dataclass(frozen=True)
class Indicator:
    """One measure of the plan in force; `actual` by the last accepted report or the impact's follow-up, if any."""

    id: int
    name: str
    baseline: Decimal | None
    target: Decimal | None
    actual: Decimal | None


def plan_indicators(connection: Connection, project: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Follow these (`name`, `baseline`, `target`) from now on; what others had measured stays."""
    of_project = indicator.c.project_id == project
    known = {row.name: row.id for row in connection.execute(select(indicator).where(of_project))}
    connection.execute(update(indicator).where(of_project).values(position=None))
    for position, row in enumerate(rows, 1):
        values = {"position": position, "baseline": row.get("baseline"), "target": row.get("target")}
        if row["name"] in known:
            connection.execute(update(indicator).where(indicator.c.id == known[row["name"]]).values(values))
        else:
            added = insert(indicator).values(values | {"project_id": project, "name": row["name"]})
            known[row["name"]] = int((connection.execute(added).inserted_primary_key or (0,))[0])


def list_indicators(connection: Connection, project: int) -> list[Indicator]:
    """Those of the plan in force, in its order."""
    return indicators_of(connection, [project]).get(project, [])


def indicators_of(connection: Connection, projects: Iterable[int]) -> dict[int, list[Indicator]]:
    """The same of several projects; those without any are absent."""
    numbers = list(projects)
    told = connection.execute(
        select(indicator_value.c.indicator_id, indicator_value.c.actual)
        .join(indicator, indicator.c.id == indicator_value.c.indicator_id)
        .outerjoin(report, report.c.id == indicator_value.c.report_id)
        .where(indicator.c.project_id.in_(numbers))
        .where(indicator_value.c.months.is_not(None) | report.c.recorded_at.is_not(None))
        .order_by(indicator_value.c.months.is_not(None), report.c.recorded_at, indicator_value.c.months)
    )
    actual = {row.indicator_id: row.actual for row in told}
    rows = connection.execute(
        select(indicator)
        .where(indicator.c.project_id.in_(numbers), indicator.c.position.is_not(None))
        .order_by(indicator.c.position)
    )
    found: dict[int, list[Indicator]] = {}
    for row in rows:
        one = Indicator(row.id, row.name, row.baseline, row.target, actual.get(row.id))
        found.setdefault(row.project_id, []).append(one)
    return found


def record_values(
    connection: Connection,
    rows: Iterable[Mapping[str, Any]],
    *,
    report_id: int | None = None,
    months: int | None = None,
) -> None:
    """Keep what a report, or the follow-up so many months after the end, measured: `{indicator, actual}`."""
    for row in rows:
        if row["actual"] is None:
            continue
        number = int(row["indicator"])
        same = indicator_value.c.report_id == report_id if report_id else indicator_value.c.months == months
        connection.execute(delete(indicator_value).where(indicator_value.c.indicator_id == number, same))
        values = {"report_id": report_id, "months": months, "actual": row["actual"]}
        connection.execute(insert(indicator_value).values(values | {"indicator_id": number}))

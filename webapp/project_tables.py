"""What the page of a project tells in tables: money, indicators, work, reports, plans, partners, people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from webapp.lifecycle import budgets, indicators, plans, work
from webapp.lifecycle.plans import Approval, Version
from webapp.lifecycle.reports import ReportKind
from webapp.lifecycle.schema import lesson, partner, report, steering_member
from webapp.localisation import day, gettext, local, ngettext, number
from webapp.naming import person_name
from webapp.runtime import runtime
from webapp.wording import euros, unknown


@dataclass(frozen=True)
class Table:
    """A caption, the columns' headings and rows; the first cell of a row is its heading.

    The last `figures` columns are numbers, and stand to the right.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: int = 0


def project_tables(connection: Connection, project: int) -> Iterator[Table]:
    """The tables of a project, without those that would be empty."""
    today = runtime().today()
    for table in (
        _sources(connection, project),
        _costs(connection, project),
        _indicators(connection, project),
        _work(connection, project),
        _reports(connection, project, today),
        _versions(plans.versions(connection, project)),
        _partners(connection, project),
        _steering(connection, project),
        _lessons(connection, project),
    ):
        if table.rows:
            yield table


def _sources(connection: Connection, project: int) -> Table:
    found = budgets.sources(connection, project)
    rows = [
        (one.source, *(_sum(amount) for amount in (one.planned, one.granted, one.claimed, one.received)))
        for one in found
    ]
    if len(rows) > 1:
        columns = zip(*((one.planned, one.granted, one.claimed, one.received) for one in found), strict=True)
        rows.append((gettext("In all"), *(_sum(_total(column)) for column in columns)))
    headings = gettext("Source"), gettext("Planned"), gettext("Granted"), gettext("Claimed"), gettext("Received")
    return Table(gettext("Financing"), headings, tuple(rows), 4)


def _costs(connection: Connection, project: int) -> Table:
    found = budgets.cost_lines(connection, project)
    rows = [(_line_name(one.line), _sum(one.planned), _sum(one.spent)) for one in found]
    if len(rows) > 1:
        planned, spent = _total([one.planned for one in found]), _total([one.spent for one in found])
        rows.append((gettext("In all"), _sum(planned), _sum(spent)))
    headings = gettext("Cost type"), gettext("Planned"), gettext("Spent")
    return Table(gettext("Costs"), headings, tuple(rows), 2)


def _indicators(connection: Connection, project: int) -> Table:
    rows = [
        (one.name, *(unknown() if value is None else number(value) for value in (one.baseline, one.target, one.actual)))
        for one in indicators.list_indicators(connection, project)
    ]
    headings = gettext("Indicator"), gettext("Baseline"), gettext("Target"), gettext("Actual")
    return Table(gettext("Indicators"), headings, tuple(rows), 3)


def _work(connection: Connection, project: int) -> Table:
    activities = work.list_activities(connection, project)
    packages, rows = work.list_packages(connection, project), []
    for package in packages:
        rows.append((f"{package.position}. {package.name}", package.content or "", ""))
        rows += [_activity(row) for row in activities if row.work_package == package.position]
    numbers = {package.position for package in packages}
    rows += [_activity(row) for row in activities if row.work_package not in numbers]
    return Table(
        gettext("Work"), (gettext("Work package or activity"), gettext("Content"), gettext("Status")), tuple(rows)
    )


def _activity(row: Row[Any]) -> tuple[str, str, str]:
    return row.name, day(row.due_on) if row.due_on else "", _work_status(row.status)


def _reports(connection: Connection, project: int, today: date) -> Table:
    found = connection.execute(select(report).where(report.c.project_id == project).order_by(report.c.due_on)).all()
    rows = tuple((_report_name(row), _due(row), _stands(row, today), _sum(row.spent)) for row in found)
    headings = gettext("Report"), gettext("Due"), gettext("Status"), gettext("Spent")
    return Table(gettext("Reports"), headings, rows, 1)


def _report_name(row: Row[Any]) -> str:
    name = {
        ReportKind.STATUS: gettext("Status report %(number)s", number=row.number),
        ReportKind.INTERIM: gettext("Interim report %(number)s", number=row.number),
        ReportKind.FINAL: gettext("Final report"),
    }[ReportKind(row.kind)]
    return gettext("%(report)s, payment claim", report=name) if row.claim else name


def _due(row: Row[Any]) -> str:
    if row.planned_on is None:
        return day(row.due_on)
    return gettext("%(day)s, moved from %(before)s", day=day(row.due_on), before=day(row.planned_on))


def _stands(row: Row[Any], today: date) -> str:
    """Whether it was accepted or handed in, how late in words; or that it is late, or has not begun."""
    handed_in = local(row.written_at).date() if row.written_at else None
    late = ((handed_in or today) - row.due_on).days
    lateness = ngettext("%(count)s day late", "%(count)s days late", late) if late > 0 else ""
    if row.recorded_at:
        stands = gettext("accepted")
    elif handed_in:
        stands = gettext("handed in")
    elif row.opened_at:
        stands = gettext("being written")
    else:
        return lateness or gettext("not begun")
    return f"{stands}, {lateness}" if lateness else stands


def _versions(found: Sequence[Version]) -> Table:
    approvals = {
        Approval.STEERING_GROUP: gettext("steering group"),
        Approval.RMG: gettext("Regional Management Group"),
        Approval.FUNDER: gettext("funder"),
    }
    rows = tuple(
        (
            str(one.number),
            f"{day(one.plan.starts_on)} – {day(one.plan.ends_on)}",
            one.reason or gettext("first plan"),
            f"{approvals[one.approved_by]}, {day(one.approved_on)}",
            euros(one.plan.total_cost),
        )
        for one in found
    )
    headings = gettext("Version"), gettext("Time"), gettext("Reason"), gettext("Approved"), gettext("Total cost")
    return Table(gettext("Versions of the plan"), headings, rows, 1)


def _partners(connection: Connection, project: int) -> Table:
    found = connection.execute(select(partner).where(partner.c.project_id == project).order_by(partner.c.position))
    rows = tuple((row.name, row.country or unknown(), row.role or unknown()) for row in found)
    return Table(gettext("Partners"), (gettext("Name"), gettext("Country"), gettext("Role")), rows)


def _steering(connection: Connection, project: int) -> Table:
    found = connection.execute(select(steering_member).where(steering_member.c.project_id == project)).all()
    people = sorted((not row.chair, person_name(row.person_id) or row.person_id) for row in found)
    rows = tuple((name, gettext("member") if member else gettext("chair")) for member, name in people)
    return Table(gettext("Steering group"), (gettext("Name"), gettext("Role")), rows)


def _lessons(connection: Connection, project: int) -> Table:
    names = {"lesson": gettext("Lesson"), "good_practice": gettext("Good practice")}
    found = connection.execute(select(lesson).where(lesson.c.project_id == project).order_by(lesson.c.at, lesson.c.id))
    rows = tuple((names[row.kind], row.text, day(row.at)) for row in found)
    return Table(gettext("Lessons learnt"), (gettext("Kind"), gettext("Text"), gettext("Recorded")), rows)


def _line_name(line: str) -> str:
    names = {
        "salaries": gettext("Salaries"),
        "purchases": gettext("Purchased services"),
        "equipment": gettext("Machines and equipment"),
        "buildings": gettext("Buildings and land"),
        "flat_rate": gettext("Flat rate"),
        "other": gettext("Other costs"),
    }
    return names.get(line, line)


def _work_status(status: str) -> str:
    names = {
        "planned": gettext("planned"),
        "under_way": gettext("under way"),
        "done": gettext("done"),
        "dropped": gettext("dropped"),
    }
    return names[status]


def _sum(amount: Decimal | None) -> str:
    return "–" if amount is None else euros(amount)


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None

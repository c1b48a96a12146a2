"""Reports of projects: their schedule, which comes next, and which were accepted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select, update

from webapp.lifecycle.schema import report as reports

OPENS_BEFORE = timedelta(days=30)  # So that the first reminder, 14 days before, finds the task.
FINAL_OPENS_BEFORE = timedelta(days=60)  # Before the project's end.


class ReportKind(StrEnum):
    """Which report it is; the interim and the final one the RMG decides on."""

    STATUS = "status"
    INTERIM = "interim"
    FINAL = "final"


@dataclass(frozen=True)
class Due:
    """A report that is to be written."""

    kind: ReportKind
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class Report(Due):
    """One that stands in a project's schedule; numbered from 1 for each kind."""

    id: int
    number: int


def plan_schedule(starts_on: date, ends_on: date, status_months: int, interim_months: int) -> Iterator[Due]:
    """A status report every so many months and an interim report every so many; the final one is due at the end.

    Where both fall on one day the interim report serves for both; nothing falls into the time of the final report.
    """
    final_opens = ends_on - FINAL_OPENS_BEFORE
    months = 0
    while (due_on := _months_later(starts_on, months := months + 1)) < final_opens:
        if months % interim_months == 0:
            yield Due(ReportKind.INTERIM, due_on - OPENS_BEFORE, due_on)
        elif months % status_months == 0:
            yield Due(ReportKind.STATUS, due_on - OPENS_BEFORE, due_on)
    yield Due(ReportKind.FINAL, final_opens, ends_on)


def replace_schedule(connection: Connection, project: int, schedule: Iterator[Due], today: date) -> None:
    """Put a schedule in place of what is not yet accepted; what would have been due already is left out."""
    open_ones = reports.c.project_id == project, reports.c.recorded_at.is_(None)
    connection.execute(delete(reports).where(*open_ones))
    for due in schedule:
        if due.due_on >= today or due.kind is ReportKind.FINAL:
            _add(connection, project, due)


def next_report(connection: Connection, project: int) -> Report:
    """The one that is due first among those not yet accepted.  Raises LookupError when the final one was."""
    row = connection.execute(
        select(reports.c.kind, reports.c.opens_on, reports.c.due_on, reports.c.id, reports.c.number)
        .where(reports.c.project_id == project, reports.c.recorded_at.is_(None))
        .order_by(reports.c.due_on, reports.c.id)
    ).first()  # fmt: skip
    if row is None:
        raise LookupError(f"Expected project {project} to have a report to write, but it has none.")
    return Report(ReportKind(row.kind), row.opens_on, row.due_on, row.id, row.number)


def bring_final_forward(connection: Connection, project: int, today: date) -> None:
    """A project ends early: only its final report is left, and its time begins now."""
    waiting = reports.c.project_id == project, reports.c.recorded_at.is_(None)
    connection.execute(delete(reports).where(*waiting, reports.c.kind != ReportKind.FINAL))
    moved = {"opens_on": today, "due_on": today + FINAL_OPENS_BEFORE}
    connection.execute(update(reports).where(*waiting).values(moved))


def change_report(connection: Connection, report_id: int, **values: object) -> None:
    """Write down what is known of a report by now."""
    connection.execute(update(reports).where(reports.c.id == report_id).values(**values))


def _add(connection: Connection, project: int, due: Due) -> None:
    same = reports.c.project_id == project, reports.c.kind == due.kind
    last = connection.scalar(select(func.max(reports.c.number)).where(*same)) or 0
    values = {"project_id": project, "kind": due.kind, "number": last + 1}
    connection.execute(insert(reports).values(values | {"opens_on": due.opens_on, "due_on": due.due_on}))


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))

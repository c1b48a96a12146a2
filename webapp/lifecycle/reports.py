"""Reports of projects: their schedule, which comes next, which have begun and which were accepted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

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
    """A report that is to be written; `claim`: it serves as the funder's payment claim as well."""

    kind: ReportKind
    opens_on: date
    due_on: date
    claim: bool = False


@dataclass(frozen=True)
class Report:
    """One that stands in a project's schedule; numbered from 1 for each kind."""

    id: int
    kind: ReportKind
    number: int
    opens_on: date
    due_on: date
    claim: bool


_REPORT = reports.c.id, reports.c.kind, reports.c.number, reports.c.opens_on, reports.c.due_on, reports.c.claim


def plan_schedule(
    starts_on: date, ends_on: date, status_months: int, interim_months: int, claim_months: int | None = None
) -> Iterator[Due]:
    """A status report every so many months, an interim report and a payment claim every so many; the final one at last.

    Where several fall on one day one report serves for all: a claim alone is a status report.  Nothing falls into the
    time of the final report.
    """
    final_opens = ends_on - FINAL_OPENS_BEFORE
    months = 0
    while (due_on := _months_later(starts_on, months := months + 1)) < final_opens:
        claim = bool(claim_months) and months % (claim_months or 1) == 0
        if months % interim_months == 0:
            yield Due(ReportKind.INTERIM, due_on - OPENS_BEFORE, due_on, claim)
        elif claim or months % status_months == 0:
            yield Due(ReportKind.STATUS, due_on - OPENS_BEFORE, due_on, claim)
    yield Due(ReportKind.FINAL, final_opens, ends_on, bool(claim_months))


def replace_schedule(connection: Connection, project: int, schedule: Iterator[Due], today: date) -> None:
    """Put a schedule in place of what has not begun; what would have been due already is left out.

    Once the final report has begun nothing else is added: it tells of the whole project.
    """
    connection.execute(delete(reports).where(*_not_begun(project)))
    final = reports.c.project_id == project, reports.c.kind == ReportKind.FINAL
    if connection.scalar(select(reports.c.id).where(*final)) is not None:
        return
    begun = select(reports.c.due_on).where(reports.c.project_id == project)
    there = set(connection.scalars(begun))
    for due in schedule:
        if due.kind is ReportKind.FINAL or (due.due_on >= today and due.due_on not in there):
            _add(connection, project, due)


def next_report(connection: Connection, project: int) -> Report | None:
    """The one that opens first among those that have not begun; none is left after the final one."""
    row = connection.execute(
        select(*_REPORT).where(*_not_begun(project)).order_by(reports.c.opens_on, reports.c.id).limit(1)
    ).first()
    return _report(row) if row else None


def take_report(connection: Connection, project: int, now: datetime) -> Report:
    """The first report that was opened and that no round has taken yet; from now on the asker's round has it.

    Raises LookupError when there is none.
    """
    waiting = reports.c.opened_at.is_not(None), reports.c.taken_at.is_(None)
    row = connection.execute(
        select(*_REPORT).where(reports.c.project_id == project, *waiting).order_by(reports.c.id).limit(1)
    ).first()
    if row is None:
        raise LookupError(f"Expected project {project} to have a report that was opened, but it has none.")
    change_report(connection, row.id, taken_at=now)
    return _report(row)


def move_report(connection: Connection, report_id: int, due_on: date) -> None:
    """Give a report another due date; the one that was planned is kept beside it."""
    planned = func.coalesce(reports.c.planned_on, reports.c.due_on)
    moved = update(reports).where(reports.c.id == report_id, reports.c.due_on != due_on)
    connection.execute(moved.values(due_on=due_on, planned_on=planned))


def bring_final_forward(connection: Connection, project: int, today: date) -> None:
    """A project ends early: of what has not begun only its final report is left, and its time begins now."""
    waiting = _not_begun(project)
    connection.execute(delete(reports).where(*waiting, reports.c.kind != ReportKind.FINAL))
    moved = {"opens_on": today, "due_on": today + FINAL_OPENS_BEFORE}
    connection.execute(update(reports).where(*waiting).values(moved))


def add_final(connection: Connection, project: int, today: date) -> None:
    """The final report of a project of which nothing else is reported here; its time begins now."""
    _add(connection, project, Due(ReportKind.FINAL, today, today + FINAL_OPENS_BEFORE, claim=False))


def drop_missed(connection: Connection, project: int, today: date) -> None:
    """What fell due while a project was suspended is not asked for; the final report always is."""
    missed = reports.c.due_on < today, reports.c.kind != ReportKind.FINAL
    connection.execute(delete(reports).where(*_not_begun(project), *missed))


def change_report(connection: Connection, report_id: int, **values: object) -> None:
    """Write down what is known of a report by now."""
    connection.execute(update(reports).where(reports.c.id == report_id).values(**values))


def _report(row: Any) -> Report:
    return Report(row.id, ReportKind(row.kind), row.number, row.opens_on, row.due_on, bool(row.claim))


def _not_begun(project: int) -> tuple[ColumnElement[bool], ...]:
    return reports.c.project_id == project, reports.c.opened_at.is_(None), reports.c.recorded_at.is_(None)


def _add(connection: Connection, project: int, due: Due) -> None:
    same = reports.c.project_id == project, reports.c.kind == due.kind
    last = connection.scalar(select(func.max(reports.c.number)).where(*same)) or 0
    values = {"project_id": project, "kind": due.kind, "number": last + 1, "claim": due.claim}
    connection.execute(insert(reports).values(values | {"opens_on": due.opens_on, "due_on": due.due_on}))


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))

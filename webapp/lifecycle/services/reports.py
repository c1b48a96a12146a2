"""Reports: scheduled, opened, written, moved, escalated when late, recorded when accepted."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine import ServiceCall
from webapp.lifecycle import budgets, plans, projects, reports, work
from webapp.lifecycle.indicators import list_indicators, record_values
from webapp.lifecycle.lessons import LessonKind, learn
from webapp.lifecycle.notices import Kind
from webapp.lifecycle.phrases import Words
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.reports import Report, ReportKind
from webapp.lifecycle.schema import activity, indicator_value, lesson, payment, report_cost
from webapp.lifecycle.schema import report as report_table
from webapp.lifecycle.services.notices import addressed, notify_people
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered

_LABELS = {ReportKind.STATUS: "Tilanneraportti", ReportKind.INTERIM: "Väliraportti", ReportKind.FINAL: "Loppuraportti"}

services.needs("reporting", "write_report")


@services.register("report.schedule")
def schedule(call: ServiceCall, *, project: int) -> dict[str, Any]:
    """Work out from the plan in force when a project reports; what has begun stays.  Gives the `schedule` a name."""
    connection = call.unit.write()
    version = plans.versions(connection, int(project))[-1]
    plan = version.plan
    planned = reports.plan_schedule(
        plan.starts_on, plan.ends_on, plan.status_months, plan.interim_months, plan.claim_months
    )
    reports.replace_schedule(connection, int(project), planned, _today(call))
    return {"schedule": f"plan/{version.number}"}


@services.register("report.only_final")
def schedule_final(call: ServiceCall, *, project: int) -> dict[str, Any]:
    """A project comes here at its end: its final report is due, and nothing else.  Gives the `schedule` a name."""
    connection, today = call.unit.write(), _today(call)
    reports.replace_schedule(connection, int(project), iter(()), today)
    reports.add_final(connection, int(project), today)
    return {"schedule": "ending"}


@services.register("report.next")
def pick(call: ServiceCall, *, project: int, schedule: str) -> dict[str, Any]:
    """The report that opens next: its `id` and `opens_on`, and by which `schedule`.

    The id is null when nothing is left, or the project is suspended.
    """
    connection = call.unit.connection
    held = projects.find_project(connection, int(project)).status == ProjectStatus.SUSPENDED
    found = None if held else reports.next_report(connection, int(project))
    next_one = {"id": found.id, "opens_on": found.opens_on} if found else {"id": None}
    return next_one | {"schedule": schedule}


@services.register("report.open")
def open_report(call: ServiceCall, *, report: int) -> None:
    """A report's round begins."""
    reports.change_report(call.unit.write(), int(report), opened_at=call.now)


@services.register("report.take")
def take(call: ServiceCall, *, project: int) -> dict[str, Any]:
    """The report that this round is about, with all that its form begins from.

    Gives `id`, `kind`, `label`, `due_on`, `claim`; lists of `{value, label}` to choose from: `activities`,
    `indicators`, `sources`; and rows: `costs`, `measured`, `progress`, `payments`.
    """
    connection = call.unit.write()
    found = reports.take_report(connection, int(project), call.now)
    return _told(found) | _begun_from(connection, int(project), claim=found.claim)


@services.register("report.write")
def write(
    call: ServiceCall, *, project: int, report: Mapping[str, Any], situation: str, summary: str
) -> dict[str, Any]:
    """Keep what was just written at `write_report`, with its costs, measures, payments and progress.

    Gives the report as a form would begin from it once more.
    """
    connection, number = call.unit.write(), int(report["id"])
    written = call.submission("write_report")
    costs, payments = written.get("report_costs") or [], written.get("payments") or []
    measured, progress = written.get("measured") or [], written.get("progress") or []
    values = {"situation": situation, "summary": summary, "written_at": call.now}
    with ExitStack() as images:
        for table in (report_cost, payment, indicator_value):
            images.enter_context(remembered(call, table, report_id=number))
        images.enter_context(remembered(call, activity, project_id=int(project)))
        images.enter_context(remembered(call, report_table, id=number))
        budgets.record_costs(connection, number, costs)
        budgets.record_payments(connection, number, payments)
        record_values(connection, measured, report_id=number)
        work.record_progress(connection, int(project), progress)
        reports.change_report(connection, number, **values)
    told = {"situation": situation, "summary": summary, "costs": costs, "payments": payments}
    return {**report, **told, "measured": measured, "progress": progress}


@services.register("report.move")
def move(call: ServiceCall, *, report: Mapping[str, Any], due_on: date) -> dict[str, Any]:
    """Give a report another due date; the same report with that date."""
    with remembered(call, report_table, id=int(report["id"])):
        reports.move_report(call.unit.write(), int(report["id"]), due_on)
    return {**report, "due_on": due_on}


@services.register("report.escalate")
def escalate(
    call: ServiceCall, *, report: int, subject: Words, group: str | None = None, person: str | None = None
) -> None:
    """A report is late: tell a group or a person, and keep that it was told."""
    reports.change_report(call.unit.write(), int(report), escalated_at=call.now)
    notify_people(call, addressed(call, group, person), Kind.ESCALATION, subject)


@services.register("report.record")
def record(
    call: ServiceCall, *, project: int, report: int, lessons: str | None = None, practices: str | None = None
) -> None:
    """Keep that a report was accepted, and what a final one teaches."""
    connection = call.unit.write()
    spent = budgets.spent_by(connection, int(report))
    with remembered(call, report_table, id=int(report)), remembered(call, lesson, project_id=int(project)):
        reports.change_report(connection, int(report), spent=spent, recorded_at=call.now)
        for kind, text in ((LessonKind.LESSON, lessons), (LessonKind.GOOD_PRACTICE, practices)):
            if text:
                learn(connection, int(project), kind, text, call.now)


@services.register("report.finish_early")
def finish_early(call: ServiceCall, *, project: int) -> dict[str, Any]:
    """The project ends before its time: only the final report is left, from now on.  Renames the `schedule`."""
    reports.bring_final_forward(call.unit.write(), int(project), _today(call))
    return {"schedule": "ending"}


for _topic in ("report.write", "report.move", "report.record"):
    services.reverses(_topic)(put_back)


def _told(found: Report) -> dict[str, Any]:
    label = _LABELS[found.kind] if found.kind is ReportKind.FINAL else f"{_LABELS[found.kind]} {found.number}"
    return {
        "id": found.id,
        "kind": str(found.kind),
        "label": label,
        "due_on": found.due_on,
        "claim": found.claim,
        "situation": None,
        "summary": None,
    }


def _begun_from(connection: Connection, project: int, *, claim: bool) -> dict[str, Any]:
    activities = work.list_activities(connection, project)
    indicators = list_indicators(connection, project)
    sources = budgets.sources(connection, project)
    lines = budgets.cost_lines(connection, project)
    nothing = Decimal(0)
    asked = (budgets.MUNICIPAL, budgets.EXTERNAL) if claim else (budgets.MUNICIPAL,)  # The ledger asks of each.
    return {
        "activities": [{"value": row.position, "label": row.name} for row in activities],
        "progress": [{"activity": row.position, "status": row.status} for row in activities],
        "indicators": [{"value": one.id, "label": one.name} for one in indicators],
        "measured": [{"indicator": one.id, "actual": one.actual} for one in indicators],
        "sources": [{"value": one.source, "label": one.source} for one in sources],
        "payments": [{"source": one.source} for one in sources if one.kind in asked],
        "costs": [{"line": one.line, "spent": one.spent or nothing} for one in lines],
    }


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()

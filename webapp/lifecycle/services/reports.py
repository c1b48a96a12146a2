"""Reports: scheduled, picked, escalated when late, recorded when accepted."""

from datetime import date
from decimal import Decimal
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import projects, reports
from webapp.lifecycle.reports import ReportKind
from webapp.lifecycle.services.notices import write_to_group
from webapp.lifecycle.services.registry import services

_LABELS = {ReportKind.STATUS: "Tilanneraportti", ReportKind.INTERIM: "Väliraportti", ReportKind.FINAL: "Loppuraportti"}


@services.register("report.schedule")
def schedule(
    call: ServiceCall, *, project: int, starts_on: date, ends_on: date, status_months: int, interim_months: int
) -> None:
    """Work out when a project reports; what was accepted stays."""
    connection = call.unit.write()
    planned = reports.plan_schedule(starts_on, ends_on, int(status_months), int(interim_months))
    reports.replace_schedule(connection, int(project), planned, _today(call))
    projects.change(connection, int(project), starts_on=starts_on, ends_on=ends_on)


@services.register("report.next")
def pick(call: ServiceCall, *, project: int, ending: bool | None = None) -> dict[str, Any]:
    """The report that comes next, the final one at once when the project is `ending`.

    Gives its `id`, `kind`, `label`, and the days `opens_on` and `due_on`.
    """
    connection = call.unit.write()
    if ending:
        reports.bring_final_forward(connection, int(project), _today(call))
    found = reports.next_report(connection, int(project))
    label = _LABELS[found.kind] if found.kind is ReportKind.FINAL else f"{_LABELS[found.kind]} {found.number}"
    return {
        "id": found.id,
        "kind": str(found.kind),
        "label": label,
        "opens_on": found.opens_on,
        "due_on": found.due_on,
    }


@services.register("report.escalate")
def escalate(call: ServiceCall, *, report: int, group: str, subject: str) -> None:
    """A report is late: tell a group, and keep that it was told."""
    reports.change_report(call.unit.write(), int(report), escalated_at=call.now)
    write_to_group(call, group, subject)


@services.register("report.record")
def record(call: ServiceCall, *, report: int, situation: str, summary: str, spent: Decimal) -> None:
    """Keep an accepted report."""
    values = {"situation": situation, "summary": summary, "spent": Decimal(spent), "recorded_at": call.now}
    reports.change_report(call.unit.write(), int(report), **values)


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()

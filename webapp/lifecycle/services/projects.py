"""Projects: founded, staffed, followed, ended."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import ideas, programmes, projects
from webapp.lifecycle.ideas import IdeaStatus
from webapp.lifecycle.people import everybody, members_of, names_of
from webapp.lifecycle.projects import Founded, ProjectStatus
from webapp.lifecycle.services.registry import services

MANAGERS = "project_manager"


@services.register("project.found")
def found(
    call: ServiceCall,
    *,
    idea: int,
    title: str,
    area: str | None = None,
    total_cost: Decimal | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> dict[str, Any]:
    """Make a project of a decided idea: its number `id` and the `business_key` of its instance."""
    proposal = call.submission("prepare_proposal")
    founded = Founded(title, int(idea), area, total_cost, starts_on, ends_on, proposal.get("summary") or "")
    connection = call.unit.write()
    number = projects.found(connection, founded, proposal.get("financing") or [])
    programmes.place(connection, number, dict.fromkeys(proposal.get("municipalities") or []))
    ideas.answer(connection, int(idea), IdeaStatus.PROJECT, call.now)
    return {"id": number, "business_key": f"project/{number}"}


@services.register("project.open")
def open_project(call: ServiceCall) -> dict[str, Any]:
    """Who may be named: `managers`, and as `members` of the steering group everybody; lists of `{value, label}`."""
    connection, today = call.unit.connection, call.now.astimezone(call.zone).date()
    managers = names_of(connection, members_of(connection, MANAGERS, today))
    return {
        "managers": [{"value": person, "label": name} for person, name in sorted(managers.items())],
        "members": [{"value": person, "label": name} for person, name in everybody(connection)],
    }


@services.register("project.appoint")
def appoint(call: ServiceCall, *, project: int, manager: str, steering_group: Sequence[str]) -> None:
    """Name a project's manager and steering group; it is active now."""
    connection = call.unit.write()
    projects.appoint(connection, int(project), manager, steering_group)
    today = call.now.astimezone(call.zone).date()
    projects.change(connection, int(project), status=ProjectStatus.ACTIVE, started_on=today)


@services.register("project.deviate")
def deviate(
    call: ServiceCall,
    *,
    project: int,
    kind: str,
    severity: str,
    text: str,
    material: bool,
    outcome: str | None = None,
) -> None:
    """Keep a deviation, and what the RMG said of a material one."""
    values = {"kind": kind, "severity": severity, "description": text, "material": material, "outcome": outcome}
    projects.record_deviation(call.unit.write(), int(project), call.now, **values)


@services.register("project.close")
def close(call: ServiceCall, *, project: int) -> dict[str, Any]:
    """The project has ended: `ended_on`."""
    today = call.now.astimezone(call.zone).date()
    projects.change(call.unit.write(), int(project), status=ProjectStatus.ENDED, ended_on=today)
    return {"ended_on": today}


@services.register("project.impact")
def record_impact(call: ServiceCall, *, project: int, months: int, text: str) -> None:
    """Keep what a project has led to."""
    projects.record_impact(call.unit.write(), int(project), int(months), text, call.now)

"""Projects: founded, staffed, held up, ended, followed."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine import ServiceCall
from webapp.lifecycle import ideas, programmes, projects, proposals, reports
from webapp.lifecycle.budgets import EXTERNAL, MUNICIPAL, change_sources, grant_by_source, plan_costs, plan_financing
from webapp.lifecycle.ideas import IdeaStatus
from webapp.lifecycle.indicators import list_indicators, plan_indicators, record_values
from webapp.lifecycle.lessons import LessonKind, learn
from webapp.lifecycle.people import everybody, members_of, names_of
from webapp.lifecycle.projects import Founded, ProjectStatus
from webapp.lifecycle.schema import deviation, impact, indicator_value, lesson, report, steering_member
from webapp.lifecycle.schema import project as project_table
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered

MANAGERS = "project_manager"

services.needs("project", "record_impact")


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
    """Make a project of a decided idea, with what its proposal and the decisions on its money say.

    Gives its number `id` and the `business_key` of its instance.
    """
    connection = call.unit.write()
    proposal = proposals.latest_content(connection, int(idea))
    founded = Founded(title, int(idea), area, total_cost, starts_on, ends_on, proposal.get("summary") or "")
    number = projects.found(connection, founded)
    plan_costs(connection, number, proposal.get("costs") or [])
    plan_financing(connection, number, proposal.get("financing") or [])
    plan_indicators(connection, number, proposal.get("indicators") or [])
    projects.name_partners(connection, number, proposal.get("partners") or [])
    _keep_decisions(call, connection, number, proposal.get("state_aid"))
    programmes.place(connection, number, _shares(proposal))
    ideas.answer(connection, int(idea), IdeaStatus.PROJECT, call.now)
    return {"id": number, "business_key": f"project/{number}"}


@services.register("project.open")
def open_project(call: ServiceCall) -> dict[str, Any]:
    """Who may be named: `managers`, and as `members` of the steering group everybody; lists of `{value, label}`."""
    connection, today = call.unit.connection, _today(call)
    managers = names_of(connection, members_of(connection, MANAGERS, today))
    return {
        "managers": [{"value": person, "label": name} for person, name in sorted(managers.items())],
        "members": [{"value": person, "label": name} for person, name in everybody(connection)],
    }


@services.register("project.appoint")
def appoint(call: ServiceCall, *, project: int, manager: str, steering_group: Sequence[str], chair: str) -> None:
    """Name a project's manager and steering group; it is active now."""
    connection = call.unit.write()
    number = int(project)
    with remembered(call, project_table, id=number), remembered(call, steering_member, project_id=number):
        projects.appoint(connection, number, manager, steering_group, chair)
        projects.change(connection, number, status=ProjectStatus.ACTIVE, started_on=_today(call))


@services.register("project.deviate")
def deviate(
    call: ServiceCall,
    *,
    project: int,
    kind: str,
    severity: str,
    text: str,
    material: bool,
    effect: str | None = None,
    proposal: str | None = None,
    outcome: str | None = None,
) -> None:
    """Keep a deviation, and what the RMG said of a material one."""
    told = {"kind": kind, "severity": severity, "description": text, "effect": effect, "proposal": proposal}
    judged = {"material": material, "outcome": outcome}
    with remembered(call, deviation, project_id=int(project)):
        projects.record_deviation(call.unit.write(), int(project), call.now, **told, **judged)


@services.register("project.suspend")
def suspend(call: ServiceCall, *, project: int, report: int, outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The RMG has suspended the project after a report: nothing more is to be reported.

    Gives the new name of the `schedule`, and `suspension`: its `grounds` and the day, `since`.
    """
    projects.change(call.unit.write(), int(project), status=ProjectStatus.SUSPENDED)
    return {
        "schedule": f"suspended/{report}",
        "suspension": {"grounds": outcome.get("grounds"), "since": _today(call)},
    }


@services.register("project.resume")
def resume(call: ServiceCall, *, project: int) -> None:
    """The project goes on; what fell due meanwhile is not asked for."""
    connection, number = call.unit.write(), int(project)
    with remembered(call, project_table, id=number), remembered(call, report, project_id=number):
        projects.change(connection, number, status=ProjectStatus.ACTIVE)
        reports.drop_missed(connection, number, _today(call))


@services.register("project.close")
def close(call: ServiceCall, *, project: int) -> dict[str, Any]:
    """The project has ended: `ended_on`, and as `measures` what its impact is measured by."""
    connection, today = call.unit.write(), _today(call)
    projects.change(connection, int(project), status=ProjectStatus.ENDED, ended_on=today)
    measured = [{"value": one.id, "label": one.name} for one in list_indicators(connection, int(project))]
    return {"ended_on": today, "measures": measured}


@services.register("project.impact")
def record_impact(call: ServiceCall, *, project: int, months: int, text: str, lessons: str | None = None) -> None:
    """Keep what a project has led to, with what was measured and learnt."""
    connection, number = call.unit.write(), int(project)
    measured = call.submission("record_impact").get("measured") or []
    with ExitStack() as images:
        images.enter_context(remembered(call, impact, project_id=number))
        images.enter_context(remembered(call, lesson, project_id=number))
        for row in measured:
            same = {"indicator_id": int(row["indicator"]), "months": int(months)}
            images.enter_context(remembered(call, indicator_value, **same))
        projects.record_impact(connection, number, int(months), text, call.now)
        record_values(connection, measured, months=int(months))
        if lessons:
            learn(connection, number, LessonKind.LESSON, lessons, call.now)


for _topic in ("project.appoint", "project.deviate", "project.resume", "project.impact"):
    services.reverses(_topic)(put_back)


def _shares(proposal: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """The municipalities that take part, each with its share where one is agreed."""
    agreed = {row["municipality"]: row["amount"] for row in proposal.get("municipal_shares") or []}
    return {key: agreed.get(key) for key in dict.fromkeys([*(proposal.get("municipalities") or []), *agreed])}


def _keep_decisions(call: ServiceCall, connection: Connection, project: int, state_aid: str | None) -> None:
    """What was applied for and granted, under the numbers of others' systems."""
    share, asked = call.submission("decide_share"), call.submission("submit_application")
    answer = call.submission("record_reply")
    municipal = {"granted": share.get("municipal_amount"), "state_aid": state_aid}
    external = {
        "applied": asked.get("applied_amount"),
        "granted": answer.get("granted_amount"),
        "decision_number": answer.get("funder_decision_number"),
        "decided_on": answer.get("funder_decided_on"),
        "state_aid": state_aid,
    }
    change_sources(connection, project, MUNICIPAL, **municipal)
    change_sources(connection, project, EXTERNAL, **external)
    grant_by_source(connection, project, answer.get("granted_sources") or ())
    projects.change(
        connection,
        project,
        project_code=asked.get("project_code"),
        decision_number=answer.get("funder_decision_number"),
        diary_number=share.get("diary_number"),
    )


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()

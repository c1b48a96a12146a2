"""Plans: begun from what is known, proposed, compared, put into force."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import changes, plans
from webapp.lifecycle.budgets import EXTERNAL
from webapp.lifecycle.changes import ChangeStatus
from webapp.lifecycle.plans import Approval, Plan
from webapp.lifecycle.schema import change_request, plan_version
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remember_new, remembered

_WHOLE = ("status_months", "interim_months", "claim_months")

services.needs("change_request", "request_change")


@services.register("plan.draft")
def draft(call: ServiceCall, *, project: int, version: int | None = None) -> dict[str, Any]:
    """What a plan begins from: the version that came back, else the plan in force.

    `funder`: whether an outside one takes part.
    """
    connection = call.unit.connection
    known: Mapping[str, Any] = (
        plans.in_force(connection, int(project)) if version is None else asdict(plans.find_plan(connection, version))
    )
    funder = any(row["kind"] == EXTERNAL for row in known.get("financing") or ())
    return {**known, "funder": funder}


@services.register("plan.propose")
def propose(call: ServiceCall, *, project: int, written_at: str) -> dict[str, Any]:
    """Keep the plan that was just written at a user task: the `id` of its version, `starts_on`, `ends_on`, `total`."""
    written = _plan(call.submission(written_at))
    version = plans.propose(call.unit.write(), int(project), written, None, call.now)
    remember_new(call, plan_version, id=version)
    return {"id": version, "starts_on": written.starts_on, "ends_on": written.ends_on, "total": written.total_cost}


@services.register("plan.approve")
def approve(call: ServiceCall, *, project: int, version: int, by: str) -> dict[str, Any]:
    """The plan is the project's from now on: its `number`."""
    today = call.now.astimezone(call.zone).date()
    number = plans.put_into_force(call.unit.write(), int(project), int(version), Approval(by), today)
    return {"number": number}


@services.register("change.request")
def request_change(call: ServiceCall, *, project: int, reason: str, starts_on: date | None = None) -> dict[str, Any]:
    """Keep what was just asked for at `request_change`, as a proposed version of the plan.

    Gives the numbers `id` and `version`, and how it differs: `moved` (euros between cost types) and `moved_percent`,
    `end_days`, `total` (euros more or less), `content`.
    """
    connection, number = call.unit.write(), int(project)
    before, after = Plan(**_only(plans.in_force(connection, number))), _plan(call.submission("request_change"))
    found = changes.compare(before, after)
    version = plans.propose(connection, number, after, reason, call.now)
    remember_new(call, plan_version, id=version)
    asked = changes.request(connection, number, version, starts_on, found, call.now)
    remember_new(call, change_request, id=asked)
    return {"id": asked, "version": version, **asdict(found)}


@services.register("change.decide")
def decide_change(call: ServiceCall, *, change: int, status: str, decision: str | None = None) -> None:
    """Write down what became of a request; `decision` is the number of the funder's."""
    with remembered(call, change_request, id=int(change)):
        changes.decide(call.unit.write(), int(change), ChangeStatus(status), call.now, decision)


for _topic in ("plan.propose", "change.request", "change.decide"):
    services.reverses(_topic)(put_back)


def _plan(written: Mapping[str, Any]) -> Plan:
    given = _only(written)
    months = {name: int(given[name]) for name in _WHOLE if given.get(name) is not None}
    return Plan(**{**given, **months})


def _only(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of some values those that a plan has, and that there are."""
    names = {field.name for field in fields(Plan)}
    return {name: value for name, value in values.items() if name in names and value is not None}

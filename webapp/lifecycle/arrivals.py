"""Imported rows become projects and ideas, whose processes begin at the stage that each row names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from engine import Actor, Engine, UnitOfWork
from webapp.lifecycle import projects
from webapp.lifecycle.imports import IdeaStage, Stage
from webapp.lifecycle.plans import Approval, Plan, propose, put_into_force
from webapp.lifecycle.programmes import classify, place
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.schema import idea, imported, project

STATUS_MONTHS, INTERIM_MONTHS = 3, 12  # Where a row does not say.
_SOURCES = (("municipal", "Kuntarahoitus"), ("external", "Ulkopuolinen rahoitus"))
_CLASSES = ("programme", "fund", "theme")
_BEGUN = (Stage.RUNNING, Stage.FINAL_REPORTING, Stage.IMPACT)
_STATUS = {Stage.APPOINTING: ProjectStatus.STARTING, Stage.IMPACT: ProjectStatus.ENDED}

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Arrived:
    """How many rows were brought in, and how many had been before."""

    new: int
    known: int


def known_references(connection: Connection, kind: str) -> set[str]:
    """The references of rows that were brought in before."""
    return set(connection.scalars(select(imported.c.reference).where(imported.c.kind == kind)))


def arrive(unit: UnitOfWork, engine: Engine, kind: str, rows: Rows, by: Actor, now: datetime, today: date) -> Arrived:
    """Bring in what is new of checked rows, in the caller's transaction."""
    connection = unit.write()
    known = known_references(connection, kind)
    fresh = [row for row in rows if row["reference"] not in known]
    for row in fresh:
        if kind == "project":
            number = _found(connection, row, now, today)
            _begin(unit, engine, f"project/{number}", "project_imported", _of_project(number, row), by)
        else:
            number = _propose(unit, engine, row, by)
        mark = {"kind": kind, "reference": row["reference"], "record_id": number}
        connection.execute(insert(imported).values(mark | {"imported_at": now, "imported_by": by.id}))
    return Arrived(len(fresh), len(rows) - len(fresh))


def _begin(unit: UnitOfWork, engine: Engine, key: str, message: str, payload: Mapping[str, Any], by: Actor) -> None:
    engine.send(unit, message, correlation=key, business_key=key, payload=payload, by=by)


def _of_project(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    steering_group = list(row["steering_group"])
    return {
        "project": number,
        "title": row["name"],
        "area": row["area"],
        "stage": str(row["stage"]),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "project_manager": row["manager"],
        "steering_group": steering_group,
        "steering_chair": steering_group[0] if steering_group else None,
        "ended_on": row["ends_on"] if row["stage"] == Stage.IMPACT else None,
    }


def _propose(unit: UnitOfWork, engine: Engine, row: Mapping[str, Any], by: Actor) -> int:
    """An idea begins at the stage of its row; its own process writes it down."""
    key = f"idea/import/{row['reference']}"
    payload = {"title": row["name"], "need": row["need"], "area": row["area"], "proposer": by.id, "origin": "person",
               "stage": str(row["stage"] or IdeaStage.FILTERING)}  # fmt: skip
    _begin(unit, engine, key, "idea_imported", payload | _proposal(row), by)
    number: int = unit.connection.execute(select(idea.c.id).where(idea.c.business_key == key)).scalar_one()
    return number


def _proposal(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of its proposal, under the names of the proposal's form."""
    costs, sources = _money(row)
    return {
        "summary": row["summary"],
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "municipalities": list(dict.fromkeys(row["municipalities"])),
        "costs": costs,
        "financing": sources,
        "external_funder": bool(row["external"]),
        "funder_name": row["external_funder"],
    }


def _found(connection: Connection, row: Mapping[str, Any], now: datetime, today: date) -> int:
    begun, ended = row["stage"] in _BEGUN, row["stage"] == Stage.IMPACT
    values = {
        "name": row["name"],
        "acronym": row["acronym"],
        "area": row["area"],
        "status": _STATUS.get(row["stage"], ProjectStatus.ACTIVE),
        "origin": "process",
        "implementer": row["implementer"],
        "project_code": row["project_code"],
        "total_cost": row["total_cost"],
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "started_on": row["starts_on"] if begun else None,
        "ended_on": row["ends_on"] if ended else None,
        "summary": row["summary"] or "",
    }
    key = connection.execute(insert(project).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    number = int(key[0])
    projects.change(connection, number, business_key=f"project/{number}")
    place(connection, number, dict.fromkeys(row["municipalities"]))
    classify(connection, number, [int(one) for column in _CLASSES for one in row[column]])
    if row["manager"] and row["steering_group"]:
        projects.appoint(connection, number, row["manager"], row["steering_group"], row["steering_group"][0])
    version = propose(connection, number, _plan(row), None, now)
    if begun:
        put_into_force(connection, number, version, Approval.STEERING_GROUP, today)
        projects.change(connection, number, total_cost=row["total_cost"])  # Unknown stays unknown.
    return number


def _plan(row: Mapping[str, Any]) -> Plan:
    costs, sources = _money(row)
    return Plan(
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        status_months=row["status_months"] or STATUS_MONTHS,
        interim_months=row["interim_months"] or INTERIM_MONTHS,
        costs=costs,
        financing=sources,
    )


def _money(row: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A row's costs and its sources of money, as plans and proposals have them."""
    cost: Decimal | None = row["total_cost"]
    sources = [{"source": name, "kind": key, "amount": row[key]} for key, name in _SOURCES if row[key] is not None]
    return [] if cost is None else [{"line": "other", "amount": cost}], sources

"""A project on one page of paper, and all of them as a booklet for the project day."""

from typing import Any

from flask import Blueprint, abort, render_template
from sqlalchemy import Connection, select

from webapp.lifecycle.portfolio import one_project
from webapp.lifecycle.programmes import ClassKind
from webapp.lifecycle.schema import area
from webapp.lifecycle.sheets import Sheet, booklet, sheets
from webapp.localisation import gettext
from webapp.naming import person_name, phase_name
from webapp.runtime import runtime
from webapp.wording import class_kind_name, euros, period, status_name, unknown

bp = Blueprint("sheets", __name__)


@bp.get("/portfolio/<int:project_id>/sheet")
def show(project_id: int) -> str:
    """One project's situation, to be read in a minute and printed on one page."""
    with runtime().database.read() as connection:
        found = one_project(connection, project_id)
        if found is None:
            abort(404)
        (sheet,) = sheets(connection, [found])
        told = _tell(connection, sheet, _areas(connection))
    return render_template("sheet.html", section="portfolio.index", sheets=[told], alone=told)


@bp.get("/portfolio/booklet")
def book() -> str:
    """The sheets of all projects that run, one after another."""
    with runtime().database.read() as connection:
        areas = _areas(connection)
        told = [_tell(connection, sheet, areas) for sheet in booklet(connection, runtime().today())]
    return render_template("sheet.html", section="portfolio.index", sheets=told, alone=None)


def _areas(connection: Connection) -> dict[str, str]:
    return {row.key: row.name for row in connection.execute(select(area.c.key, area.c.name))}


def _tell(connection: Connection, sheet: Sheet, areas: dict[str, str]) -> dict[str, Any]:
    row, today = sheet.project, runtime().today()
    late = sheet.next_report is not None and sheet.next_report["due_on"] < today
    waits = row["instance_status"] == "active" and row["phase"] and row["definition_id"]
    return {
        "id": row["id"],
        "name": row["name"],
        "acronym": row["acronym"],
        "example": row["origin"] == "reference",
        "instance_id": row["instance_id"],
        "status": status_name(row["status"]),
        "phase": phase_name(connection, row["definition_id"], row["phase"]) if waits else "",
        "summary": row["summary"],
        "facts": _facts(sheet, areas),
        "money": _money(sheet),
        "last": sheet.last_report,
        "situation": _situation(sheet.last_report["situation"]) if sheet.last_report else "",
        "next": sheet.next_report,
        "late": late,
        "deviations": sheet.deviations[:3],
        "impacts": sheet.impacts,
        "packages": [one["name"] for one in sheet.work_packages],
        "indicators": sheet.indicators,
        "relatives": [(_relation(one["kind"]), one["other_name"]) for one in sheet.relatives],
    }


def _facts(sheet: Sheet, areas: dict[str, str]) -> list[tuple[str, str]]:
    row = sheet.project
    actual = [(gettext("Actual time"), period(row["started_on"], row["ended_on"]))] if row["started_on"] else []
    return [
        (gettext("Development area"), areas.get(row["area"] or "", unknown())),
        (gettext("Planned time"), period(row["starts_on"], row["ends_on"])),
        *actual,
        *([(gettext("Diary number"), row["diary_number"])] if row["diary_number"] else []),
        (gettext("Project manager"), person_name(row["manager"]) or unknown()),
        (gettext("Implementer"), row["implementer"] or unknown()),
        (gettext("Municipalities"), ", ".join(sheet.municipalities) or unknown()),
        *([(gettext("Partners"), _partners(sheet))] if sheet.partners else []),
        *((class_kind_name(kind), _classes(sheet, kind)) for kind in ClassKind),
    ]


def _classes(sheet: Sheet, kind: ClassKind) -> str:
    found = [one for one in sheet.classes if one.kind is kind]
    return "; ".join(f"{one.name} ({one.authority})" if one.authority else one.name for one in found) or unknown()


def _partners(sheet: Sheet) -> str:
    return "; ".join(
        f"{one['name']} ({one['country']})" if one["country"] else str(one["name"]) for one in sheet.partners
    )


def _money(sheet: Sheet) -> list[tuple[str, str]]:
    row = sheet.project
    return [
        (gettext("Total cost"), euros(row["total_cost"])),
        *((one["source"], euros(one["amount"])) for one in sheet.financing),
        (gettext("Granted by municipalities"), euros(row["granted"])),
        *(
            [(gettext("Granted by outside funders"), euros(row["granted_elsewhere"]))]
            if row["granted_elsewhere"]
            else []
        ),
        (gettext("Spent"), euros(row["spent"])),
    ]


def _situation(key: str | None) -> str:
    names = {"on_schedule": gettext("on plan"), "behind": gettext("behind the plan"), "at_risk": gettext("at risk")}
    return names.get(key or "", key or "")


def _relation(kind: str) -> str:
    return gettext("Continues") if kind == "predecessor" else gettext("Continued by")

"""The portfolio: figures and pictures, the list behind each of them, and the same as a file."""

from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file
from sqlalchemy import Connection, RowMapping, select

from webapp.journaling import note_alone
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.figures import Group, figures
from webapp.lifecycle.portfolio import PAGE, UNCLEAR, Filters, page
from webapp.lifecycle.programmes import (
    ClassKind,
    classes_of,
    classifications,
    municipalities,
    municipalities_of,
)
from webapp.lifecycle.schema import area
from webapp.localisation import gettext, language
from webapp.naming import phase_name
from webapp.runtime import runtime
from webapp.spreadsheets import CSV, XLSX, write_csv, write_xlsx
from webapp.timelines import draw
from webapp.wording import class_kind_name, euros, kind_name, period, status_name, unknown

bp = Blueprint("portfolio", __name__)
SORTS = ("name", "end", "cost", "wait")
LONGEST = 200  # Of a filter in the address.
MOST_EXPORTED = 20_000


@bp.get("/portfolio")
def index() -> str:
    """The portfolio in figures; each leads to what it counts."""
    here, wanted = runtime(), _filters()
    with here.database.read() as connection:
        found = figures(connection, wanted, here.clock.now(), here.today())
        options = _options(connection)
        groups = {name: _named(connection, name, each, options) for name, each in found.groups.items()}
    return render_template(
        "portfolio.html",
        **_common(wanted, options),
        figures=found,
        groups=groups,
        waits={wait.phase: wait for wait in found.waits},
        dimensions=_dimensions(),
    )


@bp.get("/portfolio/list")
def entries() -> str:
    """The projects and ideas that the filters leave, in pages."""
    here, wanted = runtime(), _filters()
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    with here.database.read() as connection:
        rows = page(connection, wanted, here.today(), sort, _after(), PAGE + 1)
        options = _options(connection)
        shown = [_shown(connection, row, options["area"]) for row in rows[:PAGE]]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return render_template(
        "portfolio_list.html",
        **_common(wanted, options),
        rows=shown,
        sort=sort,
        sorts=_sorts(),
        timeline=draw([(row["begins"], row["ends"]) for row in shown], here.today()),
        after=f"{last['place']}~{last['kind']}~{last['id']}" if last else None,
        today=here.today(),
    )


@bp.get("/portfolio/export.<any(csv, xlsx):form>")
def export(form: str) -> Response:
    """What the filters leave, as a file: typed cells, or text for whatever reads it."""
    here, wanted = runtime(), _filters()
    with here.database.read() as connection:
        rows = page(connection, wanted, here.today(), "name", None, MOST_EXPORTED)
        projects = [row["id"] for row in rows if row["kind"] == "project"]
        classes, places = classes_of(connection, projects), municipalities_of(connection, projects)
        areas = _options(connection)["area"]
        lines = [
            _line(connection, row, areas, classes.get(row["id"], []), places.get(row["id"], []))
            if row["kind"] == "project"
            else _line(connection, row, areas, [], [])
            for row in rows
        ]
    note_alone(Doing.EXPORTED, "portfolio", format=form, rows=len(lines), filters=asdict(wanted))
    title = gettext("portfolio")
    name = f"{title}-{here.today().isoformat()}.{form}"
    if form == "csv":
        return send_file(write_csv(_headings(), lines, language()), CSV, as_attachment=True, download_name=name)
    sheet = write_xlsx(gettext("Portfolio"), _headings(), lines)
    return send_file(sheet, XLSX, as_attachment=True, download_name=name)


def _filters() -> Filters:
    return Filters(**{one.name: request.args.get(one.name, "").strip()[:LONGEST] for one in fields(Filters)})


def _after() -> tuple[str, str, int] | None:
    value, _, rest = request.args.get("after", "").partition("~")
    kind, _, number = rest.rpartition("~")
    return (value, kind, int(number)) if number.isdecimal() else None


def _options(connection: Connection) -> dict[str, dict[str, str]]:
    """What filters offer: names by key, for each."""
    areas = connection.execute(select(area.c.key, area.c.name).order_by(area.c.position))
    named = {row.key: row.name for row in areas} | {UNCLEAR: unknown()}
    offered = {"area": named, "municipality": municipalities(connection)}
    for kind in ClassKind:
        offered[kind] = {}
    for one in classifications(connection):
        offered[one.kind][str(one.id)] = one.name
    statuses = ("open", "starting", "active", "ended", "dropped", "rejected", "merged", "unknown")
    offered["kind"] = {kind: kind_name(kind) for kind in ("project", "idea")}
    offered["status"] = {status: status_name(status) for status in statuses}
    offered["reports"] = {"late": gettext("late"), "due": gettext("due within 30 days")}
    return offered


def _common(wanted: Filters, options: dict[str, dict[str, str]]) -> dict[str, Any]:
    given = wanted.given()
    labels = _dimensions() | {
        "q": gettext("Name, acronym or project code"),
        "year": gettext("Runs in the year"),
        "phase": gettext("Phase"),
    }
    chips = [
        (labels[name], options.get(name, {}).get(value, value), {one: given[one] for one in given if one != name})
        for name, value in given.items()
        if name != "preset"
    ]
    return {
        "section": "portfolio.index",
        "given": given,
        "chips": chips,
        "options": options,
        "labels": _dimensions(),
        "preset": wanted.preset,
    }


def _dimensions() -> dict[str, str]:
    """The filters that are chosen from lists, with their labels."""
    return {
        "kind": gettext("Kind"),
        "status": gettext("Status"),
        "area": gettext("Development area"),
        "municipality": gettext("Municipality"),
        **{str(kind): class_kind_name(kind) for kind in ClassKind},
        "reports": gettext("Reports"),
    }


def _named(
    connection: Connection, dimension: str, groups: list[Group], options: dict[str, dict[str, str]]
) -> list[tuple[str, str, Group]]:
    """Key, name and figures of each group."""
    if dimension == "phase":
        return [(each.key, _phase(connection, each.definition_id, each.key), each) for each in groups]
    known = options.get(dimension, {})
    return [(each.key, each.name or known.get(each.key, each.key) or unknown(), each) for each in groups]


def _phase(connection: Connection, definition_id: int | None, phase: str | None) -> str:
    if not phase or definition_id is None:
        return gettext("no phase") if definition_id else unknown()
    return phase_name(connection, definition_id, phase)


def _sorts() -> list[tuple[str, str]]:
    return [
        ("name", gettext("By name")),
        ("end", gettext("Ends first")),
        ("cost", gettext("Dearest first")),
        ("wait", gettext("Waits longest")),
    ]


def _shown(connection: Connection, row: RowMapping, areas: dict[str, str]) -> dict[str, Any]:
    begins, ends = row["started_on"] or row["starts_on"], row["ended_on"] or row["ends_on"]
    since = row["phase_since"] if row["instance_status"] == "active" else None
    return {
        **row,
        "begins": begins,
        "ends": ends,
        "period": period(begins, ends),
        "area": areas.get(row["area"] or "", unknown()),
        "status": status_name(row["status"]),
        "phase": _phase(connection, row["definition_id"], row["phase"]) if since else "",
        "waited": (runtime().clock.now() - since).days if since else None,
        "cost": euros(row["total_cost"]),
        "granted": euros(row["granted"]),
        "spent": euros(row["spent"]),
    }


def _headings() -> list[str]:
    return [
        gettext("Kind"), gettext("Number"), gettext("Name"), gettext("Acronym"), gettext("Development area"),
        gettext("Status"), gettext("Phase"), gettext("In the phase since"), gettext("Begins"), gettext("Ends"),
        gettext("Total cost (€)"), gettext("Applied for (€)"), gettext("Granted by municipalities (€)"),
        gettext("Granted by outside funders (€)"), gettext("Spent (€)"), gettext("Next report due"),
        gettext("Project code"), gettext("Implementer"), gettext("Municipalities"),
        *(class_kind_name(kind) for kind in ClassKind), gettext("Example"),
    ]  # fmt: skip


def _line(connection: Connection, row: RowMapping, areas: dict[str, str], classes: Any, places: list[str]) -> list[Any]:
    since = row["phase_since"] if row["instance_status"] == "active" else None
    of_kind = [", ".join(one.name for one in classes if one.kind is kind) for kind in ClassKind]
    return [
        gettext("project") if row["kind"] == "project" else gettext("idea"), row["id"], row["name"], row["acronym"],
        areas.get(row["area"] or ""), status_name(row["status"]),
        _phase(connection, row["definition_id"], row["phase"]) if since else None,
        since.astimezone(runtime().config.zone).date() if since else None,
        row["started_on"] or row["starts_on"], row["ended_on"] or row["ends_on"], row["total_cost"], row["applied"],
        row["granted"], row["granted_elsewhere"], row["spent"], row["report_due"], row["project_code"],
        row["implementer"], ", ".join(places),
        *of_kind, gettext("yes") if row["origin"] == "reference" else None,
    ]  # fmt: skip

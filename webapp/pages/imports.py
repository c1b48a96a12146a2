"""Bringing in projects and ideas from a table: the template, the check with every cell named, then all or nothing."""

import base64
import binascii
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as Answer

from engine import UnitOfWork
from webapp.auth import actor, wants
from webapp.columns import explanation, fault_text, heading, places, stages
from webapp.lifecycle.arrivals import arrive, known_references
from webapp.lifecycle.imports import COLUMNS, Checked, check
from webapp.lifecycle.people import members_of
from webapp.lifecycle.programmes import ClassKind, classifications, municipalities
from webapp.lifecycle.schema import area, person
from webapp.localisation import gettext, ngettext
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.spreadsheets import XLSX, NotATable, read_xlsx, write_template

bp = Blueprint("imports", __name__)
LARGEST = 1_000_000  # Bytes of a file: some twenty thousand cells.
MOST_ROWS, MOST_COLUMNS = 5_001, 40
SHOWN = 200  # Rows of a preview, and faults.


@bp.get("/portfolio/import")
@wants(Right.IMPORT_PROJECTS)
def ask() -> str:
    """Where to take the template, and where to bring it."""
    return _page()


@bp.get("/portfolio/import/<any(project, idea):kind>.xlsx")
@wants(Right.IMPORT_PROJECTS)
def template(kind: str) -> Response:
    """An empty table with its columns explained and their allowed values listed."""
    with runtime().database.read() as connection:
        choices = _choices(connection, kind)
    columns = [
        (heading(column.key), explanation(column), list(choices.get(column.key, {})), column.required)
        for column in COLUMNS[kind]
    ]
    title = gettext("Projects") if kind == "project" else gettext("Ideas")
    words = (gettext("Instructions"), gettext("Column"), gettext("What to write"), gettext("Required"), gettext("yes"))
    file = write_template(title, columns, words)
    return send_file(file, XLSX, as_attachment=True, download_name=f"{title.lower()}.xlsx")


@bp.post("/portfolio/import")
@wants(Right.IMPORT_PROJECTS)
def bring() -> Answer | tuple[str, int] | str:
    """Check what is brought; with `confirmed`, bring it in."""
    kind, content = request.form.get("kind", ""), _content()
    if kind not in COLUMNS:
        abort(400)
    if content is None:
        return _page(gettext("Choose a file of at most 1 MB.")), 422
    try:
        rows = read_xlsx(content, MOST_ROWS, MOST_COLUMNS)
    except NotATable:
        wrong = gettext("The file could not be read as an Excel table (.xlsx) of at most 5,000 rows. Use the template.")
        return _page(wrong), 422
    found = places(kind, rows[0] if rows else [])
    if missing := [heading(column.key) for column in COLUMNS[kind] if column.required and column.key not in found]:
        names = ", ".join(f"«{one}»" for one in missing)
        return _page(gettext("The first row lacks these columns: %(names)s.", names=names)), 422
    with runtime().database.read() as connection:
        choices = {key: {name.lower(): value for name, value in names.items()}
                   for key, names in _choices(connection, kind).items()}  # fmt: skip
        checked = check(kind, found, rows[1:], choices)
        known = known_references(connection, kind)
    if checked.faults or not checked.rows or "confirmed" not in request.form:
        return _preview(kind, checked, known, content), 422 if checked.faults else 200
    return _bring_in(kind, checked)


def _bring_in(kind: str, checked: Checked) -> Answer:
    here = runtime()

    def act(unit: UnitOfWork) -> Any:
        values = [row for _, row in checked.rows]
        return arrive(unit, here.engine, kind, values, actor(), here.clock.now(), here.today())

    arrived = here.database.transact(act)
    flash(ngettext("%(count)s row was brought in.", "%(count)s rows were brought in.", arrived.new), "good")
    if arrived.known:
        told = ngettext("%(count)s row had been brought in before.", "%(count)s rows had been brought in before.",
                        arrived.known)  # fmt: skip
        flash(told, "warn")
    return redirect(url_for("portfolio.entries", kind=kind), 303)


def _content() -> bytes | None:
    """The file as it was uploaded, or as the preview kept it."""
    file = request.files.get("file")
    if file is not None and file.filename:
        content = file.stream.read(LARGEST + 1)
        file.close()
    else:
        try:
            content = base64.b64decode(request.form.get("kept", ""), validate=True)
        except binascii.Error:
            return None
    return content if 0 < len(content) <= LARGEST else None


def _page(error: str = "") -> str:
    return render_template("import.html", section="portfolio.index", error=error)


def _preview(kind: str, checked: Checked, known: set[str], content: bytes) -> str:
    with runtime().database.read() as connection:
        names = {key: {value: name for name, value in each.items()} for key, each in _choices(connection, kind).items()}
    rows = [
        (number, values["reference"] in known, [_told(names.get(column.key, {}), values[column.key])
                                                for column in COLUMNS[kind]])
        for number, values in checked.rows[:SHOWN]
    ]  # fmt: skip
    return render_template(
        "import_preview.html",
        section="portfolio.index",
        kind=kind,
        headings=[heading(column.key) for column in COLUMNS[kind]],
        rows=rows,
        count=len(checked.rows),
        new=sum(values["reference"] not in known for _, values in checked.rows),
        faults=[fault_text(fault, kind) for fault in checked.faults[:SHOWN]],
        fault_count=len(checked.faults),
        kept=base64.b64encode(content).decode(),
    )


def _told(names: dict[str, str], value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(str(names.get(one, one)) for one in value)
    return names.get(value, value) if isinstance(value, str) else value


def _choices(connection: Connection, kind: str) -> dict[str, dict[str, str]]:
    """What the columns allow: names, and what each means."""
    known = classifications(connection)
    today = runtime().today()
    managers = set(members_of(connection, "project_manager", today))
    people = connection.execute(select(person.c.id, person.c.name).where(person.c.active).order_by(person.c.name)).all()
    areas = connection.execute(select(area.c.key, area.c.name).order_by(area.c.position))
    of_kind = {str(kind): {one.name: str(one.id) for one in known if one.kind is kind} for kind in ClassKind}
    return of_kind | {
        "area": {row.name: row.key for row in areas},
        "stage": {name: key for key, name in stages(kind)},
        "municipalities": {name: key for key, name in municipalities(connection).items()},
        "manager": {row.name: row.id for row in people if row.id in managers},
        "steering_group": {row.name: row.id for row in people},
    }

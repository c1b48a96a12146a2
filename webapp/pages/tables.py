"""The decision tables of a process: rules as rows, changed and tried in the browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.feel import FeelError
from webapp.auth import current_person
from webapp.desks import Desk, open_desk, told_conflict, told_feel, told_findings
from webapp.drafting.drafts import EditedMeanwhile, save_file
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.table_editing.tables import POLICIES, Rule, Table, faults_in, find_path, read_table, tables_in, write_table
from webapp.table_editing.trial import Tried, asked_names, try_table

bp = Blueprint("tables", __name__)
Answer = str | Response | tuple[str, int]
MOST_RULES = 1_000


@dataclass
class Page:
    """A table's page on its way."""

    desk: Desk
    decision: str
    path: str
    table: Table
    revision: int
    faults: Mapping[tuple[int, int], FeelError] = field(default_factory=dict)
    conflict: str = ""
    tried: Tried | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


@bp.get("/processes/<folder>/tables")
def index(folder: str) -> str:
    """The folder's tables."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    tables = [
        {"key": key, "name": name, "file": path.rpartition("/")[2], "changed": path in desk.draft.changed}
        for path, key, name in _tables(desk)
    ]
    return render_template("tables.html", section="definitions.index", desk=desk, tables=tables)


@bp.get("/processes/<folder>/tables/<decision>")
def show(folder: str, decision: str) -> str:
    """A table, to be changed and tried."""
    return _page(_open(folder, decision))


@bp.post("/processes/<folder>/tables/<decision>")
def save(folder: str, decision: str) -> Answer:
    """Save the table; a row is moved, added or left out at once, with all that was typed."""
    page, here = _open(folder, decision), runtime()
    shape, content = page.table, page.desk.draft.files[page.path]
    page.table, page.revision = _typed_table(shape), request.form.get("revision", 0, int)
    anchor = _act(page.table, request.form.get("act", ""))
    page.faults = faults_in(page.table)
    if page.faults:
        return _page(page), 422
    changed, by, now = write_table(content, decision, page.table), current_person().id, here.clock.now()
    if changed == content and page.revision == page.desk.draft.revision_of(page.path):
        return redirect(url_for("tables.show", folder=folder, decision=decision, _anchor=anchor), 303)
    try:
        here.database.transact(lambda unit: save_file(unit.write(), folder, page.path, changed, page.revision, by, now))
    except EditedMeanwhile as first:
        page.conflict, page.revision = told_conflict(first), page.desk.draft.revision_of(page.path)
        return _page(page), 409
    flash(gettext("Saved in the draft."), "good")
    return redirect(url_for("tables.show", folder=folder, decision=decision, _anchor=anchor), 303)


@bp.post("/processes/<folder>/tables/<decision>/try")
def try_out(folder: str, decision: str) -> str:
    """What the saved table decides of some values; nothing is kept."""
    page = _open(folder, decision)
    content = page.desk.draft.files[page.path]
    names = asked_names(content, page.path, decision)
    page.typed = {name: request.form.get(f"try-{number}", "") for number, name in enumerate(names)}
    page.tried = try_table(content, page.path, decision, page.typed)
    return _page(page)


def _tables(desk: Desk) -> list[tuple[str, str, str]]:
    """Path, id and name of each table of the folder."""
    dmn = [(path, content) for path, content in sorted(desk.draft.files.items()) if path.endswith(".dmn")]
    return [(path, key, name) for path, content in dmn for key, name in tables_in(content, path).items()]


def _open(folder: str, decision: str) -> Page:
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    path = find_path(desk.draft.files, decision) or abort(404)
    return Page(desk, decision, path, read_table(desk.draft.files[path], decision), desk.draft.revision_of(path))


def _typed_table(shape: Table) -> Table:
    """The table as it was typed, in the columns that it has."""
    typed, width = request.form, len(shape.columns)
    for number, column in enumerate(shape.columns):
        column.label = typed.get(f"label-{number}", column.label).strip()
    rules = [
        Rule(
            [typed.get(f"cell-{row}-{column}", "").replace("\r\n", "\n").strip() for column in range(width)],
            typed.get(f"note-{row}", "").strip(),
            typed.get(f"was-{row}", -1, int),
        )
        for row in range(min(typed.get("rules", 0, int), MOST_RULES))
    ]
    policy = typed.get("policy", "")
    return Table(shape.name, policy if policy in POLICIES else shape.policy, shape.inputs, shape.outputs, rules)


def _act(table: Table, act: str) -> str:
    """Move, add or leave out a row: `up-2`, `down-0`, `remove-1`, `add`; where the page goes on."""
    name, _, text = act.partition("-")
    row = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if name == "add":
        table.rules.append(Rule([""] * len(table.columns)))
        return f"rule-{len(table.rules) - 1}"
    if not 0 <= row < len(table.rules):
        return "rules"
    rule = table.rules.pop(row)
    if name == "remove":
        return "rules"
    there = min(max(row + (-1 if name == "up" else 1), 0), len(table.rules))
    table.rules.insert(there, rule)
    return f"rule-{there}"


def _policy_words() -> dict[str, str]:
    return {
        "UNIQUE": gettext("One rule at most may match"),
        "FIRST": gettext("The first rule that matches decides"),
        "ANY": gettext("Several may match, if they say the same"),
        "COLLECT": gettext("All rules that match count together"),
        "RULE ORDER": gettext("All rules that match, in the order of the rows"),
        "PRIORITY": gettext("Of the rules that match, the one with the weightiest result"),
        "OUTPUT ORDER": gettext("All rules that match, the weightiest result first"),
    }


def _remarks(connection: Connection, page: Page) -> list[object]:
    errors, warnings = told_findings(connection, page.desk.draft)
    return [one for one in (*errors, *warnings) if one.file == page.path]


def _page(page: Page) -> str:
    with runtime().database.read() as connection:
        remarks = _remarks(connection, page)
    names = asked_names(page.desk.draft.files[page.path], page.path, page.decision)
    labels = {column.told: column.label for column in page.table.inputs}
    return render_template(
        "table.html",
        section="definitions.index",
        desk=page.desk,
        page=page,
        table=page.table,
        policies=_policy_words(),
        remarks=remarks,
        asked=[(name, labels.get(name) or name) for name in names],
        faults={f"cell-{row}-{column}": told_feel(error) for (row, column), error in page.faults.items()},
    )

"""The columns of a decision table, changed in the browser: what is looked at, what is decided, what may stand there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.auth import current_person
from webapp.desks import Desk, open_desk, told_conflict, told_feel
from webapp.drafting.drafts import EditedMeanwhile, save_file
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.table_editing.columns import TYPES, ColumnFault, Shape, Shapes, Where, faults_of, read_shapes, write_shapes
from webapp.table_editing.tables import find_path, read_table

bp = Blueprint("table_columns", __name__)
Answer = str | Response | tuple[str, int]
MOST = 60
PARTS = ("label", "told", "type", "allowed")


@dataclass
class Page:
    """The columns on their way."""

    desk: Desk
    decision: str
    path: str
    name: str
    shapes: Shapes
    revision: int
    faults: Mapping[Where, ColumnFault] = field(default_factory=dict)
    conflict: str = ""
    focus: str = ""  # The column that was added or moved.


@bp.get("/processes/<folder>/tables/<decision>/columns")
def show(folder: str, decision: str) -> str:
    """The columns, to be changed."""
    return _page(_open(folder, decision))


@bp.post("/processes/<folder>/tables/<decision>/columns")
def save(folder: str, decision: str) -> Answer:
    """Save the columns; one is added, moved or left out on the page first, and nothing typed is lost."""
    page, here = _open(folder, decision), runtime()
    content = page.desk.draft.files[page.path]
    page.shapes, page.revision = _typed(), request.form.get("revision", 0, int)
    if act := request.form.get("act", ""):
        page.focus = _act(page.shapes, act)
        return _page(page)
    page.faults = faults_of(page.shapes)
    if page.faults:
        return _page(page), 422
    if not page.shapes.outputs:
        flash(gettext("A table needs at least one result."), "bad")
        return _page(page), 422
    changed, by, now = write_shapes(content, decision, page.shapes), current_person().id, here.clock.now()
    try:
        here.database.transact(lambda unit: save_file(unit.write(), folder, page.path, changed, page.revision, by, now))
    except EditedMeanwhile as first:
        page.conflict, page.revision = told_conflict(first), page.desk.draft.revision_of(page.path)
        return _page(page), 409
    flash(gettext("Saved in the draft."), "good")
    return redirect(url_for("tables.show", folder=folder, decision=decision, _anchor="rules"), 303)


def _open(folder: str, decision: str) -> Page:
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    path = find_path(desk.draft.files, decision) or abort(404)
    content = desk.draft.files[path]
    name = read_table(content, decision).name
    return Page(desk, decision, path, name, read_shapes(content, decision), desk.draft.revision_of(path))


def _typed() -> Shapes:
    return Shapes(_typed_of("input"), _typed_of("output"))


def _typed_of(kind: str) -> list[Shape]:
    typed = request.form
    return [
        Shape(
            **{part: typed.get(f"{kind}-{number}-{part}", "").strip() for part in PARTS},
            was=typed.get(f"{kind}-{number}-was", -1, int),
        )
        for number in range(min(typed.get(f"{kind}s", 0, int), MOST))
    ]


def _act(shapes: Shapes, act: str) -> str:
    """Add, move or leave out a column: `add-input`, `up-output-1`, `remove-input-2`; where one goes on."""
    name, _, rest = act.partition("-")
    kind, _, text = rest.partition("-")
    columns = shapes.outputs if kind == "output" else shapes.inputs
    if name == "add":
        columns.append(Shape())
        return f"{kind}-{len(columns) - 1}"
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    if not 0 <= number < len(columns):
        return ""
    column = columns.pop(number)
    if name == "remove":
        return f"{kind}s"
    there = min(max(number + (-1 if name == "up" else 1), 0), len(columns))
    columns.insert(there, column)
    return f"{kind}-{there}"


def _sentence(fault: ColumnFault) -> str:
    if fault.error is not None:
        return told_feel(fault.error)
    return {
        "expression": gettext("Write what is looked at, for example total_cost."),
        "name": gettext("Write the name of the result: letters and numbers, beginning with a letter."),
        "twice": gettext("Another result has this name already."),
    }[fault.kind]


def _type_words() -> dict[str, str]:
    return {
        "": gettext("any kind of value"),
        "string": gettext("text"),
        "number": gettext("number"),
        "boolean": gettext("yes or no"),
        "date": gettext("day"),
        "dateTime": gettext("day and time"),
        "time": gettext("time of day"),
        "Any": gettext("any kind of value, said outright"),
    }


def _page(page: Page) -> str:
    words = _type_words()
    return render_template(
        "table_columns.html",
        section="definitions.index",
        desk=page.desk,
        page=page,
        kinds=[
            ("input", gettext("What is looked at"), page.shapes.inputs),
            ("output", gettext("What is decided"), page.shapes.outputs),
        ],
        types=[(code, words[code]) for code in ("", *TYPES)],
        faults={"-".join(map(str, where)): _sentence(fault) for where, fault in page.faults.items()},
    )

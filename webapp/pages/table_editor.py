"""The table editor: a process as a table of steps, changed by ordinary forms; for whoever uses no drawing."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, render_template, request, url_for

from engine.errors import InvalidInput, InvalidResource, NotFound
from engine.lint import Finding
from engine.lint.tags import local
from engine.outline import Outline, Step, outline
from engine.texts import parse_texts
from webapp.desks import told_findings
from webapp.editing.deleting import delete_step
from webapp.editing.document import Document
from webapp.editing.moving import add_lane
from webapp.localisation import gettext, language
from webapp.runtime import runtime
from webapp.step_desks import Answer, StepDesk, StepForm, back, keep, open_steps, refused, typed_in
from webapp.step_fields import Field, changed, fields_of

bp = Blueprint("table_editor", __name__)
# Where in the form of a step a rule's finding is mended; the step itself for any other.
_MENDED_AT = {
    "form-unknown": "form",
    "user-task-without-form": "form",
    "user-task-without-audience": "group",
    "group-unknown": "group",
    "topic-unknown": "topic",
    "service-without-topic": "topic",
    "label-missing": "name",
    "label-long": "name",
}


@dataclass(frozen=True)
class Row:
    """A step in the table, and what can be done with it."""

    step: Step
    faults: int
    goes_on: bool
    branches: bool
    reminds: bool
    deletes: bool


@bp.get("/processes/<folder>/table")
def show(folder: str) -> str:
    """All steps, and what the check says of each."""
    at = open_steps(folder)
    with runtime().database.read() as connection:
        errors, warnings = told_findings(connection, at.desk.draft)
    document = at.document
    mine = [one for one in (*errors, *warnings) if one.file == at.path]
    processes = [(one, [_row(document, step, mine) for step in one.all_steps()]) for one in _outline(at).processes]
    steps = {row.step.id for _, rows in processes for row in rows if row.step.id}
    return render_template(
        "table_editor.html",
        section="definitions.index",
        desk=at.desk,
        at=at,
        diagrams=at.desk.choose_diagram("table_editor.show", at.path),
        processes=processes,
        revision=at.desk.draft.revision_of(at.path),
        findings=[(one, _mended_at(at, one, steps)) for one in mine],
        lanes=next(document.root.iter("{*}laneSet"), None) is not None,
    )


@bp.get("/processes/<folder>/table/<step>")
def edit(folder: str, step: str) -> str:
    """The form of a step."""
    at = open_steps(folder)
    return _form(at, step, _fields(at, step)).show({})


@bp.post("/processes/<folder>/table/<step>")
def save(folder: str, step: str) -> Answer:
    """Put what was typed into the draft."""
    at = open_steps(folder)
    fields = _fields(at, step)
    content, errors = changed(at.content, step, fields, request.form)
    form = _form(at, step, typed_in(fields))
    if errors:
        return form.show(errors), 422
    if content == at.content:
        flash(gettext("Nothing was changed."), "warn")
        return back(at, step)
    return keep(at, content, lambda told: (form.show({}, told), 409), step)


@bp.post("/processes/<folder>/table/<step>/delete")
def delete(folder: str, step: str) -> Answer:
    """Take a step out; the ways to it lead on to what came after it."""
    at = open_steps(folder)
    try:
        content = delete_step(at.content, step)
    except NotFound:
        abort(404)
    except InvalidInput:
        flash(gettext("This step cannot be deleted: it is a beginning, an end or a choice with several ways."), "bad")
        return back(at)
    return keep(at, content, lambda told: refused(at, told), "")


@bp.post("/processes/<folder>/table/lanes")
def add_a_lane(folder: str) -> Answer:
    """A lane at the bottom of the first process's pool."""
    at = open_steps(folder)
    name = request.form.get("name", "").strip()
    if not name:
        flash(gettext("Write the lane's name."), "warn")
        return back(at)
    process = next(element.get("id") or "" for element in at.document.root if local(element) == "process")
    made = add_lane(at.content, process, name, request.form.get("group", ""))
    return keep(at, made.content, lambda told: refused(at, told), "")


def _outline(at: StepDesk) -> Outline:
    try:
        texts = parse_texts(at.desk.draft.files).get(at.desk.folder)
    except InvalidResource:
        texts = None
    return outline(at.content, language=language(), texts=texts)


def _row(document: Document, step: Step, findings: list[Finding]) -> Row:
    if not step.id:  # Drawn elsewhere: it can be read, but nobody can say which one is to be changed.
        return Row(step, 0, goes_on=False, branches=False, reminds=False, deletes=False)
    element = document.find_step(step.id)
    ways = len(document.outgoing(element))
    kind = local(element)
    goes_on = ways > 0 and kind != "eventBasedGateway"
    return Row(
        step,
        sum(one.id == step.id for one in findings),
        goes_on,
        goes_on,
        kind in ("userTask", "callActivity", "receiveTask"),
        ways == 1 and bool(document.incoming(element)) and kind != "boundaryEvent",
    )


def _mended_at(at: StepDesk, finding: Finding, steps: set[str]) -> str:
    """Where a finding is mended: the field of the step, else the file as written."""
    if finding.id in steps:
        field = _MENDED_AT.get(finding.rule, "time" if finding.rule.startswith("timer-") else "name")
        return at.address("table_editor.edit", step=finding.id, _anchor=field)
    return url_for("sources.show", folder=at.desk.folder, name=finding.file.rpartition("/")[2])


def _fields(at: StepDesk, step: str) -> list[Field]:
    try:
        return fields_of(at.document, step, at.choices)
    except (NotFound, InvalidInput):
        abort(404)


def _form(at: StepDesk, step: str, fields: list[Field]) -> StepForm:
    return StepForm(at, step, at.address("table_editor.save", step=step), gettext("Change the step"), fields)

"""The table editor: a process as a table of steps, changed by ordinary forms; for whoever uses no drawing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidInput, InvalidResource, NotFound
from engine.lint import Finding
from engine.lint.tags import local
from engine.outline import Outline, Step, outline
from engine.texts import parse_texts
from webapp.auth import current_person
from webapp.desk_choices import Offered, offered
from webapp.desks import Desk, open_desk, told_conflict, told_findings
from webapp.drafting.drafts import EditedMeanwhile, save_file
from webapp.drafting.states import NotInThatState
from webapp.editing.branching import add_branch
from webapp.editing.deleting import delete_step
from webapp.editing.document import Document
from webapp.editing.inserting import Inserted, insert_step
from webapp.editing.kinds import Kind, NewStep
from webapp.editing.moving import add_lane
from webapp.editing.reminding import Reminder, add_reminder
from webapp.localisation import gettext, language
from webapp.runtime import runtime
from webapp.step_fields import Field, changed, fields_of, work_fields

bp = Blueprint("table_editor", __name__)
Answer = str | Response | tuple[str, int]
Values = Mapping[str, str]
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
    desk, path, _ = _open(folder)
    with runtime().database.read() as connection:
        errors, warnings = told_findings(connection, desk.draft)
    read = _outline(desk, path)
    document = Document(desk.draft.files[path], path)
    mine = [one for one in (*errors, *warnings) if one.file == path]
    processes = [(one, [_row(document, step, mine) for step in one.all_steps()]) for one in read.processes]
    steps = {row.step.id for _, rows in processes for row in rows if row.step.id}
    return render_template(
        "table_editor.html",
        section="definitions.index",
        desk=desk,
        processes=processes,
        revision=desk.draft.revision_of(path),
        findings=[(one, _mended_at(one, folder, steps)) for one in mine],
        lanes=_has_lanes(document),
    )


@bp.get("/processes/<folder>/table/<step>")
def edit(folder: str, step: str) -> str:
    """The form of a step."""
    desk, path, choices = _open(folder)
    fields = _fields(desk, path, step, choices)
    return _form(desk, path, gettext("Change the step"), fields, {}, step)


@bp.post("/processes/<folder>/table/<step>")
def save(folder: str, step: str) -> Answer:
    """Put what was typed into the draft."""
    desk, path, choices = _open(folder)
    fields = _fields(desk, path, step, choices)
    content, errors = changed(desk.draft.files[path], step, fields, request.form)
    typed = _typed(fields)
    heading = gettext("Change the step")
    if errors:
        return _form(desk, path, heading, typed, errors, step), 422
    if content == desk.draft.files[path]:
        flash(gettext("Nothing was changed."), "warn")
        return _back(folder, step)
    return _keep(desk, path, content, lambda told: (_form(desk, path, heading, typed, {}, step, told), 409), step)


@bp.get("/processes/<folder>/table/<step>/<what>")
def ask(folder: str, step: str, what: str) -> str:
    """The form of what is to be added at a step: after it, a branch, or a reminder."""
    desk, path, choices = _open(folder)
    fields = _asked(desk, path, step, what, choices, request.args)
    return _form(desk, path, _heading(what), fields, {}, step, what=what)


@bp.post("/processes/<folder>/table/<step>/<what>")
def add(folder: str, step: str, what: str) -> Answer:
    """Add it."""
    desk, path, choices = _open(folder)
    if what == "delete":
        return _delete(desk, path, step)
    fields = _asked(desk, path, step, what, choices, request.form)
    typed = _typed(fields)
    heading = _heading(what)
    told = gettext("%(field)s: this cannot be empty.")
    errors = {one.name: told.replace("%(field)s", one.label) for one in typed if one.needed and not one.value}
    if "kind" in request.form and request.form.get("asked_kind") != request.form["kind"]:
        return _form(desk, path, heading, typed, {}, step, what=what)  # Another kind asks for other things.
    if errors:
        return _form(desk, path, heading, typed, errors, step, what=what), 422
    values = {one.name: one.value for one in typed}
    try:
        made = _ADD[what](desk.draft.files[path], step, values)
    except InvalidInput:
        sentence = gettext("This cannot be added here: after a waiting choice only the awaited events may come.")
        return _form(desk, path, heading, typed, {typed[0].name: sentence}, step, what=what), 422
    return _keep(
        desk,
        path,
        made.content,
        lambda first: (_form(desk, path, heading, typed, {}, step, first, what), 409),
        made.element,
    )


@bp.post("/processes/<folder>/table/lanes")
def add_a_lane(folder: str) -> Answer:
    """A lane at the bottom of the first process's pool."""
    desk, path, _ = _open(folder)
    name = request.form.get("name", "").strip()
    if not name:
        flash(gettext("Write the lane's name."), "warn")
        return redirect(url_for("table_editor.show", folder=folder), 303)
    document = Document(desk.draft.files[path], path)
    process = next(element.get("id") or "" for element in document.root if local(element) == "process")
    made = add_lane(desk.draft.files[path], process, name, request.form.get("group", ""))
    return _keep(desk, path, made.content, lambda told: (_refused(desk, told), 409), "")


def _open(folder: str) -> tuple[Desk, str, Offered]:
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        path = desk.diagram or abort(404)
        return desk, path, offered(connection, desk.draft)


def _outline(desk: Desk, path: str) -> Outline:
    try:
        texts = parse_texts(desk.draft.files).get(desk.folder)
    except InvalidResource:
        texts = None
    return outline(desk.draft.files[path], language=language(), texts=texts)


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


def _mended_at(finding: Finding, folder: str, steps: set[str]) -> str:
    """Where a finding is mended: the field of the step, else the file as written."""
    if finding.id in steps:
        place = url_for("table_editor.edit", folder=folder, step=finding.id)
        field = _MENDED_AT.get(finding.rule, "time" if finding.rule.startswith("timer-") else "name")
        return f"{place}#{field}"
    return url_for("sources.show", folder=folder, name=finding.file.rpartition("/")[2])


def _fields(desk: Desk, path: str, step: str, choices: Offered) -> list[Field]:
    try:
        return fields_of(Document(desk.draft.files[path], path), step, choices)
    except (NotFound, InvalidInput):
        abort(404)


def _asked(desk: Desk, path: str, step: str, what: str, choices: Offered, values: Values) -> list[Field]:
    if what not in _ADD:
        abort(404)
    document = Document(desk.draft.files[path], path)
    try:
        element = document.find_step(step)
    except (NotFound, InvalidInput):
        abort(404)
    if what == "reminder":
        return _reminder_fields(choices)
    flows = [
        (flow.get("id") or "", _way_name(document, flow.get("name"), flow.get("targetRef")))
        for flow in document.outgoing(element)
    ]
    if not flows:
        abort(404)
    found = [Field("flow", gettext("On the way to"), flows[0][0], choices=flows, needed=True)] if len(flows) > 1 else []
    kind = values.get("kind") or Kind.USER_TASK
    kinds = [(str(one), name) for one, name in _kinds().items()]
    if what == "branch":
        found += _branch_fields()
    else:
        found.append(Field("kind", gettext("What it is"), kind, choices=kinds, needed=True))
    found.append(Field("name", gettext("Name of the step"), "", needed=True))
    found += _lane_field(document, step) if what == "after" else []
    if kind == Kind.TIMER and what == "after":
        hint = gettext("P14D: after fourteen days. 2027-01-15T09:00:00: then. R/P7D: every week.")
        return [*found, Field("time", gettext("When"), "", hint, needed=True)]
    return found + work_fields(kind if what == "after" else Kind.USER_TASK, {}, choices)


def _way_name(document: Document, name: str | None, target: str | None) -> str:
    to = document.find(target or "")
    words = to.get("name") or target or ""
    return f"{name}: {words}" if name else words


def _lane_field(document: Document, step: str) -> list[Field]:
    lane = document.lane_of(step)
    if lane is None:
        return []
    lanes = [
        (each.get("id") or "", each.get("name") or "")
        for each in document.process_of(lane).iter("{*}lane")
        if each.find("{*}childLaneSet") is None
    ]
    return [Field("lane", gettext("Lane"), lane.get("id") or "", choices=lanes, needed=True)]


def _branch_fields() -> list[Field]:
    hint = gettext('= and an expression, for example = outcome = "approved"')
    end = gettext("Empty: it comes back to the next step. Else the name of the end, for example Rejected.")
    return [
        Field("question", gettext("The question that decides"), "", needed=True),
        Field("yes", gettext("Name of the new way"), gettext("yes"), needed=True),
        Field("condition", gettext("When the new way is taken"), "", hint, needed=True),
        Field("no", gettext("Name of the way as before"), gettext("no"), needed=True),
        Field("end", gettext("Where the new way ends"), "", end),
    ]


def _reminder_fields(choices: Offered) -> list[Field]:
    time = gettext("P14D: after fourteen days. R/P7D: every week. Or = and an expression from the due date.")
    kinds = [
        ("remind", gettext("Remind whose task it is")),
        ("escalate", gettext("Tell another group that it is late")),
        ("deadline", gettext("End the task, and tell")),
    ]
    groups = [("", gettext("whose task it is")), *choices.groups]
    return [
        Field("does", gettext("What happens"), "remind", choices=kinds, needed=True),
        Field("time", gettext("When"), "", time, needed=True),
        Field("label", gettext("Words at the clock"), "", gettext("For example: 14 days passed"), needed=True),
        Field("group", gettext("Who is told"), "", choices=groups),
        Field("subject", gettext("What they read"), "", needed=True),
        Field("action", gettext("Name of the step that tells"), gettext("Remind"), needed=True),
        Field("end", gettext("Name of its end"), gettext("Reminded"), needed=True),
    ]


def _typed(fields: list[Field]) -> list[Field]:
    """The fields with what was typed."""
    typed = request.form
    return [
        Field(one.name, one.label, typed.get(one.name, one.value).strip(), one.hint, one.choices, one.long, one.needed)
        for one in fields
    ]


def _kinds() -> dict[Kind, str]:
    return {
        Kind.USER_TASK: gettext("A task of people"),
        Kind.DECISION: gettext("A decision table"),
        Kind.SERVICE: gettext("A service of the system"),
        Kind.CALL: gettext("Another process"),
        Kind.TIMER: gettext("Waiting for a time"),
    }


def _heading(what: str) -> str:
    headings = {
        "after": gettext("Add a step after"),
        "branch": gettext("Add a branch after"),
        "reminder": gettext("Add a reminder or deadline to"),
    }
    return headings.get(what) or abort(404)


def _flow(content: bytes, step: str, values: Values) -> str:
    document = Document(content)
    flows = [flow.get("id") or "" for flow in document.outgoing(document.find_step(step))]
    return values["flow"] if values.get("flow") in flows else flows[0]


def _add_after(content: bytes, step: str, values: Values) -> Inserted:
    new = NewStep(Kind(values["kind"]), values["name"], values)
    return insert_step(content, _flow(content, step, values), new, lane=values.get("lane"))


def _add_branch(content: bytes, step: str, values: Values) -> Inserted:
    new = NewStep(Kind.USER_TASK, values["name"], values)
    words = {name: values[name] for name in ("question", "condition", "yes", "no", "end")}
    return add_branch(content, _flow(content, step, values), new, **words)


def _add_reminder(content: bytes, step: str, values: Values) -> Inserted:
    does = values["does"]
    return add_reminder(
        content,
        step,
        time=values["time"],
        label=values["label"],
        action=values["action"],
        subject=values["subject"],
        group=values["group"],
        end=values["end"],
        kind=Reminder.REMIND if does == "remind" else Reminder.ESCALATE,
        interrupting=does == "deadline",
    )


_ADD: Mapping[str, Callable[[bytes, str, Values], Inserted]] = {
    "after": _add_after,
    "branch": _add_branch,
    "reminder": _add_reminder,
}


def _delete(desk: Desk, path: str, step: str) -> Answer:
    try:
        content = delete_step(desk.draft.files[path], step)
    except NotFound:
        abort(404)
    except InvalidInput:
        flash(gettext("This step cannot be deleted: it is a beginning, an end or a choice with several ways."), "bad")
        return redirect(url_for("table_editor.show", folder=desk.folder), 303)
    return _keep(desk, path, content, lambda told: (_refused(desk, told), 409), "")


def _keep(desk: Desk, path: str, content: bytes, again: Callable[[str], Answer], step: str) -> Answer:
    """Save it, from the revision that the form was made of; `again` answers where somebody was first."""
    here, by = runtime(), current_person().id
    base, now = request.form.get("revision", 0, int), runtime().clock.now()
    try:
        here.database.transact(lambda unit: save_file(unit.write(), desk.folder, path, content, base, by, now))
    except EditedMeanwhile as first:
        return again(told_conflict(first))
    except NotInThatState:
        return again(gettext("The draft waits to be published: it cannot be changed now."))
    flash(gettext("Saved in the draft."), "good")
    return _back(desk.folder, step)


def _back(folder: str, step: str) -> Response:
    return redirect(url_for("table_editor.show", folder=folder, _anchor=step or None), 303)


def _refused(desk: Desk, told: str) -> str:
    return render_template("table_refused.html", section="definitions.index", desk=desk, told=told)


def _form(
    desk: Desk,
    path: str,
    heading: str,
    fields: list[Field],
    errors: Mapping[str, str],
    step: str,
    conflict: str = "",
    what: str = "",
) -> str:
    document = Document(desk.draft.files[path], path)
    element = document.find_step(step)
    with runtime().database.read() as connection:
        found = [one for each in told_findings(connection, desk.draft) for one in each]
    return render_template(
        "table_form.html",
        section="definitions.index",
        desk=desk,
        heading=heading,
        name=element.get("name") or step,
        fields=fields,
        errors=errors,
        conflict=conflict,
        revision=desk.draft.revision_of(path),
        findings=[] if what else [one for one in found if one.file == path and one.id == step],
        action=url_for("table_editor.add", folder=desk.folder, step=step, what=what)
        if what
        else url_for("table_editor.save", folder=desk.folder, step=step),
        what=what,
    )


def _has_lanes(document: Document) -> bool:
    return next(document.root.iter("{*}laneSet"), None) is not None

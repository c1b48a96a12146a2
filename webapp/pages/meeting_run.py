"""One screen from which the secretary runs a meeting: who is there, and what is said of each item.

It shows the forms of the real tasks beside one another.  Finishing completes them in their order, all in one
transaction: either everything is recorded, or nothing is and what was typed is on the screen still.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import Conflict, InvalidSubmission, Request, TaskClaimed, TaskGone, TaskView, UnitOfWork
from engine.forms import FieldView
from webapp.auth import actor
from webapp.lifecycle.agenda import item_number, meeting_items
from webapp.lifecycle.diary import find_entry, sections_of
from webapp.localisation import gettext, language, moment
from webapp.naming import person_name
from webapp.quorum import can_decide, quorum_words
from webapp.runtime import runtime
from webapp.sheets import Answers, Part, request_for
from webapp.sittings import Sitting, find_sitting
from webapp.submissions import (
    Submitted,
    computed_texts,
    error_list,
    hidden_names,
    kept_at,
    repeatable,
    submitted,
    typed,
)

bp = Blueprint("meeting_run", __name__)
HOLD, DECIDE = "hold_meeting", "decide_item"
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Sheet:
    """What there is to record: the first open task, which the draft is kept with, and the parts, the meeting's first.

    `matters` are the items as the members thought of them, by their part's prefix.
    """

    sitting: Sitting
    anchor: TaskView
    held: Part | None
    matters: dict[str, dict[str, object]]
    items: dict[str, Part]

    @property
    def parts(self) -> list[Part]:
        """All parts, in the order of the page."""
        return [*([self.held] if self.held else []), *self.items.values()]

    def fields(self, answers: Answers | None, errors: dict[str, str]) -> dict[str, tuple[FieldView, ...]]:
        """What each part shows."""
        return {part.prefix: part.view(answers, errors) for part in self.parts}


@bp.get("/meetings/<int:meeting_id>/run")
def show(meeting_id: int) -> Answer:
    """The screen, with what was typed before."""
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
        sheet = _sheet(connection, sitting)
        return _page(sheet) if sheet else _nothing(sitting)


@bp.post("/meetings/<int:meeting_id>/run/draft")
def save_draft(meeting_id: int) -> Answer:
    """Keep what was typed so far, unchecked, with the first task that is still open."""
    answers, here = submitted(), runtime()
    with here.database.read() as connection:
        sheet = _sheet(connection, find_sitting(connection, meeting_id))
    task_id = request.args.get("task", type=int) or 0
    try:
        here.database.transact(lambda unit: here.engine.save_draft(unit, task_id, answers, by=actor()))
    except (TaskGone, TaskClaimed) as conflict:
        return _late(meeting_id, conflict, sheet, answers)
    if request.accept_mimetypes.best == "application/json":
        fields = [field for part in (sheet.fields(answers, {}) if sheet else {}).values() for field in part]
        saved = gettext("Draft saved %(moment)s", moment=moment(here.clock.now()))
        return jsonify(saved=saved, hidden=hidden_names(fields), computed=computed_texts(fields))
    if not request.form.get("more_rows"):
        flash(gettext("The draft was saved. Only you see it."), "good")
    return redirect(url_for("meeting_run.show", meeting_id=meeting_id, _anchor=kept_at()), 303)


@bp.post("/meetings/<int:meeting_id>/run")
def finish(meeting_id: int) -> Answer:
    """Record the meeting and every item: all of it, or nothing."""
    answers, here = submitted(), runtime()
    asked = repeatable(answers)
    with here.database.read() as connection:
        if _was_answered(connection, meeting_id, asked):
            return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
        sheet = _sheet(connection, find_sitting(connection, meeting_id))
    if sheet is None or request.args.get("task", type=int) != sheet.anchor.row.task_id:
        return _late(meeting_id, _gone(request.args.get("task", type=int) or 0), sheet, answers)
    errors = {name: sentence for part in _asked(sheet, answers) for name, sentence in part.errors(answers).items()}
    if errors:
        return _page(sheet, answers, errors), 422
    try:
        here.database.transact(lambda unit: _record(unit, sheet, answers, asked))
    except InvalidSubmission as invalid:
        return _page(sheet, answers, invalid.errors), 422
    except (TaskGone, TaskClaimed) as conflict:
        return _late(meeting_id, conflict, sheet, answers)
    return _after(meeting_id)


def _record(unit: UnitOfWork, sheet: Sheet, answers: Submitted, asked: Request) -> None:
    """Complete the meeting's task, then each item's as it opens; without a quorum none does."""
    if sheet.held:
        _complete(unit, sheet.anchor.row.task_id, sheet.held, answers, asked)
    if find_entry(unit.connection, sheet.sitting.entry.id).quorate is False:
        return
    waiting = dict(sheet.items)
    while opened := _opened(unit.connection, sheet.sitting.entry.id, waiting):
        for prefix, task_id in opened.items():
            _complete(unit, task_id, waiting.pop(prefix), answers, request_for(asked, prefix))
    if waiting:
        raise InvalidSubmission({prefix: gettext("This item is no longer to be decided here.") for prefix in waiting})


def _asked(sheet: Sheet, answers: Submitted) -> Sequence[Part]:
    """What has to be answered: a meeting without a quorum decides no item."""
    if sheet.held and not can_decide(sheet.anchor.data, answers):
        return [sheet.held]
    return sheet.parts


def _complete(unit: UnitOfWork, task_id: int, part: Part, answers: Submitted, asked: Request) -> None:
    try:
        runtime().engine.complete(unit, task_id, part.answers(answers), by=actor(), language=language(), request=asked)
    except InvalidSubmission as invalid:
        raise InvalidSubmission(part.renamed(invalid.errors)) from None


def _opened(connection: Connection, meeting_id: int, waiting: dict[str, Part]) -> dict[str, int]:
    """The open tasks of the items that wait, by their parts' prefixes."""
    views = _decisions(connection, find_sitting(connection, meeting_id))
    return {prefix: view.row.task_id for view in views if (prefix := _prefix(view.data["matter"])) in waiting}


def _was_answered(connection: Connection, meeting_id: int, asked: Request) -> bool:
    keys = [asked, *(request_for(asked, f"matters.{one.id}.") for one in sections_of(connection, meeting_id))]
    return any(runtime().engine.answered(connection, key) is not None for key in keys)


def _sheet(connection: Connection, sitting: Sitting) -> Sheet | None:
    """What is to be recorded now; None before the meeting has begun and when all of it is.  Raises NotAllowed."""
    engine = runtime().engine
    for row in sitting.tasks(HOLD):
        task = engine.task(connection, row.task_id, by=actor())
        withdrawn = {one.key for one in meeting_items(connection, sitting.entry.id) if one.withdrawn}
        matters = [one for one in task.data.get("matters") or [] if one["key"] not in withdrawn]
        definition = task.definition
        form = definition.form(definition.process.elements[DECIDE].attributes["formKey"])
        items = {_prefix(one): Part(_prefix(one), form, definition, {**task.data, "matter": one}) for one in matters}
        held = Part("", task.form, definition, task.data) if task.form else None
        return Sheet(sitting, task, held, {_prefix(one): one for one in matters}, items)
    views = _decisions(connection, sitting)
    if not views:
        return None
    items = {_prefix(one.data["matter"]): _part(one) for one in views}
    return Sheet(sitting, views[0], None, {_prefix(one.data["matter"]): one.data["matter"] for one in views}, items)


def _decisions(connection: Connection, sitting: Sitting) -> list[TaskView]:
    return [runtime().engine.task(connection, row.task_id, by=actor()) for row in sitting.tasks(DECIDE)]


def _part(view: TaskView) -> Part:
    assert view.form is not None  # noqa: S101 - what a body says is always asked by a form
    return Part(_prefix(view.data["matter"]), view.form, view.definition, view.data)


def _prefix(matter: dict[str, object]) -> str:
    return f"matters.{item_number(str(matter['key']))}."


def _page(sheet: Sheet, answers: Answers | None = None, errors: dict[str, str] | None = None) -> str:
    draft = sheet.anchor.draft
    shown = answers if answers is not None else draft or None
    fields = sheet.fields(shown, errors or {})
    flat = [field for part in fields.values() for field in part]
    task = sheet.anchor.row.task_id
    meeting_id = sheet.sitting.entry.id
    return render_template(
        "meeting_run.html",
        section="meetings.index",
        meeting=sheet.sitting.entry,
        mark=sheet.sitting.formality.mark,
        attendance=fields.get("") if sheet.held else (),
        quorum=quorum_words(sheet.anchor.data, shown) if sheet.held else "",
        items=[(matter, fields[prefix], prefix) for prefix, matter in sheet.matters.items()],
        errors=error_list(flat, errors or {}),
        hides_something=bool(hidden_names(flat)),
        action=url_for("meeting_run.finish", meeting_id=meeting_id, task=task),
        draft_action=url_for("meeting_run.save_draft", meeting_id=meeting_id, task=task),
        drafted=bool(draft) and answers is None,
        taken_by=None if sheet.anchor.may_complete else sheet.anchor.row.assignee,
    )


def _nothing(sitting: Sitting) -> str:
    return render_template("meeting_idle.html", section="meetings.index", meeting=sitting.entry)


def _after(meeting_id: int) -> Response:
    """To the minutes, if they are this person's to write; else to the meeting."""
    flash(gettext("The meeting is recorded."), "good")
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
    if sitting.tasks(DECIDE):
        flash(gettext("Some items are still to be decided."), "warn")
        return redirect(url_for("meeting_run.show", meeting_id=meeting_id), 303)
    by = actor()
    mine = [row for row in sitting.tasks("write_minutes") if not by.memberships.isdisjoint(row.audience)]
    if mine:
        return redirect(url_for("tasks.show", task_id=mine[0].task_id), 303)
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def _gone(task_id: int) -> Conflict:
    """What became of the task that the page was made for."""
    try:
        with runtime().database.read() as connection:
            runtime().engine.task(connection, task_id, by=actor())
    except TaskGone as gone:
        return gone
    return TaskGone()


def _late(meeting_id: int, conflict: Conflict, sheet: Sheet | None, answers: Submitted) -> Answer:
    """Somebody else was first: say who and when, and keep what was typed."""
    explanation = gettext("The process no longer needs it.")
    if conflict.by and conflict.at:
        name, when = person_name(conflict.by), moment(conflict.at)
        explanation = gettext("%(name)s completed or ended it %(moment)s.", name=name, moment=when)
    elif conflict.by:
        explanation = gettext("%(name)s took it while this page was open.", name=person_name(conflict.by))
    fields = [field for part in (sheet.fields(answers, {}) if sheet else {}).values() for field in part]
    page = render_template(
        "conflict.html",
        heading=gettext("Somebody else records this meeting"),
        explanation=explanation,
        typed=typed(fields, answers),
        instance_id=sheet.sitting.view.id if sheet and sheet.sitting.view else None,
        meeting_id=meeting_id,
    )
    return page, 409

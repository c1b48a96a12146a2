"""A task: reading it, taking it, filling it in, completing it."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Connection, bindparam, select
from werkzeug.wrappers import Response

from engine import Conflict, InvalidSubmission, TaskClaimed, TaskGone, TaskView, UnitOfWork
from engine.forms import FieldView, Form
from engine.schema import history, user_task
from webapp.accounts.account import Account, list_accounts
from webapp.auth import actor, current_person, local_path
from webapp.localisation import gettext, language, moment
from webapp.naming import person_name, process_text
from webapp.runtime import runtime
from webapp.submissions import Submitted, error_list, hidden_names, repeatable, submitted, typed
from webapp.whereabouts import steps

_FOLLOWING = (
    select(user_task.c.id)
    .where(user_task.c.instance_id == bindparam("instance_id"), user_task.c.assignee == bindparam("person"))
    .order_by(user_task.c.id)
    .limit(1)
)

bp = Blueprint("tasks", __name__)
Answer = Response | tuple[str, int]


@bp.get("/tasks/<int:task_id>")
def show(task_id: int) -> str | Answer:
    """The task's page."""
    try:
        page = _page(task_id)
        runtime().database.transact(lambda unit: runtime().engine.see(unit, task_id, by=actor()))
    except TaskGone as gone:
        return _gone(task_id, gone, {})
    return page


@bp.post("/tasks/<int:task_id>/complete")
def complete(task_id: int) -> Answer:
    """Complete the task with what was filled in; nothing that was typed is ever lost."""
    answers, here = submitted(), runtime()
    asked = repeatable(answers)

    def act(unit: UnitOfWork) -> int:
        done = here.engine.complete(unit, task_id, answers, by=actor(), language=language(), request=asked)
        return done.instance_id

    try:
        instance_id = here.database.transact(act)
    except InvalidSubmission as invalid:
        return _page(task_id, answers, invalid.errors), 422
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, answers)
    return _after(instance_id)


@bp.post("/tasks/<int:task_id>/draft")
def save_draft(task_id: int) -> Answer:
    """Keep what was typed so far, unchecked; for a script the answer says what to show."""
    answers, here = submitted(), runtime()
    try:
        here.database.transact(lambda unit: here.engine.save_draft(unit, task_id, answers, by=actor()))
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, answers)
    if request.accept_mimetypes.best == "application/json":
        with here.database.read() as connection:
            fields = _fields(here.engine.task(connection, task_id, by=actor()), answers, {})
        saved = gettext("Draft saved %(moment)s", moment=moment(here.clock.now()))
        return jsonify(saved=saved, hidden=hidden_names(fields))
    more = request.form.get("more_rows")
    if not more:
        flash(gettext("The draft was saved. Only you see it."), "good")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor=f"rows-{more}" if more else None), 303)


@bp.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> Answer:
    """Take the task."""
    here = runtime()
    try:
        here.database.transact(lambda unit: here.engine.claim(unit, task_id, by=actor()))
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, {})
    flash(gettext("You have taken this task. The others see that it is with you."), "good")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@bp.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> Answer:
    """Give the task back."""
    here = runtime()
    try:
        here.database.transact(lambda unit: here.engine.release(unit, task_id, by=actor()))
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, {})
    flash(gettext("The task is free for the group again."), "good")
    return redirect(url_for("inbox.show", tab="groups"), 303)


@bp.post("/tasks/<int:task_id>/hand-over")
def hand_over(task_id: int) -> Answer:
    """Put the task into somebody else's hands."""
    here, to = runtime(), request.form.get("to", "")
    with here.database.read() as connection:
        known = {one.id: one.name for one in list_accounts(connection, here.today()) if one.active}
    if to not in known:
        return _page(task_id, errors={"": gettext("Choose to whom the task is handed over.")}), 422
    try:
        here.database.transact(lambda unit: here.engine.hand_over(unit, task_id, to=to, by=actor()))
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, {})
    flash(gettext("The task was handed over to %(name)s.", name=known[to]), "good")
    return redirect(local_path(request.form.get("back")) or url_for("inbox.show"), 303)


def _after(instance_id: int) -> Response:
    """Where one goes on: to the next task of the same matter if there is one, else to the inbox."""
    with runtime().database.read() as connection:
        mine = connection.scalar(_FOLLOWING, {"instance_id": instance_id, "person": current_person().id})
    if mine is None:
        flash(gettext("Done. The matter goes on."), "good")
        return redirect(url_for("inbox.show"), 303)
    flash(gettext("Done. This is the next step of the same matter."), "good")
    return redirect(url_for("tasks.show", task_id=mine), 303)


def _page(task_id: int, answers: Submitted | None = None, errors: dict[str, str] | None = None) -> str:
    engine, by = runtime().engine, actor()
    with runtime().database.read() as connection:
        task = engine.task(connection, task_id, by=by)
        fields = _fields(task, answers or task.draft or None, errors or {})
        where = engine.where(connection, task.instance_id)
        return render_template(
            "task.html",
            section="inbox.show",
            task=_shown(connection, task),
            fields=fields,
            errors=error_list(fields, errors or {}),
            hides_something=bool(hidden_names(fields)),
            draft_action=url_for("tasks.save_draft", task_id=task_id) if task.form else None,
            drafted=bool(task.draft) and answers is None,
            may_complete=task.may_complete,
            may_claim=task.may_claim,
            may_release=task.row.assignee == by.id and task.row.audience != {f"user:{by.id}"},
            candidates=_candidates(connection, task) if task.may_hand_over else [],
            steps=steps(connection, where),
        )


def _fields(task: TaskView, answers: Mapping[str, list[str]] | None, errors: dict[str, str]) -> tuple[FieldView, ...]:
    if task.form is None:
        return ()
    view = task.form.view(language(), task.definition.texts, task.data, answers, errors, clock=runtime().clock)
    return view if task.may_complete else tuple(replace(field, fixed=True) for field in view)


def _shown(connection: Connection, task: TaskView) -> dict[str, object]:
    texts = task.definition.texts
    return asdict(task.row) | {
        "id": task.row.task_id,
        "name": texts.text(language(), task.row.name),
        "title": task.title,
        "phase": process_text(connection, task.definition.id, task.phase),
        "instance_id": task.instance_id,
        "help": texts.text(language(), task.element.documentation),
    }


def _candidates(connection: Connection, task: TaskView) -> list[Account]:
    """Those of the task's audience first; in an organisation of this size everybody may be asked."""
    people = [one for one in list_accounts(connection, runtime().today()) if one.active and one.id != task.row.assignee]
    members = {member.partition(":")[2] for member in task.row.audience}
    return sorted(people, key=lambda one: (one.id not in members and members.isdisjoint(one.groups), one.name))


def _late(task_id: int, conflict: Conflict, answers: Submitted) -> Answer:
    """Somebody else was first with this very task: say who and when, and keep what was typed."""
    if isinstance(conflict, TaskGone):
        return _gone(task_id, conflict, answers)
    with runtime().database.read() as connection:
        task = runtime().engine.task(connection, task_id, by=actor())
    heading = gettext("Somebody else has taken this task")
    explanation = gettext("%(name)s took it while this page was open.", name=person_name(conflict.by))
    return _conflict(heading, explanation, typed(_fields(task, answers, {}), answers), task.instance_id)


def _gone(task_id: int, gone: TaskGone, answers: Submitted) -> Answer:
    """The task is done or withdrawn: who and when, the way to its matter, and what was typed."""
    with runtime().database.read() as connection:
        row = connection.execute(
            select(history.c.instance_id, history.c.definition_id, history.c.element).where(
                history.c.task_id == task_id
            )
        ).first()
        form = _form(connection, row.definition_id, row.element) if row else None
    fields = form.view(language(), None, {}, answers) if form else ()
    explanation = gettext("The process no longer needs it.")
    if gone.by and gone.at:
        name, when = person_name(gone.by), moment(gone.at)
        explanation = gettext("%(name)s completed or ended it %(moment)s.", name=name, moment=when)
    heading = gettext("This task is already done")
    return _conflict(heading, explanation, typed(fields, answers), row.instance_id if row else None)


def _form(connection: Connection, definition_id: int, element: str) -> Form | None:
    definition = runtime().engine.definitions.get(connection, definition_id)
    key = definition.process.elements[element].attributes.get("formKey")
    return definition.forms.get(key) if key else None


def _conflict(
    heading: str, explanation: str, kept: list[tuple[str, list[str]]], instance_id: int | None
) -> tuple[str, int]:
    page = render_template(
        "conflict.html", heading=heading, explanation=explanation, typed=kept, instance_id=instance_id
    )
    return page, 409

"""A task: reading it, taking it, filling it in, completing it."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Connection, bindparam, select
from werkzeug.wrappers import Response

from engine import Conflict, InvalidSubmission, NotUndoable, Sighting, TaskClaimed, TaskGone, TaskView, UnitOfWork
from engine.forms import FieldView
from engine.schema import user_task
from webapp.accounts.account import Account, list_accounts
from webapp.attaching import FIELD, chosen_files, keep_files, place_of
from webapp.auth import actor, current_person, local_path
from webapp.consequences import consequence, with_consequences
from webapp.conversation import read_conversation
from webapp.earlier import earlier_lines
from webapp.filing import file_answers, files_given
from webapp.gone import conflict_page, gone_page
from webapp.lifecycle.documents import UnfitFile
from webapp.localisation import gettext, language, moment, ngettext
from webapp.naming import person_name, process_text
from webapp.noticing import tell_of_hand_over
from webapp.papers import matter_papers, unfit_words
from webapp.runtime import runtime
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
from webapp.undoing import obstacle_words, remember_done
from webapp.whereabouts import drawings, steps, viewer_labels

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
        return _page(task_id)
    except TaskGone as gone:
        return gone_page(task_id, gone, {})


@bp.post("/tasks/<int:task_id>/complete")
def complete(task_id: int) -> Answer:
    """Complete the task with what was filled in; nothing that was typed is ever lost."""
    asked = repeatable(submitted())  # Without the files' numbers: a repeated request meets its first answer.
    answers, unfit = _with_files(task_id)
    here = runtime()
    if unfit:
        return _page(task_id, answers, unfit), 422
    try:
        files = chosen_files()
    except UnfitFile as refused:
        return _unfit(task_id, answers, refused)

    def act(unit: UnitOfWork) -> int:
        if files and here.engine.answered(unit.connection, asked) is None:
            keep_files(unit, place_of(unit.connection, task_id), files)
        done = here.engine.complete(unit, task_id, answers, by=actor(), language=language(), request=asked)
        return done.instance_id

    try:
        instance_id = here.database.transact(act)
    except UnfitFile as refused:
        return _unfit(task_id, answers, refused)
    except InvalidSubmission as invalid:
        return _page(task_id, answers, invalid.errors), 422
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, answers)
    remember_done(task_id)
    return _after(instance_id)


@bp.post("/tasks/<int:task_id>/undo")
def undo(task_id: int) -> Answer:
    """Open the task again: completing it was a mistake."""
    here, asked, within = runtime(), repeatable({}), runtime().config.undo_within
    try:
        here.database.transact(
            lambda unit: here.engine.undo(unit, task_id, by=actor(), within=within, language=language(), request=asked)
        )
    except NotUndoable as refused:
        return conflict_page(gettext("This cannot be undone any more"), obstacle_words(refused.obstacle), [], None)
    flash(gettext("The task is open again, with your answers as a draft."), "good")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@bp.post("/tasks/<int:task_id>/files")
def attach(task_id: int) -> Answer:
    """Add files to the task's matter, and keep what was typed so far."""
    answers, here = submitted(), runtime()

    def act(unit: UnitOfWork) -> None:
        here.engine.save_draft(unit, task_id, answers, by=actor())
        keep_files(unit, place_of(unit.connection, task_id), files)

    try:
        files = chosen_files()
        here.database.transact(act)
    except UnfitFile as unfit:
        return _unfit(task_id, answers, unfit)
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, answers)
    if not files:
        flash(gettext("Choose the files first."), "bad")
    else:
        flash(ngettext("%(count)s file was added.", "%(count)s files were added.", len(files)), "good")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor="documents"), 303)


@bp.post("/tasks/<int:task_id>/draft")
def save_draft(task_id: int) -> Answer:
    """Keep what was typed so far, unchecked; for a script the answer says what to show."""
    here = runtime()
    answers, unfit = _with_files(task_id)
    try:
        here.database.transact(lambda unit: here.engine.save_draft(unit, task_id, answers, by=actor()))
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, answers)
    if request.accept_mimetypes.best == "application/json":
        with here.database.read() as connection:
            fields = _fields(here.engine.task(connection, task_id, by=actor()), answers, {})
        saved = gettext("Draft saved %(moment)s", moment=moment(here.clock.now()))
        return jsonify(saved=saved, hidden=hidden_names(fields), computed=computed_texts(fields))
    if unfit:
        return _page(task_id, answers, unfit), 422
    if not request.form.get("more_rows"):
        flash(gettext("The draft was saved. Only you see it."), "good")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor=kept_at()), 303)


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

    def act(unit: UnitOfWork) -> None:
        here.engine.hand_over(unit, task_id, to=to, by=actor())
        tell_of_hand_over(unit, task_id, to, actor().id, here.clock.now())

    try:
        here.database.transact(act)
    except (TaskGone, TaskClaimed) as conflict:
        return _late(task_id, conflict, {})
    flash(gettext("The task was handed over to %(name)s.", name=known[to]), "good")
    return redirect(local_path(request.form.get("back")) or url_for("inbox.show"), 303)


def _with_files(task_id: int) -> tuple[Submitted, dict[str, str]]:
    """The answers, the files that came with them kept; and what is wrong with those that cannot be."""
    if not files_given():
        return submitted(), {}
    try:
        with runtime().database.read() as connection:
            task = runtime().engine.task(connection, task_id, by=actor())
    except TaskGone:  # Whoever asks for the page is told of it with what was typed.
        return submitted(), {}
    return file_answers(task, submitted())


def _after(instance_id: int) -> Response:
    """Where one goes on: to the next task of the same matter if there is one, else to the inbox."""
    with runtime().database.read() as connection:
        mine = connection.scalar(_FOLLOWING, {"instance_id": instance_id, "person": current_person().id})
    if mine is None:
        flash(gettext("Done. The matter goes on."), "good")
        return redirect(url_for("inbox.show"), 303)
    flash(gettext("Done. This is the next step of the same matter."), "good")
    return redirect(url_for("tasks.show", task_id=mine), 303)


def _page(
    task_id: int, answers: Submitted | None = None, errors: dict[str, str] | None = None, file_error: str = ""
) -> str:
    engine, by = runtime().engine, actor()
    with runtime().database.read() as connection:
        task = engine.task(connection, task_id, by=by)
        fields = _fields(task, answers or task.draft or None, errors or {})
        where = engine.where(connection, task.instance_id)
        return render_template(
            "task.html",
            section="inbox.show",
            task=_shown(connection, task),
            fields=with_consequences(connection, task, fields),
            consequence=consequence(connection, task, fields),
            errors=error_list(fields, errors or {}) + ([(FIELD, file_error)] if file_error else []),
            file_error=file_error,
            others=_others(connection, task),
            documents=matter_papers(connection, task.business_key) if task.business_key else [],
            conversation=read_conversation(connection, task.instance_id),
            comments_back=url_for("tasks.show", task_id=task_id),
            earlier=earlier_lines(connection, task.instance_id),
            drawings=drawings(connection, where, frozenset()),
            labels=viewer_labels(),
            hides_something=bool(hidden_names(fields)),
            draft_action=url_for("tasks.save_draft", task_id=task_id) if task.form else None,
            drafted=bool(task.draft) and answers is None,
            may_complete=task.may_complete,
            on_behalf_of=task.on_behalf_of,
            may_claim=task.may_claim,
            may_release=task.row.assignee == by.id and task.row.audience != {f"user:{by.id}"},
            candidates=_candidates(connection, task) if task.may_hand_over else [],
            steps=steps(connection, where),
        )


def _others(connection: Connection, task: TaskView) -> list[Sighting]:
    """Who else has this page open; that I have opened it is noted, and that I have it open, at most once a minute."""
    here, by, task_id = runtime(), actor(), task.row.task_id
    seen = here.engine.sightings(connection, task_id)
    is_noted = not task.may_complete or here.engine.is_fresh(seen, by=by)

    def note(unit: UnitOfWork) -> None:
        here.engine.see(unit, task_id, by=by)
        if not is_noted:
            here.engine.note_sighting(unit, task_id, by=by)

    here.database.transact(note)
    return [one for one in seen if one.person != by.id]


def _unfit(task_id: int, answers: Submitted, unfit: UnfitFile) -> Answer:
    """A file was not taken: the page as it was typed, and why."""
    return _page(task_id, answers, file_error=unfit_words(unfit)), 422


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
        "business_key": task.business_key,
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
        return gone_page(task_id, conflict, answers)
    with runtime().database.read() as connection:
        task = runtime().engine.task(connection, task_id, by=actor())
    heading = gettext("Somebody else has taken this task")
    explanation = gettext("%(name)s took it while this page was open.", name=person_name(conflict.by))
    return conflict_page(heading, explanation, typed(_fields(task, answers, {}), answers), task.instance_id)

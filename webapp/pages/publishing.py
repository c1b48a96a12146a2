"""Publishing a draft: what it would do, a note, now or on a day, the second person's word; and back to a version."""

from datetime import datetime, time

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.deployments import Deployment
from engine.errors import InvalidResource, NotAllowed
from engine.forms.entry import read_date
from engine.forms.sentences import Refusal
from engine.schema import definition, deployment
from webapp import journaling
from webapp.auth import current_person
from webapp.desks import Desk, open_desk, told_findings
from webapp.drafting import publishing
from webapp.drafting.states import State
from webapp.grounds import go_through_tests
from webapp.lifecycle.doings import Doing
from webapp.localisation import day, gettext
from webapp.publications import publish_draft
from webapp.runtime import runtime

bp = Blueprint("publishing", __name__)
Answer = str | Response | tuple[str, int]
LONGEST_NOTE = 2_000
MORNING = time(6, 0)  # When a day's publication happens: before people come to work.


@bp.get("/processes/<folder>/publish")
def show(folder: str) -> str:
    """What publishing would do, or where it stands."""
    return _page(folder, {})


@bp.post("/processes/<folder>/publish")
def submit(folder: str) -> Answer:
    """Publish, or ask for it."""
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
        obstacle = _obstacle(connection, desk)
    errors = {"draft": obstacle} if obstacle else {}
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    if not note:
        errors["note"] = gettext("Write what changed and why.")
    due_at = _due(errors)
    waived = _go_through_tests(desk, errors) if not errors else []
    if errors:
        return _page(folder, errors), 422
    by, now = current_person().id, here.clock.now()

    def ask(unit: UnitOfWork) -> State:
        state = publishing.submit(unit.write(), desk.draft, note=note, due_at=due_at, by=by, now=now, waived=waived)
        journaling.note(unit, Doing.SUBMITTED, f"process/{folder}", note=note, due=due_at)
        return state

    state = here.database.transact(ask)
    if state is State.REVIEW:
        flash(gettext("The draft waits for a second person's approval."), "good")
    elif due_at is not None:
        flash(gettext("The draft is published on %(day)s.", day=day(due_at.astimezone(here.config.zone))), "good")
    else:
        return _publish(desk)
    return redirect(url_for("publishing.show", folder=folder), 303)


@bp.post("/processes/<folder>/publish/approve")
def approve(folder: str) -> Answer:
    """A second person has looked at it, and found it good."""
    here, by = runtime(), current_person().id
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
    now = here.clock.now()

    def agree(unit: UnitOfWork) -> None:
        publishing.approve(unit.write(), desk.draft, by=by, now=now)
        journaling.note(unit, Doing.APPROVED, f"process/{folder}")

    try:
        here.database.transact(agree)
    except NotAllowed:
        return _page(folder, {"draft": gettext("Somebody else than those who made the change must approve it.")}), 403
    if desk.draft.due_at is None or desk.draft.due_at <= now:
        return _publish(desk)
    flash(gettext("Approved."), "good")
    return redirect(url_for("publishing.show", folder=folder), 303)


@bp.post("/processes/<folder>/publish/refuse")
def refuse(folder: str) -> Answer:
    """A second person wants it otherwise."""
    here, by = runtime(), current_person().id
    why = request.form.get("why", "").strip()[:LONGEST_NOTE]
    if not why:
        return _page(folder, {"why": gettext("Write what should be otherwise.")}), 422
    with here.database.read() as connection:
        desk = open_desk(connection, folder)

    def send_back(unit: UnitOfWork) -> None:
        publishing.refuse(unit.write(), desk.draft, why=why, by=by, now=here.clock.now())
        journaling.note(unit, Doing.REFUSED, f"process/{folder}", reason=why)

    here.database.transact(send_back)
    flash(gettext("The draft went back with your note."), "good")
    return redirect(url_for("drafts.show", folder=folder), 303)


@bp.post("/processes/<folder>/publish/withdraw")
def withdraw(folder: str) -> Response:
    """Go on drafting."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    runtime().database.transact(lambda unit: publishing.withdraw(unit.write(), desk.draft))
    flash(gettext("The draft is open again."), "good")
    return redirect(url_for("drafts.show", folder=folder), 303)


@bp.post("/processes/<folder>/restore")
def restore(folder: str) -> Response:
    """Draft what the folder was in an earlier version: published, it is in use again."""
    here, by = runtime(), current_person().id
    number = request.form.get("deployment", 0, int)
    with here.database.read() as connection:
        open_desk(connection, folder)
        known = {row.deployment_id for row in _versions(connection, folder)}
    if number not in known:
        abort(400)
    here.database.transact(lambda unit: publishing.restore(unit.write(), folder, number, by, here.clock.now()))
    flash(gettext("The earlier version is in the draft. Look at it, and publish it."), "good")
    return redirect(url_for("drafts.show", folder=folder), 303)


def _go_through_tests(desk: Desk, errors: dict[str, str]) -> list[int]:
    """What was tried and kept is to go the same way; the tests that need not, as the owner says."""
    wrong = go_through_tests(runtime(), desk.draft)
    if wrong and "despite" not in request.form:
        names = ", ".join(one.name for one in wrong)
        errors["despite"] = gettext("Tests of this process go otherwise in the draft: %(names)s.", names=names)
    return [one.id for one in wrong]


def _obstacle(connection: Connection, desk: Desk) -> str:
    """Why a draft cannot be published as it is; empty where it can."""
    if not desk.draft.changed:
        return gettext("There is nothing to publish: the draft is what is in use.")
    faults, _ = told_findings(connection, desk.draft)
    if faults:
        return gettext("The draft has errors. Mend them first.")
    if publishing.meanwhile(connection, desk.draft).paths:
        return gettext("Somebody has put other files to use meanwhile. Look at the draft first.")
    return ""


def _publish(desk: Desk) -> Answer:
    """Publish at once; what the check finds now is said, and the draft is open again."""
    made = publish_draft(runtime(), desk.draft.id, by=current_person().id)
    if made is None:
        with runtime().database.read() as connection:
            why = open_desk(connection, desk.folder).refusal
        return _page(desk.folder, {"draft": gettext("It could not be published: %(why)s", why=why)}), 409
    with runtime().database.read() as connection:
        told = ", ".join(_told_versions(connection, made))
    flash(gettext("Published. New versions: %(versions)s.", versions=told or "–"), "good")
    return redirect(url_for("publishing.show", folder=desk.folder), 303)


def _told_versions(connection: Connection, made: Deployment) -> list[str]:
    """What got a new version, by its name; a process that calls a changed one may lie in another folder."""
    numbers = [one.definition_id for one in made.definitions]
    rows = connection.execute(select(definition).where(definition.c.id.in_(numbers)).order_by(definition.c.id))
    return [f"{row.name or row.key} {row.version}" for row in rows]


def _due(errors: dict[str, str]) -> datetime | None:
    """The morning of the day that was asked for; None for now."""
    if request.form.get("when") != "later":
        return None
    here = runtime()
    try:
        wanted = read_date(request.form.get("day", ""))
    except Refusal:
        wanted = None
    if wanted is None or wanted <= here.today():
        errors["day"] = gettext("Enter a day after today, for example 31.12.2026.")
        return None
    return datetime.combine(wanted, MORNING, here.config.zone)


def _page(folder: str, errors: dict[str, str]) -> str:
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
        faults, warnings = told_findings(connection, desk.draft)
        try:
            effect = publishing.impact(connection, desk.draft)
        except InvalidResource:  # Said among the faults.
            effect = None
        versions = _versions(connection, folder)
    draft = desk.draft
    return render_template(
        "publish.html",
        section="definitions.index",
        desk=desk,
        faults=faults,
        warnings=warnings,
        effect=effect,
        errors=errors,
        values=request.form,
        versions=versions,
        four_eyes=publishing.wants_second_person(draft),
        own=current_person().id == draft.submitted_by
        or current_person().id in {one.saved_by for one in draft.drafted.values()},
    )


def _versions(connection: Connection, folder: str):  # type: ignore[no-untyped-def]
    """The versions of the folder's processes, the newest first."""
    return connection.execute(
        select(definition, deployment.c.deployed_at, deployment.c.deployed_by, deployment.c.note)
        .join(deployment, deployment.c.id == definition.c.deployment_id)
        .where(definition.c.path.startswith(f"{folder}/", autoescape=True))
        .order_by(definition.c.id.desc())
    ).all()

"""Following an idea by its private link: where it stands in plain words, a question to answer, taking it back."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import Actor, InstanceView, InvalidSubmission, TaskGone, TaskView, UnitOfWork
from engine.expressions import Present
from engine.forms import FieldView
from engine.schema import instance
from webapp import errors
from webapp.accounts.secrets import digest
from webapp.auth import public
from webapp.lifecycle.ideas import Idea, IdeaStatus, find_idea_by_key
from webapp.lifecycle.proposers import Proposer, erase_contact, find_proposer_by_link
from webapp.localisation import gettext, language
from webapp.naming import process_text
from webapp.offers import STRAY, Offer, offers
from webapp.runtime import runtime
from webapp.submissions import Submitted, error_list, hidden_names, repeatable, submitted

bp = Blueprint("follow", __name__)

WITHDRAWAL = "idea_withdrawn"


@dataclass(frozen=True)
class Followed:
    """An idea, who follows it, and the newest of its instances."""

    proposer: Proposer
    idea: Idea
    instance: InstanceView

    @property
    def by(self) -> Actor:
        """The proposer, as the engine knows people."""
        return Actor(self.proposer.id)


@bp.get("/idea/<secret>")
@public
def show(secret: str) -> str | tuple[str, int]:
    """Where the idea stands."""
    return _page(secret)


@bp.post("/idea/<secret>/tasks/<int:task_id>")
@public
def complete(secret: str, task_id: int) -> Response | str | tuple[str, int]:
    """Answer what is asked: the proposer's own task."""
    answers, here = submitted(), runtime()
    asked = repeatable(answers)
    with here.database.read() as connection:
        followed = _find(connection, secret)

    def act(unit: UnitOfWork) -> None:
        here.engine.complete(unit, task_id, answers, by=followed.by, language=language(), request=asked)

    try:
        here.database.transact(act)
    except InvalidSubmission as invalid:
        return _page(secret, answers, invalid.errors), 422
    except TaskGone:
        flash(gettext("The question was answered already."), "warn")
    else:
        flash(gettext("Thank you. Your answer was sent."), "good")
    return redirect(url_for("follow.show", secret=secret), 303)


@bp.post("/idea/<secret>/withdraw")
@public
def withdraw(secret: str) -> Response | tuple[str, int]:
    """Take the idea back, as long as its diagram offers it."""
    here, grounds = runtime(), request.form.get("grounds", "").strip()[:2_000]
    asked = repeatable({"grounds": [grounds]})

    def act(unit: UnitOfWork) -> bool:
        if here.engine.answered(unit.connection, asked) is not None:
            return True
        followed = _find(unit.connection, secret)
        offer = _withdrawal(followed)
        if offer is None:
            return False
        here.engine.send(
            unit, WITHDRAWAL, correlation=offer.correlation, payload={"withdrawal_grounds": grounds or None},
            by=followed.by, time_to_live=STRAY, request=asked,
        )  # fmt: skip
        return True

    if not here.database.transact(act):
        return errors.answer(409, detail=gettext("The idea was already decided on; it can no longer be taken back."))
    flash(gettext("You have taken the idea back."), "good")
    return redirect(url_for("follow.show", secret=secret), 303)


@bp.post("/idea/<secret>/forget")
@public
def forget(secret: str) -> Response:
    """Erase name and address, and close the link; the idea itself goes on."""
    here = runtime()

    def act(unit: UnitOfWork) -> None:
        erase_contact(unit.write(), _find(unit.connection, secret).proposer, here.clock.now())

    here.database.transact(act)
    flash(gettext("Your contact details were erased. The link no longer works."), "good")
    return redirect(url_for("login.show"), 303)


def _find(connection: Connection, secret: str) -> Followed:
    """What a link leads to; 404 for a link that was never made or is closed."""
    proposer = find_proposer_by_link(connection, digest(secret))
    idea = find_idea_by_key(connection, proposer.business_key) if proposer else None
    newest = (
        select(instance.c.id)
        .where(instance.c.business_key == (idea.business_key if idea else None))
        .order_by(instance.c.id.desc())
        .limit(1)
    )
    number = connection.scalar(newest)
    if proposer is None or idea is None or number is None:
        abort(404)
    return Followed(proposer, idea, runtime().engine.instance(connection, number))


def _withdrawal(followed: Followed) -> Offer | None:
    clock = runtime().clock
    found = offers(followed.instance, followed.by, Present(clock.now(), clock.zone))
    return next((offer for offer in found if offer.message == WITHDRAWAL), None)


def _page(secret: str, answers: Submitted | None = None, wrong: dict[str, str] | None = None) -> str:
    here = runtime()
    with here.database.read() as connection:
        followed = _find(connection, secret)
        mine = next((row for row in followed.instance.tasks if row.assignee == followed.proposer.id), None)
        task = here.engine.task(connection, mine.task_id, by=followed.by) if mine else None
        fields = _fields(task, answers, wrong or {}) if task else ()
        return render_template(
            "idea_followed.html",
            secret=secret,
            idea=followed.idea,
            standing=_standing(connection, followed),
            task=task,
            task_name=process_text(connection, task.definition.id, task.row.name) if task else "",
            fields=fields,
            errors=error_list(fields, wrong or {}),
            hides_something=bool(hidden_names(fields)),
            draft_action=None,
            complete_label=gettext("Send the answer"),
            may_withdraw=_withdrawal(followed) is not None,
            contact=followed.proposer.contact,
        )


def _fields(task: TaskView, answers: Submitted | None, wrong: dict[str, str]) -> tuple[FieldView, ...]:
    if task.form is None:
        return ()
    return task.form.view(language(), task.definition.texts, task.data, answers, wrong, clock=runtime().clock)


def _standing(connection: Connection, followed: Followed) -> list[str]:
    """In plain words: what became of the idea, or what each place where it stands tells outsiders."""
    ended = {
        IdeaStatus.MERGED: gettext("Your idea was merged into another one that is like it."),
        IdeaStatus.DROPPED: gettext("Your idea was not taken to preparation."),
        IdeaStatus.WITHDRAWN: gettext("You have taken the idea back."),
        IdeaStatus.REJECTED: gettext("The proposal made of your idea was not accepted."),
        IdeaStatus.PROJECT: gettext("Your idea has become a project."),
    }.get(followed.idea.status)
    if ended:
        return [ended]
    told = dict.fromkeys(_told(connection, followed))
    return list(told) or [gettext("The idea is on its way.")]


def _told(connection: Connection, followed: Followed) -> Iterator[str]:
    engine = runtime().engine
    for definition_id, element in engine.where(connection, followed.instance.id).standing:
        found = engine.definitions.get(connection, definition_id).process.elements[element]
        if text := found.properties.get("told"):
            yield process_text(connection, definition_id, text)

"""Several tasks of the inbox at once: taken, given back or handed over, each in a transaction of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from engine import Conflict, NotAllowed, NotFound, TaskClaimed, TaskGone, UnitOfWork
from engine.audiences import members_of
from engine.schema import audience, instance, user_task
from webapp.accounts.account import list_accounts
from webapp.auth import actor, local_path
from webapp.localisation import gettext, ngettext
from webapp.naming import person_name, process_text
from webapp.noticing import tell_of_hand_over
from webapp.runtime import runtime

bp = Blueprint("selected", __name__)
MOST = 100

Verb = Callable[[UnitOfWork, int], None]


@bp.post("/inbox/selected")
def act() -> Response | str | tuple[str, int]:
    """Do to each chosen task what was asked, and tell what became of each."""
    numbers, back = _numbers(), local_path(request.form.get("back")) or url_for("inbox.show")
    verb = request.form.get("verb", "")
    if verb not in {"claim", "release", "hand_over"}:
        abort(400)
    if not numbers:
        flash(gettext("Choose at least one task first."), "bad")
        return redirect(back, 303)
    here, by = runtime(), actor()
    if verb == "hand_over":
        with here.database.read() as connection:
            people = {one.id: one.name for one in list_accounts(connection, here.today()) if one.active}
        to = request.form.get("to", "")
        if to not in people:
            return _ask_to_whom(numbers, people, back)
        done = gettext("These tasks are now with %(name)s:", name=people[to])

        def give(unit: UnitOfWork, one: int) -> None:
            here.engine.hand_over(unit, one, to=to, by=by)
            tell_of_hand_over(unit, one, to, by.id, here.clock.now())

        return _result(numbers, done, back, give)
    if verb == "claim":
        done = gettext("You have taken these tasks:")
        return _result(numbers, done, back, lambda unit, one: here.engine.claim(unit, one, by=by))
    done, alone = gettext("These tasks are free for the group again:"), _for_one_alone(numbers)
    return _result(numbers, done, back, lambda unit, one: here.engine.release(unit, one, by=by), alone)


def _numbers() -> list[int]:
    typed = request.form.getlist("task")
    return list(dict.fromkeys(int(one) for one in typed if one.isdecimal() and len(one) < 19))[:MOST]


def _ask_to_whom(numbers: Sequence[int], people: dict[str, str], back: str) -> tuple[str, int]:
    """The second step of handing over; once an answer was missing, it says so."""
    wrong = gettext("Choose to whom the tasks are handed over.") if "to" in request.form else ""
    page = render_template(
        "selected_to.html",
        section="inbox.show",
        names=list(_names(numbers).items()),
        people=sorted(people.items(), key=lambda one: one[1]),
        back=back,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


def _result(
    numbers: Sequence[int], done: str, back: str, verb: Verb, alone: frozenset[int] = frozenset()
) -> tuple[str, int]:
    """Each task in its own transaction: one that somebody else was first with does not undo the others."""
    names = _names(numbers)
    good: list[tuple[int, str]] = []
    bad: list[tuple[str, str]] = []
    for one in numbers:
        reason = gettext("It is for one person alone.") if one in alone else _attempt(verb, one)
        name = names.get(one) or gettext("Task %(number)s", number=one)
        if reason:
            bad.append((name, reason))
        else:
            good.append((one, name))
    summary = ngettext("%(count)s task succeeded", "%(count)s tasks succeeded", len(good))
    if bad:
        failed = ngettext("%(count)s did not", "%(count)s did not", len(bad))
        summary = f"{summary}, {failed}"
    page = render_template(
        "selected.html", section="inbox.show", summary=summary, done=done, good=good, bad=bad, back=back
    )
    return page, 409 if bad else 200


def _attempt(verb: Verb, number: int) -> str:
    """Why it did not succeed; empty when it did."""
    try:
        runtime().database.transact(lambda unit: verb(unit, number))
    except TaskClaimed as claimed:
        return gettext("%(name)s has taken it.", name=person_name(claimed.by))
    except TaskGone as gone:
        done = gettext("%(name)s has already done it.", name=person_name(gone.by))
        return done if gone.by else gettext("The process no longer needs it.")
    except NotAllowed:
        return gettext("It is not yours or your groups'.")
    except NotFound:
        return gettext("There is no such task.")
    except Conflict:
        return gettext("The matter is on hold.")
    return ""


def _names(numbers: Sequence[int]) -> dict[int, str]:
    """What the tasks are called, with their projects; those that are gone have no name."""
    with runtime().database.read() as connection:
        rows = connection.execute(
            select(user_task.c.id, user_task.c.definition_id, user_task.c.name, user_task.c.subject, instance.c.title)
            .join(instance, instance.c.id == user_task.c.instance_id)
            .where(user_task.c.id.in_(numbers))
        ).all()
        return {row.id: _name(process_text(connection, row.definition_id, row.name), row) for row in rows}


def _name(name: str, row: Any) -> str:
    return f"{name}: {row.subject} ({row.title})" if row.subject else f"{name} ({row.title})"


def _for_one_alone(numbers: Sequence[int]) -> frozenset[int]:
    """The tasks that are for one person, be it who asks or an absent one: given back, they would be nobody else's."""
    statement = (
        select(user_task.c.id, audience.c.key)
        .join(audience, audience.c.id == user_task.c.audience_id)
        .where(user_task.c.id.in_(numbers))
    )
    with runtime().database.read() as connection:
        rows = connection.execute(statement).all()
    return frozenset(row.id for row in rows if _is_one_person(members_of(row.key)))


def _is_one_person(members: frozenset[str]) -> bool:
    return len(members) == 1 and min(members).startswith("user:")

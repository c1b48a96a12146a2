"""For operators: what runs and what does not, why, and what is to be done; many at once, each for itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import EngineError, InstanceStatus, UnitOfWork
from webapp.auth import actor, wants
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.heartbeats import LATE, heartbeats
from webapp.lifecycle.operating import (
    LONG,
    Cause,
    Count,
    Stuck,
    Why,
    causes,
    count_incidents,
    count_instances,
    late_timers,
    list_instances,
    queue,
    resting,
    stuck,
    try_now,
)
from webapp.lifecycle.standstill import Letters, find_standstill, gathered, let_go_on
from webapp.localisation import gettext, ngettext
from webapp.naming import process_text
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("operations", __name__)
PAGE = 50
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Asked:
    """What was asked to be done with several instances, and what of it was missing, a sentence per field."""

    cases: Sequence[int] = ()
    reason: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class Result:
    """What came of one of many: which instance, whether it was done, and else why not."""

    instance_id: int
    title: str
    done: bool
    why: str = ""


@bp.get("/operations")
@wants(Right.MEND)
def show() -> str:
    """Everything at a glance."""
    here = runtime()
    now = here.clock.now()
    with here.database.read() as connection:
        beats = heartbeats(connection)
        failed = count_incidents(connection)
        return render_template(
            "operations.html",
            section="operations.show",
            still=find_standstill(connection),
            letters=gathered(connection),
            rows=[_version(connection, key, some, failed) for key, some in _by_version(count_instances(connection))],
            causes=[_cause(connection, one) for one in causes(connection)],
            stuck=[_stuck(connection, one, now) for one in stuck(connection, now, here.today())],
            days=LONG.days,
            queue=queue(connection, now),
            late=late_timers(connection, now),
            resting=[(one, _kind_name(one.kind)) for one in resting(connection)],
            beats=beats,
            silent=not beats or now - beats[0].at > LATE,
            statuses=_statuses(),
        )


@bp.get("/operations/instances")
@wants(Right.MEND)
def instances() -> str:
    """The instances of a version, in a state; many can be held or let go on at once."""
    return _list()


@bp.post("/operations/turn")
@wants(Right.MEND)
def turn() -> str | tuple[str, int]:
    """Hold the chosen ones, or let them go on, each in a transaction of its own."""
    verb, reason = request.form.get("verb", ""), request.form.get("reason", "").strip()[:LONGEST_REASON]
    engine, by = runtime().engine, actor()
    verbs: dict[str, Callable[..., None]] = {"suspend": engine.suspend, "resume": engine.resume}
    if verb not in verbs:
        abort(400)
    chosen = request.form.getlist("case", type=int)
    wrong = {}
    if not chosen:
        wrong["case"] = gettext("Choose what it concerns.")
    if not reason:
        wrong["reason"] = gettext("Give a reason: it is kept in the history.")
    if wrong:
        return _list(Asked(chosen, reason, wrong)), 422

    def act(unit: UnitOfWork, number: int) -> bool:
        verbs[verb](unit, number, by=by, reason=reason)
        return True

    return _list(results=[_each(number, partial(act, number=number)) for number in chosen])


@bp.post("/operations/retry")
@wants(Right.MEND)
def retry() -> str:
    """Try the incidents of one cause again, each in a transaction of its own."""
    here, by = runtime(), actor()
    wanted = set(request.form.getlist("incident", type=int))
    with here.database.read() as connection:
        cases = [case for one in causes(connection) for case in one.cases if case[0] in wanted]

    def act(unit: UnitOfWork, number: int) -> bool:
        return here.engine.retry(unit, number, by=by)

    return _list(results=[_each(instance_id, partial(act, number=number)) for number, instance_id in sorted(cases)])


@bp.post("/operations/fire")
@wants(Right.MEND)
def fire() -> str | tuple[str, int]:
    """Let the timers happen that are late, as a worker would, each instance in a transaction of its own."""
    here = runtime()
    with here.database.read() as connection:
        if find_standstill(connection) is not None:
            return _list(error=gettext("Timers and letters stand still: let them go on first.")), 409
        late = [int(row["id"]) for row in late_timers(connection, here.clock.now())]
    here.database.transact(lambda unit: note(unit, Doing.TRIED_NOW, "timers", rows=len(late)))

    def act(unit: UnitOfWork, number: int) -> bool:
        return bool(here.engine.fire(unit, number))

    return _list(results=[_each(number, partial(act, number=number)) for number in dict.fromkeys(late)])


@bp.post("/operations/outbox")
@wants(Right.MEND)
def send() -> Response:
    """Let what rests be tried at once."""
    here, number = runtime(), request.form.get("letter", type=int)

    def act(unit: UnitOfWork) -> int:
        tried = try_now(unit.write(), here.clock.now(), number)
        note(unit, Doing.TRIED_NOW, "outbox", rows=tried)
        return tried

    here.database.transact(act)
    flash(gettext("It is tried within a few seconds."), "good")
    return redirect(url_for("operations.show") + "#queue", 303)


@bp.post("/operations/go-on")
@wants(Right.MEND)
def go_on() -> Response:
    """Let timers and letters go on after a backup was put back."""
    here, reason = runtime(), request.form.get("reason", "").strip()[:LONGEST_REASON]
    letters = request.form.get("letters", "")
    if not reason or letters not in set(Letters):
        flash(gettext("Say what becomes of the letters, and give a reason: it is kept in the audit log."), "bad")
        return redirect(url_for("operations.show") + "#still", 303)

    def act(unit: UnitOfWork) -> None:
        if let_go_on(unit.write(), Letters(letters)):
            note(unit, Doing.LET_GO_ON, "machinery", reason=reason, letters=letters)

    here.database.transact(act)
    flash(gettext("Timers and letters go on."), "good")
    return redirect(url_for("operations.show"), 303)


def _each(instance_id: int, act: Callable[[UnitOfWork], bool]) -> Result:
    """Do it to one of many; what stands in the way of one is no hindrance to the others."""
    here = runtime()
    try:
        went = here.database.transact(act)
        why = "" if went else gettext("It still cannot go on. The sentence tells why.")
    except EngineError:
        went, why = False, gettext("It had been changed meanwhile, or is in a state that does not allow it.")
    with here.database.read() as connection:
        view = here.engine.instance(connection, instance_id)
    return Result(instance_id, view.title, went, why)


def _list(asked: Asked = NOTHING_ASKED, *, results: Sequence[Result] = (), error: str = "") -> str:
    here, status = runtime(), request.args.get("status", "")
    definition_id, after = request.args.get("version", type=int), request.args.get("after", type=int)
    with here.database.read() as connection:
        chosen = status if status in set(InstanceStatus) else None
        rows = list_instances(connection, definition_id, chosen, after, PAGE + 1)
        shown = [dict(row) | {"process": _name(connection, int(row["definition_id"]))} for row in rows[:PAGE]]
    return render_template(
        "operations_instances.html",
        section="operations.show",
        rows=shown,
        status=chosen,
        version=definition_id,
        statuses=_statuses(),
        after=after,
        last=shown[-1]["id"] if len(rows) > PAGE else None,
        asked=asked,
        results=results,
        error=error,
    )


def _statuses() -> dict[str, str]:
    return {
        str(InstanceStatus.ACTIVE): gettext("under way"),
        str(InstanceStatus.SUSPENDED): gettext("on hold"),
        str(InstanceStatus.COMPLETED): gettext("completed"),
        str(InstanceStatus.CANCELLED): gettext("ended early"),
    }


def _by_version(counts: Sequence[Count]) -> list[tuple[int, dict[str, int]]]:
    found: dict[int, dict[str, int]] = {}
    for one in counts:
        found.setdefault(one.definition_id, {})[one.status] = one.number
    return list(found.items())


def _version(
    connection: Connection, definition_id: int, counts: dict[str, int], failed: dict[int, int]
) -> dict[str, Any]:
    return {
        "id": definition_id,
        "name": _name(connection, definition_id),
        "counts": counts,
        "incidents": failed.get(definition_id, 0),
    }


def _name(connection: Connection, definition_id: int) -> str:
    """A process and its version."""
    found = runtime().engine.definitions.get(connection, definition_id)
    return f"{process_text(connection, definition_id, found.name)} {found.version}"


def _cause(connection: Connection, one: Cause) -> dict[str, Any]:
    name = runtime().engine.name_of(connection, one.definition_id, one.element)
    return {"cause": one, "name": process_text(connection, one.definition_id, name) if name else "",
            "process": _name(connection, one.definition_id)}  # fmt: skip


def _stuck(connection: Connection, one: Stuck, now: datetime) -> dict[str, Any]:
    open_for = (now - one.since).days
    task = process_text(connection, one.definition_id, one.task) if one.task_id else ""
    told = {
        Why.NOTHING: (
            gettext("Nothing waits in it: no task, no time, no message, no disturbance."),
            gettext("Put it right by hand: begin again at a step, or end it."),
        ),
        Why.NOBODY: (
            gettext("Nobody can do the task «%(task)s»: its group has no people, or who holds it is gone.", task=task),
            gettext("Add somebody to the group, or hand the task over."),
        ),
        Why.LONG: (
            ngettext(
                "The task «%(task)s» has been open for %(count)s day.",
                "The task «%(task)s» has been open for %(count)s days.",
                open_for,
                task=task,
            ),
            gettext("Ask those whose task it is, or skip the step by hand."),
        ),
    }
    sentence, remedy = told[one.why]
    return {"one": one, "sentence": sentence, "remedy": remedy}


def _kind_name(kind: str) -> str:
    """What rests, one of it."""
    return {"mail": gettext("letter"), "message": gettext("message"), "signal": gettext("signal")}.get(kind, kind)

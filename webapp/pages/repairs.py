"""Putting a matter right by hand: what may be done, what would come of it, the deed with its reason, the way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import Act, Bench, InvalidInput, NotRepairable, NotWaiting, Outcome, Repair, UnitOfWork
from engine.expressions import Present
from webapp.auth import actor, wants
from webapp.localisation import gettext, moment, trouble
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.telling import Vocabulary, facts, vocabulary_of

bp = Blueprint("repairs", __name__)
UNDO = "undo"
"""Asked for beside the engine's own acts: the last of them is taken back."""

LONGEST_REASON = 2_000
LONGEST_VALUE = 20_000
_REFUSED = (NotRepairable, NotWaiting, InvalidInput)


@dataclass(frozen=True)
class Asked:
    """What is asked for, as it was typed; `at` is `token` or `part:element`, whichever the deed wants."""

    act: str
    at: str
    to: str
    name: str
    value: str
    reason: str

    @property
    def is_whole(self) -> bool:
        """Whether enough was said to look at what would come of it."""
        wanted = {
            UNDO: True,
            Act.SET: self.name,
            Act.SKIP: self.at,
            Act.MOVE: self.at and self.to,
            Act.RESTART: self.to,
        }
        return bool(wanted.get(self.act))


@bp.get("/projects/<int:instance_id>/repair")
@wants(Right.STEER_MATTERS)
def show(instance_id: int) -> str:
    """What can be put right; which deed is all that an address tells, for values do not belong into logs."""
    return _page(instance_id, _asked({"act": request.args.get("act", "")}))


@bp.post("/projects/<int:instance_id>/repair")
@wants(Right.STEER_MATTERS)
def act(instance_id: int) -> str | Response | tuple[str, int]:
    """Look at what would stand after it, or do it, for a reason."""
    asked, engine, by = _asked(request.form), runtime().engine, actor()
    if "look" in request.form:
        return _page(instance_id, asked)
    if not asked.reason:
        return _page(instance_id, asked, gettext("Write why: it is kept in the history.")), 422

    def do(unit: UnitOfWork) -> None:
        if asked.act == UNDO:
            engine.unrepair(unit, instance_id, by=by, reason=asked.reason)
        else:
            engine.repair(unit, instance_id, _repair(asked), by=by, reason=asked.reason)

    try:
        runtime().database.transact(do)
    except _REFUSED as error:
        return _page(instance_id, asked, _refusal(error)), 409
    flash(gettext("Done, and written into the history."), "good")
    return redirect(url_for("repairs.show", instance_id=instance_id), 303)


def _asked(given: Mapping[str, str]) -> Asked:
    return Asked(
        given.get("act", ""),
        given.get("at", ""),
        given.get("to", ""),
        given.get("name", "").strip(),
        given.get("value", "").strip()[:LONGEST_VALUE],
        given.get("reason", "").strip()[:LONGEST_REASON],
    )


def _repair(asked: Asked) -> Repair:
    """Raises InvalidInput for what cannot be read."""
    try:
        wanted = Act(asked.act)
        if wanted is Act.SET:
            clock = runtime().clock
            value = Present(clock.now(), clock.zone).value(f"= {asked.value or 'null'}", {})
            return Repair(wanted, part=int(asked.at or 0), written={asked.name: value})
        if wanted is Act.RESTART:
            part, _, element = asked.to.partition(":")
            return Repair(wanted, part=int(part), to=element)
        return Repair(wanted, int(asked.at), to=asked.to.rpartition(":")[2])
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def _page(instance_id: int, asked: Asked, error: str = "") -> str:
    here = runtime()
    seen: Outcome | None = None
    bench: Bench | None = None
    with here.database.read() as connection:
        view = here.engine.instance(connection, instance_id)
        try:
            bench = here.engine.repairable(connection, instance_id)
            seen = _look(connection, instance_id, asked)
        except _REFUSED as refused:
            error = error or _refusal(refused)
        words = _words(connection, view.definition.id, bench, seen)
    return render_template(
        "repair.html",
        section="instances.index",
        instance=view,
        asked=asked,
        error=error,
        acts=_acts(bench),
        rooms=_rooms(bench, words),
        spots=_spots(bench, words, asked.act),
        targets=_targets(bench, words, asked),
        names=sorted(bench.standing.data) if bench else [],
        outcome=_told(seen, words) if seen else None,
        refused=[words.label(name) for name in seen.starved] if seen else [],
    )


def _look(connection: Connection, instance_id: int, asked: Asked) -> Outcome | None:
    if not asked.is_whole:
        return None
    if asked.act == UNDO:
        return runtime().engine.preview_unrepair(connection, instance_id)
    return runtime().engine.preview_repair(connection, instance_id, _repair(asked))


def _refusal(error: Exception) -> str:
    if isinstance(error, NotWaiting):
        return gettext("What you chose no longer waits: somebody or something was first. Look again.")
    if isinstance(error, InvalidInput):
        return gettext("This cannot be done: %(why)s", why=trouble(str(error)))
    return gettext("This cannot be put right here: it has ended, it cannot be read, or something has followed.")


def _acts(bench: Bench | None) -> list[tuple[str, str]]:
    if bench is None:
        return []
    told = [
        (Act.SET, gettext("Set data right")),
        (Act.SKIP, gettext("Skip a step")),
        (Act.MOVE, gettext("Move on to another step")),
        (Act.RESTART, gettext("Begin again at a step")),
    ]
    back = [(UNDO, gettext("Take the last repair back"))] if bench.undoable else []
    return [(str(act), name) for act, name in told] + back


def _rooms(bench: Bench | None, words: Vocabulary) -> list[tuple[int, str]]:
    return [(room.part, _room_name(room, words)) for room in bench.rooms] if bench else []


def _room_name(room: Any, words: Vocabulary) -> str:
    return gettext("the whole matter") if room.caller is None else words.label(room.caller.id)


def _spots(bench: Bench | None, words: Vocabulary, act: str) -> list[tuple[int, str]]:
    """Where something waits, with the number where one step is open several times."""
    spots = bench.spots if bench else ()
    fit = [one for one in spots if (one.may_move if act == Act.MOVE else one.may_skip)]
    names = [words.label(one.element.id) for one in fit]
    return [
        (one.token, f"{name} ({one.token})" if names.count(name) > 1 else name)
        for one, name in zip(fit, names, strict=True)
    ]


def _targets(bench: Bench | None, words: Vocabulary, asked: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where it can go on, by the part of the matter that the step is in."""
    if bench is None:
        return []
    part = next((spot.part for spot in bench.spots if str(spot.token) == asked.at), None)
    return [
        (_room_name(room, words), [(f"{room.part}:{one.id}", words.label(one.id)) for one in room.targets])
        for room in bench.rooms
        if asked.act == Act.RESTART or part is None or room.part == part
    ]


def _words(connection: Connection, definition_id: int, bench: Bench | None, seen: Outcome | None) -> Vocabulary:
    """The words of every diagram that the matter is in, or would come into."""
    numbers = [definition_id, *(room.definition_id for room in bench.rooms)] if bench else [definition_id]
    numbers += [task.definition_id for task in (*seen.opened, *seen.closed)] if seen else []
    return vocabulary_of(connection, numbers)


def _told(seen: Outcome, words: Vocabulary) -> list[tuple[str, list[str]]]:
    """What would come of it, heading by heading; nothing is said of what stays as it is."""
    return [(heading, lines) for heading, lines in _lines(seen, words) if lines]


def _lines(seen: Outcome, words: Vocabulary) -> Iterator[tuple[str, list[str]]]:
    def names(some: Any) -> list[str]:
        return [words.label(one.element.id) for one in some]

    before, after, empty = dict(facts(seen.was)), dict(facts(seen.data)), gettext("empty")
    yield gettext("Tasks that open"), names(seen.opened)
    yield gettext("Tasks that are no longer wanted"), names(seen.closed)
    yield (
        gettext("Times that begin to run"),
        [f"{words.label(one.element.id)}: {moment(one.due_at)}" for one in seen.timers],
    )
    yield gettext("Times that no longer run"), names(seen.stopped)
    yield gettext("Messages that are waited for"), names(seen.waits)
    yield gettext("Messages that are no longer waited for"), names(seen.waits_no_more)
    yield gettext("Disturbances that end"), names(seen.mended)
    yield (
        gettext("New disturbances"),
        [f"{words.label(one.element.id)}: {one.sentence}" for one in seen.parked],
    )
    yield gettext("Data"), [f"{name}: {before.get(name, empty)} → {after.get(name, empty)}" for name in seen.data]
    yield gettext("Services that run next; what they answer is known only then"), list(seen.calls)
    yield gettext("Messages that leave"), list(seen.sent)
    yield gettext("The end"), [gettext("The matter ends.")] if seen.ends else []

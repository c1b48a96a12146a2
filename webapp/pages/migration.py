"""Running cases to another version of their process: the plan, what it means for each, the move, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import Element, Hindrance, How, Match, NotFound, NotMigratable, Obstruction, Plan, Preview, UnitOfWork
from engine.definitions import Definition
from engine.schema import definition
from webapp.auth import actor
from webapp.desks import Desk, open_desk
from webapp.hindrances import sentence
from webapp.localisation import gettext, language
from webapp.runtime import runtime

bp = Blueprint("migration", __name__)
Answer = str | Response | tuple[str, int]
LONGEST_REASON = 2_000
SHOWN = 100
"""How many cases are looked at on one page; once they have moved the next ones come."""
END, PREFIX = "-", "to-"


@dataclass(frozen=True)
class Asked:
    """What is to be moved, and how; of the cases that were `offered`, the `chosen` ones."""

    old: int | None
    new: int | None
    by_hand: Mapping[str, str]
    anew: bool
    offered: Sequence[int]
    chosen: Sequence[int]
    reason: str


@dataclass(frozen=True)
class Result:
    """What came of it: the cases that moved, and those that did not, with the sentences why."""

    moved: Sequence[Preview]
    refused: Sequence[tuple[Preview, Sequence[str]]]


@bp.get("/processes/<folder>/migration")
def show(folder: str) -> Answer:
    """Which versions there are and what runs in them; with two chosen, the plan."""
    return _page(folder, _asked(request.args))


@bp.post("/processes/<folder>/migration")
def move(folder: str) -> Answer:
    """Look again with what was chosen by hand, or move the chosen cases, each for itself."""
    asked = _asked(request.form)
    if "look" in request.form:
        return _page(folder, asked)
    errors = {}
    if not asked.reason:
        errors["reason"] = gettext("Write why they are moved: it is kept in the history of each.")
    if not asked.chosen:
        errors["cases"] = gettext("Choose what to move.")
    if errors:
        return _page(folder, asked, errors), 422
    return _page(folder, asked, result=_moved(folder, asked))


def _asked(given: Any) -> Asked:
    by_hand = {
        name.removeprefix(PREFIX): "" if to == END else to
        for name, to in given.items()
        if name.startswith(PREFIX) and to
    }
    return Asked(
        given.get("old", type=int),
        given.get("new", type=int),
        by_hand,
        "anew" in given,
        given.getlist("offered", type=int),
        given.getlist("case", type=int),
        given.get("reason", "").strip()[:LONGEST_REASON],
    )


def _moved(folder: str, asked: Asked) -> Result:
    here, by = runtime(), actor()
    with here.database.read() as connection:
        open_desk(connection, folder)
        plan = _plan(connection, folder, asked)
        if plan is None:
            abort(400)
        running = set(here.engine.running_on(connection, [plan.old.id])[plan.old.id])
        wanted = [number for number in asked.chosen if number in running]
        previews = here.engine.preview_migration(connection, wanted, plan)
    moved: list[Preview] = []
    refused: list[tuple[Preview, Sequence[str]]] = []

    def act(unit: UnitOfWork, number: int) -> None:
        here.engine.migrate(unit, number, plan, by=by, reason=asked.reason)

    for one in previews:
        try:
            here.database.transact(partial(act, number=one.instance_id))
            moved.append(one)
        except NotMigratable as error:
            refused.append((one, [sentence(each, plan.old, plan.new) for each in error.obstructions]))
    return Result(moved, refused)


def _page(folder: str, asked: Asked, errors: Mapping[str, str] | None = None, result: Result | None = None) -> str:
    here = runtime()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
        versions = _versions(connection, folder)
        plan = _plan(connection, folder, asked)
        running = here.engine.running_on(connection, [one["id"] for one in versions])
        cases = running.get(plan.old.id, []) if plan is not None else []
        previews = here.engine.preview_migration(connection, cases[:SHOWN], plan) if plan is not None else []
    return render_template(
        "migration.html",
        section="definitions.index",
        desk=desk,
        versions=versions,
        running={number: len(found) for number, found in running.items()},
        asked=asked,
        chosen=_suggested(desk, versions, running, asked),
        plan=plan,
        matches=_told(plan) if plan is not None else [],
        unchanged=sum(one.rests and not _is_told(one) for one in plan.matches) if plan is not None else 0,
        previews=[_case(one, plan, asked) for one in previews] if plan is not None else [],
        more=len(cases) - len(previews),
        result=result,
        errors=errors or {},
    )


def _plan(connection: Connection, folder: str, asked: Asked) -> Plan | None:
    """The plan between two versions of one process of the folder; None while they are not chosen."""
    if asked.old is None or asked.new is None or asked.old == asked.new:
        return None
    here = runtime()
    try:
        old, new = (here.engine.definitions.get(connection, number) for number in (asked.old, asked.new))
    except NotFound:
        abort(404)
    if old.folder != folder or new.key != old.key:
        abort(404)
    there, known = new.process.elements, old.process.elements
    by_hand = {name: to for name, to in asked.by_hand.items() if name in known and (not to or to in there)}
    return here.engine.plan_migration(connection, old.id, new.id, by_hand, anew=asked.anew)


def _versions(connection: Connection, folder: str) -> list[dict[str, Any]]:
    """The versions of the processes in a folder, each process's newest first."""
    rows = connection.execute(
        select(definition)
        .where(definition.c.path.like(f"{folder}/%"))
        .order_by(definition.c.key, definition.c.version.desc())
    ).mappings()
    found = [dict(row) for row in rows if row["path"].rpartition("/")[0] == folder]
    definitions = runtime().engine.definitions
    return [
        one | {"label": definitions.get(connection, one["id"]).texts.text(language(), one["name"])} for one in found
    ]


def _suggested(
    desk: Desk, versions: Sequence[Mapping[str, Any]], running: Mapping[int, Sequence[int]], asked: Asked
) -> tuple[int | None, int | None]:
    """The versions to choose at first: from the oldest that anything runs in, to the newest of the same process."""
    if asked.old is not None:
        return asked.old, asked.new
    newest = {one["key"]: one["id"] for one in reversed(versions)}
    left = [one for one in versions if running[one["id"]] and newest[one["key"]] != one["id"]]
    if not left:
        return None, None
    return left[-1]["id"], newest[left[-1]["key"]]


def _is_told(match: Match) -> bool:
    """Whether a line of the plan says more than that all stays as it is."""
    return match.how is not How.SAME or match.is_renamed


def _told(plan: Plan) -> list[dict[str, Any]]:
    """The lines of the plan that are to be looked at: what has no place comes first."""
    told = [one for one in plan.matches if one.rests and _is_told(one)]
    there = plan.new.process.elements
    return [
        {
            "id": one.element.id,
            "name": _name(plan.old, one.element),
            "to": _name(plan.new, one.to) if one.to is not None else "",
            "how": str(one.how),
            "why": sentence(_obstruction(one, one.hindrance), plan.old) if one.hindrance else "",
            "choices": [(name, _name(plan.new, there[name])) for name in one.candidates],
            "chosen": plan.by_hand.get(one.element.id),
        }
        for one in sorted(told, key=lambda one: one.hindrance is None)
    ]


def _case(seen: Preview, plan: Plan, asked: Asked) -> dict[str, Any]:
    """What becomes of one case, as the page tells it."""
    there = plan.new.process.elements
    tokens = [one for one in seen.tokens if one.task_id or one.timer_at or one.hindrance or one.how is not How.SAME]
    return {
        "id": seen.instance_id,
        "title": seen.title or seen.business_key,
        "possible": seen.is_possible,
        "chosen": seen.is_possible and (seen.instance_id in asked.chosen or seen.instance_id not in asked.offered),
        "returns": seen.returns,
        "why": [sentence(one, plan.old, plan.new) for one in seen.obstructions],
        "lacks": [(_name(plan.new, there[one.element]), one.name) for one in seen.lacks],
        "begins": [_name(plan.new, one) for one in seen.begins],
        "tokens": [
            {"name": _name(plan.old, one.element), "to": _name(plan.new, one.to) if one.to else "", "move": one}
            for one in tokens
        ],
    }


def _obstruction(match: Match, hindrance: Hindrance) -> Obstruction:
    element, to = match.element, match.to
    return Obstruction(hindrance, element.id, element.name or element.id, to.name or to.id if to is not None else "")


def _name(version: Definition, element: Element) -> str:
    return version.texts.text(language(), element.name) if element.name else element.id

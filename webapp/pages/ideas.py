"""Ideas, all of them: searched, looked at one by one, and opened again."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import UnitOfWork
from engine.expressions import Present
from engine.schema import instance
from webapp.auth import actor
from webapp.journaling import note_look
from webapp.lifecycle.ideas import (
    REOPENABLE,
    Direction,
    Idea,
    IdeaStatus,
    Origin,
    beginning_again,
    find_idea,
    list_ideas,
)
from webapp.lifecycle.proposals import versions_of
from webapp.lifecycle.proposers import Proposer, erase_contact, find_proposer, is_external
from webapp.lifecycle.schema import area
from webapp.lifecycle.similarity import speaks_of
from webapp.localisation import gettext
from webapp.processes import begun_by
from webapp.runtime import runtime
from webapp.submissions import repeatable

bp = Blueprint("ideas", __name__)

MESSAGE = "idea_reopened"
PAGE = 50


@dataclass(frozen=True)
class Run:
    """One of an idea's instances: an idea that was opened again has several."""

    id: int
    phase: str
    started_at: Any
    ended_at: Any


@bp.get("/ideas")
def index() -> str:
    """Ideas by what became of them and what they speak of, the newest first."""
    wanted, words = request.args.get("status", ""), request.args.get("q", "").strip()
    status = IdeaStatus(wanted) if wanted in {str(one) for one in IdeaStatus} else None
    with runtime().database.read() as connection:
        found = [one for one in list_ideas(connection, status) if speaks_of(words, one.title, one.need)]
        areas = _areas(connection)
    return render_template(
        "ideas.html",
        section="ideas.index",
        ideas=found[:PAGE],
        more=len(found) - PAGE,
        areas=areas,
        words=words,
        status=status,
        statuses=_statuses(),
        origins=_origins(),
    )


@bp.get("/ideas/<int:number>")
def show(number: int) -> str:
    """One idea: what it is, its proposal's versions, its way, and who may be asked about it."""
    with runtime().database.read() as connection:
        idea = find_idea(connection, number)
        runs, may = _runs(connection, idea), _may_open(connection, idea)
        proposer = _outsider(connection, idea) if may else None
        page = render_template(
            "idea.html",
            section="ideas.index",
            idea=idea,
            areas=_areas(connection),
            merged_into=find_idea(connection, idea.merged_into) if idea.merged_into else None,
            statuses=_statuses(),
            origins=_origins(),
            directions={
                Direction.BOTTOM_UP: gettext("From enterprises or communities (bottom-up)"),
                Direction.TOP_DOWN: gettext("From the region's strategy (top-down)"),
            },
            runs=runs,
            versions=versions_of(connection, number),
            may_open=may and idea.status in REOPENABLE,
            proposer=proposer,
        )
    if proposer is not None and proposer.contact is not None:
        note_look(idea.business_key, "idea")
    return page


@bp.post("/ideas/<int:number>/reopen")
def reopen(number: int) -> Response | tuple[str, int]:
    """Open a dropped or withdrawn idea again: it goes on as the same idea."""
    here, grounds = runtime(), request.form.get("grounds", "").strip()
    asked = repeatable({"grounds": [grounds]})
    if not grounds:
        flash(gettext("Write why the idea is opened again."), "bad")
        return redirect(url_for("ideas.show", number=number), 303)

    def act(unit: UnitOfWork) -> None:
        if here.engine.answered(unit.connection, asked) is not None:
            return
        idea = find_idea(unit.connection, number)
        if idea.status not in REOPENABLE or not _may_open(unit.connection, idea):
            abort(403)
        payload = beginning_again(idea, grounds)
        here.engine.send(
            unit, MESSAGE, correlation="", business_key=idea.business_key, payload=payload, by=actor(), request=asked
        )

    here.database.transact(act)
    flash(gettext("The idea is open again, and its area's owner has it."), "good")
    return redirect(url_for("ideas.show", number=number), 303)


@bp.post("/ideas/<int:number>/forget")
def forget(number: int) -> Response:
    """Erase the contact details of somebody outside who asks for it."""
    here = runtime()

    def act(unit: UnitOfWork) -> None:
        idea = find_idea(unit.connection, number)
        proposer = _outsider(unit.connection, idea)
        if proposer is None or not _may_open(unit.connection, idea):
            abort(403)
        erase_contact(unit.write(), proposer, here.clock.now())

    here.database.transact(act)
    flash(gettext("The contact details were erased."), "good")
    return redirect(url_for("ideas.show", number=number), 303)


def _may_open(connection: Connection, idea: Idea) -> bool:
    """Whether the diagram lets this person open the idea again: its area's owner, the coordinator."""
    here = runtime()
    found = begun_by(connection, here.engine.definitions, MESSAGE)
    runs = _runs(connection, idea)
    if found is None or not runs:
        return False
    data, by = here.engine.instance(connection, runs[-1].id).data, actor()
    present = Present(here.clock.now(), here.clock.zone)
    offered = present.texts(found.start.properties.get("offeredTo"), {"area_owner": None, **data})
    return by.administers or not (by.groups | by.people).isdisjoint(offered)


def _outsider(connection: Connection, idea: Idea) -> Proposer | None:
    return find_proposer(connection, idea.proposer) if idea.proposer and is_external(idea.proposer) else None


def _runs(connection: Connection, idea: Idea) -> list[Run]:
    rows = connection.execute(
        select(instance.c.id, instance.c.phase, instance.c.started_at, instance.c.ended_at)
        .where(instance.c.business_key == idea.business_key)
        .order_by(instance.c.id)
    )
    return [Run(*row) for row in rows]


def _areas(connection: Connection) -> dict[str, str]:
    return {row.key: row.name for row in connection.execute(select(area.c.key, area.c.name))}


def _statuses() -> dict[IdeaStatus, str]:
    return {
        IdeaStatus.OPEN: gettext("Under way"),
        IdeaStatus.MERGED: gettext("Merged into another"),
        IdeaStatus.DROPPED: gettext("Dropped"),
        IdeaStatus.WITHDRAWN: gettext("Withdrawn by its proposer"),
        IdeaStatus.REJECTED: gettext("Rejected"),
        IdeaStatus.PROJECT: gettext("Became a project"),
    }


def _origins() -> dict[Origin, str]:
    return {
        Origin.PERSON: gettext("Staff"),
        Origin.PUBLIC: gettext("A company or community"),
        Origin.PELOTON: gettext("Peloton group"),
        Origin.FOLLOW_UP: gettext("A project's final report"),
    }

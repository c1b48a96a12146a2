"""Projects and other matters: the list, and one with its diagram, its steps, its history and its data."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection, func, select
from werkzeug.wrappers import Response

from engine import Event, InstanceView, UnitOfWork, Where
from engine.expressions import Present
from engine.schema import definition, instance
from webapp.annual_clock.reach import meant_of
from webapp.auth import actor, current_person, may
from webapp.conversation import read_conversation
from webapp.life_grounds import grounds_by_entry
from webapp.lifecycle.finding import Question
from webapp.lifecycle.projects import relations
from webapp.lifecycle.schema import project as projects
from webapp.localisation import gettext, language
from webapp.matters import FILTERS, list_matters
from webapp.naming import process_text
from webapp.offers import STRAY, Offer, offers
from webapp.papers import matter_papers
from webapp.records import find_record
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.submissions import repeatable
from webapp.telling import Vocabulary, facts, tell, vocabulary_of
from webapp.whereabouts import drawings, steps, viewer_labels

bp = Blueprint("instances", __name__)
PAGE, LONGEST = 25, 200


@bp.get("/projects")
def index() -> str:
    """What runs, or has ended; the newest first."""
    asked = request.args.get("show", "")
    chosen = asked if asked in FILTERS else "open"
    after, process = request.args.get("after", type=int), request.args.get("process")
    words = " ".join(request.args.get("q", "").split())[:LONGEST]
    with runtime().database.read() as connection:
        rows = list_matters(connection, FILTERS[chosen], process, after, PAGE + 1, Question.read(words, PAGE))
        processes = _processes(connection)
    shown = rows[:PAGE]
    return render_template(
        "instances.html",
        section="instances.index",
        chosen=chosen,
        words=words,
        tabs=[("open", gettext("Under way")), ("ended", gettext("Ended"))],
        processes=processes,
        process=process if process in processes else None,
        rows=shown,
        after=shown[-1]["id"] if len(rows) > PAGE else None,
    )


@bp.get("/projects/<int:instance_id>")
def show(instance_id: int) -> str:
    """One matter as a whole."""
    engine = runtime().engine
    with runtime().database.read() as connection:
        view = engine.instance(connection, instance_id)
        where = engine.where(connection, instance_id)
        events = engine.timeline(connection, instance_id)
        words = _words(connection, where, events)
        trouble = frozenset(one.element for one in view.incidents)
        places = {element: definition_id for definition_id, element in where.standing}
        return render_template(
            "instance.html",
            section="instances.index",
            instance=_shown(connection, view),
            drawings=drawings(connection, where, trouble),
            steps=steps(connection, where, trouble),
            tasks=[_task(connection, row) for row in view.tasks],
            incidents=[(one, words.label(one.element)) for one in view.incidents],
            timeline=[tell(event, words) for event in events],
            grounds=grounds_by_entry(connection, events),
            facts=facts(view.data),
            may_change_manager=_may_change_manager(connection, view),
            meant=meant_of(connection, view.business_key),
            may_mean=may(Right.KEEP_CALLS),
            record=find_record(connection, view.business_key),
            documents=matter_papers(connection, view.business_key),
            documents_matter=view.business_key,
            conversation=read_conversation(connection, instance_id),
            comments_back=request.path,
            labels=viewer_labels(),
            offers=[(one.message, process_text(connection, places[one.element], one.label)) for one in _offers(view)],
        )


@bp.post("/projects/<int:instance_id>/tell/<message>")
def tell_of(instance_id: int, message: str) -> Response:
    """Send the instance a message that it waits for and offers to this person."""
    here, asked = runtime(), repeatable({})

    def act(unit: UnitOfWork) -> None:
        if here.engine.answered(unit.connection, asked) is not None:
            return  # What was offered may be over by now, because of this very request.
        view = here.engine.instance(unit.connection, instance_id)
        offer = next((one for one in _offers(view) if one.message == message), None)
        if offer is None:
            abort(403)
        here.engine.send(
            unit, message, correlation=offer.correlation, payload={}, by=actor(), time_to_live=STRAY, request=asked
        )

    here.database.transact(act)
    return redirect(url_for("instances.show", instance_id=instance_id), 303)


def _may_change_manager(connection: Connection, view: InstanceView) -> bool:
    manager = connection.scalar(select(projects.c.manager).where(projects.c.business_key == view.business_key))
    person = current_person()
    mine = relations(manager, view.data.get("area_owner"), person.id, person.groups)
    return manager is not None and view.status in FILTERS["open"] and may(Right.CHANGE_MANAGER, *mine)


def _offers(view: InstanceView) -> list[Offer]:
    clock = runtime().clock
    return offers(view, actor(), Present(clock.now(), clock.zone))


def _processes(connection: Connection) -> dict[str, str]:
    """The names of the processes that anything runs by, by key."""
    used = select(instance.c.definition_id).distinct()
    rows = connection.execute(
        select(definition.c.key, func.max(definition.c.id).label("id"))
        .where(definition.c.id.in_(used))
        .group_by(definition.c.key)
    )
    definitions = runtime().engine.definitions
    names = {row.key: process_text(connection, row.id, definitions.get(connection, row.id).name) for row in rows}
    return dict(sorted(names.items(), key=lambda one: one[1]))


def _shown(connection: Connection, view: InstanceView) -> dict[str, Any]:
    texts = view.definition.texts
    return {
        "id": view.id,
        "title": view.title,
        "phase": texts.text(language(), view.phase),
        "status": view.status,
        "definition_id": view.definition.id,
        "process": texts.text(language(), view.definition.name),
        "version": view.definition.version,
        "business_key": view.business_key,
    }


def _task(connection: Connection, row: Any) -> dict[str, Any]:
    return {
        "id": row.task_id,
        "name": process_text(connection, row.definition_id, row.name),
        "subject": row.subject,
        "audience": row.audience,
        "assignee": row.assignee,
        "due_at": row.due_at,
    }


def _words(connection: Connection, where: Where, events: list[Event]) -> Vocabulary:
    """The words of every diagram the instance has been in."""
    places = [place[0] for place in [*where.passed, *where.standing]]
    return vocabulary_of(connection, [*(event.definition_id for event in events), *places])

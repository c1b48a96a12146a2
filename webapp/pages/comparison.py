"""Two states of a process beside each other: what differs, in words, and marked on both drawings."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import Connection, select

from engine.deployments import read_deployment
from engine.resources import folder_of
from engine.schema import definition, deployment
from webapp.comparing.differences import Difference, What
from webapp.comparing.files import FileDifference, compare
from webapp.comparison_words import aspect_word, kind_word, value_word, what_word
from webapp.desks import Desk, open_desk
from webapp.localisation import gettext, moment
from webapp.runtime import runtime
from webapp.whereabouts import viewer_labels

bp = Blueprint("comparison", __name__)
DRAFT = "draft"
Files = dict[str, bytes]


@dataclass(frozen=True)
class State:
    """A state of the folder: its key in addresses, and what people call it."""

    key: str
    label: str


@bp.get("/processes/<folder>/comparison")
def show(folder: str) -> str:
    """What differs between `from` and `to`: deployments by number, or `draft`; else what is in use, and the draft."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        states = _states(connection, desk)
        old, new = _chosen(states, request.args.get("from"), -2), _chosen(states, request.args.get("to"), -1)
        before, after = _files(connection, desk, old), _files(connection, desk, new)
    found = compare(before, after)
    return render_template(
        "comparison.html",
        section="definitions.index",
        desk=desk,
        states=states,
        old=old,
        new=new,
        found=found,
        files_drawn=[_drawn(one) for one in found if one.path.endswith(".bpmn") and one.what is What.CHANGED],
        labels=viewer_labels()
        | {"altered": gettext("changed or moved"), "added": what_word(What.ADDED), "removed": what_word(What.REMOVED)},
        kind_word=kind_word,
        what_word=what_word,
        aspect_word=aspect_word,
        value_word=value_word,
        title_of=_title,
    )


@bp.get("/processes/<folder>/comparison/<state>/<name>")
def diagram(folder: str, state: str, name: str) -> Response:
    """A diagram as it is in one of the states, for the viewer."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        states = _states(connection, desk)
        if state not in (one.key for one in states):
            abort(404)
        content = _files(connection, desk, _chosen(states, state, -1)).get(f"{folder}/{name}")
    if content is None or not name.endswith(".bpmn"):
        abort(404)
    return Response(content, mimetype="application/xml")


def _states(connection: Connection, desk: Desk) -> list[State]:
    """Every deployment that gave a process of the folder a version, oldest first; the draft last."""
    statement = (
        select(deployment.c.id, deployment.c.deployed_at, deployment.c.note)
        .join(definition, definition.c.deployment_id == deployment.c.id)
        .where(definition.c.path.startswith(f"{desk.folder}/", autoescape=True))
        .distinct()
        .order_by(deployment.c.id)
    )
    found = [
        State(str(row.id), f"{moment(row.deployed_at)} {row.note}".strip()) for row in connection.execute(statement)
    ]
    return [*found, State(DRAFT, gettext("the draft"))]


def _chosen(states: list[State], wanted: str | None, otherwise: int) -> State:
    if wanted is None:
        return states[max(otherwise, -len(states))]
    return next((one for one in states if one.key == wanted), None) or abort(404)


def _files(connection: Connection, desk: Desk, state: State) -> Files:
    if state.key == DRAFT:
        return desk.draft.files
    resources = read_deployment(connection, int(state.key))
    return {path: content for path, content in resources.items() if folder_of(path) == desk.folder}


def _drawn(found: FileDifference) -> dict[str, object]:
    """What to mark on the old drawing and on the new one."""
    altered = [*found.ids(What.CHANGED), *found.ids(What.MOVED)]
    return {
        "name": found.path.rpartition("/")[2],
        "old": [("removed", found.ids(What.REMOVED)), ("altered", altered)],
        "new": [("added", found.ids(What.ADDED)), ("altered", altered)],
    }


def _title(part: Difference) -> str:
    return part.name or part.id

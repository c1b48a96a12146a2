"""What I was told of: the list behind the bell, each with a link to the very task, read one by one or all at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine.schema import instance, user_task
from engine.texts import OWN
from webapp.auth import current_person, wants
from webapp.lifecycle.notices import (
    COUNTED,
    Notice,
    count_unread,
    list_notices,
    mark_all_read,
    mark_read,
    mark_read_about,
)
from webapp.lifecycle.phrases import Words
from webapp.lifecycle.places import Place, places_of
from webapp.localisation import gettext, language
from webapp.naming import process_text
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.wording import notice_kind_name

bp = Blueprint("notices", __name__)
PAGE = 50

_LOOKED_AT = {
    "tasks.show": ("task_id", "task/{}"),
    "instances.show": ("instance_id", "instance/{}"),
    "meetings.show": ("meeting_id", "meeting/{}"),
    "remarks.follow": ("number", "remark/{}"),
    "drafts.follow": ("number", "draft/{}"),
}
"""Whoever opens one of these pages, or is led on from it, has seen what a notice is about."""


@bp.get("/notices")
def show() -> str:
    """My notices, the newest first."""
    before = request.args.get("before", type=int)
    with runtime().database.read() as connection:
        found = list_notices(connection, current_person().id, before, PAGE + 1)
        rows = _rows(connection, found[:PAGE])
    after = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("notices.html", section="notices.show", rows=rows, after=after)


@bp.post("/notices/read")
@wants(Right.KEEP_OWN)
def read() -> Response:
    """Mark one as read, or all."""
    person, now, number = current_person(), runtime().clock.now(), request.form.get("notice", type=int)
    if number is None:
        runtime().database.transact(lambda unit: mark_all_read(unit.write(), person.id, now))
        flash(gettext("All notices are marked as read."), "good")
    else:
        runtime().database.transact(lambda unit: mark_read(unit.write(), person.id, number, now))
    return redirect(url_for("notices.show"), 303)


def unread() -> int:
    """How many I have not read; asked once a request."""
    if "unread_notices" not in g:
        with runtime().database.read() as connection:
            g.unread_notices = count_unread(connection, current_person().id)
    count: int = g.unread_notices
    return count


@bp.record_once
def _teach(state: Any) -> None:
    """The bell stands on every page."""
    app: Flask = state.app
    app.jinja_env.globals.update(unread_notices=unread, most_notices=COUNTED)


@bp.after_app_request
def _look(response: Response) -> Response:
    """What was opened has been seen; nothing is asked of the database where nothing was unread."""
    looked_at = _LOOKED_AT.get(request.endpoint or "")
    seen = response.status_code in {200, 303, 409} and g.get("person") is not None
    if looked_at and request.method == "GET" and seen and unread():
        name, about = looked_at
        place, person, now = about.format((request.view_args or {})[name]), current_person().id, runtime().clock.now()
        runtime().database.transact(lambda unit: mark_read_about(unit.write(), person, [place], now))
    return response


def _rows(connection: Connection, found: Sequence[Notice]) -> list[dict[str, Any]]:
    places = places_of(connection, current_person().id, [one.about for one in found], runtime().today())
    tasks = _tasks(connection, {place.number for place in places if place.what == "task"})
    titles = _titles(connection, {_number(one) for one in found if one.about.startswith("instance/")})
    return [
        {
            "id": one.id,
            "kind": notice_kind_name(one.kind),
            "text": _text(one, place, tasks, titles),
            "path": place.path,
            "at": one.created_at,
            "unread": one.read_at is None and not one.moot,
        }
        for one, place in zip(found, places, strict=True)
    ]


def _text(one: Notice, place: Place, tasks: Mapping[int, str], titles: Mapping[int, str]) -> str:
    if one.words is not None:
        return _in_my_language(one.words)
    if one.moot:
        return gettext("Task %(number)s is done.", number=place.number)
    if place.what == "instance":
        return titles[place.number]
    if place.what == "task" and place.number in tasks:
        return tasks[place.number]
    return {
        "task": gettext("Task %(number)s", number=place.number),
        "meeting": gettext("Meeting %(number)s", number=place.number),
        "incident": gettext("Disturbance %(number)s", number=place.number),
        "mail": gettext("Mail stands still: no mail server has answered for a quarter of an hour. Letters wait."),
        "altered": gettext("The verification found that something in the history was altered."),
        "hook": gettext("Web hook %(number)s does not take what happens: events were given up.", number=place.number),
    }[place.what]


def _in_my_language(words: Words) -> str:
    return words if isinstance(words, str) else words.get(language(), words[OWN])


def _tasks(connection: Connection, numbers: set[int]) -> dict[int, str]:
    """What open tasks are called, with their matters."""
    rows = connection.execute(
        select(user_task.c.id, user_task.c.definition_id, user_task.c.name, instance.c.title)
        .join(instance, instance.c.id == user_task.c.instance_id)
        .where(user_task.c.id.in_(sorted(numbers)))
    )
    return {row.id: f"{process_text(connection, row.definition_id, row.name)} – {row.title}" for row in rows}


def _titles(connection: Connection, numbers: set[int]) -> dict[int, str]:
    rows = connection.execute(select(instance.c.id, instance.c.title).where(instance.c.id.in_(sorted(numbers))))
    return {row.id: row.title for row in rows}


def _number(one: Notice) -> int:
    return int(one.about.partition("/")[2])

"""The inbox: what waits for me, for my groups, and what I have done."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import Row, Tab
from engine.inbox import COUNTED
from webapp.auth import actor
from webapp.localisation import gettext
from webapp.naming import process_text
from webapp.runtime import runtime

bp = Blueprint("inbox", __name__)
PAGE = 25
_TABS: tuple[Tab, ...] = ("mine", "groups", "done")


@bp.get("/")
def home() -> Response:
    """The inbox is the home page."""
    return redirect(url_for("inbox.show"), 303)


@bp.get("/inbox")
def show() -> str:
    """One page of one tab."""
    asked = request.args.get("tab", "")
    tab: Tab = next((known for known in _TABS if known == asked), "mine")
    engine, by = runtime().engine, actor()
    with runtime().database.read() as connection:
        counts = engine.counts(connection, by)
        page = engine.inbox(connection, by, tab, after=request.args.get("after"), limit=PAGE)
        rows = [_row(connection, row) for row in page.rows]
    labels = {"mine": gettext("Mine"), "groups": gettext("My groups'"), "done": gettext("Done")}
    shown = {"mine": _count(counts.mine), "groups": _count(counts.groups), "done": ""}
    return render_template(
        "inbox.html",
        section="inbox.show",
        tab=tab,
        tab_label=labels[tab],
        tabs=[(key, labels[key], shown[key]) for key in _TABS],
        rows=rows,
        after=page.after,
    )


def _count(number: int) -> str:
    """A count as it is shown; beyond a hundred nobody counts."""
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def _row(connection: Connection, row: Row) -> dict[str, object]:
    return {
        "id": row.task_id,
        "instance_id": row.instance_id,
        "name": process_text(connection, row.definition_id, row.name),
        "subject": row.subject,
        "title": row.title,
        "phase": process_text(connection, row.definition_id, row.phase),
        "audience": row.audience,
        "assignee": row.assignee,
        "due_at": row.due_at,
        "done_at": row.done_at,
        "on_behalf_of": row.on_behalf_of,
    }

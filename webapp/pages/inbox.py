"""The inbox: what waits for me and for my groups, what I wait for, and what I have done."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import Row, Tab
from engine.inbox import COUNTED, MOST_FOLLOWED
from webapp.accounts.saved_filters import LONGEST_NAME, inbox_filters, list_filters
from webapp.annual_clock.coming import Coming, coming_to
from webapp.auth import actor, current_person
from webapp.lifecycle.projects import managed_by
from webapp.localisation import gettext
from webapp.naming import names_by_key, phase_name, process_text, recall_names
from webapp.runtime import runtime
from webapp.sifting import Sieve, Sifted, Walk, offered, read_sieve, sift

bp = Blueprint("inbox", __name__)
COMING = 5
_TABS: tuple[Tab, ...] = ("mine", "groups", "waiting", "done")


@bp.get("/")
def home() -> Response:
    """The inbox is the home page."""
    return redirect(url_for("inbox.show"), 303)


@bp.get("/inbox")
def show() -> str:
    """One page of one tab, as the filters leave it."""
    asked = request.args.get("tab", "")
    tab: Tab = next((known for known in _TABS if known == asked), "mine")
    sieve, by, person = read_sieve(request.args), actor(), current_person()
    with runtime().database.read() as connection:
        followed = managed_by(connection, by.id, MOST_FOLLOWED)
        counts = runtime().engine.counts(connection, by, followed)
        found = sift(Walk(connection, by, tab, followed), sieve, request.args.get("after"))
        labels = _labels()
        rows = _rows(connection, found.rows)
        return render_template(
            "inbox.html",
            section="inbox.show",
            tab=tab,
            tab_label=labels[tab],
            tabs=[(key, labels[key], _count(getattr(counts, key))) for key in _TABS],
            rows=rows,
            after=found.after,
            unfinished=found.unfinished,
            given=sieve.given(),
            narrowed=urlencode({"tab": tab} | sieve.given()),
            narrows=sieve.narrows,
            options=offered(connection) | {"group": names_by_key(person.groups)},
            saved=list_filters(connection, inbox_filters(person.id)),
            longest_name=LONGEST_NAME,
            coming=_coming(connection, tab, sieve, found),
        )


def _labels() -> dict[Tab, str]:
    return {
        "mine": gettext("Mine"),
        "groups": gettext("My groups'"),
        "waiting": gettext("I am waiting for"),
        "done": gettext("Done"),
    }


def _count(number: int) -> str:
    """A count as it is shown; beyond a hundred nobody counts."""
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def _coming(connection: Connection, tab: Tab, sieve: Sieve, found: Sifted) -> Sequence[Coming]:
    """What the annual clock has next, for whoever has nothing to do."""
    idle = tab == "mine" and not found.rows and not sieve.narrows
    return coming_to(connection, actor())[:COMING] if idle else ()


def _rows(connection: Connection, rows: Sequence[Row]) -> list[dict[str, object]]:
    members = {member for row in rows for member in row.audience}
    groups = [member.removeprefix("group:") for member in members if member.startswith("group:")]
    groups += current_person().groups
    people = [member.removeprefix("user:") for member in members if member.startswith("user:")]
    recall_names(groups, [*people, *(row.assignee for row in rows if row.assignee)])
    return [_row(connection, row) for row in rows]


def _row(connection: Connection, row: Row) -> dict[str, object]:
    return {
        "id": row.task_id,
        "instance_id": row.instance_id,
        "name": process_text(connection, row.definition_id, row.name),
        "subject": row.subject,
        "title": row.title,
        "phase": phase_name(connection, row.process_id, row.phase) if row.phase else "",
        "audience": row.audience,
        "assignee": row.assignee,
        "due_at": row.due_at,
        "created_at": row.created_at,
        "done_at": row.done_at,
        "on_behalf_of": row.on_behalf_of,
        "unread": row.unread,
        "drafted": row.drafted,
    }

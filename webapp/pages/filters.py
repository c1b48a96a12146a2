"""The inbox's filters that a person keeps by name."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.saved_filters import (
    LONGEST_NAME,
    MOST,
    NameTaken,
    TooMany,
    inbox_filters,
    keep_filter,
    remove_filter,
    rename_filter,
)
from webapp.auth import current_person, wants
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.sifting import LONGEST, read_sieve

bp = Blueprint("filters", __name__)


@bp.post("/inbox/filters")
@wants(Right.KEEP_OWN)
def keep() -> Response:
    """Keep what the inbox is narrowed down to."""
    name, query, drawer = _name(), _query(), inbox_filters(current_person().id)
    if not name:
        flash(gettext("Give the filter a name."), "bad")
        return _back(query)
    try:
        runtime().database.transact(lambda unit: keep_filter(unit.write(), drawer, name, query))
    except TooMany:
        flash(gettext("You have %(count)s filters already. Remove one first.", count=MOST), "bad")
    else:
        flash(gettext("The filter «%(name)s» was kept.", name=name), "good")
    return _back(query)


@bp.post("/inbox/filters/<int:filter_id>/rename")
@wants(Right.KEEP_OWN)
def rename(filter_id: int) -> Response:
    """Call a filter otherwise."""
    name, drawer = _name(), inbox_filters(current_person().id)
    if not name:
        flash(gettext("Give the filter a name."), "bad")
        return _back(_query())
    try:
        runtime().database.transact(lambda unit: rename_filter(unit.write(), drawer, filter_id, name))
    except NameTaken:
        flash(gettext("You have another filter called «%(name)s».", name=name), "bad")
    else:
        flash(gettext("The filter is now called «%(name)s».", name=name), "good")
    return _back(_query())


@bp.post("/inbox/filters/<int:filter_id>/remove")
@wants(Right.KEEP_OWN)
def remove(filter_id: int) -> Response:
    """Forget a filter."""
    drawer = inbox_filters(current_person().id)
    runtime().database.transact(lambda unit: remove_filter(unit.write(), drawer, filter_id))
    flash(gettext("The filter was removed."), "good")
    return _back(_query())


def _name() -> str:
    return " ".join(request.form.get("name", "").split())[:LONGEST_NAME]


def _query() -> str:
    """What the inbox was narrowed down to, in its own words only: an address that leads elsewhere is none."""
    typed = dict(parse_qsl(request.form.get("query", "")[: 10 * LONGEST]))
    tab = {"tab": typed["tab"]} if typed.get("tab") in {"mine", "groups", "waiting", "done"} else {}
    return urlencode(tab | read_sieve(typed).given())


def _back(query: str) -> Response:
    return redirect(f"{url_for('inbox.show')}?{query}" if query else url_for("inbox.show"), 303)

"""Questions to the audit log that are kept under a name: for oneself, or for everybody who reads the log."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.saved_filters import (
    LONGEST_NAME,
    MOST,
    Drawer,
    TooMany,
    keep_filter,
    log_questions,
    remove_filter,
)
from webapp.auth import current_person, wants
from webapp.lifecycle.audit_log import ASKED
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("questions", __name__)
LONGEST = 200


@bp.post("/log/questions")
@wants(Right.READ_LOG)
def keep() -> Response:
    """Keep what the log is asked."""
    name, query, drawer = " ".join(request.form.get("name", "").split())[:LONGEST_NAME], _query(), _drawer()
    if not name:
        flash(gettext("Give the question a name."), "bad")
        return _back(query)
    try:
        runtime().database.transact(lambda unit: keep_filter(unit.write(), drawer, name, query))
    except TooMany:
        flash(gettext("There are %(count)s questions already. Remove one first.", count=MOST), "bad")
    else:
        flash(gettext("The question «%(name)s» was kept.", name=name), "good")
    return _back(query)


@bp.post("/log/questions/<int:filter_id>/remove")
@wants(Right.READ_LOG)
def remove(filter_id: int) -> Response:
    """Forget a question."""
    drawer = _drawer()
    runtime().database.transact(lambda unit: remove_filter(unit.write(), drawer, filter_id))
    flash(gettext("The question was removed."), "good")
    return _back(_query())


def _drawer() -> Drawer:
    return log_questions(None if request.form.get("whose") == "all" else current_person().id)


def _query() -> str:
    """What was asked, in the log's own words only: an address that leads elsewhere is none."""
    typed = dict(parse_qsl(request.form.get("query", "")[: 10 * LONGEST]))
    return urlencode({name: typed[name][:LONGEST] for name in ASKED if typed.get(name)})


def _back(query: str) -> Response:
    return redirect(f"{url_for('audit_log.show')}?{query}" if query else url_for("audit_log.show"), 303)

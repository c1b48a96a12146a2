"""Choosing the language; kept with the person, or in a cookie for a stranger."""

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.account import change_language
from webapp.auth import local_path, public
from webapp.localisation import COOKIE
from webapp.runtime import runtime

bp = Blueprint("languages", __name__)


@bp.post("/language")
@public
def choose() -> Response:
    """Keep the language and go back to the page."""
    chosen = request.form.get("language", "")
    if chosen not in runtime().config.languages:
        abort(400)
    if g.person:
        runtime().database.transact(lambda unit: change_language(unit.write(), g.person.id, chosen))
    response = redirect(local_path(request.form.get("back")) or url_for("inbox.show"), 303)
    response.set_cookie(
        COOKIE, chosen, max_age=365 * 86_400, samesite="Lax", httponly=True, secure=runtime().config.secure
    )
    return response

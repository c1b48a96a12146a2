"""Logging in by the organisation's own log-in service, and being told by it that somebody has logged out."""

import logging

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine import SYSTEM, UnitOfWork
from webapp.accounts.identities import AccountEnded, NoAccount, Welcomed, end_sessions_of, recognise
from webapp.auth import local_path, public
from webapp.entering import let_in
from webapp.identity_provider import ProviderError, come_back, policy, send_to, who_logged_out
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.newcomers import welcome
from webapp.localisation import gettext
from webapp.runtime import runtime

bp = Blueprint("provider_login", __name__)
_THEN = "after_provider"
_log = logging.getLogger(__name__)


@bp.get("/login/provider")
@public
def go() -> Response:
    """Off to the service."""
    if not runtime().config.oidc_issuer:
        abort(404)
    session[_THEN] = local_path(request.args.get("next"))
    try:
        return send_to()
    except ProviderError as error:
        _log.warning("The log-in service cannot be used: %s", error)
        return _back(gettext("The log-in service does not answer. Try again in a while."))


@bp.get("/login/provider/callback")
@public
def callback() -> Response:
    """Back from the service."""
    if not runtime().config.oidc_issuer:
        abort(404)
    then = session.pop(_THEN, None)
    try:
        claims, origin = come_back()
    except ProviderError as error:
        _log.warning("A log-in was refused: %s", error)
        if request.args.get("error") == "access_denied":
            return _back(gettext("You did not log in at the log-in service."))
        return _back(gettext("The log-in did not succeed. Begin again from here."))
    here = runtime()

    def act(unit: UnitOfWork) -> Welcomed:
        found = recognise(unit.write(), claims, policy(here.config), here.today())
        _note(unit, found)
        return found

    try:
        found = here.database.transact(act)
    except NoAccount:
        return _back(gettext("You have no account here yet. Ask an administrator to let you in."))
    except AccountEnded:
        return _back(gettext("Your account here has ended. Ask an administrator."))
    return let_in(found.person_id, "log-in service", then, origin)


@bp.post("/login/provider/logout")
@public
def logged_out() -> Response:
    """The service says, itself and not through a browser, that somebody has logged out there."""
    if not runtime().config.oidc_issuer:
        abort(400)
    try:
        issuer, subject, sid = who_logged_out(request.form.get("logout_token", ""))
    except ProviderError as error:
        _log.warning("A log-out was refused: %s", error)
        abort(400)
    runtime().database.transact(lambda unit: end_sessions_of(unit.write(), issuer, subject, sid))
    return Response(status=200)


def _note(unit: UnitOfWork, found: Welcomed) -> None:
    subject = f"person/{found.person_id}"
    if found.was_linked:
        note(unit, Doing.IDENTITY_LINKED, subject, by=SYSTEM, new=found.is_new)
    if found.before != found.after:
        welcome(unit, runtime().engine, found.person_id, found.after - found.before, by=SYSTEM)
        note(unit, Doing.GROUPS_CHANGED, subject, by=SYSTEM, before=sorted(found.before), after=sorted(found.after))


def _back(told: str) -> Response:
    flash(told, "bad")
    return redirect(url_for("login.show"), 303)

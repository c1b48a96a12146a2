"""Who comes with a token.  A session's cookie opens nothing here, so no other site can make a browser ask."""

import math
from datetime import timedelta

from flask import current_app, g, request

from engine import UnitOfWork
from webapp.accounts import throttle
from webapp.accounts.service_accounts import Scope, ServiceAccount, Token, find_by_token, touch_token
from webapp.api.problems import Refused
from webapp.api.throttling import Throttle
from webapp.localisation import gettext
from webapp.runtime import runtime

THROTTLE = "hankepolku.api"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Hankepolku"'}


def choose_language() -> None:
    """The language of sentences and names: what the request accepts, else the first configured."""
    offered = runtime().config.languages
    g.language = request.accept_languages.best_match(offered) or offered[0]


def enter(scope: Scope) -> ServiceAccount:
    """Let a program in, or raise Refused: 401 without a token that works, 403 without the scope, 429 too often."""
    account, token = _identify()
    wait = _throttle().wait_of(account.id, runtime().clock.now())
    if wait:
        raise _later(wait)
    if scope not in account.scopes:
        raise Refused(403, gettext("The account lacks the scope %(scope)s.", scope=str(scope)))
    g.person, g.absent, g.barred = account.as_account(g.language), (), frozenset()
    g.service, g.token = account, token
    return account


def _identify() -> tuple[ServiceAccount, Token]:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise Refused(401, gettext("Send the token of a service account: Authorization: Bearer …"), _CHALLENGE)
    here, now = runtime(), runtime().clock.now()
    with here.database.read() as connection:
        found = find_by_token(connection, secret.strip(), now)
    if found is None:
        _count_wrong_one()
        raise Refused(401, gettext("This token opens nothing: it is unknown, revoked or too old."), _CHALLENGE)
    if found[1].is_stale(now):
        here.database.transact(lambda unit: touch_token(unit.write(), found[1].id, now))
    return found


def _count_wrong_one() -> None:
    """Whoever guesses waits longer each time; whoever has a token that works does not wait for them."""
    here, now = runtime(), runtime().clock.now()
    subjects = (throttle.tokens_from(request.remote_addr or ""),)
    with here.database.read() as connection:
        wait = throttle.waiting_time(connection, subjects, now)
    if wait:
        raise _later(wait)

    def count(unit: UnitOfWork) -> None:
        throttle.count_failure(unit.write(), subjects, now)

    here.database.transact(count)


def _later(wait: timedelta) -> Refused:
    seconds = max(math.ceil(wait.total_seconds()), 1)
    return Refused(429, gettext("Try again later."), {"Retry-After": str(seconds)})


def _throttle() -> Throttle:
    found: Throttle = current_app.extensions[THROTTLE]
    return found

"""Who the token is of."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from webapp.accounts.service_accounts import Scope
from webapp.api.operations import Call, operation, say


@dataclass(frozen=True)
class ServiceAccountView:
    """The account of the token that was sent, and until when the token works."""

    id: str
    name: str
    groups: list[str]
    scopes: list[Scope]
    token_expires_at: datetime


@operation("GET", "/account", say("Read whose the token is"), Scope.READ, ServiceAccountView)
def read_account(call: Call) -> ServiceAccountView:
    """What this token opens."""
    account = g.service
    return ServiceAccountView(
        account.id, account.name, sorted(account.groups), sorted(account.scopes), g.token.expires_at
    )

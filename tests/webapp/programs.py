"""Programs that speak to the interface: an account made for the occasion, its token, and requests with it."""

import json
import uuid
from collections.abc import Iterable
from datetime import timedelta

from werkzeug.test import TestResponse

from engine import UnitOfWork
from tests.webapp.world import World
from webapp.accounts.service_accounts import Scope, create_service_account, make_token

ALL = tuple(Scope)


class Program:
    """A service account at work."""

    def __init__(self, world: World, account: str, token: str) -> None:
        self.client, self.account, self.token = world.app.test_client(), account, token

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: object = None, *, key: str | None = None, **headers: str) -> TestResponse:
        """Do something; with a key of its own unless one is given."""
        sent = self._headers(headers) | {"Idempotency-Key": key or uuid.uuid4().hex}
        if body is None:
            return self.client.post(f"/api/v1{path}", headers=sent)
        return self.client.post(
            f"/api/v1{path}", data=json.dumps(body), headers=sent | {"Content-Type": "application/json"}
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"} | named


def make_program(
    world: World, key: str = "jems", groups: Iterable[str] = ("advisors",), scopes: Iterable[Scope] = ALL
) -> Program:
    """An account of some groups, and a token that lives for thirty days."""
    here = world.here

    def make(unit: UnitOfWork) -> tuple[str, str]:
        connection, now = unit.write(), here.clock.now()
        account = create_service_account(connection, key, key.title(), scopes, groups, "cecilia", now)
        return account, make_token(connection, account, "tests", timedelta(days=30), "cecilia", now)

    return Program(world, *here.database.transact(make))

"""Logging in by the organisation's own log-in service: against a real provider."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import insert, select

from engine.schema import journal
from tests.webapp.conftest import Visitor
from tests.webapp.provider_walk import Provider, Walker, go, log_in, logout_token, running_provider
from tests.webapp.world import PASSWORD, World, open_world
from webapp.accounts.account import deactivate, find_account
from webapp.accounts.schema import identity
from webapp.lifecycle.doings import Doing

REFUSED = "Kirjautuminen ei onnistunut"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The provider, one for all tests."""
    with running_provider() as running:
        yield running


@pytest.fixture
def linked(provider: Provider, prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A world whose people come by the provider."""
    with linked_to(provider, prepared, tmp_path) as world:
        yield world


@contextmanager
def linked_to(provider: Provider, prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A world whose people come by a provider: Anna is known to it, others may be made."""
    world = open_world(prepared, tmp_path, oidc_creates=True, **provider.settings)
    known = {"issuer": provider.issuer, "subject": "anna", "person_id": "anna"}
    world.here.database.transact(lambda unit: unit.write().execute(insert(identity).values(known)))
    yield world
    world.here.database.close()


@pytest.fixture
def comer(linked: World) -> Visitor:
    """Somebody at a browser."""
    return Visitor(linked.app.test_client())


def told(visitor: Visitor) -> str:
    """The log-in page with what it says."""
    return visitor.get("/login").get_data(as_text=True)


def groups(world: World, person: str) -> frozenset[str]:
    """The groups of a person today."""
    with world.here.database.read() as connection:
        account = find_account(connection, person, world.here.today())
    assert account is not None
    return account.groups


def test_somebody_known_logs_in_and_comes_where_they_wanted(linked: World, comer: Visitor) -> None:
    assert "kirjautumispalvelu" in told(comer)
    walker = Walker()
    path = walker.walk(go(comer, "/projects"), "anna")
    assert comer.get(path).headers["Location"] == "/projects"
    assert "Anna Ahonen" in comer.get("/account").get_data(as_text=True)
    with linked.here.database.read() as connection:
        assert connection.scalars(select(journal.c.kind)).all()[-1] == Doing.LOGGED_IN
    walker.close()


def test_the_question_carries_state_nonce_and_a_challenge(comer: Visitor) -> None:
    asked = parse_qs(urlsplit(go(comer)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["response_type"] == ["code"]


def test_an_answer_counts_once(comer: Visitor) -> None:
    walker = Walker()
    path = walker.walk(go(comer), "anna")
    comer.get(path)
    comer.post("/logout", page="/inbox")
    assert comer.get(path).headers["Location"] == "/login"
    assert REFUSED in told(comer)
    walker.close()


def test_an_answer_counts_in_the_browser_that_asked(linked: World, comer: Visitor) -> None:
    walker, other = Walker(), Visitor(linked.app.test_client())
    path = walker.walk(go(comer), "anna")
    other.get(path)
    assert REFUSED in told(other)
    assert other.get("/inbox").status_code == 303
    walker.close()


def test_an_answer_to_another_question_is_refused(comer: Visitor) -> None:
    walker = Walker()
    path = walker.walk(go(comer), "anna")
    with comer.client.session_transaction() as kept:
        (name,) = [key for key in kept if key.startswith("_state_provider_")]
        kept[name] = {**kept[name], "data": {**kept[name]["data"], "nonce": "another"}}
    comer.get(path)
    assert REFUSED in told(comer)
    walker.close()


def test_an_answer_that_comes_too_late_is_refused(prepared: Path, tmp_path: Path) -> None:
    with running_provider(code_life=1) as hasty, linked_to(hasty, prepared, tmp_path) as world:
        comer, walker = Visitor(world.app.test_client()), Walker()
        path = walker.walk(go(comer), "anna")
        time.sleep(2)
        comer.get(path)
        assert REFUSED in told(comer)
        walker.close()


def test_an_expired_token_is_refused(comer: Visitor) -> None:
    walker = Walker()
    path = walker.walk(go(comer), "anna")
    with time_machine.travel(timedelta(hours=2), tick=True):
        comer.get(path)
        assert REFUSED in told(comer)
    walker.close()


def test_somebody_new_gets_an_account_and_the_groups_that_the_table_means(linked: World, comer: Visitor) -> None:
    log_in(comer, "erik").close()
    assert groups(linked, "erik") == {"administrator"}  # The table also names a group that nobody has made.
    assert comer.get("/people").status_code == 200


def test_a_group_that_the_table_does_not_name_gives_nothing(linked: World, comer: Visitor) -> None:
    log_in(comer, "stray").close()
    assert groups(linked, "stray") == frozenset()
    assert comer.get("/people").status_code == 403


def test_groups_that_the_table_names_end_with_the_claim(linked: World, comer: Visitor) -> None:
    known = {"issuer": linked.here.config.oidc_issuer, "subject": "stray", "person_id": "bo"}
    linked.here.database.transact(lambda unit: unit.write().execute(insert(identity).values(known)))
    log_in(comer, "stray").close()
    assert groups(linked, "bo") == frozenset()


def test_nobody_becomes_another_by_an_address(linked: World, comer: Visitor) -> None:
    """Anna's address, not verified, under another subject."""
    walker = Walker()
    comer.get(walker.walk(go(comer), "unverified"))
    assert "ei vielä ole tiliä" in told(comer)
    walker.close()


@pytest.mark.parametrize(("trusts", "page"), [(True, "/account"), (False, "/login")])
def test_a_verified_address_counts_only_where_the_installation_says_so(
    provider: Provider, prepared: Path, tmp_path: Path, trusts: bool, page: str
) -> None:
    world = open_world(prepared, tmp_path, oidc_trusts_email=trusts, **provider.settings)
    visitor, walker = Visitor(world.app.test_client()), Walker()
    answer = visitor.get(walker.walk(go(visitor, "/account"), "anna"))
    assert answer.headers["Location"] == page
    walker.close()
    world.here.database.close()


def test_nobody_new_is_let_in_where_accounts_are_made_by_hand(
    provider: Provider, prepared: Path, tmp_path: Path
) -> None:
    world = open_world(prepared, tmp_path, **provider.settings)
    visitor, walker = Visitor(world.app.test_client()), Walker()
    visitor.get(walker.walk(go(visitor), "erik"))
    assert "ei vielä ole tiliä" in told(visitor)
    walker.close()
    world.here.database.close()


def test_an_account_that_has_ended_stays_shut(linked: World, comer: Visitor) -> None:
    linked.here.database.transact(lambda unit: deactivate(unit.write(), "anna"))
    walker = Walker()
    comer.get(walker.walk(go(comer), "anna"))
    assert "on päättynyt" in told(comer)
    walker.close()


def test_a_refusal_there_is_told_here(comer: Visitor) -> None:
    state = parse_qs(urlsplit(go(comer)).query)["state"][0]
    comer.get(f"/login/provider/callback?error=access_denied&state={state}")
    assert "Et kirjautunut" in told(comer)


def test_a_service_that_does_not_answer_is_told(prepared: Path, tmp_path: Path) -> None:
    settings = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "hankepolku"}
    world = open_world(prepared, tmp_path, **settings)
    visitor = Visitor(world.app.test_client())
    visitor.get("/login/provider")
    assert "ei vastaa" in told(visitor)
    assert visitor.log_in("anna").get("/inbox").status_code == 200
    world.here.database.close()


def test_without_a_service_there_is_no_such_page(visitor: Visitor) -> None:
    assert visitor.get("/login/provider").status_code == 404
    assert visitor.get("/login/provider/callback").status_code == 404
    assert "provider" not in told(visitor)


def test_logging_out_ends_the_session_there_too(comer: Visitor) -> None:
    walker = log_in(comer, "anna")
    answer = comer.post("/logout", page="/inbox")
    leads_to = answer.headers["Location"]
    assert "/session/end?" in leads_to
    assert urlsplit(leads_to).netloc in answer.headers["Content-Security-Policy"]
    assert walker.walk(leads_to, "").startswith("/login")
    assert comer.get("/inbox").status_code == 303
    assert "interaction" in walker.session.get(go(comer)).url  # The provider asks anew.
    walker.close()


def test_whoever_came_by_password_logs_out_here_only(comer: Visitor) -> None:
    comer.post("/login", {"email": ["bo@example.fi"], "password": [PASSWORD]})
    assert comer.post("/logout", page="/inbox").headers["Location"] == "/login"


def test_the_service_ends_the_sessions_of_somebody(provider: Provider, comer: Visitor, linked: World) -> None:
    log_in(comer, "anna").close()
    by_password = Visitor(linked.app.test_client()).log_in("anna")
    answer = comer.client.post("/login/provider/logout", data={"logout_token": logout_token(provider)})
    assert answer.status_code == 200
    assert comer.get("/inbox").status_code == 303
    assert by_password.get("/inbox").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example"}, {"aud": "another"}, {"events": {}}, {"nonce": "x"},
        {"sub": None}, {"exp": 1}, {"exp": None},
    ],
)  # fmt: skip
def test_a_log_out_that_cannot_be_believed_ends_nothing(
    provider: Provider, comer: Visitor, changed: dict[str, object]
) -> None:
    log_in(comer, "anna").close()
    token = logout_token(provider, **changed)
    assert comer.client.post("/login/provider/logout", data={"logout_token": token}).status_code == 400
    assert comer.get("/inbox").status_code == 200


def test_a_log_out_signed_by_nobody_or_meant_for_something_else_ends_nothing(
    provider: Provider, comer: Visitor
) -> None:
    log_in(comer, "anna").close()
    signed = logout_token(provider)
    other = logout_token(provider, "JWT")
    assert comer.client.post("/login/provider/logout", data={"logout_token": other}).status_code == 400
    unsigned = f"{signed.rpartition('.')[0]}."
    assert comer.client.post("/login/provider/logout", data={"logout_token": unsigned}).status_code == 400
    assert comer.get("/inbox").status_code == 200

"""Service accounts on their pages: made, given tokens that are shown once, changed and ended."""

import re

import pytest
from sqlalchemy import select

from engine import Actor
from engine.schema import history
from tests.webapp.conftest import Visitor
from tests.webapp.programs import Program, make_program
from tests.webapp.world import ERRAND, World
from webapp.accounts.service_accounts import Scope, find_service_account, is_key
from webapp.rights import AUDITOR

RIGHTS = {"scopes": ["read", "tasks"], "groups": ["advisors"]}
JEMS = {"name": ["Jems"], "key": ["jems"], **RIGHTS}


def token_on(page: str) -> str:
    """The token that a page shows."""
    found = re.findall(r'value="(hp_[^"]+)"', page)
    assert len(found) == 1
    return str(found[0])


def make(cecilia: Visitor, days: int = 30) -> str:
    """An account, and its token."""
    assert cecilia.post("/service-accounts/new", JEMS).status_code == 303
    given = {"token_name": ["Palvelin 1"], "days": [str(days)]}
    made = cecilia.post("/service-accounts/jems/tokens", given, page="/service-accounts/jems")
    return token_on(made.get_data(as_text=True))


def test_an_account_is_made_and_its_token_works_and_is_shown_once(world: World, cecilia: Visitor) -> None:
    program = Program(world, "service/jems", make(cecilia))
    told = program.get("/account").get_json()
    assert (told["id"], told["groups"], told["scopes"]) == ("service/jems", ["advisors"], ["read", "tasks"])
    page = cecilia.get("/service-accounts/jems").get_data(as_text=True)
    assert "Palvelin 1" in page
    assert "hp_" not in page


def test_what_a_program_did_stands_in_the_history_under_its_name(world: World, cecilia: Visitor) -> None:
    program = Program(world, "service/jems", make(cecilia))
    assert program.post("/processes/errand/instances", {"answers": {}}).status_code == 201
    with world.here.database.read() as connection:
        assert connection.scalar(select(history.c.actor)) == "service/jems"
    assert "Jems" in cecilia.get("/projects/1").get_data(as_text=True).partition("What has happened")[2]


def test_a_revoked_token_and_an_ended_account_open_nothing(world: World, cecilia: Visitor) -> None:
    program = Program(world, "service/jems", make(cecilia))
    cecilia.post("/service-accounts/jems/tokens/1/revoke", page="/service-accounts/jems")
    assert program.get("/account").status_code == 401
    given = {"token_name": ["Palvelin 2"], "days": ["90"]}
    second = cecilia.post("/service-accounts/jems/tokens", given, page="/service-accounts/jems")
    program.token = token_on(second.get_data(as_text=True))
    assert program.get("/account").status_code == 200
    cecilia.post("/service-accounts/jems/end", page="/service-accounts/jems")
    assert program.get("/account").status_code == 401
    assert cecilia.post("/service-accounts/jems/tokens", given, page="/service-accounts").status_code == 409


def test_what_an_ended_account_held_goes_back_to_its_group(world: World, cecilia: Visitor, bo: Visitor) -> None:
    task_id = world.start_errand()
    world.here.database.transact(lambda unit: world.here.engine.complete(unit, task_id, ERRAND, by=Actor("anna")))
    program = Program(world, "service/jems", make(cecilia))
    assert program.post(f"/tasks/{task_id + 1}/claim").status_code == 200
    assert "Jems" in bo.get(f"/tasks/{task_id + 1}").get_data(as_text=True)
    cecilia.post("/service-accounts/jems/end", page="/service-accounts/jems")
    assert bo.post(f"/tasks/{task_id + 1}/claim", page="/inbox").status_code == 303


def test_what_it_may_is_changed_at_once(world: World, cecilia: Visitor) -> None:
    program = Program(world, "service/jems", make(cecilia))
    cecilia.post("/service-accounts/jems", {"scopes": ["messages"], "groups": []})
    assert program.get("/tasks").status_code == 403
    with world.here.database.read() as connection:
        account = find_service_account(connection, "service/jems")
    assert account is not None
    assert (account.scopes, account.groups) == ({Scope.MESSAGES}, frozenset())


def test_a_key_is_nobody_elses(cecilia: Visitor) -> None:
    make(cecilia)
    again = cecilia.post("/service-accounts/new", JEMS)
    assert again.status_code == 422
    assert 'aria-invalid="true"' in again.get_data(as_text=True)


@pytest.mark.parametrize("key", ["", "Jems", "a", "-jems", "jems-", "je ms", "../x", "ä", "x" * 41])
def test_a_key_is_of_small_letters(cecilia: Visitor, key: str) -> None:
    assert not is_key(key)
    assert cecilia.post("/service-accounts/new", JEMS | {"key": [key]}).status_code == 422


@pytest.mark.parametrize("days", ["0", "366", "", "x"])
def test_a_token_lives_for_a_year_at_most(cecilia: Visitor, days: str) -> None:
    cecilia.post("/service-accounts/new", JEMS)
    given = {"token_name": ["Palvelin"], "days": [days]}
    assert cecilia.post("/service-accounts/jems/tokens", given, page="/service-accounts/jems").status_code == 422


@pytest.mark.parametrize("path", ["new", "jems", "jems/tokens", "jems/end", "jems/tokens/1/revoke"])
def test_others_make_and_change_none(cecilia: Visitor, anna: Visitor, path: str) -> None:
    make(cecilia)
    given = JEMS | {"token_name": ["x"], "days": ["30"]}
    assert anna.post(f"/service-accounts/{path}", given, page="/inbox").status_code == 403


def test_the_interface_is_told_in_the_readers_language(anna: Visitor, bo: Visitor, cecilia: Visitor) -> None:
    for visitor, summary in ((anna, "Ota tehtävä käsittelyyn"), (bo, "Ta en uppgift"), (cecilia, "Take a task")):
        page = visitor.get("/api").get_data(as_text=True)
        assert summary in page
        assert "POST /tasks/{task_id}/claim" in page


def test_a_program_of_auditors_alone_changes_nothing(world: World) -> None:
    program = make_program(world, groups=(AUDITOR,))
    assert program.get("/processes").status_code == 200
    assert program.post("/processes/errand/instances", {"answers": {}}).status_code == 403

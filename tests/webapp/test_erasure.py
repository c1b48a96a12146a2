"""Erasing somebody's name: what goes, what stays and why, and that the chain stays whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.errors import Conflict
from engine.seals import verify_all
from tests.webapp.conftest import Visitor
from tests.webapp.test_retention import RULES, TABLE, live
from tests.webapp.world import World
from webapp.accounts.account import deactivate
from webapp.accounts.erasure import Erased, erase_person
from webapp.accounts.schema import credential, web_session
from webapp.accounts.sessions import open_session
from webapp.deployment import deploy_folder
from webapp.lifecycle.audit_log import Question, answer
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.retention import Bond, matters_of, place_hold
from webapp.lifecycle.schema import person


def bonds(world: World) -> dict[str, Bond]:
    """What binds the matters that Anna took part in."""
    here = world.here
    with here.database.read() as connection:
        found = matters_of(connection, RULES, here.config.zone, here.today(), "anna")
    return {one.business_key: one.bond for one in found}


def erase(world: World) -> Erased:
    here = world.here
    return here.database.transact(
        lambda unit: erase_person(
            unit.write(), "anna", matters_of(unit.connection, RULES, here.config.zone, here.today(), "anna")
        )
    )


def told(world: World) -> list[object]:
    """The values of the errand's history."""
    with world.here.database.read() as connection:
        return [event.value for event in world.here.engine.timeline(connection, 1)]


def test_name_and_contact_go_and_what_names_the_person_is_erased_where_nothing_binds_it(either: World) -> None:
    live(either)
    here = either.here
    here.database.transact(lambda unit: open_session(unit.write(), "anna", here.clock.now()))
    here.database.transact(lambda unit: deactivate(unit.write(), "anna"))
    either.clock.travel(timedelta(days=365 * 12))
    assert bonds(either) == {"errand/1": Bond.NONE}

    erased = erase(either)

    values = told(either)
    assert erased.values == sum(value is None for value in values) >= 1
    with here.database.read() as connection:
        assert verify_all(connection) == []
        row = connection.execute(select(person).where(person.c.id == "anna")).one()
        assert row.name == erased.pseudonym
        assert "Ahonen" not in row.name
        assert "example.fi" not in row.email
        for column in (credential.c.person_id, web_session.c.person_id):
            assert connection.scalar(select(column).where(column == "anna")) is None


def test_what_must_be_kept_stays_and_says_why(world: World) -> None:
    live(world)
    here = world.here
    assert bonds(world) == {"errand/1": Bond.UNTIL}
    here.database.transact(lambda unit: deactivate(unit.write(), "anna"))
    before = told(world)
    assert erase(world).values == 0
    assert told(world) == before
    here.database.transact(lambda unit: place_hold(unit.write(), "errand/1", "Valitus", "cecilia", here.clock.now()))
    assert bonds(world) == {"errand/1": Bond.HELD}


def test_a_matter_that_goes_on_is_kept(world: World) -> None:
    world.start_errand("anna")
    assert bonds(world) == {"errand/1": Bond.GOES_ON}


def test_whoever_can_log_in_is_not_erased(world: World) -> None:
    with pytest.raises(Conflict):
        erase(world)


def test_an_administrator_erases_with_a_reason(world: World, as_person: Callable[[str], Visitor]) -> None:
    as_person("anna")
    live(world)
    deploy_folder(world.here, TABLE.parent.parent, by="cecilia", note="The model")
    cecilia = as_person("cecilia")
    assert cecilia.post("/people/anna/erase", {"reason": ["x"]}, page="/people/anna/data").status_code == 409
    cecilia.post("/people/anna/deactivate", page="/people/anna")
    page = cecilia.get("/people/anna/data").text
    assert "kept until" in page
    assert cecilia.post("/people/anna/erase", {"reason": [""]}, page="/people/anna/data").status_code == 422
    asked = {"reason": ["Anna pyysi 3.5.2027"]}
    assert cecilia.post("/people/anna/erase", asked, page="/people/anna/data").status_code == 303

    assert "Ahonen" not in cecilia.get("/people").text
    assert "N. N." in cecilia.get("/projects/1").text
    with world.here.database.read() as connection:
        (line,) = answer(connection, Question(kind=Doing.PSEUDONYMISED), None, 9)
        (login,) = answer(connection, Question(person="anna", kind=Doing.LOGGED_IN), None, 9)
        assert verify_all(connection) == []
    assert line.value == {
        "reason": "Anna pyysi 3.5.2027", "values": 0, "addresses": 1, "kept": {"errand/1": "until"}, "entries": {},
    }  # fmt: skip
    assert login.value is None
    assert cecilia.get("/log?person=anna").status_code == 200

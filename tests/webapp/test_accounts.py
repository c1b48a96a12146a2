"""Logging in and out, and the life of an account."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select

from bench.counting import count_statements
from engine import Actor
from engine.schema import outbox
from tests.webapp.conftest import Visitor
from tests.webapp.world import PASSWORD, World
from webapp.accounts import schema
from webapp.accounts.account import find_account, list_accounts
from webapp.accounts.passwords import hash_password, password_matches
from webapp.lifecycle.people import is_occasional
from webapp.lifecycle.schema import group_membership, person

NEW = "neljä uutta sanaa yhdessä"


def last_link(world: World) -> str:
    """The path of the link in the newest letter of the outbox."""
    with world.here.database.read() as connection:
        content = connection.scalar(select(outbox.c.content).order_by(outbox.c.id.desc()).limit(1))
    found = re.search(r"/password/[\w-]+", content or "")
    assert found
    return found.group()


def test_a_stranger_is_sent_to_log_in_and_comes_back(world: World, visitor: Visitor) -> None:
    sent = visitor.get("/projects?show=ended")
    assert sent.headers["Location"] == "/login?next=/projects?show%3Dended"
    answers = {"email": ["ANNA@example.fi "], "password": [PASSWORD], "next": ["/projects?show=ended"]}
    assert visitor.post("/login", answers).headers["Location"] == "/projects?show=ended"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    answers = {"email": ["anna@example.fi"], "password": [PASSWORD], "next": [elsewhere]}
    assert visitor.post("/login", answers).headers["Location"] == "/inbox"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor: Visitor) -> None:
    answers = [
        visitor.post("/login", {"email": [email], "password": ["wrong"]}) for email in ("anna@example.fi", "x@y")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    sentences = [re.findall(r'id="wrong"><p>(.*?)</p>', answer.get_data(as_text=True)) for answer in answers]
    assert sentences[0] == sentences[1] != []


def test_guessing_is_slowed_down_but_never_locks_out(world: World, visitor: Visitor) -> None:
    wrong = {"email": ["anna@example.fi"], "password": ["wrong"]}
    codes = [visitor.post("/login", wrong).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    right = {"email": ["anna@example.fi"], "password": [PASSWORD]}
    assert visitor.post("/login", right).status_code == 429
    world.clock.travel(timedelta(minutes=15))
    assert visitor.post("/login", right).status_code == 303


def test_logging_out_ends_the_session_itself(world: World, anna: Visitor) -> None:
    cookie = anna.client.get_cookie("session_id")
    assert cookie is not None
    anna.post("/logout", page="/inbox")
    anna.client.set_cookie("session_id", cookie.value)
    assert anna.get("/inbox").status_code == 303


def test_logging_out_everywhere_ends_the_other_sessions(as_person: Callable[[str], Visitor]) -> None:
    here, there = as_person("anna"), as_person("anna")
    here.post("/logout-everywhere", page="/account")
    assert there.get("/inbox").status_code == 303


def test_a_session_ends_when_nobody_uses_it_and_after_a_day_anyway(world: World, anna: Visitor) -> None:
    for _ in range(12):
        world.clock.travel(timedelta(minutes=55))
        assert anna.get("/inbox").status_code == 200
    world.clock.travel(timedelta(minutes=65))
    assert anna.get("/inbox").status_code == 303


def test_every_log_in_gets_a_new_session(as_person: Callable[[str], Visitor], world: World) -> None:
    visitor = as_person("anna")
    first = visitor.client.get_cookie("session_id")
    visitor.post("/logout", page="/inbox")
    visitor.log_in("anna")
    second = visitor.client.get_cookie("session_id")
    assert first is not None
    assert second is not None
    assert first.value != second.value


def test_a_session_lies_in_the_database_only_as_its_digest(world: World, anna: Visitor) -> None:
    cookie = anna.client.get_cookie("session_id")
    assert cookie is not None
    with world.here.database.read() as connection:
        kept = connection.scalars(select(schema.web_session.c.digest)).all()
    assert all(cookie.value.encode() not in digest for digest in kept)


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(world: World, visitor: Visitor) -> None:
    visitor.post("/password/forgotten", {"email": ["anna@example.fi"]})
    link = last_link(world)
    assert visitor.post(link, {"new_password": ["short"]}).status_code == 422
    assert visitor.post(link, {"new_password": [NEW]}).headers["Location"] == "/inbox"
    assert visitor.get("/inbox").status_code == 200
    assert visitor.get(link).status_code == 410
    stranger = Visitor(world.app.test_client())
    assert stranger.post("/login", {"email": ["anna@example.fi"], "password": [NEW]}).status_code == 303


def test_a_link_grows_old(world: World, visitor: Visitor) -> None:
    visitor.post("/password/forgotten", {"email": ["anna@example.fi"]})
    link = last_link(world)
    world.clock.travel(timedelta(hours=2))
    assert visitor.get(link).status_code == 410


def test_an_unknown_address_gets_the_same_answer_and_no_letter(world: World, visitor: Visitor) -> None:
    known = visitor.post("/password/forgotten", {"email": ["anna@example.fi"]})
    unknown = visitor.post("/password/forgotten", {"email": ["nobody@example.fi"]})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    with world.here.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(outbox)) == 1


def test_somebody_invited_chooses_a_password_and_begins(world: World, cecilia: Visitor) -> None:
    answers = {"name": ["Erik Ek"], "email": ["Erik.Ek@Example.fi"], "language": ["sv"], "groups": ["advisors"]}
    assert cecilia.post("/people/invite", answers).status_code == 303
    assert "Erik Ek" in cecilia.get("/people").get_data(as_text=True)
    erik = Visitor(world.app.test_client())
    erik.post(last_link(world), {"new_password": [NEW]})
    assert "Mina uppgifter" in erik.get("/inbox").get_data(as_text=True)
    assert cecilia.post("/people/invite", answers).status_code == 422


def test_who_only_takes_part_by_personal_links_gets_no_link_to_a_password(world: World, cecilia: Visitor) -> None:
    answers = {"name": ["Erik Ek"], "email": ["erik@example.fi"], "language": ["sv"], "groups": ["advisors"]}
    assert cecilia.post("/people/invite", answers | {"participation": ["occasional"]}).status_code == 303
    with world.here.database.read() as connection:
        assert connection.scalars(select(outbox.c.content)).all() == []
        assert is_occasional(connection, "erik")
    assert "by personal link" in cecilia.get("/people").get_data(as_text=True)
    page = cecilia.get("/people/erik").get_data(as_text=True)
    assert "Send a new invitation" not in page

    cecilia.post("/people/erik/occasional", {}, page="/people/erik")
    cecilia.post("/people/erik/invite", page="/people/erik")
    assert last_link(world)


def test_an_invitation_with_gaps_says_what_is_missing(cecilia: Visitor) -> None:
    answer = cecilia.post("/people/invite", {"name": [""], "email": ["nowhere"], "language": ["de"]})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count('class="error"') == 3


def test_ending_an_account_ends_its_sessions_and_lists_what_is_open(
    world: World, anna: Visitor, cecilia: Visitor
) -> None:
    world.start_errand("anna")
    ended = cecilia.post("/people/anna/deactivate", page="/people/anna")
    assert anna.get("/inbox").status_code == 303
    assert (
        Visitor(world.app.test_client())
        .post("/login", {"email": ["anna@example.fi"], "password": [PASSWORD]})
        .status_code
        == 422
    )
    assert "1 task is left to hand over" in cecilia.get(ended.headers["Location"]).get_data(as_text=True)


def test_an_administrator_hands_over_what_was_left(world: World, bo: Visitor, cecilia: Visitor) -> None:
    task_id = world.start_errand("anna")
    cecilia.post("/people/anna/deactivate", page="/people/anna")
    answers = {"to": ["bo"], "back": ["/people/anna"]}
    assert cecilia.post(f"/tasks/{task_id}/hand-over", answers, page="/people/anna").status_code == 303
    assert "Beskriv ärendet" in bo.get("/inbox").get_data(as_text=True)
    with world.here.database.read() as connection:
        assert world.here.engine.task(connection, task_id, by=Actor("bo")).may_complete


def test_nobody_locks_the_last_door_behind_themselves(cecilia: Visitor) -> None:
    assert cecilia.post("/people/cecilia/deactivate", page="/people/anna").status_code == 409


def test_changing_the_password_wants_the_old_one_and_ends_other_sessions(as_person: Callable[[str], Visitor]) -> None:
    here, there = as_person("anna"), as_person("anna")
    wrong = {"current_password": ["guess"], "new_password": [NEW]}
    assert here.post("/account/password", wrong, page="/account").status_code == 422
    right = {"current_password": [PASSWORD], "new_password": [NEW]}
    assert here.post("/account/password", right, page="/account").status_code == 303
    assert here.get("/inbox").status_code == 200
    assert there.get("/inbox").status_code == 303


def test_a_password_is_kept_as_argon2id() -> None:
    kept = hash_password(NEW)
    assert kept.startswith("$argon2id$")
    assert password_matches(kept, NEW)
    assert not password_matches(kept, NEW + " ")
    assert not password_matches(None, NEW)


def test_an_administrator_changes_the_groups_of_a_person_from_today_on(
    world: World, as_person: Callable[[str], Visitor], cecilia: Visitor
) -> None:
    world.start_errand("david")
    cecilia.post("/people/david/groups", {"groups": ["advisors", "invented"]}, page="/people/david")
    assert "Neuvojat" in as_person("david").get("/account").get_data(as_text=True)
    cecilia.post("/people/david/groups", {}, page="/people/david")
    cecilia.post("/people/anna/groups", {}, page="/people/anna")
    for name in ("david", "anna"):
        assert "Neuvojat" not in as_person(name).get("/account").get_data(as_text=True)
    with world.here.database.read() as connection:
        rows = connection.execute(select(group_membership).where(group_membership.c.person_id.in_(["david", "anna"])))
        assert [(row.person_id, row.valid_to) for row in rows] == [("anna", date(2027, 1, 3))]


def test_an_administrator_stays_one_by_the_own_hand(cecilia: Visitor) -> None:
    assert cecilia.post("/people/cecilia/groups", {"groups": ["advisors"]}, page="/people/cecilia").status_code == 409


def test_everybody_and_their_groups_are_read_in_one_statement(world: World) -> None:
    names = [{"id": f"p{number}", "name": f"P {number}", "email": f"p{number}@example.fi", "language": "fi"}
             for number in range(30)]  # fmt: skip
    today = world.here.today()
    terms = [
        {"person_id": "p1", "group_key": "advisors", "valid_from": today - timedelta(days=400), "valid_to": None},
        {"person_id": "p1", "group_key": "advisors", "valid_from": today, "valid_to": None},
        {
            "person_id": "p2",
            "group_key": "advisors",
            "valid_from": today - timedelta(days=9),
            "valid_to": today - timedelta(days=1),
        },
    ]
    with world.here.database.unit() as unit:
        unit.write().execute(insert(person), [{"active": True, "is_demo": False} | one for one in names])
        unit.write().execute(insert(group_membership), terms)
        unit.commit()

    with world.here.database.read() as connection, count_statements(world.here.database) as counted:
        accounts = {one.id: one for one in list_accounts(connection, today)}
        one = find_account(connection, "p1", today)

    assert counted.statements <= 2
    assert len(accounts) >= 30
    assert one == accounts["p1"]
    assert accounts["p1"].groups == {"advisors"}
    assert accounts["p2"].groups == accounts["p3"].groups == frozenset()


def test_a_page_asks_who_comes_in_one_statement_and_what_the_bell_says_in_another(world: World, anna: Visitor) -> None:
    anna.get("/accessibility")
    with count_statements(world.here.database) as counted:
        assert anna.get("/accessibility").status_code == 200
    assert counted.statements == 2

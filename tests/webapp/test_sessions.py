"""The sessions of a person: told, ended one by one, renewed when what the person may do has changed."""

import re

import pytest
from sqlalchemy import select

from engine.schema import journal
from tests.webapp.conftest import Visitor
from tests.webapp.world import PASSWORD, World
from webapp.devices import device_name
from webapp.lifecycle.doings import Doing

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def keys(page: str) -> list[str]:
    """The keys of the sessions that the page offers to end."""
    return re.findall(r"/sessions/([0-9a-f]{64})/end", page)


def from_phone(world: World) -> Visitor:
    """Anna, logged in by her telephone too."""
    client = world.app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    return Visitor(client).log_in("anna")


def test_a_person_sees_where_they_are_logged_in_and_ends_one_session(world: World, anna: Visitor) -> None:
    phone = from_phone(world)
    page = anna.get("/account").get_data(as_text=True)
    assert "Safari, iPhone" in page
    assert "127.0.0.1" in page
    (key,) = keys(page)
    assert anna.post(f"/account/sessions/{key}/end", page="/account").status_code == 303
    assert phone.get("/inbox").status_code == 303
    assert anna.get("/inbox").status_code == 200
    with world.here.database.read() as connection:
        kinds = connection.scalars(select(journal.c.kind)).all()
    assert kinds.count(Doing.SESSION_ENDED) == 1


def test_an_administrator_ends_a_session_of_a_person(world: World, anna: Visitor, cecilia: Visitor) -> None:
    (key,) = keys(cecilia.get("/people/anna").get_data(as_text=True))
    cecilia.post(f"/people/anna/sessions/{key}/end", page="/people/anna")
    assert anna.get("/inbox").status_code == 303


def test_nobody_ends_anothers_session_as_their_own(world: World, anna: Visitor, bo: Visitor, cecilia: Visitor) -> None:
    (key,) = keys(cecilia.get("/people/anna").get_data(as_text=True))
    bo.post(f"/account/sessions/{key}/end", page="/account")
    assert anna.get("/inbox").status_code == 200


@pytest.mark.parametrize("key", ["0" * 64, "no-key"])
def test_a_key_of_no_session_ends_nothing(anna: Visitor, key: str) -> None:
    assert anna.post(f"/account/sessions/{key}/end", page="/account").status_code == 303
    assert anna.get("/inbox").status_code == 200


def test_a_session_gets_a_new_secret_when_the_persons_groups_change(
    world: World, anna: Visitor, cecilia: Visitor
) -> None:
    before = anna.client.get_cookie("session_id")
    cecilia.post("/people/anna/groups", {"groups": ["advisors", "administrator"]}, page="/people/anna")
    assert anna.get("/people").status_code == 200
    after = anna.client.get_cookie("session_id")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    thief = Visitor(world.app.test_client())
    thief.client.set_cookie("session_id", before.value)
    assert thief.get("/inbox").status_code == 303


def test_a_cookie_that_was_planted_is_not_taken_over(world: World, visitor: Visitor) -> None:
    visitor.client.set_cookie("session_id", "planted")
    visitor.post("/login", {"email": ["anna@example.fi"], "password": [PASSWORD]})
    kept = visitor.client.get_cookie("session_id")
    assert kept is not None
    assert kept.value != "planted"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (PHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/18.0 Safari/605",
            "Safari, Mac",
        ),
        ("curl/8", "okänd enhet"),
    ],
)
def test_a_device_is_told_in_plain_words(world: World, agent: str, told: str) -> None:
    with world.app.test_request_context("/", headers={"Accept-Language": "sv"}):
        world.app.preprocess_request()
        assert device_name(agent) == told

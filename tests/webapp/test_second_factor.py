"""The second factor: put into use, asked at log-in, guessed at, lost, required and reset."""

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.schema import journal
from tests.webapp.conftest import Visitor
from tests.webapp.test_accounts import NEW, last_link
from tests.webapp.world import PASSWORD, World, open_world
from webapp.accounts import schema
from webapp.accounts.one_time_codes import STEP, as_address, code_at, step_of
from webapp.lifecycle.doings import Doing

PAGE = "/account/second-factor"
RIGHT = {"email": ["anna@example.fi"], "password": [PASSWORD]}


def code_now(world: World, seed: bytes, later: int = 0) -> str:
    """What the app shows."""
    return code_at(seed, int(world.clock.now().timestamp()) // STEP + later)


def put_into_use(world: World, person: Visitor) -> tuple[bytes, list[str]]:
    """Go through the page; the app's secret and the recovery codes."""
    person.post(f"{PAGE}/begin", {"current_password": [PASSWORD]}, page=PAGE)
    text = re.findall(r"<code>([A-Z2-7 ]+)</code>", person.get(PAGE).get_data(as_text=True))[0].replace(" ", "")
    seed = base64.b32decode(text)
    answer = person.post(f"{PAGE}/confirm", {"code": [code_now(world, seed)]}, page=PAGE)
    assert answer.status_code == 200
    codes = re.findall(r"<code>([a-z2-7-]{29})</code>", answer.get_data(as_text=True))
    world.clock.travel(timedelta(minutes=2))
    return seed, codes


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    assert code_at(b"12345678901234567890", at // STEP) == code


def test_a_code_is_right_for_half_a_minute_more_and_no_longer() -> None:
    seed, at = b"12345678901234567890", datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
    code = code_at(seed, int(at.timestamp()) // STEP)
    assert step_of(seed, f"{code[:3]} {code[3:]}", at + timedelta(seconds=STEP)) is not None
    assert step_of(seed, code, at + timedelta(seconds=2 * STEP)) is None
    assert step_of(seed, "", at) is None
    assert step_of(seed, "öööööö", at) is None


def test_the_app_reads_who_and_where_from_the_picture() -> None:
    address = as_address(b"12345678901234567890", "Hankepolku", "anna@example.fi")
    assert address.startswith("otpauth://totp/Hankepolku%3Aanna%40example.fi?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&")


def test_a_code_is_asked_after_the_password(world: World, anna: Visitor, visitor: Visitor) -> None:
    seed, codes = put_into_use(world, anna)
    assert len(set(codes)) == 10
    sent = visitor.post("/login", RIGHT | {"next": ["/projects"]})
    assert sent.headers["Location"] == "/login/code"
    assert visitor.get("/inbox").status_code == 303
    assert visitor.post("/login/code", {"code": ["000000"]}).status_code == 422
    answer = visitor.post("/login/code", {"code": [code_now(world, seed)]})
    assert answer.headers["Location"] == "/projects"
    assert visitor.get("/inbox").status_code == 200
    with world.here.database.read() as connection:
        kinds = connection.scalars(select(journal.c.kind).order_by(journal.c.sequence)).all()
    assert kinds[-3:] == [Doing.FACTOR_ADDED, Doing.CODE_FAILED, Doing.LOGGED_IN]


def test_a_code_counts_once(world: World, anna: Visitor) -> None:
    seed, _ = put_into_use(world, anna)
    code = code_now(world, seed)
    answers = []
    for _ in range(2):
        visitor = Visitor(world.app.test_client())
        visitor.post("/login", RIGHT)
        answers.append(visitor.post("/login/code", {"code": [code]}).status_code)
    assert answers == [303, 422]


def test_an_earlier_code_is_not_taken_after_a_later_one(world: World, anna: Visitor, visitor: Visitor) -> None:
    seed, _ = put_into_use(world, anna)
    visitor.post("/login", RIGHT)
    visitor.post("/login/code", {"code": [code_now(world, seed, later=1)]})
    second = Visitor(world.app.test_client())
    second.post("/login", RIGHT)
    assert second.post("/login/code", {"code": [code_now(world, seed)]}).status_code == 422


def test_a_recovery_code_lets_in_once(world: World, anna: Visitor) -> None:
    _, codes = put_into_use(world, anna)
    answers = []
    for _ in range(2):
        visitor = Visitor(world.app.test_client())
        visitor.post("/login", RIGHT)
        answers.append(visitor.post("/login/code", {"code": [codes[0].upper().replace("-", " ")]}).status_code)
    assert answers == [303, 422]
    assert "9 återställningskoder" in _in_swedish(anna)


def _in_swedish(person: Visitor) -> str:
    person.post("/language", {"language": ["sv"], "back": [PAGE]}, page=PAGE)
    return person.get(PAGE).get_data(as_text=True)


def test_guessing_codes_is_slowed_down(world: World, anna: Visitor, visitor: Visitor) -> None:
    seed, _ = put_into_use(world, anna)
    visitor.post("/login", RIGHT)
    statuses = [visitor.post("/login/code", {"code": ["12345"]}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert visitor.post("/login/code", {"code": [code_now(world, seed)]}).status_code == 429


def test_the_second_step_waits_ten_minutes_only(world: World, anna: Visitor, visitor: Visitor) -> None:
    seed, _ = put_into_use(world, anna)
    visitor.post("/login", RIGHT)
    world.clock.travel(timedelta(minutes=11))
    answer = visitor.post("/login/code", {"code": [code_now(world, seed)]}, page="/login")
    assert answer.headers["Location"] == "/login"
    assert visitor.get("/inbox").status_code == 303


def test_a_link_for_a_new_password_does_not_go_round_the_second_step(
    world: World, anna: Visitor, visitor: Visitor
) -> None:
    put_into_use(world, anna)
    visitor.post("/password/forgotten", {"email": ["anna@example.fi"]})
    answer = visitor.post(last_link(world), {"new_password": [NEW]})
    assert answer.headers["Location"] == "/login/code"
    assert visitor.get("/inbox").status_code == 303


def test_the_secret_is_shown_until_it_is_confirmed_and_never_after(world: World, anna: Visitor) -> None:
    assert anna.post(f"{PAGE}/begin", {"current_password": ["guess"]}, page=PAGE).status_code == 422
    anna.post(f"{PAGE}/begin", {"current_password": [PASSWORD]}, page=PAGE)
    page = anna.get(PAGE).get_data(as_text=True)
    assert "<svg" in page
    assert "style=" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert anna.post(f"{PAGE}/confirm", {"code": ["000000"]}, page=PAGE).status_code == 422
    put_into_use(world, anna)
    assert "<code>" not in anna.get(PAGE).get_data(as_text=True)


def test_the_secret_is_not_shown_for_long(world: World, anna: Visitor) -> None:
    """Somebody else may sit down at the computer."""
    anna.post(f"{PAGE}/begin", {"current_password": [PASSWORD]}, page=PAGE)
    world.clock.travel(timedelta(minutes=11))
    page = anna.get(PAGE).get_data(as_text=True)
    assert "<code>" not in page
    assert "current_password" in page


def test_what_is_kept_opens_nothing(world: World, anna: Visitor) -> None:
    seed, codes = put_into_use(world, anna)
    with world.here.database.read() as connection:
        sealed = connection.scalar(select(schema.second_factor.c.sealed))
        digests = connection.scalars(select(schema.recovery_code.c.digest)).all()
    assert sealed is not None
    assert seed not in bytes(sealed)
    assert base64.b32encode(seed) not in bytes(sealed)
    assert all(code.encode() not in bytes(digest) for code in codes for digest in digests)


def test_a_person_gives_it_up_with_the_password(world: World, anna: Visitor, visitor: Visitor) -> None:
    put_into_use(world, anna)
    assert anna.post(f"{PAGE}/remove", {"current_password": ["guess"]}, page=PAGE).status_code == 422
    anna.post(f"{PAGE}/remove", {"current_password": [PASSWORD]}, page=PAGE)
    assert visitor.post("/login", RIGHT).headers["Location"] == "/inbox"


def test_new_recovery_codes_end_those_before(world: World, anna: Visitor, visitor: Visitor) -> None:
    _, codes = put_into_use(world, anna)
    answer = anna.post(f"{PAGE}/codes", {"current_password": [PASSWORD]}, page=PAGE)
    fresh = re.findall(r"<code>([a-z2-7-]{29})</code>", answer.get_data(as_text=True))
    visitor.post("/login", RIGHT)
    assert visitor.post("/login/code", {"code": [codes[0]]}).status_code == 422
    assert visitor.post("/login/code", {"code": [fresh[0]]}).status_code == 303


def test_a_group_may_require_it(prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path, second_factor_groups=frozenset({"advisors"}))
    anna = Visitor(world.app.test_client()).log_in("anna")
    assert anna.get("/inbox").headers["Location"] == PAGE
    assert anna.post("/account/theme", {"theme": ["dark"]}, page=PAGE).headers["Location"] == PAGE
    put_into_use(world, anna)
    assert anna.get("/inbox").status_code == 200
    assert anna.post(f"{PAGE}/remove", {"current_password": [PASSWORD]}, page=PAGE).status_code == 409
    assert Visitor(world.app.test_client()).log_in("david").get("/inbox").status_code == 200
    world.here.database.close()


def test_an_administrator_resets_it_and_the_sessions_end(
    world: World, anna: Visitor, cecilia: Visitor, visitor: Visitor
) -> None:
    put_into_use(world, anna)
    cecilia.post("/people/anna/second-factor/reset", page="/people/anna")
    assert anna.get("/inbox").status_code == 303
    assert visitor.post("/login", RIGHT).headers["Location"] == "/inbox"
    assert cecilia.post("/people/cecilia/second-factor/reset", page="/people/anna").status_code == 409

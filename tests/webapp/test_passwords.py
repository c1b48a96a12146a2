"""Which passwords are good enough, and how people choose them (OWASP ASVS 5.0, V6.2)."""

import hashlib
from pathlib import Path

import pytest

from tests.webapp.conftest import Visitor
from tests.webapp.test_accounts import NEW
from tests.webapp.world import PASSWORD, open_world
from webapp.accounts.passwords import Judge, WeakPassword
from webapp.config import InvalidConfiguration

ANNA = Judge.of("Anna Maria Ahonen", "anna.ahonen@example.fi", None)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kort", "short"), ("x" * 300, "long"), ("salasana123456", "common"), ("aaaaaaaaaaaaaaaa", "common"),
        ("123456789012", "common"), ("1234567890987", "common"), ("abcdefghijklmn", "common"),
        ("qwertyuiop12345", "common"), ("Monkey!2027!2027", "common"), ("1q2w3e4r5t6y7u", "common"),
        ("trustno1trustno1", "common"), ("hevonenhevonen", "common"),
        ("AnnaAhonen2027", "context"), ("maria-ahonen-1", "context"), ("Kunta-Kaupunki1", "context"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        ANNA.judge(password)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "password",
    [
        NEW, PASSWORD, "only small letters here", "ÄÄKKÖSIÄ JA ŽLUŤOUČKÝ", "😀 lintu istuu oksalla",
        "p" + "ö ä" * 20 + "x",
        "annan hevonen laukkaa rannalla", " leading and trailing spaces ", "7482 0193 5561 9027",
    ],
)  # fmt: skip
def test_any_characters_make_a_password(password: str) -> None:
    ANNA.judge(password)


def test_a_stolen_password_is_found_in_a_list_larger_than_one_reads(tmp_path: Path) -> None:
    stolen = [f"stolen password {number} of many" for number in range(2_000)]
    digests = sorted(hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper() for one in stolen)
    path = tmp_path / "stolen.txt"
    path.write_text("".join(f"{digest}:{number}\r\n" for number, digest in enumerate(digests)), encoding="ascii")
    judge = Judge.of("Bo Berg", "bo@example.fi", path)
    for password in stolen:
        with pytest.raises(WeakPassword, match="stolen"):
            judge.judge(password)
    for number in range(200):
        judge.judge(f"another password {number} of mine")


def test_an_empty_list_of_stolen_passwords_refuses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stolen.txt"
    path.touch()
    Judge.of("Bo Berg", "bo@example.fi", path).judge(NEW)


def test_a_list_that_is_not_there_is_told_at_the_beginning(prepared: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidConfiguration, match="HANKEPOLKU_STOLEN_PASSWORDS"):
        open_world(prepared, tmp_path, stolen_passwords=tmp_path / "nowhere.txt")


def test_ones_own_name_is_no_password(anna: Visitor) -> None:
    answers = {"current_password": [PASSWORD], "new_password": ["Anna.Ahonen.2027"]}
    refused = anna.post("/account/password", answers, page="/account")
    assert refused.status_code == 422
    assert "helposti arvattavista nimistä" in refused.get_data(as_text=True)


def test_every_password_may_be_pasted_filled_in_and_shown(visitor: Visitor) -> None:
    page = visitor.get("/login").get_data(as_text=True)
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert "maxlength" not in page.partition('name="password"')[2].partition(">")[0]
    assert "password.js" in page

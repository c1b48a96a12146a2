"""Seals leave the database: by mail to where an operator keeps them, and as time stamps of an authority."""

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.seals import verify_all
from tests.engine.intruders import take_away_guards
from tests.webapp.authority import make_authority, open_authority
from tests.webapp.conftest import Visitor
from tests.webapp.test_mail import Mailbox, mailbox
from tests.webapp.world import World, open_world
from webapp.config import Config, InvalidConfiguration
from webapp.mail import send_letters
from webapp.time_stamps import verify_stamps
from webapp.worker import seal, sweep

__all__ = ["mailbox"]


@pytest.fixture
def stamped(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A world whose seals an authority stamps."""
    root = make_authority(tmp_path / "authority")
    with open_authority(tmp_path / "authority") as url:
        built = open_world(prepared, tmp_path, tsa_url=url, tsa_roots=root)
        yield built
        built.here.database.close()


def test_each_seal_is_mailed_to_where_it_is_kept(prepared: Path, tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    kept = ("seals@archive.example.fi", "auditor@example.fi")
    world = open_world(prepared, tmp_path, smtp_url=mailbox[1], mail_from="hanke@example.fi", seal_to=kept)
    world.start_errand()
    seal(world.here)
    seal(world.here)  # Nothing happened meanwhile.
    send_letters(world.here)

    assert [to for to, _ in mailbox[0].letters] == [[kept[0]], [kept[1]]]
    assert "mailed to 2 addresses" in Visitor(world.app.test_client()).log_in("cecilia").get("/log/verification").text
    text = mailbox[0].letters[0][1].get_content()
    line = next(line.split() for line in text.splitlines() if line.startswith("1 "))
    with world.here.database.read() as connection:
        assert verify_all(connection, {1: line[2]}) == []
        assert verify_all(connection, {1: "0" * 64}) != []
    world.here.database.close()


def test_a_seal_is_stamped_and_the_stamp_is_verified(stamped: World) -> None:
    stamped.start_errand()
    seal(stamped.here)
    assert flaws(stamped) == []
    with stamped.here.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM seal_stamp").scalar() == 1

    stamped.here.database.transact(
        lambda unit: unit.write().exec_driver_sql("UPDATE seal_stamp SET at = at - 86400000000")
    )
    assert flaws(stamped) == ["Expected the time stamp of seal 1 as it was given, but its moment was changed."]


def test_the_page_says_where_a_seal_is_kept(stamped: World) -> None:
    stamped.start_errand()
    seal(stamped.here)
    page = Visitor(stamped.app.test_client()).log_in("cecilia").get("/log/verification").text
    assert "Stamped " in page
    assert f" by {stamped.here.config.tsa_url}" in page
    assert "neither an address" not in page


def test_a_history_that_is_sealed_anew_has_not_the_stamp(stamped: World) -> None:
    stamped.start_errand()
    seal(stamped.here)
    stamped.here.database.transact(lambda unit: take_away_guards(unit.write()))
    stamped.here.database.transact(lambda unit: unit.write().exec_driver_sql("UPDATE seal SET hash = zeroblob(32)"))
    assert "Mismatch between messages" in flaws(stamped)[0]


def test_a_stamp_of_somebody_else_is_none(stamped: World, tmp_path: Path) -> None:
    stamped.start_errand()
    seal(stamped.here)
    other = make_authority(tmp_path / "other")
    with stamped.here.database.read() as connection:
        config = Config(secret_key="x" * 32, tsa_url="https://tsa.example.fi", tsa_roots=other)
        assert "certificate" in verify_stamps(connection, config)[0].sentence


def test_a_seal_waits_for_an_authority_that_does_not_answer(prepared: Path, tmp_path: Path) -> None:
    root = make_authority(tmp_path / "authority")
    world = open_world(prepared, tmp_path, tsa_url="http://127.0.0.1:9/", tsa_roots=root)
    world.start_errand()
    seal(world.here)
    world.here.database.close()
    with open_authority(tmp_path / "authority") as url:
        (tmp_path / "later").mkdir()
        world = open_world(tmp_path / "hankepolku.db", tmp_path / "later", tsa_url=url, tsa_roots=root)
        sweep(world.here)
        with world.here.database.read() as connection:
            assert connection.exec_driver_sql("SELECT authority FROM seal_stamp").scalars().all() == [url]
        world.here.database.close()


def test_an_auditor_verifies_the_stamp_in_the_package(stamped: World, tmp_path: Path) -> None:
    stamped.start_errand()
    seal(stamped.here)
    path = tmp_path / "package.zip"
    path.write_bytes(Visitor(stamped.app.test_client()).log_in("cecilia").get("/projects/1/evidence.zip").data)
    with zipfile.ZipFile(path) as package:
        package.extractall(tmp_path / "package")
    words = ["openssl", "ts", "-verify", "-in", "stamps/1.tsr", "-data", "stamps/1.hash", "-CAfile"]
    said = subprocess.run(
        [*words, str(tmp_path / "authority" / "root.pem")], cwd=tmp_path / "package", capture_output=True, check=False
    )
    assert b"Verification: OK" in said.stdout, said.stderr


def test_an_authority_needs_an_address_and_certificates() -> None:
    with pytest.raises(InvalidConfiguration, match="TSA_ROOTS"):
        Config(secret_key="x" * 32, tsa_url="https://tsa.example.fi")


def flaws(world: World) -> list[str]:
    with world.here.database.read() as connection:
        return [flaw.sentence for flaw in verify_stamps(connection, world.here.config)]

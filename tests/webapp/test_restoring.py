"""A copy that is put back: nothing that was acknowledged before it is missing, and no letter goes out twice."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import Actor, OutboxKind, UnitOfWork, open_database, verify
from engine.outbox import Letter
from engine.schema import instance, journal, outbox
from tests.webapp import test_mail
from tests.webapp.test_mail import Mailbox
from tests.webapp.world import World, open_world
from webapp import migrations
from webapp.accounts.schema import web_session
from webapp.accounts.sessions import open_session
from webapp.backup import CannotCopy, back_up
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import person
from webapp.lifecycle.standstill import Letters, find_standstill, hold, let_go_on
from webapp.restoring import hold_still, make_training, put_back, put_for_training
from webapp.runtime import Runtime, open_runtime
from webapp.worker import run_round

mailbox, world = test_mail.mailbox, test_mail.world  # A world that sends its mail to a mailbox of ours.


def begin(world: World, number: int) -> None:
    """Begin an errand and tell Anna, in one transaction."""
    here = world.here

    def act(unit: UnitOfWork) -> None:
        here.engine.start(unit, "errand", business_key=f"errand/{number}", data={"sender": "anna"}, by=Actor("anna"))
        content = {"to": "anna", "subject": f"Errand {number}", "text": "It began."}
        statement, values = Letter(OutboxKind.MAIL, content).statement(here.clock.now())
        statement.run(unit.write(), **values)

    here.database.transact(act)


def opened(world: World, database_url: str) -> Runtime:
    """The program upon another database."""
    return open_runtime(replace(world.here.config, database_url=database_url), world.clock)


def subjects(box: Mailbox) -> Counter[str]:
    return Counter(str(letter["Subject"]) for _, letter in box.letters if "Errand" in str(letter["Subject"]))


def copied_under_load(world: World, copy: Callable[[], object]) -> tuple[list[int], int]:
    """Copy while people begin errands and letters leave; what was acknowledged, and how much of it before the copy."""
    acknowledged: list[int] = []
    stop = threading.Event()

    def people() -> None:
        while not stop.is_set():
            begin(world, len(acknowledged))
            acknowledged.append(len(acknowledged))

    def worker() -> None:
        while not stop.is_set():
            run_round(world.here)

    threads = [threading.Thread(target=people), threading.Thread(target=worker)]
    for thread in threads:
        thread.start()
    _wait_for(acknowledged, 20)
    before = len(acknowledged)
    copy()
    _wait_for(acknowledged, before + 20)
    stop.set()
    for thread in threads:
        thread.join()
    return acknowledged, before


def goes_on(world: World, database_url: str, acknowledged: list[int]) -> None:
    """See that a database put back holds what was acknowledged, stands still, and goes on without its letters."""
    here = opened(world, database_url)
    with closing(here.database):
        with here.database.read() as connection:
            kept = set(connection.scalars(select(instance.c.business_key)))
            assert verify(connection) == []
            assert find_standstill(connection) is not None
        assert kept >= {f"errand/{number}" for number in acknowledged}
        run_round(here)
        here.database.transact(lambda unit: let_go_on(unit.write(), Letters.DROP))
        run_round(here)
        with here.database.read() as connection:
            assert find_standstill(connection) is None
        run_round(here)


def _wait_for(acknowledged: list[int], number: int) -> None:
    while len(acknowledged) < number:
        time.sleep(0.01)


def test_a_copy_made_under_load_holds_all_that_was_acknowledged_and_no_letter_comes_twice(
    world: World, mailbox: tuple[Mailbox, str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    acknowledged, before = copied_under_load(world, lambda: back_up(world.here.database, copy))
    run_round(world.here)
    assert set(subjects(mailbox[0])) >= {f"Errand {number}" for number in acknowledged[:before]}

    put_back(copy, replace(world.here.config, database_url=f"sqlite:///{tmp_path / 'again.db'}"))
    goes_on(world, f"sqlite:///{tmp_path / 'again.db'}", acknowledged[:before])
    assert max(subjects(mailbox[0]).values()) == 1


def test_while_it_stands_still_nothing_is_fired_begun_or_sent(world: World, mailbox: tuple[Mailbox, str]) -> None:
    here = world.here
    begin(world, 1)
    here.database.transact(lambda unit: hold(unit.write(), "drill", world.clock.now()))
    world.clock.travel(timedelta(days=60))
    assert run_round(here) == 0
    assert mailbox[0].letters == []
    here.database.transact(lambda unit: let_go_on(unit.write(), Letters.KEEP))
    run_round(here)
    assert subjects(mailbox[0]) == {"Errand 1": 1}


def test_without_the_letters_what_fell_due_is_done_and_told_nobody(world: World, mailbox: tuple[Mailbox, str]) -> None:
    here = world.here
    begin(world, 1)
    here.database.transact(lambda unit: hold(unit.write(), "drill", world.clock.now()))
    here.database.transact(lambda unit: let_go_on(unit.write(), Letters.DROP))
    run_round(here)
    begin(world, 2)
    run_round(here)
    assert subjects(mailbox[0]) == {"Errand 2": 1}
    with here.database.read() as connection:
        assert str(Doing.LETTERS_DROPPED) in set(connection.scalars(select(journal.c.kind)))


def test_what_is_put_back_stands_in_the_way_of_nothing(world: World, tmp_path: Path) -> None:
    begin(world, 1)
    back_up(world.here.database, tmp_path / "copy.db")
    config = replace(world.here.config, database_url=f"sqlite:///{tmp_path / 'again.db'}")
    (tmp_path / "rubbish").write_bytes(b"no database at all" * 1000)
    with pytest.raises(CannotCopy):
        put_back(tmp_path / "rubbish", config)
    assert not (tmp_path / "again.db").exists()
    put_back(tmp_path / "copy.db", config)
    with pytest.raises(CannotCopy):
        put_back(tmp_path / "copy.db", config)
    assert sorted(path.name for path in tmp_path.glob("again.db*")) == ["again.db"]


def test_an_older_copy_is_brought_up_to_date(world: World, tmp_path: Path) -> None:
    with closing(open_database(f"sqlite:///{tmp_path / 'copy.db'}")) as older:
        migrations.upgrade(older, to="0021")
    put_back(tmp_path / "copy.db", replace(world.here.config, database_url=f"sqlite:///{tmp_path / 'again.db'}"))
    here = opened(world, f"sqlite:///{tmp_path / 'again.db'}")
    with closing(here.database), here.database.read() as connection:
        found = find_standstill(connection)
        assert found is not None
        assert "copy.db" in found.reason


def test_a_training_copy_reaches_nobody(world: World, mailbox: tuple[Mailbox, str], tmp_path: Path) -> None:
    begin(world, 1)
    now = world.clock.now()
    world.here.database.transact(lambda unit: open_session(unit.write(), "anna", now))
    back_up(world.here.database, tmp_path / "copy.db")
    config = replace(world.here.config, database_url=f"sqlite:///{tmp_path / 'practice.db'}", training=True)
    put_for_training(tmp_path / "copy.db", config)
    here = open_runtime(config, world.clock)
    with closing(here.database):
        with here.database.read() as connection:
            assert set(connection.scalars(select(person.c.email))) == {
                f"{one}@training.invalid" for one in ("anna", "bo", "cecilia", "david")
            }
            assert connection.scalar(select(func.count()).select_from(web_session)) == 0
            assert connection.scalar(select(func.count()).select_from(outbox)) == 0
            assert find_standstill(connection) is None
            assert verify(connection) == []
        begin(replace(world, here=here), 2)
        run_round(here)
    assert mailbox[0].letters == []


def test_a_database_put_back_by_other_means_is_held_or_made_for_practice(world: World) -> None:
    here = world.here
    hold_still(here.database, here.config, "pg_restore")
    with here.database.read() as connection:
        found = find_standstill(connection)
    assert found is not None
    assert found.reason == "pg_restore"
    make_training(here.database, here.config)
    with here.database.read() as connection:
        assert "anna@training.invalid" in set(connection.scalars(select(person.c.email)))


@pytest.mark.parametrize(("language", "words"), [("fi", "Harjoituskopio"), ("sv", "Övningskopia"), ("en", "Training")])
def test_every_page_of_a_training_copy_says_so(prepared: Path, tmp_path: Path, language: str, words: str) -> None:
    copy = open_world(prepared, tmp_path, training=True)
    with closing(copy.here.database):
        page = copy.app.test_client().get("/login", headers={"Accept-Language": language}).get_data(as_text=True)
    assert words in page

"""The served application under many hands at once, and while its processes are killed."""

import http.client
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier, Event

import pytest
import sqlalchemy as sa

from engine import Kind
from engine.schema import history
from tests.databases import make_database
from tests.faults.house import check_state
from tests.faults.site import PATIENCE, Site, User, begin, log_in, open_house
from tests.sizes import SIZE
from webapp.runtime import Runtime

EVERYBODY = 50
KILLS = SIZE.pick(4, 100)

Answer = tuple[str, int]  # The request's key, and the status that was answered.


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runtime]:
    """A database of the application's, once a SQLite file and once PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'hankepolku.db'}"
    if request.param == "postgresql":
        url = make_database(request.getfixturevalue("postgresql"), "site")
    house = open_house(url)
    with closing(house.database):
        yield house


def open_task(here: Runtime, instance_id: int) -> int:
    """The number of the instance's one open task."""
    with here.database.read() as connection:
        return here.engine.instance(connection, instance_id).tasks[0].task_id


def test_of_fifty_who_complete_one_task_at_once_one_wins_and_the_others_are_told(here: Runtime, tmp_path: Path) -> None:
    instance_id = begin(here, "once")
    task_id, secrets = open_task(here, instance_id), log_in(here, EVERYBODY)
    together = Barrier(EVERYBODY)
    with Site(here.config.database_url, tmp_path) as site:

        def press(secret: str) -> tuple[int, str]:
            user = User(site.port, secret)
            assert user.open(task_id) == 200
            together.wait()
            return user.press(task_id)

        with ThreadPoolExecutor(EVERYBODY) as hands:
            answers = list(hands.map(press, secrets))

    assert Counter(status for status, _ in answers) == {303: 1, 409: EVERYBODY - 1}
    with here.database.read() as connection:
        (entry,) = connection.execute(sa.select(history.c.actor).where(history.c.kind == Kind.COMPLETED)).all()
        assert all(entry.actor.replace("user", "User ") in page for status, page in answers if status == 409)
        check_state(connection, here.engine)


def test_nothing_is_lost_or_doubled_when_the_sites_processes_are_killed(here: Runtime, tmp_path: Path) -> None:
    instances = [begin(here, "turns", go_on=True) for _ in range(2)]
    secrets = log_in(here, 4)
    answers: list[Answer] = []
    stop = Event()
    with Site(here.config.database_url, tmp_path) as site, ThreadPoolExecutor(len(secrets)) as hands:
        users = [User(site.port, secret) for secret in secrets]
        turning = [hands.submit(turn_until, here, instances, user, stop, answers) for user in users]
        for number in range(KILLS):
            wait_for_more(answers)
            time.sleep(random.uniform(0, 0.1))
            (site.kill_worker if number % 4 == 3 else site.kill_web)()
        wait_for_more(answers)
        stop.set()
        for each in turning:
            each.result()

    with here.database.read() as connection:
        check_answers(connection, answers)
        check_state(connection, here.engine)


def wait_for_more(answers: list[Answer]) -> None:
    """Until the site has answered once more: there is work to be killed in."""
    known, deadline = len(answers), time.monotonic() + PATIENCE
    while len(answers) == known:
        assert time.monotonic() < deadline, "the site does nothing"
        time.sleep(0.005)


def turn_until(here: Runtime, instances: list[int], user: User, stop: Event, answers: list[Answer]) -> None:
    """Complete tasks through the site; whoever gets no answer presses again, as people do."""
    while not stop.is_set():
        task_id = open_task(here, random.choice(instances))
        try:
            if user.open(task_id) == 200:
                answers.append((user.form["request_key"], press_until_answered(user, task_id)))
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)  # The page did not open: nothing was asked.


def press_until_answered(user: User, task_id: int) -> int:
    """The status of the first answer; the same request each time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return user.press(task_id)[0]
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    raise AssertionError("the site never answered")


def check_answers(connection: sa.Connection, answers: list[Answer]) -> None:
    """Every request is in the history once if it was said to be done, and not at all if it was refused."""
    completed = sa.select(history.c.request_key, history.c.task_id).where(history.c.kind == Kind.COMPLETED)
    rows = connection.execute(completed).all()
    assert {status for _, status in answers} <= {303, 409}
    assert {key for key, status in answers if status == 303} == {row.request_key for row in rows}
    assert max(Counter(row.task_id for row in rows).values()) == 1

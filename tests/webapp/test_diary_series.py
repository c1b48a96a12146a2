"""Diary numbers of an organisation's own series: by its pattern, each once, without gaps, however many write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Connection, insert, select

from engine.journal import faults_of
from engine.schema import journal
from tests.webapp.conftest import Visitor
from tests.webapp.world import World, open_world
from webapp.config import Config, InvalidConfiguration
from webapp.diary_pattern import DiaryPattern, InvalidPattern
from webapp.lifecycle.diary_numbers import diary_numbers_of, keep_diary_number, number_projects
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import diary_series, project
from webapp.numbering import give_diary_numbers

PATTERN = DiaryPattern("{year}/{running}/{class}", "02.08")


def begin(connection: Connection, count: int, origin: str = "process") -> None:
    """Projects without a number."""
    first = len(connection.scalars(select(project.c.id)).all())
    rows = [
        {"name": f"Hanke {at}", "status": "active", "origin": origin, "summary": "", "business_key": f"project/{at}"}
        for at in range(first + 1, first + 1 + count)
    ]
    connection.execute(insert(project), rows)


def numbers(world: World) -> list[str | None]:
    """The projects' numbers, in their order."""
    with world.here.database.read() as connection:
        return list(connection.scalars(select(project.c.diary_number).order_by(project.c.id)))


@pytest.mark.parametrize(
    "pattern", ["{year}/{class}", "{running}/{running}", "{running}/{month}", "{running", "{}", ""]
)
def test_a_pattern_that_makes_no_number_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidPattern, match=r"Expected .*, but"):
        DiaryPattern(pattern, "02.08")


def test_a_pattern_that_cannot_be_used_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(InvalidConfiguration, match=r"HANKEPOLKU_DIARY_PATTERN.*Expected a class"):
        Config(secret_key="a secret of the tests, long enough", diary_pattern="{running}/{class}")


def test_projects_are_numbered_in_order_and_what_was_written_by_hand_is_not_given_again(either: World) -> None:
    database = either.here.database

    def act(connection: Connection) -> None:
        begin(connection, 4)
        begin(connection, 1, origin="reference")
        keep_diary_number(connection, 2, "2027/2/02.08")

    database.transact(lambda unit: act(unit.write()))
    database.transact(lambda unit: number_projects(unit.write(), PATTERN, 2027))
    database.transact(lambda unit: begin(unit.write(), 1))
    database.transact(lambda unit: number_projects(unit.write(), PATTERN, 2028))

    assert numbers(either) == ["2027/1/02.08", "2027/2/02.08", "2027/3/02.08", "2027/4/02.08", None, "2028/1/02.08"]
    with database.read() as connection:
        assert diary_numbers_of(connection, ["project/1", "project/5"]) == {"project/1": "2027/1/02.08"}


def test_a_number_that_was_not_used_is_not_taken(either: World) -> None:
    database = either.here.database
    database.transact(lambda unit: begin(unit.write(), 1))
    with database.unit() as unit:
        assert number_projects(unit.write(), PATTERN, 2027) == [("project/1", "2027/1/02.08")]
        # Never committed: whoever asked was stopped.
    assert numbers(either) == [None]
    database.transact(lambda unit: number_projects(unit.write(), PATTERN, 2027))
    assert numbers(either) == ["2027/1/02.08"]


def test_two_who_write_at_once_leave_no_gap_and_no_number_twice(either: World) -> None:
    database, barrier = either.here.database, Barrier(2)

    def write(_: int) -> None:
        for _round in range(10):
            barrier.wait()
            database.transact(lambda unit: begin_and_number(unit.write()))

    def begin_and_number(connection: Connection) -> None:
        row = {"name": "Hanke", "status": "active", "origin": "process", "summary": ""}
        connection.execute(insert(project).values(row))
        number_projects(connection, PATTERN, 2027)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))

    assert sorted(numbers(either), key=lambda one: int(str(one).split("/")[1])) == [
        f"2027/{at}/02.08" for at in range(1, 21)
    ]
    with database.read() as connection:
        assert connection.execute(select(diary_series)).all() == [("2027/{running}/02.08", 20)]


def test_the_worker_numbers_what_began_and_the_journal_says_so(prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path, diary_pattern="HAN/{year}/{running}")
    world.here.database.transact(lambda unit: begin(unit.write(), 2))

    give_diary_numbers(world.here)
    give_diary_numbers(world.here)

    year = world.here.today().year
    assert numbers(world) == [f"HAN/{year}/1", f"HAN/{year}/2"]
    with world.here.database.read() as connection:
        given = connection.scalars(select(journal.c.subject).where(journal.c.kind == Doing.DIARY_NUMBER_GIVEN)).all()
        assert list(faults_of(connection)) == []
    assert given == ["project/1", "project/2"]
    cecilia = Visitor(world.app.test_client()).log_in("cecilia")
    assert "Hanke 2" in cecilia.get(f"/search?q=HAN/{year}/2").get_data(as_text=True)
    assert f"HAN/{year}/1" in cecilia.get("/portfolio/1/sheet").get_data(as_text=True)
    world.here.database.close()


def test_without_a_pattern_nothing_makes_a_number_up(world: World) -> None:
    world.here.database.transact(lambda unit: begin(unit.write(), 1))
    give_diary_numbers(world.here)
    assert numbers(world) == [None]
    assert world.here.today() > date(2026, 1, 1)

"""Everything that is chained is verified, by the worker and on demand, and what is found is written down."""

from collections.abc import Callable

from sqlalchemy import select

from engine import UnitOfWork
from engine.seals import verify_all
from tests.engine.intruders import take_away_guards
from tests.webapp.conftest import Visitor
from tests.webapp.world import World
from webapp.lifecycle.schema import notice
from webapp.verifications import last_verifications, verify_history
from webapp.worker import seal


def test_an_administrator_verifies_and_reads_what_was_found(world: World, as_person: Callable[[str], Visitor]) -> None:
    world.start_errand("anna")
    cecilia = as_person("cecilia")
    assert "Nothing has been verified yet" in cecilia.get("/log/verification").text
    seal(world.here)
    cecilia.post("/log/verification")
    page = cecilia.get("/log/verification").text
    assert "Nothing has been altered" in page
    assert "1 2027-01-04T07:00:00+00:00 " in page
    assert "No seal leaves this database by itself" in page

    def alter(unit: UnitOfWork) -> None:
        take_away_guards(unit.write())
        unit.write().exec_driver_sql("UPDATE history SET actor = 'bo' WHERE sequence = 1")
        unit.write().exec_driver_sql("UPDATE journal SET actor = 'bo' WHERE sequence = 2")

    world.here.database.transact(alter)
    assert cecilia.post("/log/verification").status_code == 303
    page = cecilia.get("/log/verification").text
    assert "2 places are not as they were written" in page
    assert "Something is not as it was written" in page
    assert "instance 1, entry 1" in page
    assert "journal, entry 2" in page


def test_administrators_are_told_once_of_what_was_altered(world: World, as_person: Callable[[str], Visitor]) -> None:
    world.start_errand("anna")

    def alter(unit: UnitOfWork) -> None:
        take_away_guards(unit.write())
        unit.write().exec_driver_sql("UPDATE history SET actor = 'bo' WHERE sequence = 1")

    world.here.database.transact(alter)
    verify_history(world.here)
    verify_history(world.here)
    assert len(altered(world)) == 1
    assert "something in the history was altered" in as_person("cecilia").get("/notices").text
    world.here.database.transact(lambda unit: unit.write().exec_driver_sql("UPDATE journal SET actor = 'bo'"))
    verify_history(world.here)
    assert len(altered(world)) == 2


def altered(world: World) -> list[str]:
    """Of what administrators were told."""
    with world.here.database.read() as connection:
        asked = select(notice.c.about).where(notice.c.kind == "disturbance", notice.c.person_id == "cecilia")
        return list(connection.scalars(asked))


def test_what_is_found_is_chained_itself(world: World) -> None:
    assert verify_history(world.here) == []
    assert verify_history(world.here) == []
    with world.here.database.read() as connection:
        found = last_verifications(connection)
        assert verify_all(connection) == []
    assert [(one.flaws, one.by) for one in found] == [(0, "system"), (0, "system")]
    assert found[0].entries == found[1].entries + 1

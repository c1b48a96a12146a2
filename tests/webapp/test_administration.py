"""What administrators do to matters: hold, let go on, end, and try again."""

import pytest
from sqlalchemy import insert

from engine.schema import incident, occurrence
from tests.webapp.conftest import Visitor
from tests.webapp.world import World


def status(world: World) -> str:
    """How the first matter stands."""
    with world.here.database.read() as connection:
        return str(world.here.engine.instance(connection, 1).status)


def test_a_matter_is_held_and_goes_on_with_reasons_in_its_history(
    world: World, cecilia: Visitor, anna: Visitor
) -> None:
    task_id = world.start_errand()
    cecilia.post("/projects/1/suspend", {"reason": ["Odotetaan selvitystä"]}, page="/projects/1")
    assert status(world) == "suspended"
    assert 'id="task-form"' not in anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    cecilia.post("/projects/1/resume", {"reason": ["Selvitys saatiin"]}, page="/projects/1")
    assert status(world) == "active"
    page = cecilia.get("/projects/1").get_data(as_text=True)
    assert "Odotetaan selvitystä" in page
    assert "Selvitys saatiin" in page


def test_a_matter_is_ended_only_with_a_reason(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    cecilia.post("/projects/1/cancel", {"reason": [" "]}, page="/projects/1")
    assert status(world) == "active"
    cecilia.post("/projects/1/cancel", {"reason": ["Peruttu"]}, page="/projects/1")
    assert status(world) == "cancelled"


@pytest.mark.parametrize("verb", ["suspend", "resume", "cancel"])
def test_others_may_not(world: World, anna: Visitor, verb: str) -> None:
    world.start_errand()
    assert anna.post(f"/projects/1/{verb}", {"reason": ["x"]}, page="/inbox").status_code == 403
    assert status(world) == "active"


def test_what_could_not_go_on_is_listed_with_its_reason(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    row = {"instance_id": 1, "token": 99, "element": "judge", "kind": "service", "attempts": 2}
    told = {"sentence": "Expected a rule that matches, but none does.", "raised_at": world.clock.now()}
    world.here.database.transact(lambda unit: unit.write().execute(insert(incident).values(row | told)))
    for path in ("/disturbances", "/projects/1"):
        page = cecilia.get(path).get_data(as_text=True)
        assert "Expected a rule that matches" in page
        assert "Arvioi asia" in page


def test_what_could_not_begin_by_itself_is_listed_with_its_reason(world: World, cecilia: Visitor) -> None:
    now = world.clock.now()
    row = {"key": "errand", "element": "begin", "occurs_at": now, "planned_at": now, "due_at": now}
    told = {"failure": "NotFound: Expected a body, but there is none."}
    world.here.database.transact(lambda unit: unit.write().execute(insert(occurrence).values(row | told)))
    page = cecilia.get("/disturbances").get_data(as_text=True)
    assert "Could not begin by itself" in page
    assert "Expected a body, but there is none." in page

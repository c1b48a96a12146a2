"""The administrator's page on which a matter is put right by hand."""

import re

from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World

PAGE = "/projects/1/repair"


def options(page: str, name: str) -> list[str]:
    """What can be chosen in a list."""
    (found,) = re.findall(rf'<select id="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    return re.findall(r'<option value="([^"]*)"', found)


def test_a_value_is_looked_at_set_and_taken_back(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    page = cecilia.get(f"{PAGE}?act=set&name=cost&value=12.5").get_data(as_text=True)
    assert "cost: empty → 12.5" in page
    asked = {"act": ["set"], "name": ["cost"], "value": ["12.5"]}
    assert cecilia.post(PAGE, asked | {"reason": [" "]}).status_code == 422
    assert cecilia.post(PAGE, asked | {"reason": ["Luku oli väärä"]}).status_code == 303
    with world.here.database.read() as connection:
        assert str(world.here.engine.instance(connection, 1).data["cost"]) == "12.5"
    history = cecilia.get("/projects/1").get_data(as_text=True)
    assert "Put right by hand" in history
    assert "Luku oli väärä" in history
    assert "cost" in cecilia.get(f"{PAGE}?act=undo").get_data(as_text=True)
    assert cecilia.post(PAGE, {"act": ["undo"], "reason": ["Ei ollutkaan"]}).status_code == 303
    with world.here.database.read() as connection:
        assert "cost" not in world.here.engine.instance(connection, 1).data


def test_a_step_is_skipped_and_the_next_opens(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    (token,) = options(cecilia.get(f"{PAGE}?act=skip").get_data(as_text=True), "at")
    seen = cecilia.get(f"{PAGE}?act=skip&at={token}").get_data(as_text=True)
    assert "Tasks that are no longer wanted" in seen
    assert cecilia.post(PAGE, {"act": ["skip"], "at": [token], "reason": ["Lähettäjä on poissa"]}).status_code == 303
    assert "Lähettäjä on poissa" in cecilia.get("/log").get_data(as_text=True)
    history = cecilia.get("/projects/1").get_data(as_text=True)
    assert "Put right by hand: Kuvaa asia" in history
    assert "The step was skipped" in history


def test_a_matter_begins_again_at_a_step(world: World, cecilia: Visitor, anna: Visitor) -> None:
    task_id = world.start_errand()
    anna.post(f"/tasks/{task_id}/complete", ERRAND, page=f"/tasks/{task_id}")
    first = next(one for one in options(cecilia.get(f"{PAGE}?act=restart").get_data(as_text=True), "to"))
    assert cecilia.get(f"{PAGE}?act=restart&to={first}").status_code == 200
    assert cecilia.post(PAGE, {"act": ["restart"], "to": [first], "reason": ["Väärä asia"]}).status_code == 303


def test_what_cannot_be_done_is_said_in_words(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    for query in ("act=skip&at=999", "act=skip&at=x", "act=set&name=a&value=)", "act=restart&to=0:nowhere", "act=undo"):
        page = cecilia.get(f"{PAGE}?{query}")
        assert page.status_code == 200
        assert "Nothing was changed" in page.get_data(as_text=True), query
    answer = cecilia.post(PAGE, {"act": ["skip"], "at": ["999"], "reason": ["x"]})
    assert answer.status_code == 409
    cecilia.post("/projects/1/cancel", {"reason": ["Peruttu"]}, page="/projects/1")
    assert "it has ended" in cecilia.get(PAGE).get_data(as_text=True)


def test_only_administrators_may(world: World, anna: Visitor) -> None:
    world.start_errand()
    assert anna.get(PAGE).status_code == 403
    assert anna.post(PAGE, {"act": ["undo"], "reason": ["x"]}, page="/inbox").status_code == 403

"""The administrator's page on which a matter is put right by hand."""

import re

from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World

PAGE = "/projects/1/repair"


def look(visitor: Visitor, **asked: str) -> str:
    """What the page says would come of it."""
    answer = visitor.post(PAGE, {name: [value] for name, value in asked.items()} | {"look": ["1"]})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def options(page: str, name: str) -> list[str]:
    """What can be chosen in a list."""
    (found,) = re.findall(rf'<select id="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    return re.findall(r'<option value="([^"]*)"', found)


def test_a_value_is_looked_at_set_and_taken_back(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    page = look(cecilia, act="set", name="cost", value="12.5")
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
    seen = look(cecilia, act="skip", at=token)
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
    assert "What would happen" in look(cecilia, act="restart", to=first)
    assert cecilia.post(PAGE, {"act": ["restart"], "to": [first], "reason": ["Väärä asia"]}).status_code == 303


def test_what_cannot_be_done_is_said_in_words(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    for asked in (
        {"act": "skip", "at": "999"},
        {"act": "skip", "at": "x"},
        {"act": "set", "name": "a", "value": ")"},
        {"act": "restart", "to": "0:nowhere"},
        {"act": "undo"},
    ):
        assert "Nothing was changed" in look(cecilia, **asked), asked
    answer = cecilia.post(PAGE, {"act": ["skip"], "at": ["999"], "reason": ["x"]})
    assert answer.status_code == 409
    cecilia.post("/projects/1/cancel", {"reason": ["Peruttu"]}, page="/projects/1")
    assert "it has ended" in cecilia.get(PAGE).get_data(as_text=True)


def test_only_administrators_may(world: World, anna: Visitor) -> None:
    world.start_errand()
    assert anna.get(PAGE).status_code == 403
    assert anna.post(PAGE, {"act": ["undo"], "reason": ["x"]}, page="/inbox").status_code == 403


def test_no_value_stands_in_an_address(world: World, cecilia: Visitor) -> None:
    world.start_errand()
    shown = cecilia.get(f"{PAGE}?act=set&name=need&value=%220401234567%22").get_data(as_text=True)
    assert "0401234567" not in shown.partition("<main")[2]
    assert 'method="get"' not in cecilia.get(f"{PAGE}?act=set").get_data(as_text=True).partition("<main")[2]

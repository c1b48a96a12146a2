"""Decision tables changed and tried on their pages."""

import re
from pathlib import Path

from tests.webapp.conftest import Visitor
from tests.webapp.test_forms_edited import files, inputs, send
from tests.webapp.world import World
from webapp.drafting.drafts import save_file

TABLE = "/processes/errand/tables/area_owner"
PATH = "errand/area_owner.dmn"


def draw_table(world: World) -> None:
    content = (Path(__file__).parents[2] / "bpmn" / "idea" / "area_owner.dmn").read_bytes()
    now = world.clock.now()
    world.here.database.transact(lambda unit: save_file(unit.write(), "errand", PATH, content, 0, "bo", now))


def test_a_rule_is_added_filled_in_moved_and_left_out(world: World, cecilia: Visitor) -> None:
    draw_table(world)
    before = files(world)[PATH]
    assert send(cecilia, TABLE).status_code == 303
    assert files(world)[PATH] == before
    assert send(cecilia, TABLE, act="add").headers["Location"].endswith("#rule-5")
    filled = {"cell-5-0": '"sea"', "cell-5-1": '"area_owner_sea"', "note-5": "Meri", "label-0": "Alue"}
    assert send(cecilia, TABLE, act="up-5", **filled).status_code == 303
    now = inputs(cecilia.get(TABLE).get_data(as_text=True))
    assert (now["cell-4-0"], now["note-4"], now["label-0"]) == ('"sea"', "Meri", "Alue")
    send(cecilia, TABLE, act="remove-4")
    assert b"sea" not in files(world)[PATH]


def test_a_cell_that_cannot_be_read_keeps_what_was_typed(world: World, cecilia: Visitor) -> None:
    draw_table(world)
    answer = send(cecilia, TABLE, **{"cell-1-0": "> > 3"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="cell-1-0-error"' in page
    assert 'value="&gt; &gt; 3"' in page


def test_whoever_was_second_is_told_so(world: World, cecilia: Visitor) -> None:
    draw_table(world)
    answer = send(cecilia, TABLE, revision="0", **{"note-0": "Huomaa"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Huomaa" in page
    again = cecilia.post(TABLE, {name: [value] for name, value in inputs(page).items()}, page=TABLE)
    assert again.status_code == 303
    assert "Huomaa" in files(world)[PATH].decode()


def test_a_table_is_tried_and_shows_the_rule_that_matched(world: World, cecilia: Visitor) -> None:
    draw_table(world)
    page = cecilia.post(f"{TABLE}/try", {"try-0": ["skills"]}, page=TABLE).get_data(as_text=True)
    assert "area_owner_poke&#34;</code>" in page
    assert re.search(r'<tr class="matched">\s*<th scope="row" id="rule-3"', page)
    assert "area_owner" in cecilia.get("/processes/errand/tables").get_data(as_text=True)

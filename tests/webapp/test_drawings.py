"""A folder of several diagrams: each has its drawing, and what is drawn is kept in the diagram that is open."""

import re

from tests.webapp.conftest import Visitor
from tests.webapp.second_diagram import SECOND, draft_second
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft

DRAWING = "/processes/errand/drawing"
OF_SECOND = f"{DRAWING}?diagram={SECOND}"


def test_the_drawing_of_each_diagram_has_its_address_and_names_the_others(world: World, cecilia: Visitor) -> None:
    alone = cecilia.get(DRAWING).get_data(as_text=True)
    assert "errand.bpmn</a></li>" not in alone
    assert "?diagram" not in alone
    draft_second(world)

    first, second = (cecilia.get(at).get_data(as_text=True) for at in (DRAWING, OF_SECOND))

    assert f'href="{OF_SECOND}">{SECOND}</a>' in first
    assert f'href="{OF_SECOND}" aria-current="true">{SECOND}</a>' in second
    assert f'href="{DRAWING}">errand.bpmn</a>' in second
    assert f'href="/processes/errand/table?diagram={SECOND}"' in second
    assert 'data-name="errand.bpmn"' in first
    assert f'data-name="{SECOND}"' in second
    assert f'data-source="/processes/errand/files/{SECOND}"' in second
    for unknown in ("third.bpmn", "errand.form.json", "", "../errand/errand.bpmn"):
        assert cecilia.get(f"{DRAWING}?diagram={unknown}").status_code == 404, unknown


def test_what_is_drawn_is_kept_in_the_diagram_that_is_open(world: World, cecilia: Visitor) -> None:
    draft_second(world)
    with world.here.database.read() as connection:
        before = read_draft(connection, "errand")
    drawn = before.files[f"errand/{SECOND}"].decode().replace("Arvioi toinen", "Arvioi uudelleen")

    answer = cecilia.post(DRAWING, {"name": [SECOND], "content": [drawn], "revision": ["1"]}, page=OF_SECOND)

    assert answer.status_code == 200
    with world.here.database.read() as connection:
        after = read_draft(connection, "errand")
    assert b"Arvioi uudelleen" in after.files[f"errand/{SECOND}"]
    assert after.files["errand/errand.bpmn"] == before.files["errand/errand.bpmn"]


def test_the_files_and_the_findings_of_a_draft_lead_to_each_drawing(world: World, cecilia: Visitor) -> None:
    draft_second(world)
    page = cecilia.get("/processes/errand/draft").get_data(as_text=True)
    assert f'<a href="{DRAWING}">' in page
    assert f'<a href="{OF_SECOND}">' in page

    broken = {"name": [""], "content": ["<x/>"], "revision": ["1"]}
    assert cecilia.post(DRAWING, broken, page=DRAWING).status_code == 404
    with world.here.database.read() as connection:
        second = read_draft(connection, "errand").files[f"errand/{SECOND}"].decode()
    late = re.sub(r'camunda:dueDate="[^"]*"', 'camunda:dueDate="someday"', second)
    cecilia.post(DRAWING, {"name": [SECOND], "content": [late], "revision": ["1"]}, page=OF_SECOND)
    found = cecilia.get("/processes/errand/publish").get_data(as_text=True)
    assert f'<a href="{OF_SECOND}">' in found

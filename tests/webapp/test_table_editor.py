"""The table editor and the comparison: each change by an ordinary form, kept in the draft, undone, and told."""

from tests.webapp.conftest import Visitor
from tests.webapp.second_diagram import draft_second
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft

TABLE = "/processes/errand/table"


def diagram(world: World) -> str:
    with world.here.database.read() as connection:
        return read_draft(connection, "errand").files["errand/errand.bpmn"].decode()


def test_a_step_is_changed_in_its_form_compared_and_taken_back(world: World, cecilia: Visitor) -> None:
    before = diagram(world)
    typed = {"name": ["Arvioi asia"], "group": ["advisors"], "due": ["P30D"], "form": ["judgement"]}
    typed |= {"phase": ["Arviointi"], "revision": ["0"]}
    assert cecilia.post(f"{TABLE}/judge", typed).status_code == 303
    assert 'camunda:dueDate="P30D"' in diagram(world)
    page = cecilia.get("/processes/errand/comparison").get_data(as_text=True)
    assert "P14D → P30D" in page
    cecilia.post("/processes/errand/draft/back", {}, page=TABLE)
    assert diagram(world) == before


def test_a_step_is_added_after_another_and_deleted_again(world: World, cecilia: Visitor) -> None:
    typed = {"kind": ["userTask"], "asked_kind": ["userTask"], "name": ["Tarkista vielä"], "group": ["advisors"]}
    typed |= {"revision": ["0"], "form": [""], "due": [""]}
    assert cecilia.post(f"{TABLE}/describe/after", typed).status_code == 303
    assert 'id="tarkista_viela"' in diagram(world)
    answer = cecilia.post(f"{TABLE}/tarkista_viela/delete", {"revision": ["1"]}, page=TABLE)
    assert answer.status_code == 303
    assert "tarkista_viela" not in diagram(world)


def test_what_somebody_else_saved_meanwhile_is_not_written_over(world: World, cecilia: Visitor) -> None:
    cecilia.post(f"{TABLE}/judge", {"name": ["Ensin"], "revision": ["0"]})
    answer = cecilia.post(f"{TABLE}/judge", {"name": ["Toinen"], "revision": ["0"]})
    assert answer.status_code == 409
    assert "Toinen" in answer.get_data(as_text=True)
    assert "Ensin" in diagram(world)


def test_a_name_left_empty_is_told_at_its_field(world: World, cecilia: Visitor) -> None:
    answer = cecilia.post(f"{TABLE}/judge", {"name": [""], "revision": ["0"]})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.get_data(as_text=True)


def test_every_diagram_of_the_folder_has_its_steps(world: World, cecilia: Visitor) -> None:
    draft_second(world)
    first = cecilia.get(TABLE).get_data(as_text=True)
    assert 'href="/processes/errand/table?diagram=second.bpmn"' in first
    assert "Arvioi toinen" not in first
    page = cecilia.get(f"{TABLE}?diagram=second.bpmn").get_data(as_text=True)
    assert "Arvioi toinen" in page
    assert 'href="/processes/errand/table/judge?diagram=second.bpmn"' in page
    path = f"{TABLE}/judge?diagram=second.bpmn"
    answer = cecilia.post(path, {"name": ["Arvioi uudelleen"], "revision": ["1"]})
    assert answer.headers["Location"] == f"{TABLE}?diagram=second.bpmn#judge"
    assert "Arvioi uudelleen" not in diagram(world)
    with world.here.database.read() as connection:
        assert b"Arvioi uudelleen" in read_draft(connection, "errand").files["errand/second.bpmn"]
    assert cecilia.get(f"{TABLE}?diagram=third.bpmn").status_code == 404
    assert cecilia.get(f"{TABLE}?diagram=errand.form.json").status_code == 404

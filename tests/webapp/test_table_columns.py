"""The columns of decision tables: added, moved and left out with their cells, and what does not fit is said."""

from pathlib import Path

import pytest

from engine.decisions import parse_decisions
from tests.webapp.conftest import Visitor
from tests.webapp.test_forms_edited import files, send
from tests.webapp.test_tables_edited import PATH, TABLE, draw_table
from tests.webapp.world import World
from webapp.table_editing.columns import Shape, faults_of, read_shapes, write_shapes
from webapp.table_editing.tables import read_table, tables_in, write_table

BPMN = Path(__file__).parents[2] / "bpmn"
OWNERS = (BPMN / "idea" / "area_owner.dmn").read_bytes()
COLUMNS = f"{TABLE}/columns"


@pytest.mark.parametrize("path", sorted(BPMN.glob("*/*.dmn")), ids=lambda path: path.name)
def test_columns_saved_as_they_stand_leave_the_file_as_it_was(path: Path) -> None:
    content = path.read_bytes()
    for decision in tables_in(content, path.name):
        shapes = read_shapes(content, decision)
        assert faults_of(shapes) == {}
        assert write_shapes(content, decision, shapes) == content


def test_a_new_condition_holds_always_and_a_new_result_is_read_by_its_name() -> None:
    shapes = read_shapes(OWNERS, "area_owner")
    shapes.inputs.insert(0, Shape("Hinta", "cost", "number", "[0..100]"))
    shapes.outputs.append(Shape("Kiire", "urgent", "boolean"))
    content = write_shapes(OWNERS, "area_owner", shapes)
    table = read_table(content, "area_owner")
    assert [one.told for one in table.columns] == ["cost", "area", "area_owner", "urgent"]
    assert [len(rule.cells) for rule in table.rules] == [4] * len(table.rules)
    table.rules[0].cells[0], table.rules[0].cells[3] = "> 5", "true"
    for rule in table.rules[1:]:
        rule.cells[3] = "false"
    content = write_table(content, "area_owner", table)
    model = parse_decisions(content, "x")
    assert model.findings() == []
    area = table.rules[0].cells[1].strip('"')
    decided = model.decide("area_owner", {"cost": 6, "area": area}).value
    assert isinstance(decided, dict)
    assert decided["urgent"] is True
    assert model.decide("area_owner", {"cost": 4, "area": area}).value is None
    assert read_shapes(content, "area_owner").inputs[0].allowed == "[0..100]"


def test_columns_that_are_moved_take_their_cells_along_and_back_they_are_as_before() -> None:
    shapes = read_shapes(OWNERS, "area_owner")
    shapes.inputs.insert(0, Shape("", "cost"))
    wider = write_shapes(OWNERS, "area_owner", shapes)
    turned = read_shapes(wider, "area_owner")
    turned.inputs.reverse()
    again = read_shapes(write_shapes(wider, "area_owner", turned), "area_owner")
    assert [one.told for one in again.inputs] == ["area", "cost"]
    del again.inputs[1]
    narrow = write_shapes(write_shapes(wider, "area_owner", turned), "area_owner", again)
    assert read_table(narrow, "area_owner") == read_table(OWNERS, "area_owner")


def test_what_does_not_fit_is_told_by_its_column() -> None:
    shapes = read_shapes(OWNERS, "area_owner")
    shapes.inputs += [Shape(), Shape(told="a +"), Shape(told="b", allowed="[1..")]
    shapes.outputs += [Shape(told="area_owner"), Shape(told="1st")]
    kinds = {where: fault.kind for where, fault in faults_of(shapes).items()}
    assert kinds == {
        ("input", 1, "told"): "expression",
        ("input", 2, "told"): "feel",
        ("input", 3, "allowed"): "feel",
        ("output", 0, "told"): "twice",
        ("output", 1, "told"): "twice",
        ("output", 2, "told"): "name",
    }


def test_columns_are_changed_on_their_page(world: World, cecilia: Visitor) -> None:
    draw_table(world)
    assert send(cecilia, COLUMNS).status_code == 303
    page = send(cecilia, COLUMNS, act="add-input").get_data(as_text=True)
    assert 'id="input-1-told"' in page
    assert b"cost" not in files(world)[PATH]
    typed = {"inputs": "2", "input-1-told": "cost >", "input-1-was": "-1"}
    refused = send(cecilia, COLUMNS, **typed)
    assert refused.status_code == 422
    assert 'id="input-1-told-error"' in refused.get_data(as_text=True)
    typed |= {"input-1-told": "cost", "input-1-type": "number", "input-1-label": "Hinta"}
    assert send(cecilia, COLUMNS, **typed).headers["Location"].endswith("/tables/area_owner#rules")
    page = cecilia.get(TABLE).get_data(as_text=True)
    assert "<code>cost</code>" in page
    assert send(cecilia, COLUMNS, outputs="0").status_code == 422
    second = send(cecilia, COLUMNS, revision="0", **{"input-0-label": "Alue"})
    assert second.status_code == 409
    assert 'value="Alue"' in second.get_data(as_text=True)

"""Decision tables changed row by row: what was not changed stays as it was written."""

from pathlib import Path

import pytest

from engine.decisions import parse_decisions
from engine.errors import NotFound
from webapp.table_editing.tables import Rule, faults_in, read_table, tables_in, write_table
from webapp.table_editing.trial import asked_names, try_table

BPMN = Path(__file__).parents[2] / "bpmn"
FILES = sorted(BPMN.glob("*/*.dmn"))
OWNERS = (BPMN / "idea" / "area_owner.dmn").read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_table_saved_as_it_stands_leaves_its_file_as_it_was(path: Path) -> None:
    content = path.read_bytes()
    decisions = tables_in(content, path.name)
    assert decisions
    for decision in decisions:
        table = read_table(content, decision)
        assert faults_in(table) == {}
        assert write_table(content, decision, table) == content


def test_rules_are_added_moved_and_left_out() -> None:
    table = read_table(OWNERS, "area_owner")
    table.rules.insert(0, Rule(['"sea"', '"area_owner_sea"'], "Meri"))
    table.rules.append(table.rules.pop(1))
    del table.rules[1]
    content = write_table(OWNERS, "area_owner", table)
    model = parse_decisions(content, "x")
    assert model.findings() == []
    assert model.decide("area_owner", {"area": "sea"}).value == "area_owner_sea"
    assert model.decide("area_owner", {"area": "dynamic_business"}).value is None
    again = read_table(content, "area_owner")
    assert again.rules[0].note == "Meri"
    assert [rule.cells for rule in again.rules] == [rule.cells for rule in table.rules]
    before, new = OWNERS.decode().splitlines(), ("sea", "Meri", "rule_6")
    for line in content.decode().splitlines():
        assert line in before or any(word in line for word in new)


def test_labels_notes_and_the_hit_policy_change() -> None:
    table = read_table(OWNERS, "area_owner")
    table.policy, table.inputs[0].label, table.rules[0].note = "COLLECT", "Alue", ""
    again = read_table(write_table(OWNERS, "area_owner", table), "area_owner")
    assert (again.policy, again.inputs[0].label, again.rules[0].note) == ("COLLECT", "Alue", "")


def test_a_cell_that_cannot_be_read_is_told_by_its_row_and_column() -> None:
    table = read_table(OWNERS, "area_owner")
    table.rules[1].cells = ["> > 3", '"open']
    assert set(faults_in(table)) == {(1, 0), (1, 1)}
    with pytest.raises(NotFound):
        read_table(OWNERS, "nothing")
    assert tables_in(b"<no", "x") == {}


def test_a_table_is_tried_with_what_is_typed() -> None:
    assert asked_names(OWNERS, "x", "area_owner") == ("area",)
    for typed in ("skills", '"skills"'):
        tried = try_table(OWNERS, "x", "area_owner", {"area": typed})
        assert (tried.value, tried.rules, tried.errors) == ('"area_owner_poke"', (4,), ())
    assert try_table(OWNERS, "x", "area_owner", {"area": ""}).rules == ()
    funding = (BPMN / "funding" / "funding_rules.dmn").read_bytes()
    typed = {"total_cost": "100000", "municipalities": '["a", "b", "c", "d"]', "external_funder": "false"}
    assert try_table(funding, "x", "funding_rules", typed).rules == (1,)

"""What differs between two sets of files, told part by part: as it was, as it is."""

from pathlib import Path

from tests.webapp.world import World
from webapp.comparing.differences import Change, What
from webapp.comparing.files import compare
from webapp.comparison_words import aspect_word, value_word
from webapp.editing import fields
from webapp.editing.moving import move_to_lane

BPMN = Path(__file__).parents[2] / "bpmn"


def changed(path: str, new: bytes) -> list[tuple[What, str, tuple[Change, ...]]]:
    (found,) = compare({path: (BPMN / path).read_bytes()}, {path: new})
    assert found.lines
    return [(part.what, part.id, part.changes) for part in found.parts]


def test_a_diagram_is_compared_element_by_element_old_before_new() -> None:
    content = (BPMN / "year/year.bpmn").read_bytes()
    later = fields.set_timer(content, "not_checked", "P30D")
    assert changed("year/year.bpmn", later) == [(What.CHANGED, "not_checked", (Change("time", "P14D", "P30D"),))]


def test_a_step_in_another_lane_has_moved() -> None:
    content = (BPMN / "measure/measure.bpmn").read_bytes()
    ((what, key, changes),) = changed("measure/measure.bpmn", move_to_lane(content, "record_result", "coordinator"))
    assert (what, key, changes[0].new) == (What.MOVED, "record_result", "Seutukoordinaattori")


def test_a_table_is_compared_cell_by_cell() -> None:
    content = (BPMN / "idea/area_owner.dmn").read_text("utf-8")
    new = content.replace('<text>"area_owner_ks"</text>', '<text>"rmg"</text>').encode()
    expected = Change("cell:Omistajan ryhmä", '"area_owner_ks"', '"rmg"')
    assert changed("idea/area_owner.dmn", new) == [(What.CHANGED, "area_owner_rule_1", (expected,))]


def test_a_form_is_compared_field_by_field_and_texts_by_what_they_translate() -> None:
    form = (BPMN / "measure/measure_result.form.json").read_text("utf-8")
    new = form.replace('"label": "Luovuttu"', '"label": "Peruttu"').encode()
    assert changed("measure/measure_result.form.json", new) == [
        (What.CHANGED, "measure_outcome=dropped", (Change("label", "Luovuttu", "Peruttu"),))
    ]
    texts = (BPMN / "measure/texts.sv.po").read_text("utf-8")
    told = changed("measure/texts.sv.po", texts.replace('msgstr "Åtgärd"', 'msgstr "Insats"', 1).encode())
    assert told == [(What.CHANGED, "Toimenpide", (Change("translation", "Åtgärd", "Insats"),))]


def test_files_that_came_and_went_are_told_and_equal_ones_are_not() -> None:
    found = compare({"a/a.json": b"{}", "a/b.json": b"{}"}, {"a/b.json": b"{}", "a/c.json": b"{}"})
    assert [(one.path, one.what) for one in found] == [("a/a.json", What.REMOVED), ("a/c.json", What.ADDED)]


def test_a_form_that_came_or_went_is_told_field_by_field() -> None:
    form = (BPMN / "measure/measure_result.form.json").read_bytes()
    (came,) = compare({}, {"measure/new.form.json": form})
    (went,) = compare({"measure/new.form.json": form}, {})
    assert {part.what for part in came.parts} == {What.ADDED}
    assert {part.what for part in went.parts} == {What.REMOVED}
    assert [part.id for part in came.parts] == [part.id for part in went.parts]
    assert ("measure_outcome=dropped", "Luovuttu") in {(part.id, part.name) for part in came.parts}


def test_what_people_named_is_not_taken_for_a_word_of_ours(world: World) -> None:
    with world.app.test_request_context():
        assert aspect_word("messageEventDefinition") == "Sanoma"
        assert aspect_word("cell:message") == "message"
        assert value_word("cancelActivity", "false") == "ei"
        assert [value_word(aspect, "true") for aspect in ("cell:Sopii", "condition", "label")] == ["true"] * 3

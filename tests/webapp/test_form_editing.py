"""Forms changed field by field: what was not changed stays as it was written."""

import json
from pathlib import Path

import pytest

from engine.errors import NotFound
from engine.forms import parse_form
from engine.texts import parse_catalogue
from webapp.form_editing.catalogues import change_catalogue
from webapp.form_editing.changes import add_field, move_field, new_form, remove_field, replace_field, slug
from webapp.form_editing.fields import changed, options_of, told
from webapp.form_editing.files import at, read_file, read_place, walk, write_file, written
from webapp.form_editing.kinds import PARENTS, Component, Kind, kind_of
from webapp.form_editing.languages import changed_catalogues, texts_of
from webapp.form_editing.options import Option
from webapp.form_editing.uses import readers_of, users_of_forms

BPMN = Path(__file__).parents[2] / "bpmn"
FORMS = sorted(BPMN.glob("*/*.form.json"))


def answers(component: Component) -> dict[str, str]:
    return told(component) | {f"{name}.fi": text for name, text in texts_of(component)}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_field_saved_as_it_stands_leaves_its_file_as_it_was(path: Path) -> None:
    content = path.read_bytes()
    for place, component in walk(read_file(content, path.name)):
        made = changed(component, answers(component), options_of(component))
        assert made.faults == {}, component
        assert replace_field(content, path.name, place, made.component) == content, component


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_field_of_each_kind_can_be_deployed_as_it_begins(kind: Kind) -> None:
    content, place = add_field(new_form("wishes"), "x", kind, "Äidin toive: kaksi", (0,))
    form = parse_form(content, "x")
    assert form.findings == ()
    assert place == (0,)
    component = at(read_file(content, "x"), place)
    assert kind_of(component) is kind
    assert form.view("fi", None, {})
    made = changed(component, answers(component), options_of(component))
    assert (made.component, made.faults) == (component, {})


def test_fields_move_among_those_beside_them_and_leave() -> None:
    content = new_form("wishes")
    for label in ("Toinen", "Kolmas"):
        content, _ = add_field(content, "x", Kind.TEXTFIELD, label, (1,))
    assert parse_form(content, "x").labels == ("Kuvaus", "Kolmas", "Toinen")
    content, place = move_field(content, "x", (2,), -1)
    assert (parse_form(content, "x").labels, place) == (("Kuvaus", "Toinen", "Kolmas"), (1,))
    assert move_field(content, "x", (0,), -1) == (content, (0,))
    content = remove_field(content, "x", (0,))
    assert parse_form(content, "x").labels == ("Toinen", "Kolmas")
    content, _ = add_field(content, "x", Kind.ROWS, "Rivit", (2,))
    content, inside = add_field(content, "x", Kind.MONEY, "Summa", (2, 1))
    assert at(read_file(content, "x"), inside)["label"] == "Summa"
    with pytest.raises(NotFound):
        remove_field(content, "x", (7,))
    with pytest.raises(NotFound):
        add_field(content, "x", Kind.MONEY, "Summa", (0, 0))
    assert read_place(written((2, 1))) == (2, 1)
    for wrong in ("", "0", "x", "1-", "99999"):
        with pytest.raises(NotFound):
            read_place(wrong)


def test_a_key_is_made_of_a_labels_words() -> None:
    assert slug("Äidin toive: kaksi!") == "aidin_toive_kaksi"
    assert slug("In") == "field_in"
    assert slug("2026") == "field_2026"
    assert slug("???") == "field"


def test_the_answers_of_the_page_become_the_fields_settings() -> None:
    content, place = add_field(new_form("wishes"), "x", Kind.NUMBER, "Määrä", (0,))
    component = at(read_file(content, "x"), place)
    typed = answers(component) | {
        "label.fi": "Henkilöitä", "key": "people", "required": "on", "process": "on", "least": "1", "most": "= limit",
        "digits": "0", "unit": "hlö", "default": "2,5", "when": "answer", "answer": "sure=true",
        "check-0-holds": "people > 2", "check-0-message.fi": "Liian vähän",
    }  # fmt: skip
    made = changed(component, typed, [])
    assert made.faults == {}
    assert made.component == {
        "type": "number", "key": "people", "label": "Henkilöitä", "decimalDigits": 0, "defaultValue": 2.5,
        "validate": {
            "required": True, "min": 1, "max": "= limit",
            "checks": [{"holds": "= people > 2", "message": "Liian vähän"}],
        },
        "properties": {"process": True}, "appearance": {"suffixAdorner": "hlö"},
        "conditional": {"hide": "= sure != true"},
    }  # fmt: skip
    money = changed(made.component, typed | {"kind": "money"}, [])
    assert kind_of(money.component) is Kind.MONEY
    assert money.component["properties"] == {"process": True, "kind": "money"}


def test_what_cannot_be_read_is_told_at_its_own_input() -> None:
    content, place = add_field(new_form("wishes"), "x", Kind.DATE, "Päivä", (0,))
    typed = {"label.fi": "", "key": "day", "least": "31.2.2026", "when": "feel", "hide": "a = = b", "default": "= ("}
    typed |= {"check-0-holds": "day > ", "check-0-message.fi": ""}
    faults = changed(at(read_file(content, "x"), place), typed, []).faults
    assert {name: fault.name for name, fault in faults.items()} == {
        "label.fi": "label", "least": "day", "hide": "feel", "default": "feel",
        "check-0-message.fi": "check", "check-0-holds": "feel",
    }  # fmt: skip
    assert "character 4" in str(faults["hide"].error) or "character 5" in str(faults["hide"].error)


def test_options_keep_what_they_say_beside_their_label_and_get_a_value_of_their_own() -> None:
    component = {"type": "radio", "key": "a", "label": "A", "values": [{"value": 0, "label": "0", "levels": "Huono"}]}
    kept = options_of(component)
    made = changed(component, answers(component), [*kept, Option("1", "Yksi"), Option("", "Hyvä tapa"), Option("", "")])
    assert made.component["values"] == [
        {"value": 0, "label": "0", "levels": "Huono"},
        {"value": 1, "label": "Yksi"},
        {"value": "hyva_tapa", "label": "Hyvä tapa"},
    ]
    assert changed(component, answers(component), [Option("a", "A"), Option("a", "B")]).faults["options"].name
    assert changed(component, answers(component), []).faults["options"].name == "options"


def test_one_save_renames_a_text_in_every_language_and_leaves_the_other_lines_alone() -> None:
    files = {f"idea/{path.name}": path.read_bytes() for path in (BPMN / "idea").iterdir()}
    path = "idea/area_assignment.form.json"
    document = read_file(files[path], path)
    place, component = next((place, one) for place, one in walk(document) if one.get("key") == "grounds")
    new = replace_field(files[path], path, place, component | {"label": "Perustele alue"})
    told_texts = {"sv": {"Perustele alue": "Motivera området"}, "en": {"Perustele alue": ""}}
    found = changed_catalogues(files, path, new, told_texts, {"Perustelu": "Perustele alue"})
    assert parse_catalogue(found["idea/texts.sv.po"], "x")["Perustele alue"] == "Motivera området"
    before, after = files["idea/texts.sv.po"].decode().splitlines(), found["idea/texts.sv.po"].decode().splitlines()
    assert sum(line not in before for line in after) == 2


def test_a_catalogue_is_changed_entry_by_entry() -> None:
    old = b'msgid ""\nmsgstr ""\n"Language: sv\\n"\n\n'
    old += b'#: a\nmsgid "Yksi"\nmsgstr "Ett"\n\n#: b\nmsgid "Kaksi"\nmsgstr ""\n"Tv"\n"\xc3\xa5"\n'
    same = change_catalogue(old, "sv", {"Yksi": "Ett"}, {}, (), "x")
    assert same == old
    new = change_catalogue(old, "sv", {"Uusi": 'T"v\\', "Kolme": "Tre\n"}, {"Kaksi": "Uusi"}, {"Kaksi"}, "x.form.json")
    assert parse_catalogue(new, "x") == {"Yksi": "Ett", "Uusi": 'T"v\\', "Kolme": "Tre\n"}
    assert new.startswith(old.partition(b"#: b")[0])
    gone = change_catalogue(old, "sv", {"Yksi": ""}, {}, {"Kaksi"}, "x")
    assert parse_catalogue(gone, "x") == {}
    begun = change_catalogue(None, "en", {"Yksi": "One"}, {}, (), "x")
    assert parse_catalogue(begun, "x") == {"Yksi": "One"}


def test_who_uses_a_form_and_who_reads_its_answers_is_known() -> None:
    files = {f"idea/{path.name}": path.read_bytes() for path in (BPMN / "idea").iterdir()}
    assert users_of_forms(files)["area_assignment"]
    read = readers_of(files, "idea", "idea/area_assignment.form.json", "area")
    assert any(use.file == "idea/area_owner.dmn" for use in read)
    assert readers_of(files, "idea", "idea/area_assignment.form.json", "no_such_key") == []
    hidden = readers_of(files, "idea", "idea/decision_proposal.form.json", "proposed_decision")
    assert any(use.name == "Ehdotetut ehdot" for use in hidden)


def test_every_catalogue_survives_a_change_of_nothing() -> None:
    for path in sorted(BPMN.glob("*/texts.*.po")):
        content = path.read_bytes()
        assert change_catalogue(content, "sv", parse_catalogue(content, path.name), {}, (), "x") == content, path


def test_parents_are_what_fields_stand_in() -> None:
    for path in FORMS:
        for _, component in walk(json.loads(path.read_text())):
            assert ("components" in component) == (kind_of(component) in PARENTS)
    assert write_file({"id": "a"}) == b'{\n  "id": "a"\n}\n'

import json
from datetime import date
from decimal import Decimal

from engine.forms import parse_form
from engine.texts import Texts

FORM = {
    "id": "f",
    "components": [
        {"type": "text", "text": "Hanke {{title}}: {{budget}} ({{1 + 1}})"},
        {"type": "textfield", "key": "name", "label": "Nimi", "defaultValue": "= title", "validate": {"maxLength": 20}},
        {"type": "money", "key": "budget", "label": "Budjetti", "defaultValue": "= budget"},
        {"type": "datetime", "key": "due", "label": "Määräaika", "defaultValue": "2027-02-01"},
        {"type": "radio", "key": "area", "label": "Alue", "values": [{"value": "n", "label": "Pohjoinen"}]},
        {"type": "group", "label": "Perustelut", "components": [
            {"type": "textarea", "key": "why", "label": "Miksi", "conditional": {"hide": "= area = null"}}]},
        {"type": "dynamiclist", "key": "rows", "label": "Rivit", "defaultValue": "= rows",
         "components": [{"type": "number", "key": "sum", "label": "Summa"},
                        {"type": "checkbox", "key": "own", "label": "Oma", "defaultValue": True}]},
        {"type": "button", "key": "outcome", "value": "accept", "label": "Hyväksy", "description": "Hanke etenee."},
    ],
}  # fmt: skip
DATA = {"title": "Kauko*lämpö*", "budget": Decimal("12500.5"), "rows": [{"sum": 3, "own": False}]}
TEXTS = Texts({"sv": {"Alue": "Område", "Pohjoinen": "Norra", "Hanke {{title}}: {{budget}} ({{1 + 1}})":
                      "Projekt {{title}} {{budget}} {{1 + 2}}"}})  # fmt: skip


def views_of(language="fi", submitted=None, errors=None, data=DATA):
    form = parse_form(json.dumps(FORM).encode(), "f.form.json")
    assert form.findings == ()
    return {view.name or view.kind: view for view in form.view(language, TEXTS, data, submitted, errors)}


def test_a_form_opens_with_its_defaults_written_as_finns_write():
    views = views_of()
    assert views["name"].value == "Kauko*lämpö*"
    assert views["name"].longest == 20
    assert views["budget"].value == "12\u00a0500,50"
    assert views["budget"].unit == "€"
    assert views["due"].value == "1.2.2027"
    assert views["due"].hint == "pp.kk.vvvv"
    assert views["outcome"].outcome == "accept"
    assert views["outcome"].description == "Hanke etenee."


def test_nothing_is_chosen_that_nobody_chose():
    views = views_of(data={**DATA, "area": "n"})
    assert [option.chosen for option in views["area"].options] == [False]


def test_values_in_a_text_are_no_markup():
    assert views_of()["text"].text == r"Hanke Kauko\*lämpö\*: 12 500,5 (2)".replace(" 5", "\u00a05")


def test_a_text_is_translated_but_brings_no_formulas_of_its_own():
    views = views_of("sv")
    assert views["area"].label == "Område"
    assert views["area"].options[0].label == "Norra"
    assert views["text"].text.endswith("{{1 + 2}}")
    assert views["name"].label == "Nimi"


def test_what_a_table_says_in_a_text_is_translated_with_the_forms_own_words():
    views = views_of("sv", data={**DATA, "title": "Pohjoinen"})
    assert views["text"].text.startswith("Projekt Norra")


def test_what_was_typed_is_shown_as_typed_with_its_error():
    views = views_of(submitted={"budget": ["pal<jon"], "name": [""]}, errors={"budget": "Budjetti: anna luku."})
    assert views["budget"].value == "pal<jon"
    assert views["budget"].error == "Budjetti: anna luku."
    assert views["name"].value == ""
    assert views["due"].value == ""


def test_a_field_is_hidden_until_its_condition_says_otherwise():
    assert views_of()["group"].fields[0].hidden
    assert not views_of(submitted={"area": ["n"]})["group"].fields[0].hidden


def test_rows_start_from_the_data_and_end_with_a_spare_one():
    rows = views_of()["rows"].rows
    assert [(row[0].name, row[0].value, row[1].value) for row in rows] == [
        ("rows.0.sum", "3", ""),
        ("rows.1.sum", "", "true"),
    ]
    assert rows[1][0].id == "field-rows-1-sum"


def test_rows_keep_the_numbers_they_were_posted_with():
    submitted = {"rows.7.sum": ["x"], "rows.3.own": ["true"], "rows.9.sum": [""]}
    rows = views_of(submitted=submitted, errors={"rows.7.sum": "wrong"})["rows"].rows
    assert [(row[0].name, row[0].value, row[0].error) for row in rows] == [
        ("rows.3.sum", "", ""),
        ("rows.7.sum", "x", "wrong"),
        ("rows.8.sum", "", ""),
    ]


def test_prefill_gives_values_and_reading_the_view_gives_them_back():
    form = parse_form(json.dumps(FORM).encode(), "f.form.json")
    start = form.prefill(DATA)
    assert start["due"] == date(2027, 2, 1)
    submitted = {view.name: list(view.values) for view in form.view("fi", None, DATA) if view.values}
    values = form.read({**submitted, "outcome": ["accept"]}, DATA)
    assert (values["name"], values["budget"], values["due"]) == (start["name"], start["budget"], start["due"])


def test_the_texts_to_translate_are_known():
    form = parse_form(json.dumps(FORM).encode(), "f.form.json")
    assert {"Nimi", "Pohjoinen", "Hanke etenee.", "Summa"} <= form.msgids


def test_short_options_stand_side_by_side_and_long_ones_below_each_other():
    assert views_of()["area"].abreast
    long = [{"value": "x", "label": "Seudun strategiasta lähtevä"}]
    form = {"id": "f", "components": [{"type": "radio", "key": "a", "label": "A", "values": long}]}
    (view,) = parse_form(json.dumps(form).encode(), "f.form.json").view("fi", None, {})
    assert not view.abreast

"""Fields that form-js does not know: money, names from a list, files, and what is worked out."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidSubmission
from engine.forms import parse_form
from engine.forms.entry import write_date, write_number
from engine.forms.sentences import LANGUAGES

# Of form-js 1.x: what its viewer and editor can open.
FORM_JS = {
    "button", "checkbox", "checklist", "datetime", "dynamiclist", "expression", "filepicker", "group", "number",
    "radio", "select", "text", "textarea", "textfield",
}  # fmt: skip
LIFECYCLE = sorted((Path(__file__).parents[3] / "bpmn").glob("*/*.form.json"))
PEOPLE = [{"value": f"p{number}", "label": f"Henkilö {number}"} for number in range(20)]
OWNER = {"type": "select", "key": "owner", "label": "Vastuuhenkilö", "properties": {"list": "all_people"}}
AMOUNT = {"type": "number", "key": "amount", "label": "Euroa", "properties": {"kind": "money"}}
COSTS = {"type": "dynamiclist", "path": "costs", "label": "Kustannukset", "components": [
    {"type": "textfield", "key": "item", "label": "Kohde"}, AMOUNT]}  # fmt: skip
TOTAL = {"type": "expression", "key": "total", "label": "Yhteensä", "expression": "= sum(costs.amount)",
         "properties": {"kind": "money", "process": True}}  # fmt: skip


def form_of(*components):
    form = parse_form(json.dumps({"id": "f", "components": components}).encode(), "f.form.json")
    assert form.findings == ()
    return form


def errors_of(form, submitted, data=None, language="fi"):
    with pytest.raises(InvalidSubmission) as refused:
        form.read(submitted, data or {}, language=language)
    return refused.value.errors


def view_of(form, submitted=None, data=None, errors=None, language="fi"):
    return form.view(language, None, data or {}, submitted, errors)


@pytest.mark.parametrize("path", LIFECYCLE, ids=lambda path: path.name)
def test_a_form_of_the_lifecycle_opens_in_the_editor_of_form_js(path):
    def types(components):
        for component in components:
            yield component["type"], "path" if component["type"] == "dynamiclist" else "key", component
            yield from types(component.get("components", []))

    for kind, key, component in types(json.loads(path.read_text(encoding="utf-8"))["components"]):
        assert kind in FORM_JS
        assert kind in ("text", "group", "button") or key in component


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "textfield", "key": "a", "label": "A", "properties": {"kind": "money"}}, "form-kind"),
        ({"type": "number", "key": "a", "label": "A", "properties": {"kind": "person"}}, "form-kind"),
        ({"type": "score", "key": "a", "label": "A"}, "form-type"),
        ({"type": "select", "key": "a", "label": "A", "properties": {"list": "all people"}}, "form-list"),
        ({"type": "expression", "key": "a", "label": "A"}, "form-expression"),
        ({"type": "expression", "expression": "= 1", "label": "A"}, "form-key"),
    ],
)
def test_a_fault_of_a_kind_is_found(component, rule):
    form = parse_form(json.dumps({"id": "f", "components": [component]}).encode(), "f.form.json")
    assert rule in [found.rule for found in form.findings]


@pytest.mark.parametrize("kind", [{"type": "money"}, {"type": "number", "properties": {"kind": "money"}}])
def test_money_is_exact_to_the_cent_also_in_forms_of_old(kind):
    form = form_of({"key": "a", "label": "Hinta", **kind})
    assert form.read({"a": ["12\u00a0500,5 €"]}, {}) == {"a": Decimal("12500.50")}
    assert view_of(form)[0].unit == "€"


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(LANGUAGES))
def test_money_written_is_read_as_itself(amount, language):
    form = form_of({**AMOUNT, "key": "a", "defaultValue": "= given"})
    (view,) = form.view(language, None, {"given": amount})
    for typed in (view.value, view.value + " €", view.value.replace("\u00a0", " "), view.value.replace("\u00a0", "")):
        assert form.read({"a": [typed]}, {}, language=language) == {"a": amount}


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from(LANGUAGES))
def test_a_day_written_is_read_as_itself_as_is_what_a_calendar_gives(day, language):
    form = form_of({"type": "datetime", "subtype": "date", "key": "a", "label": "Päivä"})
    for typed in (write_date(day), f"{day:%d.%m.%Y}", f"{day:%d. %m. %Y}", day.isoformat()):
        assert form.read({"a": [typed]}, {}, language=language) == {"a": day}


@pytest.mark.parametrize(
    ("component", "value", "shown"),
    [
        ({"type": "textfield"}, "Kauko", ("Kauko",)),
        ({"type": "textarea"}, "a\nb", ("a\nb",)),
        ({"type": "number"}, Decimal("1.5"), ("1,5",)),
        ({"type": "number", "properties": {"kind": "money"}}, Decimal(1000), ("1\u00a0000,00",)),
        ({"type": "datetime"}, date(2027, 2, 1), ("1.2.2027",)),
        ({"type": "radio", "values": PEOPLE}, "p1", ("p1",)),
        ({"type": "select", "values": PEOPLE}, "p1", ("p1",)),
        ({"type": "select", "properties": {"list": "all_people"}}, "p1", ("Henkilö 1",)),
        ({"type": "checklist", "values": PEOPLE}, ["p1", "p2"], ("p1", "p2")),
        ({"type": "checkbox"}, True, ("true",)),
        ({"type": "filepicker", "multiple": True}, [7, 8], ("7", "8")),
    ],
)
def test_a_field_of_any_type_begins_with_what_the_project_knows(component, value, shown):
    form = form_of({"key": "a", "label": "A", "defaultValue": "= known", **component})
    files = [{"value": 7, "label": "suunnitelma.pdf"}, {"value": 8, "label": "talous.xlsx"}]
    data = {"known": value, "all_people": PEOPLE, "matter_documents": files}
    (view,) = view_of(form, data=data)
    assert view.values == shown
    assert form.prefill(data) == {"a": value}
    assert form.read({"a": list(view.values)}, data) == {"a": value}


def test_a_long_list_is_searched_by_typing_a_name():
    form, data = form_of(OWNER), {"all_people": PEOPLE}
    (view,) = view_of(form, data=data)
    assert (view.kind, len(view.options)) == ("lookup", 20)
    assert form.read({"owner": [" henkilö  7 "]}, data) == {"owner": "p7"}
    assert form.read({"owner": ["p7"]}, data) == {"owner": "p7"}
    assert errors_of(form, {"owner": ["Henkilö"]}, data) == {"owner": "Vastuuhenkilö: valitse nimi luettelosta."}


def test_a_short_list_is_chosen_from():
    assert view_of(form_of(OWNER), data={"all_people": PEOPLE[:3]})[0].kind == "select"


def test_a_name_that_two_bear_is_not_guessed():
    data = {"all_people": [*PEOPLE, {"value": "x", "label": "Henkilö 1"}]}
    said = "Vastuuhenkilö: nimi Henkilö 1 on luettelossa monta kertaa. Valitse se, jota tarkoitat."
    assert errors_of(form_of(OWNER), {"owner": ["Henkilö 1"]}, data) == {"owner": said}


def test_what_was_typed_in_a_searched_list_is_shown_again_as_a_name():
    form, data = form_of(OWNER), {"all_people": PEOPLE}
    assert view_of(form, {"owner": ["p7"]}, data)[0].value == "Henkilö 7"
    assert view_of(form, {"owner": ["Henk"]}, data)[0].value == "Henk"


def test_the_lists_that_a_form_needs_are_known():
    form = form_of(OWNER, {"type": "filepicker", "key": "plan", "label": "Suunnitelma"})
    assert form.lists == {"all_people": "owner", "matter_documents": "plan"}
    assert form.names == {"all_people", "matter_documents"}
    assert form.asks_files
    assert not form_of(OWNER).asks_files


def test_only_documents_of_the_matter_are_taken_as_files():
    form = form_of({"type": "filepicker", "key": "plan", "label": "Suunnitelma", "validate": {"required": True}})
    data = {"matter_documents": [{"value": 7, "label": "suunnitelma.pdf"}]}
    assert form.read({"plan": ["7"]}, data) == {"plan": 7}
    assert errors_of(form, {"plan": ["8"]}, data) == {"plan": "Suunnitelma: lisää tiedosto."}
    assert errors_of(form, {}, data) == {"plan": "Suunnitelma: lisää tiedosto."}


def test_of_several_files_the_last_one_counts_where_one_is_asked():
    data = {"matter_documents": [{"value": 7, "label": "a.pdf"}, {"value": 8, "label": "b.pdf"}]}
    one, many = ({"type": "filepicker", "key": "a", "label": "A", **more} for more in ({}, {"multiple": True}))
    assert form_of(one).read({"a": ["7", "8"]}, data) == {"a": 8}
    assert form_of(many).read({"a": ["7", "8"]}, data) == {"a": [7, 8]}


def test_what_is_worked_out_is_never_taken_from_the_browser():
    form = form_of(COSTS, TOTAL)
    submitted = {"costs.0.amount": ["100"], "costs.1.amount": ["20,50"], "total": ["1"]}
    values = form.read(submitted, {"total": Decimal(7)})
    assert values["total"] == Decimal("120.50")
    assert form.process_values(values) == {"total": Decimal("120.50")}
    assert view_of(form, submitted)[1].value == "120,50"


def test_one_worked_out_value_may_stand_on_another_and_a_limit_on_both():
    half = {"type": "expression", "key": "half", "label": "Puolet", "expression": "= total / 2"}
    share = {"type": "number", "key": "share", "label": "Osuus", "validate": {"max": "= half"}}
    form = form_of(COSTS, TOTAL, half, share)
    submitted = {"costs.0.amount": ["100"], "share": ["51"]}
    assert errors_of(form, submitted) == {"share": "Osuus: anna arvo, joka on enintään 50."}


def test_what_cannot_be_worked_out_is_null():
    form = form_of({"type": "expression", "key": "a", "label": "A", "expression": "= missing.x + 1"})
    assert form.read({}, {}) == {"a": None}
    assert view_of(form)[0].value == ""


def test_a_row_works_its_own_out_and_its_column_is_summed():
    rows = {**COSTS, "components": [
        {"type": "number", "key": "hours", "label": "Tunnit"}, {**AMOUNT, "key": "price"},
        {"type": "expression", "key": "cost", "label": "Hinta", "expression": "= hours * price",
         "properties": {"kind": "money"}}]}  # fmt: skip
    form = form_of(rows)
    submitted = {"costs.0.hours": ["2"], "costs.0.price": ["10,25"], "costs.1.hours": ["1"], "costs.1.price": ["5"]}
    assert [row["cost"] for row in form.read(submitted, {})["costs"]] == [Decimal("20.50"), Decimal("5.00")]
    (view,) = view_of(form, submitted)
    assert [column.value for column in view.columns] == ["", "15,25", "25,50"]
    assert view.columns[2].id == "field-costs-sum-cost"


def test_columns_of_money_are_summed_and_what_cannot_be_read_counts_nothing():
    form = form_of(COSTS)
    (view,) = view_of(form, {"costs.0.amount": ["100"], "costs.1.amount": ["paljon"], "costs.2.amount": ["0,50"]})
    assert [(column.label, column.value) for column in view.columns] == [("Kohde", ""), ("Euroa", "100,50")]
    assert view_of(form)[0].columns[1].value == "0,00"


@given(st.lists(st.decimals(0, 10**9, places=2), max_size=6), st.sampled_from(LANGUAGES))
def test_a_sum_is_exact(amounts, language):
    submitted = {f"costs.{number}.amount": [write_number(one, language)] for number, one in enumerate(amounts)}
    (view,) = view_of(form_of(COSTS), submitted, language=language)
    assert view.columns[1].value == write_number(sum(amounts, Decimal("0.00")), language)


def test_few_columns_of_one_line_each_stand_in_a_table():
    assert view_of(form_of(COSTS))[0].tabular
    long = {**COSTS, "components": [*COSTS["components"], {"type": "textarea", "key": "why", "label": "Miksi"}]}
    assert not view_of(form_of(long))[0].tabular
    many = {**COSTS, "components": [{**AMOUNT, "key": f"a{number}"} for number in range(6)]}
    assert not view_of(form_of(many))[0].tabular


def test_a_field_in_a_row_knows_its_place_in_words():
    (view,) = view_of(form_of(COSTS), {"costs.4.amount": ["x"], "costs.7.amount": ["y"]}, language="sv")
    assert [row[1].place for row in view.rows][:2] == ["Kustannukset, rad 1", "Kustannukset, rad 2"]
    assert [row[1].row for row in view.rows][:2] == [1, 2]

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.clock import TravellingClock
from engine.errors import InvalidSubmission
from engine.forms import parse_form
from engine.texts import Texts

OUTCOMES = [
    {"type": "button", "key": "outcome", "value": "accept", "label": "Hyväksy", "properties": {"process": True}},
    {"type": "button", "key": "outcome", "value": "return", "label": "Palauta", "properties": {"process": True}},
]


def form_of(*components):
    form = parse_form(json.dumps({"id": "f", "components": components}).encode(), "f.form.json")
    assert form.findings == ()
    return form


def field(kind, key="a", label="Kohta", **more):
    return {"type": kind, "key": key, "label": label, **more}


def errors_of(form, submitted, data=None, **more):
    with pytest.raises(InvalidSubmission) as refused:
        form.read(submitted, data or {}, **more)
    return refused.value.errors


CITIES = [{"value": "kar", "label": "Karstula"}, {"value": 2, "label": "Kyyjärvi"}, {"value": True, "label": "Muu"}]


@pytest.mark.parametrize(
    ("component", "posted", "value"),
    [
        (field("textfield"), [" Kauko\u00a0lämpö \n"], "Kauko lämpö"),
        (field("textfield"), ["a\x00\ud800b"], "ab"),
        (field("textfield"), ["A\u0308"], "Ä"),
        (field("textfield"), ["  "], None),
        (field("textfield"), [], None),
        (field("textarea"), [" a\r\nb\rc "], "a\nb\nc"),
        (field("number"), ["1,50"], Decimal("1.50")),
        (field("money"), ["12 500,5 €"], Decimal("12500.50")),
        (field("datetime", subtype="date"), ["1.2.2027"], date(2027, 2, 1)),
        (field("select", values=CITIES), ["kar"], "kar"),
        (field("radio", values=CITIES), ["2"], 2),
        (field("radio", values=CITIES), ["true"], True),
        (field("checklist", values=CITIES), ["kar", "2", "kar"], ["kar", 2]),
        (field("checklist", values=CITIES), [], []),
        (field("checkbox"), ["true"], True),
        (field("checkbox"), ["false"], False),
        (field("checkbox"), [], False),
    ],
)
def test_an_answer_is_read_as_its_type(component, posted, value):
    assert form_of(component).read({"a": posted}, {}) == {"a": value}


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        (field("textfield", label="Nimi"), "Nimi: täytä tämä kohta."),
        (field("radio", values=CITIES), "Kohta: valitse yksi vaihtoehto."),
        (field("checklist", values=CITIES), "Kohta: valitse vähintään yksi vaihtoehto."),
        (field("checkbox"), "Kohta: vahvista tämä kohta merkitsemällä ruutu."),
        (field("dynamiclist", components=[field("textfield")]), "Kohta: lisää vähintään yksi rivi."),
    ],
)
def test_a_required_answer_that_is_missing_is_asked_for(component, sentence):
    assert errors_of(form_of({**component, "validate": {"required": True}}), {"a": [" "]}) == {"a": sentence}


@pytest.mark.parametrize(
    ("component", "posted", "sentence"),
    [
        (field("textfield", validate={"minLength": 3}), "ab", "Kohta: kirjoita vähintään 3 merkkiä."),
        (field("textarea", validate={"maxLength": 1}), "ab", "Kohta: lyhennä tekstiä: enintään 1 merkki mahtuu."),
        (field("textfield"), "x" * 2_001, "Kohta: lyhennä tekstiä: enintään 2000 merkkiä mahtuu."),
        (field("money", validate={"min": 100}), "99,99", "Kohta: anna arvo, joka on vähintään 100\u00a0€."),
        (field("number", validate={"max": 1.5}), "2", "Kohta: anna arvo, joka on enintään 1,5."),
        (field("number", decimalDigits=0), "2,5", "Kohta: anna kokonaisluku."),
        (field("money"), "2,555", "Kohta: anna luku enintään 2 desimaalilla."),
        (field("datetime", label="Määräaika"), "ensi viikolla",
         "Määräaika: anna päivä muodossa pp.kk.vvvv, esimerkiksi 31.12.2026."),
        (field("datetime", validate={"min": "2027-01-01"}), "31.12.2026",
         "Kohta: anna päivä, joka on aikaisintaan 1.1.2027."),
        (field("radio", values=CITIES), "hel", "Kohta: valitse jokin annetuista vaihtoehdoista."),
        (field("textfield", validate={"pattern": "^[0-9]{7}-[0-9]$", "patternMessage": "Anna Y-tunnus."}), "12",
         "Anna Y-tunnus."),
        (field("textfield", validate={"pattern": "^(a|aa)+$"}), "a" * 60 + "!",
         "Kohta: teksti ei ole pyydettyä muotoa."),
    ],
)  # fmt: skip
def test_an_answer_beyond_a_limit_is_refused_with_the_limit(component, posted, sentence):
    assert errors_of(form_of(component), {"a": [posted]}) == {"a": sentence}


def test_a_limit_may_depend_on_another_answer():
    form = form_of(field("datetime", "begins"), field("datetime", "ends", "Päättyy", validate={"min": "= begins"}))
    days = {"begins": ["1.5.2027"], "ends": ["30.4.2027"]}
    assert errors_of(form, days) == {"ends": "Päättyy: anna päivä, joka on aikaisintaan 1.5.2027."}
    assert form.read({**days, "ends": ["1.5.2027"]}, {})["ends"] == date(2027, 5, 1)


BALANCED = {
    "holds": "= sum(costs.amount) = sum(financing.amount)",
    "message": "Kustannukset {{sum(costs.amount)}} € ja rahoitus {{sum(financing.amount)}} € eroavat "
    "{{abs(sum(costs.amount) - sum(financing.amount))}} €.",
}
SUMS = [
    {"type": "dynamiclist", "key": key, "label": key.title(), "components": [
        {"type": "money", "key": "amount", "label": "Euroa", "validate": {"required": True}}],
     "validate": {"checks": [BALANCED] if key == "financing" else []}}
    for key in ("costs", "financing")
]  # fmt: skip


def test_answers_that_do_not_hold_together_are_refused_with_the_sums_in_the_readers_language():
    form = parse_form(json.dumps({"id": "f", "components": SUMS}).encode(), "f.form.json")
    assert form.findings == ()
    english = "Costs of {{sum(costs.amount)}} € and financing of {{sum(financing.amount)}} € differ."
    texts = Texts({"en": {BALANCED["message"]: english}})
    posted = {"costs.0.amount": ["210 000"], "financing.0.amount": ["150 000"], "financing.1.amount": ["50 000"]}

    said = {}
    for language in ("fi", "en"):
        with pytest.raises(InvalidSubmission) as refused:
            form.read(posted, {}, language=language, texts=texts)
        said[language] = {name: text.replace("\u00a0", " ") for name, text in refused.value.errors.items()}

    told = "Kustannukset 210 000,00 € ja rahoitus 200 000,00 € eroavat 10 000,00 €."
    assert said == {
        "fi": {"financing": told},
        "en": {"financing": "Costs of 210 000.00 € and financing of 200 000.00 € differ."},
    }
    form.read({**posted, "financing.1.amount": ["60 000"]}, {})


def test_what_cannot_be_worked_out_for_lack_of_an_answer_is_not_refused_twice():
    form = parse_form(json.dumps({"id": "f", "components": SUMS}).encode(), "f.form.json")
    with pytest.raises(InvalidSubmission) as refused:
        form.read({"costs.0.amount": ["210 000"], "financing.0.amount": ["paljon"]}, {})
    assert list(refused.value.errors) == ["financing.0.amount"]


def test_a_past_day_is_refused_by_the_clock_that_is_given():
    form = form_of(field("datetime", disallowPassedDates=True))
    clock = TravellingClock(ZoneInfo("Europe/Helsinki"), datetime(2027, 3, 1, 22, 30, tzinfo=UTC))
    assert errors_of(form, {"a": ["1.3.2027"]}, clock=clock) == {"a": "Kohta: anna tämä päivä tai myöhempi."}
    assert form.read({"a": ["2.3.2027"]}, {}, clock=clock) == {"a": date(2027, 3, 2)}


def test_unknown_fields_are_dropped():
    form = form_of(field("textfield"))
    assert form.read({"a": ["x"], "b": ["y"], "a.0.c": ["z"], "csrf_token": ["t"]}, {}) == {"a": "x"}


def test_a_hidden_field_is_neither_required_nor_kept():
    reason = field("textfield", "reason", validate={"required": True}, conditional={"hide": '= outcome != "return"'})
    form = form_of(reason, *OUTCOMES)
    assert form.read({"outcome": ["accept"], "reason": ["typed before"]}, {}) == {"outcome": "accept"}
    assert errors_of(form, {"outcome": ["return"]}) == {"reason": "Kohta: täytä tämä kohta."}


def test_a_field_hidden_by_a_hidden_field_is_hidden_too():
    form = form_of(
        field("checkbox", "grant"),
        field("money", "amount", conditional={"hide": "= not(grant)"}),
        field("textfield", "why", conditional={"hide": "= amount = null or amount < 100"}),
    )
    assert form.read({"amount": ["500"], "why": ["x"]}, {}) == {"grant": False}


def test_a_group_hides_its_fields():
    inner = field("textfield", "b", validate={"required": True})
    form = form_of({"type": "group", "label": "G", "components": [inner], "conditional": {"hide": "= closed"}})
    assert form.read({"b": ["x"]}, {"closed": True}) == {}
    assert form.read({"b": ["x"]}, {"closed": False}) == {"b": "x"}


def test_a_condition_that_cannot_be_worked_out_hides_nothing():
    form = form_of(field("textfield", conditional={"hide": "= missing > 3"}))
    assert form.read({"a": ["x"]}, {}) == {"a": "x"}


def test_a_readonly_field_is_never_read():
    form = form_of(field("textfield", readonly=True, defaultValue="= title"))
    assert form.read({"a": ["forged"]}, {"title": "real"}) == {}


def test_one_of_the_decisions_must_be_made():
    form = form_of(*OUTCOMES)
    assert form.read({"outcome": ["accept"]}, {}) == {"outcome": "accept"}
    assert errors_of(form, {}) == {"outcome": "Valitse, miten asia etenee."}
    assert errors_of(form, {"outcome": ["forged"]}, language="sv") == {"outcome": "Välj hur ärendet går vidare."}


def test_options_may_come_from_process_data():
    form = form_of(field("select", valuesExpression="= for p in partners return {value: p.id, label: p.name}"))
    data = {"partners": [{"id": 7, "name": "Witas"}, {"id": 8, "name": "SSYP"}]}
    assert form.read({"a": ["8"]}, data) == {"a": 8}
    assert "a" in errors_of(form, {"a": ["9"]}, data)
    assert errors_of(form, {"a": ["8"]}) == {
        "a": "Kohta: vaihtoehtoja ei saatu muodostettua. Ilmoita asiasta ylläpitoon."
    }


COSTS = field(
    "dynamiclist", "costs", "Kustannukset", validate={"maxLength": 3},
    components=[field("textfield", "item", "Kohde", validate={"required": True}), field("money", "sum", "Summa")],
)  # fmt: skip


def test_rows_are_read_in_their_order_and_blank_ones_dropped():
    submitted = {
        "costs.10.item": ["Matkat"], "costs.10.sum": ["20"],
        "costs.2.item": ["Palkat"], "costs.2.sum": ["1 000"],
        "costs.11.item": [""], "costs.11.sum": [" "],
    }  # fmt: skip
    assert form_of(COSTS).read(submitted, {}) == {
        "costs": [{"item": "Palkat", "sum": Decimal("1000.00")}, {"item": "Matkat", "sum": Decimal("20.00")}]
    }


def test_an_error_in_a_row_bears_the_name_that_was_posted():
    submitted = {"costs.4.item": [""], "costs.4.sum": ["paljon"]}
    assert errors_of(form_of(COSTS), submitted) == {
        "costs.4.item": "Kohde: täytä tämä kohta.",
        "costs.4.sum": "Summa: anna luku, esimerkiksi 12 500,50.",
    }


def test_too_many_rows_are_refused():
    submitted = {f"costs.{number}.item": ["x"] for number in range(4)}
    assert errors_of(form_of(COSTS), submitted) == {"costs": "Kustannukset: rivejä saa olla enintään 3."}


def test_a_row_sees_the_form_and_its_own_fields():
    rows = field(
        "dynamiclist", "rows",
        components=[
            field("checkbox", "own"),
            field("textfield", "who", validate={"required": True}, conditional={"hide": "= own or alone"}),
            field("textfield", "what"),
        ],
    )  # fmt: skip
    form = form_of(field("checkbox", "alone"), rows)
    submitted = {"rows.0.own": ["true"], "rows.0.who": ["x"], "rows.1.what": ["y"]}
    assert set(errors_of(form, submitted)) == {"rows.1.who"}
    assert form.read({**submitted, "alone": ["true"]}, {})["rows"] == [
        {"own": True, "what": None},
        {"own": False, "what": "y"},
    ]


def test_errors_in_a_hidden_list_do_not_count():
    form = form_of({**COSTS, "conditional": {"hide": "= free"}})
    assert form.read({"costs.0.sum": ["paljon"]}, {"free": True}) == {}


def test_only_marked_fields_enter_process_data():
    marked = field("money", "budget", properties={"process": "true"})
    form = form_of(marked, field("textarea", "comment"), *OUTCOMES)
    values = form.read({"budget": ["5"], "comment": ["hm"], "outcome": ["return"]}, {})
    assert form.process_values(values) == {"budget": Decimal("5.00"), "outcome": "return"}


def test_a_submission_larger_than_any_form_is_refused_whole():
    form = form_of(field("textarea"))
    sentence = "Lomakkeessa on liikaa tekstiä. Lyhennä sitä tai toimita osa liitteenä."
    assert errors_of(form, {"a": ["x" * 1_000_001]}) == {"": sentence}
    assert errors_of(form, {f"a{number}": [""] for number in range(5_001)}) == {"": sentence}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fi", "Nimi: täytä tämä kohta."), ("sv", "Namn: fyll i den här punkten."), ("en", "Nimi: fill this in.")],
)
def test_a_sentence_is_in_the_readers_language(language, sentence):
    form = form_of(field("textfield", label="Nimi", validate={"required": True}))
    texts = Texts({"sv": {"Nimi": "Namn"}})
    assert errors_of(form, {}, language=language, texts=texts) == {"a": sentence}

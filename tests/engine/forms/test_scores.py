"""Points for each criterion, their levels and their weighted mean."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidSubmission
from engine.forms import parse_form
from engine.texts import Texts

CRITERIA = [
    {"value": "need", "label": "Tarve", "weight": 2, "levels": "0: ei tarvetta. 5: laaja tarve."},
    {"value": "impact", "label": "Vaikutus", "weight": 1},
]
LEVELS = [{"value": points, "label": f"{points} – taso"} for points in range(6)]
SCORE = {
    "type": "dynamiclist", "path": "scores", "label": "Pisteet", "properties": {"kind": "score", "process": True},
    "components": [
        {"type": "select", "key": "criterion", "label": "Kriteeri", "valuesExpression": "= criteria"},
        {"type": "radio", "key": "score", "label": "Pisteet 0–5", "values": LEVELS, "validate": {"required": True}},
    ],
}  # fmt: skip
FORM = parse_form(json.dumps({"id": "f", "components": [SCORE]}).encode(), "f.form.json")
DATA = {"criteria": CRITERIA}


def posted(*rows):
    return {
        f"scores.{number}.{key}": [text]
        for number, row in enumerate(rows)
        for key, text in zip(("criterion", "score"), row, strict=True)
        if text
    }


def shown(submitted=None, data=DATA, language="fi", texts=None, errors=None):
    (view,) = FORM.view(language, texts, data, submitted, errors)
    return view


def test_the_form_has_no_faults():
    assert FORM.findings == ()


def test_each_criterion_is_asked_by_its_name_with_its_levels_and_weight():
    view = shown()
    assert [(given.kind, given.value, points.kind, points.label, points.weight) for given, points in view.rows] == [
        ("given", "need", "radio", "Tarve", "2"),
        ("given", "impact", "radio", "Vaikutus", "1"),
    ]
    assert view.rows[0][1].description == "0: ei tarvetta. 5: laaja tarve."
    assert [option.label for option in view.rows[0][1].options][:2] == ["0 – taso", "1 – taso"]


def test_weights_that_are_alike_are_not_told():
    alike = {"criteria": [{**one, "weight": 1} for one in CRITERIA]}
    assert [points.weight for _given, points in shown(data=alike).rows] == ["", ""]


def test_what_was_given_is_read_as_rows():
    values = FORM.read(posted(("need", "5"), ("impact", "2")), DATA)
    assert values == {"scores": [{"criterion": "need", "score": 5}, {"criterion": "impact", "score": 2}]}


def test_the_mean_is_weighed_and_shown_for_what_is_given_so_far():
    assert shown().mean == ""
    assert shown(posted(("need", "4"))).mean == "4,00"
    assert shown(posted(("need", "4"), ("impact", "1"))).mean == "3,00"
    assert shown(posted(("need", "5"), ("impact", "3"))).mean == "4,33"


def test_points_that_are_missing_are_asked_for_by_the_name_of_the_criterion():
    with pytest.raises(InvalidSubmission) as refused:
        FORM.read(posted(("need", "5"), ("impact", "")), DATA)
    assert refused.value.errors == {"scores.1.score": "Vaikutus: valitse yksi vaihtoehto."}
    assert shown(posted(("need", "5")), errors=refused.value.errors).rows[1][1].id == "field-scores-1-score"


@pytest.mark.parametrize("rows", [[("need", "5")], [("need", "5"), ("need", "4")]])
def test_no_criterion_is_left_out_or_scored_twice(rows):
    with pytest.raises(InvalidSubmission) as refused:
        FORM.read(posted(*rows), DATA)
    assert refused.value.errors == {"scores": "Pisteet: anna pisteet jokaiselle kriteerille."}


def test_a_criterion_that_came_later_is_asked_too_and_the_points_given_stay_with_theirs():
    more = {"criteria": [{"value": "new", "label": "Uutuus"}, *CRITERIA]}
    rows = {given.value: points for given, points in shown(posted(("need", "5"), ("impact", "2")), more).rows}
    chosen = {key: [one.value for one in points.options if one.chosen] for key, points in rows.items()}
    assert chosen == {"new": [], "need": ["5"], "impact": ["2"]}
    assert rows["new"].name == "scores.2.score"


def test_what_a_table_says_of_a_criterion_is_translated():
    texts = Texts({"sv": {"Tarve": "Behov", "0: ei tarvetta. 5: laaja tarve.": "0: inget behov. 5: stort behov."}})
    _given, points = shown(language="sv", texts=texts).rows[0]
    assert (points.label, points.description) == ("Behov", "0: inget behov. 5: stort behov.")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=8))
def test_a_mean_lies_between_the_least_and_the_greatest(pairs):
    data = {"criteria": [{"value": f"c{n}", "label": "x", "weight": weight} for n, (_, weight) in enumerate(pairs)]}
    typed = posted(*((f"c{n}", str(points)) for n, (points, _) in enumerate(pairs)))
    mean = Decimal(shown(typed, data).mean.replace(",", "."))
    assert min(points for points, _ in pairs) <= mean <= max(points for points, _ in pairs)


@pytest.mark.parametrize(
    "criteria",
    [None, "x", [1], [{"value": [1]}], [{"value": "a", "label": "A", "weight": "much", "levels": 5}]],
)
def test_criteria_of_any_shape_can_be_shown(criteria):
    assert shown(posted(("a", "5")), {"criteria": criteria}).kind == "score"
    assert shown(None, {"criteria": criteria}).kind == "score"


@pytest.mark.parametrize(
    "components",
    [
        SCORE["components"][:1],
        [{"type": "textfield", "key": "criterion", "label": "K"}, SCORE["components"][1]],
        [SCORE["components"][0], {"type": "number", "key": "score", "label": "P"}],
    ],
)
def test_a_score_of_other_fields_is_a_fault(components):
    content = json.dumps({"id": "f", "components": [{**SCORE, "components": components}]}).encode()
    assert [found.rule for found in parse_form(content, "f.form.json").findings] == ["form-score"]

"""Whatever is posted, and whatever the process data hold, a form gives values or sentences."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from engine.clock import TravellingClock
from engine.errors import InvalidSubmission
from engine.forms import parse_form
from engine.forms.sentences import LANGUAGES

OPTIONS = [{"value": "a", "label": "A"}, {"value": 2, "label": "B"}]
ROW = [
    {"type": "textfield", "key": "text", "label": "T", "validate": {"required": True, "pattern": "^(a+)+$"}},
    {"type": "money", "key": "money", "label": "M", "validate": {"min": "= least"}},
    {"type": "dynamiclist", "key": "inner", "label": "I", "components": [
        {"type": "checkbox", "key": "tick", "label": "K", "validate": {"required": True}}]},
]  # fmt: skip
FORM = parse_form(
    json.dumps({"id": "f", "components": [
        {"type": "text", "text": "{{data}}"},
        *ROW[:2],
        {"type": "number", "key": "least", "label": "L", "defaultValue": "= data", "decimalDigits": 1},
        {"type": "datetime", "key": "day", "label": "D", "disallowPassedDates": True, "validate": {"max": "= data"}},
        {"type": "radio", "key": "one", "label": "O", "values": OPTIONS, "conditional": {"hide": "= data > money"}},
        {"type": "checklist", "key": "many", "label": "O", "valuesExpression": "= data"},
        {"type": "dynamiclist", "key": "rows", "label": "R", "components": ROW, "defaultValue": "= data"},
        {"type": "expression", "key": "worked", "label": "W", "expression": "= sum(rows.money) + data"},
        {"type": "select", "key": "listed", "label": "S", "properties": {"list": "data"}},
        {"type": "filepicker", "key": "file", "label": "F", "multiple": True, "properties": {"list": "data"}},
        {"type": "dynamiclist", "path": "points", "label": "P", "properties": {"kind": "score"}, "components": [
            {"type": "select", "key": "one", "label": "C", "valuesExpression": "= data"},
            {"type": "radio", "key": "text", "label": "L", "values": OPTIONS}], "defaultValue": "= data"},
        {"type": "button", "key": "outcome", "value": "go", "label": "B", "conditional": {"hide": "= day = null"}},
    ]}).encode(),
    "f.form.json",
)  # fmt: skip
CLOCK = TravellingClock(ZoneInfo("Europe/Helsinki"), datetime(2027, 3, 1, tzinfo=UTC))

KEYS = ["text", "money", "least", "day", "one", "many", "rows", "outcome", "inner", "tick", "listed", "file", "points"]
KEYS += ["0", "1", "10000", "-1", ""]
NAMES = st.lists(st.sampled_from(KEYS), min_size=1, max_size=6).map(".".join) | st.text(max_size=12)
TYPED = st.text(max_size=20) | st.sampled_from(["aaa", "12,50", "1.500", "31.12.2026", "a", "2", "true", "go", "\x00"])
SUBMITTED = st.dictionaries(NAMES, st.lists(TYPED, max_size=3), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates() | st.decimals(-9, 9)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "label", "text", "money", "inner", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
PLAIN = str | int | Decimal | date | bool | None


def is_plain(value):
    if isinstance(value, list):
        return all(map(is_plain, value))
    return all(map(is_plain, value.values())) if isinstance(value, dict) else isinstance(value, PLAIN)


@given(SUBMITTED, VALUES, st.sampled_from(LANGUAGES))
@example({"rows.0.text": ["a"], "day": ["1.4.2027"]}, [{"value": [1], "label": {}}], "fi")
def test_any_posted_mapping_gives_plain_values_or_sentences(submitted, value, language):
    errors = {"form": "."}
    with suppress(InvalidSubmission):
        try:
            assert is_plain(FORM.read(submitted, {"data": value}, language=language, clock=CLOCK))
        except InvalidSubmission as refused:
            errors = refused.errors
            raise
    assert errors
    assert all(sentence.endswith(".") for sentence in errors.values())


@given(SUBMITTED | st.none(), VALUES, st.sampled_from(LANGUAGES))
def test_any_posted_mapping_can_be_shown_again(submitted, value, language):
    views = FORM.view(language, None, {"data": value}, submitted, {"rows.0.text": "wrong"}, clock=CLOCK)
    names = [view.name for view in views if view.name]
    assert len(names) == len(set(names))
    assert all(isinstance(text, str) for view in views for text in (*view.values, view.text))

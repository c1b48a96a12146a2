import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidResource
from engine.forms import parse_form
from engine.forms.document import MAX_BYTES


def form_of(*components):
    return parse_form(json.dumps({"id": "f", "components": components}, indent=1).encode(), "idea/f.form.json")


def rules(*components):
    return [(finding.severity, finding.rule, finding.id) for finding in form_of(*components).findings]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Expected JSON, but character 1 does not fit (expecting value), in f.form.json line 1."),
        (b'{"id": "f",\n "components": [,]}', "in f.form.json line 2."),
        (b"[]", "Expected an object with a list of components"),
        (b'{"components": {}}', "Expected an object with a list of components"),
        (b'{"a":"\xe4"}', "Expected text in UTF-8"),
        (b"[" * 100_000, "Expected at most 24 levels"),
        (b'{"a":' * 60_000, "Expected at most 24 levels"),
        (b" " * (MAX_BYTES + 1), "Expected a form of at most 512 kB"),
        (b'{"components": [' + b",".join([b'{"type":"text"}'] * 501) + b"]}", "Expected at most 500 components"),
        (b'{"components": [' + b"9" * 10_000 + b"]}", "Expected numbers of reasonable length"),
    ],
)
def test_what_is_no_form_is_refused_with_its_place(content, sentence):
    with pytest.raises(InvalidResource) as refused:
        parse_form(content, "f.form.json")
    assert sentence in str(refused.value)
    assert "f.form.json" in str(refused.value)


def test_a_sound_form_has_no_findings():
    assert (
        rules(
            {"type": "text", "text": "# Arvio: {{title}}"},
            {"type": "textfield", "key": "name", "label": "Nimi", "id": "Field_1", "layout": {"row": "r"}},
            {"type": "button", "action": "submit", "key": "outcome", "value": "accept", "label": "Hyväksy"},
            {"type": "button", "action": "submit", "key": "outcome", "value": "reject", "label": "Hylkää"},
            {"type": "button", "action": "submit", "label": "Tallenna"},
        )
        == []
    )


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "iframe", "key": "a", "label": "A"}, "form-type"),
        ({"key": "a", "label": "A"}, "form-type"),
        ({"type": "datetime", "subtype": "time", "key": "a", "label": "A"}, "form-type"),
        ({"type": "textfield", "key": "a"}, "form-label"),
        ({"type": "textfield", "key": "Nimi", "label": "A"}, "form-key"),
        ({"type": "textfield", "label": "A"}, "form-key"),
        ({"type": "textfield", "key": "in", "label": "A"}, "form-key"),
        ({"type": "textfield", "key": "a", "label": "A", "validate": {"pattern": "["}}, "form-pattern"),
        ({"type": "textfield", "key": "a", "label": "A", "validate": {"pattern": "(a{999}){999}"}}, "form-pattern"),
        ({"type": "textfield", "key": "a", "label": "A", "validate": {"pattern": "a(?R)"}}, "form-pattern"),
        ({"type": "textfield", "key": "a", "label": "A", "validate": {"pattern": "a" * 201}}, "form-pattern"),
        ({"type": "textfield", "key": "a", "label": "A", "validate": {"required": "yes"}}, "form-attribute"),
        ({"type": "textfield", "key": "a", "label": 7}, "form-attribute"),
        ({"type": "number", "key": "a", "label": "A", "validate": {"min": "much"}}, "form-attribute"),
        ({"type": "datetime", "key": "a", "label": "A", "validate": {"min": "31.12."}}, "form-attribute"),
        ({"type": "textfield", "key": "a", "label": "A", "conditional": {"hide": "= ("}}, "form-expression"),
        ({"type": "textfield", "key": "a", "label": "A", "conditional": {"hide": "b"}}, "form-expression"),
        ({"type": "textfield", "key": "a", "label": "A", "defaultValue": "= 1 +"}, "form-expression"),
        ({"type": "number", "key": "a", "label": "A", "validate": {"checks": [{"holds": "= a > 1"}]}}, "form-check"),
        ({"type": "number", "key": "a", "label": "A", "validate": {"checks": [{"message": "Yli."}]}}, "form-check"),
        ({"type": "text", "text": "{{1 +}}"}, "form-expression"),
        ({"type": "radio", "key": "a", "label": "A"}, "form-options"),
        ({"type": "radio", "key": "a", "label": "A", "values": [{"value": "x"}, {"value": "x"}]}, "form-options"),
        ({"type": "radio", "key": "a", "label": "A", "values": [{"label": "x"}, "y"]}, "form-attribute"),
        ({"type": "dynamiclist", "key": "a", "label": "A", "components": []}, "form-empty"),
        ({"type": "button", "key": "outcome", "label": "A"}, "form-button"),
    ],
)
def test_a_fault_of_a_field_is_found(component, rule):
    assert ("error", rule) in [finding[:2] for finding in rules(component)]


def test_two_fields_with_one_key_are_found_also_across_groups():
    field = {"type": "textfield", "key": "a", "label": "A"}
    assert rules(field, {"type": "group", "label": "G", "components": [field]}) == [
        ("error", "form-duplicate-key", "a")
    ]


def test_a_row_has_names_of_its_own():
    field = {"type": "textfield", "key": "a", "label": "A"}
    assert rules(field, {"type": "dynamiclist", "key": "rows", "label": "R", "components": [field]}) == []


def test_a_button_does_not_share_its_key_with_a_field():
    button = {"type": "button", "key": "a", "value": "x", "label": "A"}
    assert rules(button, {"type": "textfield", "key": "a", "label": "A"}) == [("error", "form-duplicate-key", "a")]


def test_an_attribute_that_is_not_used_is_a_warning():
    assert rules({"type": "textfield", "key": "a", "label": "A", "computed": True}) == [
        ("warning", "form-attribute", "a")
    ]


def test_a_finding_tells_the_line_of_its_element():
    form = form_of(
        {"type": "group", "label": "G", "components": [{"type": "textfield", "key": "a", "label": 'a "{" \\'}]},
        {"type": "textfield", "key": "b"},
    )
    assert [(finding.line, finding.id) for finding in form.findings] == [(15, "b")]


def test_the_names_that_process_data_must_hold_are_known():
    form = form_of(
        {"type": "text", "text": "{{title}} {{own}}"},
        {"type": "textfield", "key": "own", "label": "A", "defaultValue": "= idea.name"},
        {"type": "number", "key": "sum", "label": "A", "validate": {"max": "= budget"}},
        {"type": "select", "key": "one", "label": "A", "valuesExpression": "= for p in partners return p.id"},
    )
    assert form.names == {"title", "idea", "budget", "partners"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["type", "key", "path", "label", "validate", "values", "valuesExpression", "defaultValue", "conditional"]
NAMES += ["readonly", "decimalDigits", "appearance", "properties", "components", "text", "value", "subtype"]
KINDS = ["textfield", "number", "datetime", "radio", "dynamiclist", "group", "button", "text", "checklist"]


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(KINDS) | JSON, max_size=6), max_size=4))
def test_any_components_give_a_form_with_findings(components):
    form = form_of(*components)
    assert all(finding.message.endswith(".") or finding.rule == "form-expression" for finding in form.findings)


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\\n0a', max_size=40).map(str.encode))
def test_any_bytes_are_a_form_or_refused(content):
    try:
        parse_form(content, "f.form.json")
    except InvalidResource as refused:
        sentence = str(refused)
    else:
        sentence = "f.form.json"
    assert "f.form.json" in sentence

"""Documents that are no decision models, and models with mistakes."""

from time import thread_time

import pytest

from engine.decisions import DecisionError, parse_decisions

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))

LITERALS = "".join(f"<literalExpression><text>{n}{'+1' * 4_990}</text></literalExpression>" for n in range(10, 60))

REFUSED = {
    "nothing": (b"", "Expected well-formed XML"),
    "no XML": (b"decision", "Expected well-formed XML"),
    "unclosed": (f'<definitions xmlns="{DMN}"><decision>'.encode(), "Expected well-formed XML"),
    "another document": (b"<html/>", "Expected a DMN model of version 1.1 to 1.6, but the document is <html>"),
    "another namespace": (b'<definitions xmlns="urn:x"/>', 'is <definitions> of "urn:x"'),
    "a doctype": (f'<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions xmlns="{DMN}"/>'.encode(), "without DOCTYPE"),
    "a doctype in UTF-16": (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d><definitions xmlns="{DMN}"/>'.encode("utf-16"),
        "without DOCTYPE",
    ),
    "a billion laughs": (f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l19;</d>'.encode(), "without DOCTYPE"),
    "too deep": (
        f'<definitions xmlns="{DMN}">{"<a>" * 120}{"</a>" * 120}</definitions>'.encode(),
        "within one another",
    ),
    "too many elements": (f'<definitions xmlns="{DMN}">{"<a/>" * 100_001}</definitions>'.encode(), "Expected at most"),
    "too many decisions": (
        f'<definitions xmlns="{DMN}">{"<decision/>" * 5_001}</definitions>'.encode(),
        "Expected at most 5,000 decisions, inputs and types, but there are 5,001",
    ),
    "too much to compile": (
        f'<definitions xmlns="{DMN}"><decision><list>{LITERALS}</list></decision></definitions>'.encode(),
        "Expected at most 400,000 characters of expressions",
    ),
    "too large": (b"<definitions>" + b" " * 5_000_000, "Expected a file of at most"),
}


@pytest.mark.parametrize(("xml", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_decision_model_is_refused_with_a_sentence(xml, sentence):
    with pytest.raises(DecisionError) as caught:
        parse_decisions(xml, "bad.dmn")
    assert sentence in str(caught.value)
    assert ", in bad.dmn line " in str(caught.value)


FINDINGS = {
    "a hit policy": (
        '<decision id="d" name="D"><decisionTable id="t" hitPolicy="LAST"><output/></decisionTable></decision>',
        "decision-hit-policy",
        (
            "Expected one of UNIQUE, ANY, FIRST, PRIORITY, OUTPUT ORDER, RULE ORDER, COLLECT, "
            'but the hit policy is "LAST".'
        ),
    ),
    "an aggregation": (
        (
            '<decision id="d" name="D"><decisionTable hitPolicy="COLLECT" aggregation="MEAN"><output/></decisionTable>'
            "</decision>"
        ),
        "decision-hit-policy",
        'Expected one of SUM, MIN, MAX, COUNT, but the aggregation is "MEAN".',
    ),
    "priorities": (
        '<decision id="d" name="D"><decisionTable hitPolicy="PRIORITY"><output/></decisionTable></decision>',
        "decision-hit-policy",
        "Expected output values in the order of their priority (PRIORITY), but there are none.",
    ),
    "a reference": (
        (
            '<decision id="d" name="D"><informationRequirement><requiredInput href="#x"/></informationRequirement>'
            "<literalExpression><text>1</text></literalExpression></decision>"
        ),
        "decision-reference",
        'Expected an element with the id "x", but there is none.',
    ),
    "a type": (
        (
            '<decision id="d" name="D"><variable name="D" typeRef="tNone"/><literalExpression><text>1</text>'
            "</literalExpression></decision>"
        ),
        "decision-type",
        'Expected a type that is defined, but "tNone" is not.',
    ),
    "no logic": (
        '<decision id="d" name="D"/>',
        "decision-empty",
        'Expected "D" to say how it is decided, but it is empty.',
    ),
    "a row of another length": (
        (
            '<decision id="d" name="D"><decisionTable><output/><rule><inputEntry><text>-</text></inputEntry></rule>'
            "</decisionTable></decision>"
        ),
        "decision-rule",
        "Expected 0 conditions and 1 results in rule 1, but there are 1 and 0.",
    ),
    "an input without expression": (
        '<decision id="d" name="D"><decisionTable><input/><output/></decisionTable></decision>',
        "decision-input",
        "Expected an expression for the input, but there is none.",
    ),
    "a language": (
        (
            '<decision id="d" name="D"><literalExpression expressionLanguage="groovy"><text>1</text>'
            "</literalExpression></decision>"
        ),
        "decision-language",
        'Expected an expression in FEEL, but its language is "groovy".',
    ),
    "a name": (
        (
            '<inputData id="i" name="i"/><decision id="d" name="D"><literalExpression><text>typo + 1</text>'
            "</literalExpression></decision>"
        ),
        "decision-name",
        'Expected "D" to use names it requires, but nothing defines "typo".',
    ),
}


@pytest.mark.parametrize(("body", "rule", "sentence"), FINDINGS.values(), ids=FINDINGS)
def test_a_mistake_is_found_without_asking(model, body, rule, sentence):
    found = [(finding.rule, finding.message) for finding in model(body).findings()]
    assert (rule, sentence) in found


def test_a_finding_tells_line_and_element():
    xml = f'<definitions xmlns="{DMN}">\n<decision id="d" name="D">\n<literalExpression id="l" name="L">\n'
    xml += "<text>1 +</text></literalExpression></decision></definitions>"
    finding = parse_decisions(xml.encode(), "x.dmn").findings()[0]
    assert (finding.line, finding.element_id, finding.name) == (3, "l", "L")
    assert finding.message == 'Expected a value, but the text ends (character 4 of "1 +").'


def test_a_long_chain_of_decisions_that_require_each_other_is_read_in_seconds():
    decisions = "".join(
        f'<decision id="d{n}" name="D{n}"><informationRequirement><requiredDecision href="#d{n + 1}"/>'
        f"</informationRequirement><literalExpression><text>D{n + 1}</text></literalExpression></decision>"
        for n in range(4_000)
    )
    start = thread_time()
    model = parse_decisions(f'<definitions xmlns="{DMN}">{decisions}</definitions>'.encode(), "long.dmn")
    assert thread_time() - start < 8
    outcome = model.decide("d0", {})
    assert outcome.value is None
    assert "Expected an expression that fits in memory" in outcome.errors[0]


def test_a_table_as_large_as_allowed_is_read_in_seconds():
    row = '<rule><inputEntry><text>"{0}"</text></inputEntry><outputEntry><text>{0} + x</text></outputEntry></rule>'
    rows = "".join(row.format(number) for number in range(8_000))
    xml = f'<definitions xmlns="{DMN}"><decision id="d" name="D"><decisionTable><input><inputExpression><text>a</text>'
    xml += f"</inputExpression></input><output/>{rows}</decisionTable></decision></definitions>"
    start = thread_time()
    model = parse_decisions(xml.encode(), "large.dmn")
    assert thread_time() - start < 8
    assert model.decide("d", {"a": "7999", "x": 1}).value == 8_000

"""Boxed expressions (DMN 1.5, 10.2.2)."""

import pytest

from engine.decisions import parse_decisions

LITERAL = "<literalExpression><text>{}</text></literalExpression>"


def literal(text):
    return LITERAL.format(text.replace("<", "&lt;"))


BOXES = {
    "a literal expression": (literal("a + 1"), 3),
    "a list": (f"<list>{literal('a')}{literal('a * 2')}</list>", [2, 4]),
    "a relation": (
        (
            '<relation><column name="x"/><column name="y"/>'
            f"<row>{literal('1')}{literal('a')}</row><row>{literal('3')}{literal('4')}</row></relation>"
        ),
        [{"x": 1, "y": 2}, {"x": 3, "y": 4}],
    ),
    "a context": (
        (
            f'<context><contextEntry><variable name="x"/>{literal("a")}</contextEntry>'
            f'<contextEntry><variable name="y"/>{literal("x + 1")}</contextEntry></context>'
        ),
        {"x": 2, "y": 3},
    ),
    "a context with a result": (
        (
            f'<context><contextEntry><variable name="x y"/>{literal("a")}</contextEntry>'
            f"<contextEntry>{literal('x y * 10')}</contextEntry></context>"
        ),
        20,
    ),
    "a context whose entry has another type": (
        f'<context><contextEntry><variable name="x" typeRef="string"/>{literal("a")}</contextEntry></context>',
        {"x": None},
    ),
    "a condition": (
        f"<conditional><if>{literal('a > 1')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
        1,
    ),
    "a condition that is no boolean": (
        f"<conditional><if>{literal('a')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
        None,
    ),
    "a filter": (f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item >= a')}</match></filter>", [2, 3]),
    "a filter of contexts": (
        f"<filter><in>{literal('[{p: 1}, {p: 3}]')}</in><match>{literal('p > a')}</match></filter>",
        [{"p": 3}],
    ),
    "an iteration": (
        f'<for iteratorVariable="i"><in>{literal("1..3")}</in><return>{literal("i * a")}</return></for>',
        None,
    ),
    "an iteration over a range": (
        f'<for iteratorVariable="i"><in>{literal("[1..3]")}</in><return>{literal("i * a")}</return></for>',
        [2, 4, 6],
    ),
    "an iteration that looks back": (
        f'<for iteratorVariable="i"><in>{literal("[1..3]")}</in><return>{literal("count(partial)")}</return></for>',
        [0, 1, 2],
    ),
    "some": (
        f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i = a")}</satisfies></some>',
        True,
    ),
    "every": (
        f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i = a")}</satisfies></every>',
        False,
    ),
    "every, but not a truth": (
        f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i")}</satisfies></every>',
        None,
    ),
    "a function and its invocation": (
        (
            '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>'
            f"{literal('n * a')}</functionDefinition></contextEntry><contextEntry><invocation>{literal('f')}"
            f'<binding><parameter name="n"/>{literal("5")}</binding></invocation></contextEntry></context>'
        ),
        10,
    ),
    "an invocation of a built-in function": (
        (
            f'<invocation>{literal("round up")}<binding><parameter name="n"/>{literal("1.25")}</binding>'
            f'<binding><parameter name="scale"/>{literal("0")}</binding></invocation>'
        ),
        2,
    ),
    "a table within a context": (
        (
            '<context><contextEntry><variable name="t"/><decisionTable><output name="o"/><rule>'
            "<outputEntry><text>a</text></outputEntry></rule></decisionTable></contextEntry></context>"
        ),
        {"t": 2},
    ),
}


@pytest.mark.parametrize(("box", "expected"), BOXES.values(), ids=BOXES)
def test_a_box_has_its_value(model, box, expected):
    decision = model(f'<decision id="d" name="D">{box}</decision>')
    assert decision.decide("d", {"a": 2}).value == expected


NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_the_standard_is_read(namespace):
    xml = (
        f'<x:definitions xmlns:x="{namespace}"><x:decision id="d" name="D"><x:literalExpression><x:text>1 + 1</x:text>'
    )
    xml += "</x:literalExpression></x:decision></x:definitions>"
    assert parse_decisions(xml.encode(), "test.dmn").decide("d", {}).value == 2


@pytest.mark.parametrize(
    ("box", "sentence"),
    [
        (literal("1 +"), "Expected a value, but the text ends"),
        (f"<invocation>{literal('nothing')}</invocation>", "Expected a function to invoke"),
        (
            '<literalExpression expressionLanguage="juel"><text>a</text></literalExpression>',
            'its language is "juel"',
        ),
        ("<literalExpression><text>for i in 1..999999999 return i</text></literalExpression>", "Expected at most"),
    ],
)
def test_what_cannot_be_decided_is_null_with_a_sentence(model, box, sentence):
    outcome = model(f'<decision id="d" name="D">{box}</decision>').decide("d", {})
    assert outcome.value is None
    assert sentence in outcome.errors[0]


def test_a_function_that_is_not_written_in_feel_is_null_and_found(model):
    box = (
        '<functionDefinition kind="Java"><formalParameter name="a"/>' + literal("{class: 1}") + "</functionDefinition>"
    )
    decision = model(
        f'<businessKnowledgeModel id="b" name="B"><encapsulatedLogic kind="Java"/></businessKnowledgeModel>'
        f'<decision id="d" name="D">{box}</decision>'
    )
    assert decision.decide("d", {}).value is None
    assert {finding.rule for finding in decision.findings()} == {"decision-function"}

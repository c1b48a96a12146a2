"""Types wherever a model can declare one: who does not keep to it is null there, and only there (DMN 1.5, 10.3.2.9)."""

import pytest

COLOURS = """
    <itemDefinition name="tColour"><typeRef>string</typeRef><allowedValues><text>"red", "blue"</text></allowedValues>
    </itemDefinition>
    <itemDefinition name="tShade"><typeRef>tColour</typeRef></itemDefinition>
    <itemDefinition name="tCoin"><typeRef>tColour</typeRef><allowedValues><text>"gold"</text></allowedValues>
    </itemDefinition>
    <itemDefinition name="tPainter"><functionItem><parameters name="paint" typeRef="tColour"/></functionItem>
    </itemDefinition>
    <inputData id="i" name="given"/>"""
NEEDED = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
GIVEN = "<literalExpression><text>given</text></literalExpression>"


def typed(name):
    return f'<literalExpression typeRef="{name}"><text>given</text></literalExpression>'


PLACES = {
    "a column of a relation": (
        f'<relation><column name="c" typeRef="tColour"/><column name="d"/><row>{GIVEN}{GIVEN}</row></relation>',
        [{"c": "red", "d": "red"}],
        [{"c": None, "d": "gold"}],
    ),
    "what is bound to a parameter": (
        (
            "<invocation><literalExpression><text>function(a) [a]</text></literalExpression>"
            f'<binding><parameter name="a" typeRef="tColour"/>{GIVEN}</binding></invocation>'
        ),
        ["red"],
        [None],
    ),
    "an output of a rule": (
        (
            '<decisionTable><output name="x"/><output name="y"/><rule><outputEntry typeRef="tColour"><text>given</text>'
            "</outputEntry><outputEntry><text>given</text></outputEntry></rule></decisionTable>"
        ),
        {"x": "red", "y": "red"},
        {"x": None, "y": "gold"},
    ),
    "a type made of another": (typed("tShade"), "red", None),
    "a type whose values take the place of others": (typed("tCoin"), None, "gold"),
}


@pytest.mark.parametrize(("box", "of_red", "of_gold"), PLACES.values(), ids=PLACES)
def test_a_declared_type_holds(model, box, of_red, of_gold):
    decisions = model(f'{COLOURS}<decision id="d" name="D">{NEEDED}{box}</decision>')
    assert decisions.decide("d", {"given": "red"}).value == of_red
    assert decisions.decide("d", {"given": "gold"}).value == of_gold


def test_a_service_takes_what_its_type_says(model):
    decisions = model(f"""{COLOURS}
        <decision id="p" name="paint">{GIVEN}</decision>
        <decision id="o" name="O"><informationRequirement><requiredDecision href="#p"/></informationRequirement>
            <literalExpression><text>[paint]</text></literalExpression></decision>
        <decisionService id="s" name="S"><variable name="S" typeRef="tPainter"/><outputDecision href="#o"/>
            <inputDecision href="#p"/></decisionService>""")
    assert decisions.decide("s", {"paint": "blue"}).value == ["blue"]
    refused = decisions.decide("s", {"paint": "gold"})
    assert refused.value == [None]
    assert refused.errors

"""Decision requirement graphs, types, services and imports (DMN 1.5, chapters 6, 7 and 10.4)."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine.decisions import DecisionError, ask_file, decide_file, parse_decisions
from engine.feel import Budget, YearsMonthsDuration

GRAPH = """
    <inputData id="i" name="net sum"><variable name="net sum" typeRef="number"/></inputData>
    <businessKnowledgeModel id="b" name="with tax"><encapsulatedLogic><formalParameter name="n" typeRef="number"/>
        <literalExpression><text>if n > 100 then with tax(n / 2) else n * 1.255</text></literalExpression>
    </encapsulatedLogic></businessKnowledgeModel>
    <decision id="t" name="total"><variable name="total" typeRef="number"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
        <literalExpression><text>with tax(net sum)</text></literalExpression></decision>
    <decision id="d" name="verdict"><variable name="verdict" typeRef="string"/>
        <informationRequirement><requiredDecision href="#t"/></informationRequirement>
        <literalExpression><text>if total > 50 then "large" else "small"</text></literalExpression></decision>
    <decisionService id="s" name="service"><outputDecision href="#d"/><inputDecision href="#t"/></decisionService>
    <decision id="c" name="caller">
        <knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
        <literalExpression><text>[service(60), service(total: 10), service(), service("x")]</text></literalExpression>
    </decision>"""


def test_a_decision_takes_what_it_requires(model):
    assert model(GRAPH).decide("t", {"net sum": 10}).value == Decimal("12.55")
    assert model(GRAPH).decide("d", {"net sum": 100}).value == "large"


def test_a_function_of_the_model_may_call_itself(model):
    assert model(GRAPH).decide("t", {"net sum": 400}).value == Decimal("125.5")


def test_a_service_is_a_function_and_can_be_asked_itself(model):
    graph = model(GRAPH)
    assert graph.decide("c", {}).value == ["large", "small", None, "small"]
    assert graph.decide("service", {"total": 99}).value == "large"
    assert graph.decide("with tax", {"n": 100}).value == Decimal("125.5")


def test_a_decision_tells_what_it_needs(model):
    verdict = model(GRAPH).decisions["d"]
    assert (verdict.name, verdict.variable, verdict.type) == ("verdict", "verdict", "string")
    assert verdict.inputs == ("net sum",)
    assert verdict.free_names == frozenset()


def test_what_is_not_required_is_not_seen(model):
    graph = model(
        '<inputData id="i" name="a"/><decision id="d" name="D"><literalExpression><text>a</text></literalExpression>'
        "</decision>"
    )
    assert graph.decide("d", {"a": 1}).value is None
    assert graph.decide("d", {"a": 1}, open_scope=True).value == 1
    assert [(finding.rule, finding.severity) for finding in graph.findings()] == [("decision-name", "warning")]


def test_a_table_without_input_data_sees_all_data(model):
    single = model('<decision id="d" name="D"><literalExpression><text>a + b</text></literalExpression></decision>')
    assert single.decide("d", {"a": 1, "b": 2}).value == 3
    assert single.decisions["d"].inputs == ("a", "b")
    assert single.decisions["d"].free_names == {"a", "b"}
    assert single.findings() == []


def test_a_model_of_camunda_uses_names_it_does_not_declare(model):
    camunda = model(
        '<inputData id="i" name="Type of day"/>'
        '<decision id="guests" name="Guest Count"><decisionTable><output name="guestCount"/><rule>'
        "<outputEntry><text>4</text></outputEntry></rule></decisionTable></decision>"
        '<decision id="d" name="Dish"><informationRequirement><requiredDecision href="#guests"/>'
        "</informationRequirement><literalExpression><text>guestCount + guests + day</text></literalExpression>"
        "</decision>",
        attributes='xmlns:camunda="http://camunda.org/schema/1.0/dmn"',
    )
    assert camunda.decide("d", {"day": 1}).value == 9
    assert camunda.findings() == []


def test_a_decision_that_requires_itself_is_found_and_null(model):
    graph = model(
        '<decision id="a" name="A"><informationRequirement><requiredDecision href="#b"/></informationRequirement>'
        "<literalExpression><text>B</text></literalExpression></decision>"
        '<decision id="b" name="B"><informationRequirement><requiredDecision href="#a"/></informationRequirement>'
        "<literalExpression><text>A</text></literalExpression></decision>"
    )
    assert [finding.rule for finding in graph.findings()] == ["decision-cycle", "decision-cycle"]
    outcome = graph.decide("a", {})
    assert (outcome.value, outcome.errors) == (None, ('Expected "A" not to require itself, but it does.',))


def test_only_the_decisions_on_a_circle_are_found(model):
    body = "".join(
        f'<decision id="{name}" name="{name}">'
        + "".join(
            f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>' for other in others
        )
        + "<literalExpression><text>1</text></literalExpression></decision>"
        for name, others in {"a": "b", "b": "c", "c": "bd"}.items()
    )
    end = '<decision id="d" name="d"><literalExpression><text>1</text></literalExpression></decision>'
    findings = model(body + end).findings()
    assert {finding.name for finding in findings if finding.rule == "decision-cycle"} == {"b", "c"}


TYPED = """
    <itemDefinition name="tStatus"><typeRef>string</typeRef><allowedValues><text>"open", "closed"</text></allowedValues>
    </itemDefinition>
    <itemDefinition name="tProject"><itemComponent name="start"><typeRef>date</typeRef></itemComponent>
        <itemComponent name="hours" isCollection="true"><typeRef>number</typeRef></itemComponent>
        <itemComponent name="length"><typeRef>yearMonthDuration</typeRef></itemComponent>
        <itemComponent name="at"><typeRef>dateTime</typeRef></itemComponent>
        <itemComponent name="status"><typeRef>tStatus</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="tProjects" isCollection="true"><typeRef>tProject</typeRef></itemDefinition>
    <inputData id="p" name="projects"><variable name="projects" typeRef="tProjects"/></inputData>
    <inputData id="s" name="status"><variable name="status" typeRef="tStatus"/></inputData>
    <decision id="d" name="D"><informationRequirement><requiredInput href="#p"/></informationRequirement>
        <literalExpression><text>projects</text></literalExpression></decision>
    <decision id="e" name="E"><informationRequirement><requiredInput href="#s"/></informationRequirement>
        <literalExpression><text>[status, status instance of tStatus, "x" instance of tStatus]</text>
        </literalExpression></decision>"""

PROJECT = {
    "start": "2026-11-22",
    "hours": ["7.5", 8],
    "length": "P1Y",
    "at": "2026-11-22T10:00:00Z",
    "status": "open",
}


def test_texts_are_read_as_the_types_that_are_declared(model):
    outcome = model(TYPED).decide("d", {"projects": [PROJECT]})
    assert outcome.value == [
        {
            "start": date(2026, 11, 22),
            "hours": [Decimal("7.5"), 8],
            "length": YearsMonthsDuration(12),
            "at": datetime(2026, 11, 22, 10, tzinfo=UTC),
            "status": "open",
        }
    ]


@pytest.mark.parametrize("change", [{"start": "yesterday"}, {"status": "lost"}, {"hours": ["many"]}])
def test_an_input_that_does_not_fit_its_type_is_null_with_an_error(model, change):
    outcome = model(TYPED).decide("d", {"projects": [{**PROJECT, **change}]})
    assert outcome.value is None
    assert outcome.errors[0].startswith('Expected "projects" to be a value of type tProjects, but it is [{start:')


def test_allowed_values_hold_for_inputs_but_not_for_instance_of(model):
    assert model(TYPED).decide("e", {"status": "open"}).value == ["open", True, True]
    assert model(TYPED).decide("e", {"status": "lost"}).value == [None, False, True]


def test_a_result_that_does_not_fit_its_type_is_null_with_an_error(model):
    graph = model(
        '<decision id="d" name="D"><variable name="D" typeRef="number"/><literalExpression><text>"one"</text>'
        "</literalExpression></decision>"
    )
    outcome = graph.decide("d", {})
    assert (outcome.value, outcome.errors) == (None, ('Expected "D" to be a value of type number, but it is "one".',))


def test_the_clock_and_the_budget_are_the_caller_s(model):
    graph = model('<decision id="d" name="D"><literalExpression><text>today()</text></literalExpression></decision>')
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    assert graph.decide("d", {}, clock=lambda: moment).value == date(2030, 1, 1)
    many = model(
        '<decision id="d" name="D"><literalExpression><text>for i in 1..99 return i</text></literalExpression>'
        "</decision>"
    )
    assert "at most 50 steps" in many.decide("d", {}, budget=Budget(steps=50)).errors[0]


def test_a_function_gives_what_its_type_promises(model):
    graph = model("""
        <itemDefinition name="tWord"><typeRef>string</typeRef><allowedValues><text>"foo"</text></allowedValues>
        </itemDefinition>
        <itemDefinition name="tFunction"><functionItem outputTypeRef="tWord"><parameters name="a" typeRef="string"/>
        </functionItem></itemDefinition>
        <businessKnowledgeModel id="b" name="same"><variable name="same" typeRef="tFunction"/><encapsulatedLogic>
            <formalParameter name="a" typeRef="string"/><literalExpression><text>a</text></literalExpression>
        </encapsulatedLogic></businessKnowledgeModel>
        <decision id="d" name="D"><knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
            <literalExpression><text>[same("foo"), same("bar")]</text></literalExpression></decision>
        <decisionService id="s" name="S"><variable name="S" typeRef="tFunction"/><outputDecision href="#o"/>
            <inputData href="#i"/></decisionService>
        <inputData id="i" name="word"/>
        <decision id="o" name="O"><informationRequirement><requiredInput href="#i"/></informationRequirement>
            <literalExpression><text>word</text></literalExpression></decision>""")
    assert graph.decide("d", {}).value == ["foo", None]
    assert graph.decide("s", {"word": "foo"}).value == "foo"
    assert graph.decide("s", {"word": "bar"}).value is None


def test_a_decision_that_is_not_there_is_an_error(model):
    with pytest.raises(DecisionError, match="Expected one of the decisions"):
        model(GRAPH).decide("nothing", {})


IMPORTED = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="lib" namespace="urn:lib">
    <itemDefinition name="tTexts" isCollection="true"><typeRef>string</typeRef></itemDefinition>
    <inputData id="person" name="Person name"><variable name="Person name" typeRef="string"/></inputData>
    <decision id="hello" name="Say Hello">
        <informationRequirement><requiredInput href="#person"/></informationRequirement>
        <literalExpression><text>"Hello, " + Person name</text></literalExpression></decision>
    <businessKnowledgeModel id="f" name="double"><encapsulatedLogic><formalParameter name="n"/>
        <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
    <decision id="g" name="greeting"><informationRequirement><requiredDecision href="#hello"/></informationRequirement>
        <literalExpression><text>Say Hello + "!"</text></literalExpression></decision>
    </definitions>"""

IMPORTING = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="main" namespace="urn:main">
    <import name="My Lib" namespace="urn:lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
    <decision id="d" name="D"><informationRequirement><requiredDecision href="urn:lib#hello"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="urn:lib#f"/></knowledgeRequirement>
        <literalExpression><text>{a: My Lib.Say Hello, b: My Lib.double(2)}</text></literalExpression></decision>
    <decision id="e" name="E"><variable name="E" typeRef="My Lib.tTexts"/>
        <literalExpression><text>"one"</text></literalExpression></decision>
    <decisionService id="s" name="service"><outputDecision href="urn:lib#g"/><inputDecision href="urn:lib#hello"/>
    </decisionService>
    <decision id="h" name="H"><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
        <literalExpression><text>service(My Lib.Say Hello: "Hei")</text></literalExpression></decision>
    </definitions>"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "library.dmn").write_text(IMPORTED)
    (tmp_path / "main.dmn").write_text(IMPORTING)
    return tmp_path


def test_a_model_uses_those_it_imports(folder):
    assert decide_file(folder / "main.dmn", "d", '{"Person name": "Aino"}') == '{"a": "Hello, Aino", "b": 4}'
    assert decide_file(folder / "main.dmn", "e", "{}") == '["one"]'
    assert decide_file(folder / "main.dmn", "h", "{}") == '"Hei!"'


def test_an_import_without_a_name_brings_its_elements_in_as_its_own(folder):
    text = IMPORTING.replace('name="My Lib"', 'name=""').replace("My Lib.", "").replace("urn:lib#", "#")
    (folder / "main.dmn").write_text(text)
    assert decide_file(folder / "main.dmn", "d", '{"Person name": "Aino"}') == '{"a": "Hello, Aino", "b": 4}'


def test_models_that_import_each_other_end(folder):
    back = '<import name="back" namespace="urn:main" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    (folder / "library.dmn").write_text(IMPORTED.replace("<itemDefinition", f"{back}<itemDefinition", 1))
    assert json.loads(decide_file(folder / "main.dmn", "d", '{"Person name": "Aino"}'))["b"] == 4


def test_an_import_never_leads_out_of_its_folder(folder):
    inner = folder / "inner"
    inner.mkdir()
    (inner / "main.dmn").write_text(
        IMPORTING.replace('namespace="urn:lib"', 'namespace="urn:lib" locationURI="../library.dmn"')
    )
    assert ask_file(inner / "main.dmn", "d", "{}").value == {"a": None, "b": None}


def test_a_model_that_is_not_here_is_a_finding():
    findings = parse_decisions(IMPORTING.encode(), "main.dmn").findings()
    assert ("decision-import", 'Expected the imported model "urn:lib", but it is not here.') in [
        (finding.rule, finding.message) for finding in findings
    ]


def test_the_answer_is_one_line_of_json(folder):
    xml = IMPORTED.replace('"Hello, " + Person name', '{d: @"2026-11-22", n: 0.1 + 0.2, l: @"PT1H"}')
    (folder / "library.dmn").write_text(xml)
    assert decide_file(folder / "library.dmn", "hello", "{}") == '{"d": "2026-11-22", "n": 0.3, "l": "PT1H"}'
    assert ask_file(folder / "library.dmn", "hello", "{}").value["l"] == timedelta(hours=1)


@pytest.mark.parametrize(("decision", "text"), [("d", "{"), ("d", "[]"), ("none", "{}")])
def test_what_cannot_be_asked_is_a_sentence(folder, decision, text):
    with pytest.raises(DecisionError, match="Expected "):
        decide_file(folder / "main.dmn", decision, text)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(DecisionError, match="Expected a file that can be read"):
        decide_file(tmp_path / "none.dmn", "d", "{}")

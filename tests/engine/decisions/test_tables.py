"""Decision tables and their hit policies (DMN 1.5, chapter 8)."""

import pytest

from engine.decisions import RuleMatch

ROWS = ['< 10 | - | 1 | "low"', '[5..20] | "s" | 2 | "mid"', '> 5 | - | 3 | "high"']


def test_unique_gives_the_one_rule_that_matches(table):
    outcome = table('hitPolicy="UNIQUE"', ROWS).decide("d", {"a": 1, "b": "t"})
    assert outcome.value == {"x": 1, "y": "low"}
    assert outcome.errors == ()


def test_the_rule_that_matched_is_kept_with_its_values(table):
    outcome = table("", ROWS).decide("D", {"a": 1, "b": "t"})
    assert outcome.trace == (RuleMatch("D", "UNIQUE", 1, "r1", {"a": 1, "b": "t"}, {"x": 1, "y": "low"}),)


def test_unique_with_two_hits_is_null_and_an_error_that_names_the_rules(table):
    outcome = table("", ROWS).decide("d", {"a": 7, "b": "s"})
    assert outcome.value is None
    assert outcome.errors == (
        'Expected one rule at most to match (UNIQUE), but rules 1, 2 and 3 match, in decision "D".',
    )
    assert [match.rule for match in outcome.trace] == [1, 2, 3]


def test_any_gives_what_all_rules_agree_on(table):
    rows = ["< 10 | - | 1", "> 5 | - | 1", "7 | - | 2"]
    decision = table('hitPolicy="ANY"', rows, outputs=("x",))
    assert decision.decide("d", {"a": 6}).value == 1
    outcome = decision.decide("d", {"a": 7})
    assert outcome.value is None
    assert outcome.errors == (
        'Expected all matching rules to agree (ANY), but rules 1 and 3 give different results, in decision "D".',
    )


PRIORITIES = {"x": "3, 2, 1", "y": '"high", "mid", "low"'}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ('hitPolicy="FIRST"', {"x": 1, "y": "low"}),
        ('hitPolicy="PRIORITY"', {"x": 3, "y": "high"}),
        ('hitPolicy="RULE ORDER"', [{"x": 1, "y": "low"}, {"x": 2, "y": "mid"}, {"x": 3, "y": "high"}]),
        ('hitPolicy="OUTPUT ORDER"', [{"x": 3, "y": "high"}, {"x": 2, "y": "mid"}, {"x": 1, "y": "low"}]),
        ('hitPolicy="COLLECT"', [{"x": 1, "y": "low"}, {"x": 2, "y": "mid"}, {"x": 3, "y": "high"}]),
    ],
)
def test_several_hits_are_settled_by_the_policy(table, policy, expected):
    assert table(policy, ROWS, output_values=PRIORITIES).decide("d", {"a": 7, "b": "s"}).value == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collect_can_aggregate(table, aggregation, expected):
    rows = ["< 10 | - | 1", "[5..20] | - | 2", "> 5 | - | 3"]
    decision = table(f'hitPolicy="COLLECT" aggregation="{aggregation}"', rows, outputs=("x",))
    assert decision.decide("d", {"a": 7}).value == expected


def test_what_is_counted_need_not_be_of_the_type_of_a_count(model):
    decision = model("""
        <decision id="d" name="D"><decisionTable hitPolicy="COLLECT" aggregation="COUNT">
            <output name="x" typeRef="number"/>
            <rule><outputEntry><text>"one"</text></outputEntry></rule>
            <rule><outputEntry><text>"two"</text></outputEntry></rule>
        </decisionTable></decision>""")
    assert (decision.decide("d", {}).value, decision.decide("d", {}).errors) == (2, ())


def test_first_stops_at_the_rule_that_matches(table):
    assert [match.rule for match in table('hitPolicy="FIRST"', ROWS).decide("d", {"a": 7, "b": "s"}).trace] == [1]


def test_without_a_hit_the_value_is_null(table):
    outcome = table("", ROWS).decide("d", {"a": None, "b": None})
    assert (outcome.value, outcome.trace, outcome.errors) == (None, (), ())


def test_without_a_hit_the_default_is_taken(table):
    decision = table("", ROWS, defaults={"x": "0", "y": '"none"'})
    assert decision.decide("d", {}).value == {"x": 0, "y": "none"}


def test_a_single_output_is_the_value_itself(table):
    assert table("", ["1 | - | a + 1"], outputs=("x",)).decide("d", {"a": 1}).value == 2


def test_a_cell_that_cannot_be_read_makes_the_table_null_with_an_error(table):
    decision = table('hitPolicy="FIRST"', ["> | - | 1", "- | - | 2"], outputs=("x",))
    outcome = decision.decide("d", {"a": 1})
    assert outcome.value is None
    assert "Expected a value, but the text ends" in outcome.errors[0]
    assert [finding.rule for finding in decision.findings()] == ["decision-expression"]


def test_an_input_outside_its_allowed_values_is_null_with_an_error(model):
    decision = model("""
        <decision id="d" name="D"><decisionTable>
            <input><inputExpression><text>status</text></inputExpression>
                <inputValues><text>"open", "closed"</text></inputValues></input>
            <output name="x"/>
            <rule><inputEntry><text>"open"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            <rule><inputEntry><text>null</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>
        </decisionTable></decision>""")
    assert decision.decide("d", {"status": "open"}).value == 1
    outcome = decision.decide("d", {"status": "lost"})
    assert outcome.value == 2
    assert outcome.errors == ('Expected status to be one of "open", "closed", but it is "lost", in decision "D".',)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ('"foo", "bar"', "foo"),
        ('"bar"', None),
        ("-", "foo"),
        ("", "foo"),
        ("?", "foo"),
        ("string length(?) = 3", "foo"),
    ],
)
def test_an_output_outside_its_allowed_values_is_null_with_an_error(table, values, expected):
    outcome = table("", ['- | - | "foo"'], outputs=("x",), output_values={"x": values}).decide("d", {})
    assert outcome.value == expected
    assert bool(outcome.errors) is (expected is None)


def test_allowed_values_that_cannot_be_read_allow_nothing(table):
    decision = table("", ['- | - | "foo"'], outputs=("x",), output_values={"x": "1 == 1"})
    assert decision.decide("d", {}).value is None
    assert [finding.rule for finding in decision.findings()] == ["decision-expression"]


def test_an_output_that_is_not_of_its_type_is_an_error(model):
    decision = model("""
        <decision id="d" name="D"><decisionTable>
            <output name="x" typeRef="number"/>
            <rule><outputEntry><text>"one"</text></outputEntry></rule>
        </decisionTable></decision>""")
    outcome = decision.decide("d", {})
    assert outcome.value is None
    assert outcome.errors == ('Expected rule 1 to give x its type, but it gives "one", in decision "D".',)


def test_a_large_table_is_quick_and_within_its_budget(table):
    rows = [f'{n} | - | {n} | "{n}"' for n in range(1_000)]
    assert table("", rows).decide("d", {"a": 999, "b": 1}).value == {"x": 999, "y": "999"}

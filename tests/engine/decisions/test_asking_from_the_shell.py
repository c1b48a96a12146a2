"""`hankepolku decide` and `feel` as scripts see them: always one line of JSON, sentences beside it, an exit code."""

import json

import pytest

from webapp.cli import main

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
    <inputData id="a" name="amount"><variable name="amount" typeRef="number"/></inputData>
    <decision id="double" name="twice the amount"><informationRequirement><requiredInput href="#a"/>
        </informationRequirement><literalExpression><text>amount * 2</text></literalExpression></decision>
    <decision id="broken" name="Broken"><literalExpression><text>1 +</text></literalExpression></decision>
    <decision id="moment" name="Moment"><literalExpression><text>@"12026-01-02T03:04:05.123456789"</text>
        </literalExpression></decision></definitions>"""


@pytest.fixture
def ask(tmp_path, capsys):
    """ask(decision, inputs) -> (exit code, what stands on the output, what on the error stream)."""
    path = tmp_path / "model.dmn"
    path.write_text(MODEL, encoding="utf-8")

    def run(decision, **inputs):
        code = main(["decide", str(path), "--decision", decision, "--input", json.dumps(inputs)])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


@pytest.mark.parametrize("decision", ["double", "twice the amount"])
def test_a_decision_is_asked_by_its_id_or_its_name(ask, decision):
    assert ask(decision, amount=21) == (0, "42\n", "")


def test_null_as_a_result_is_no_failure(ask):
    assert ask("double") == (0, "null\n", "")


def test_all_digits_of_a_moment_are_printed(ask):
    assert ask("moment") == (0, '"12026-01-02T03:04:05.123456789"\n', "")


@pytest.mark.parametrize("decision", ["broken", "nothing"])
def test_what_cannot_be_decided_is_null_with_a_sentence_and_a_code(ask, decision):
    code, out, sentence = ask(decision)
    assert (code, out) == (1, "null\n")
    assert sentence.startswith("Expected ")


def test_an_input_that_does_not_fit_is_told(ask):
    code, out, sentence = ask("double", amount="many")
    assert (code, out) == (1, "null\n")
    assert 'Expected "amount" to be a value of type number' in sentence


def test_an_expression_that_cannot_be_read_is_null_with_a_sentence(capsys):
    assert main(["feel", "1 +"]) == 1
    output = capsys.readouterr()
    assert output.out == "null\n"
    assert output.err.startswith("Expected a value")

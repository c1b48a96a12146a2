"""What the reader of FEEL says is said in the language of whoever reads it."""

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from engine.lint import lint_file


@pytest.mark.parametrize(
    ("text", "fi", "sv"),
    [
        ("a +", "pitäisi olla arvo, mutta teksti loppuu (merkki 4", "ska det stå ett värde, men texten tar slut"),
        ("a b )", 'lausekkeen loppu tai laskumerkki, mutta siinä on ")"', 'slutet eller en operator, men det står ")"'),
        ('"open', "puuttuu lainausmerkki", "citattecknet saknas"),
        ("[1..2", 'välin loppu: "]" tai ")"', 'intervallets slut: "]" eller ")"'),
    ],
)
def test_an_error_is_told_in_each_language(text: str, fi: str, sv: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    error = refused.value
    assert fi in error.in_language("fi")
    assert sv in error.in_language("sv")
    assert error.in_language("en") == str(error)
    for language in ("fi", "sv"):
        assert "Expected" not in error.in_language(language)


def test_a_number_that_is_too_great_is_written_as_the_language_writes_it() -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_unary_tests("1" * 2_000_000)
    assert "2,000,000" in str(refused.value)
    assert "2\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000" in refused.value.in_language("fi")


def test_the_check_of_a_form_tells_it_in_finnish() -> None:
    form = (
        b'{"id": "asked", "components": [{"type": "textfield", "key": "name", "label": "Nimi",'
        b' "conditional": {"hide": "= a +"}}]}'
    )
    (found,) = [one for one in lint_file("asked.form.json", form) if one.rule == "form-expression"]
    told = found.in_language("fi").message
    assert "pitää olla FEEL-lauseke, mutta: tässä kohdassa pitäisi olla arvo" in told
    assert "Expected" not in told

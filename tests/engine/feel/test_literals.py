"""Literals, names and comments (DMN 1.5, 10.3.1.2 and 10.3.2.5)."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.feel import FeelSyntaxError, YearsMonthsDuration, compile_expression

NUMBERS = [
    ("1", 1),
    ("-1", -1),
    (".5", Decimal("0.5")),
    ("1.50", Decimal("1.5")),
    ("1e3", 1000),
    ("1.5E-2", Decimal("0.015")),
    ("0.1 + 0.2", Decimal("0.3")),
    ("0.1 + 0.2 = 0.3", True),
    ("1 / 3", Decimal("0." + "3" * 34)),
    ("12345678901234567890123456789012345", Decimal("1.234567890123456789012345678901234E+34")),
    ("9999999999999999999999999999999999 + 0", 9999999999999999999999999999999999),
    ("1e7000", None),
]

STRINGS = [
    ('"plain"', "plain"),
    ('"a \\"quoted\\" word"', 'a "quoted" word'),
    ('"line\\nline\\ttab"', "line\nline\ttab"),
    ('"\\u00e4"', "ä"),
    ('"\\U01F600"', "😀"),
    ('"\\uD83D\\uDE00"', "😀"),
    ('"\\d stays"', "\\d stays"),
    ('"ääkköset 😀"', "ääkköset 😀"),
]

TEMPORAL = [
    ('@"2026-11-22"', date(2026, 11, 22)),
    ('@"10:30:00"', time(10, 30)),
    ('@"10:30:00.25Z"', time(10, 30, 0, 250000, UTC)),
    ('@"10:30:00+02:00"', time(10, 30, tzinfo=timezone(timedelta(hours=2)))),
    ('@"2026-11-22T10:30:00@Europe/Helsinki"', datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Europe/Helsinki"))),
    ('@"2026-11-22T24:00:00"', datetime.fromisoformat("2026-11-23")),
    ('@"P1Y2M"', YearsMonthsDuration(14)),
    ('@"-P3M"', YearsMonthsDuration(-3)),
    ('@"P1DT2H3M4.5S"', timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
    ('@"PT36H"', timedelta(hours=36)),
    ('@"nonsense"', None),
    ('@"2026-02-30"', None),
    ('@"10:30:00@Nowhere/Atall"', None),
    ('@"10:30:00+15:00"', None),
]

NAMES = [
    ("first name", {"first name": "Aino"}, "Aino"),
    ("first   name", {"first name": "Aino"}, "Aino"),
    ("a-b", {"a-b": 4, "a": 9, "b": 1}, 4),
    ("a-b", {"a": 9, "b": 1}, 8),
    ("a - b", {"a-b": 4}, 4),
    ("rate of return + 1", {"rate of return": 7}, 8),
    ("rate in percent", {"rate in percent": 7}, 7),
    ("if for me then for me else 0", {"for me": True}, True),
    ("Mike's age", {"Mike's age": 33}, 33),
    ("v1.2", {"v1.2": "x"}, "x"),
    ("50/60 Hz", {"50/60 Hz": "never a name, it begins with a digit"}, None),
    ("hakemus ääkkösin", {"hakemus ääkkösin": 1}, 1),
    ("date", {"date": "2026"}, "2026"),
    ('date("2026-11-22")', {"date": "hidden no more"}, date(2026, 11, 22)),
    ("{a-b: 1, c: a-b + 1}.c", {}, 2),
    ("{a-b: 1}.a-b", {}, 1),
    ("{if you like: 2}.if you like", {}, 2),
    ("true", {"true": 5}, True),
]

COMMENTS = [
    ("1 // one\n + 2", 3),
    ("1 /* one */ + /* two\n lines */ 2", 3),
    ('"// no comment"', "// no comment"),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS + STRINGS + TEMPORAL + COMMENTS)
def test_a_literal_is_what_it_says(value, text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(("text", "context", "expected"), NAMES)
def test_the_longest_name_in_sight_wins(value, text, context, expected):
    try:
        assert value(text, context) == expected
    except FeelSyntaxError:
        assert expected is None


@pytest.mark.parametrize("text", ["5", "5.0", "5.00", "50e-1"])
def test_a_whole_number_leaves_as_an_int(value, text):
    assert type(value(text)) is int


MISTAKES = [
    ("", "Expected a value, but the text ends"),
    ("1 +", "Expected a value, but the text ends"),
    ("(1 + 2", 'Expected ")", but the text ends'),
    ('"open', "Expected a closing quotation mark"),
    ("/* open", "Expected a closing */"),
    ("a b c )", 'Expected the end or an operator, but found ")"'),
    ("if a then b", 'Expected "else", but the text ends'),
    ("for in x return x", "Expected a name"),
    ("{1: 2}", "Expected a key and a colon"),
    ("[1, 2", 'Expected "]"'),
    ("f(1,)", "Expected another argument"),
    ("f(a: 1, 2)", "Expected arguments either all by name or all by position"),
    ("x instance of nothing", "Expected the name of a type"),
    ("function(a) external {}", "Expected a function written in FEEL"),
    ("3 % 2", 'Expected the end or an operator, but found "%"'),
    ("a == b", 'Expected a value, but found "="'),
    ("a && b", 'found "&"'),
]


@pytest.mark.parametrize(("text", "sentence"), MISTAKES)
def test_a_mistake_is_told_in_a_sentence(text, sentence):
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert sentence in str(caught.value)


def test_a_mistake_is_told_with_its_place():
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("amount > > 3")
    assert caught.value.position == 9
    assert str(caught.value) == 'Expected a value, but found ">" (character 10 of "amount > > 3")'

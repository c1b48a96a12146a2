"""Unary tests, the cells of decision tables (DMN 1.5, 7.3.3 and 10.3.2.8)."""

import pytest

from engine.feel import FeelSyntaxError, compile_unary_tests

CASES = [
    ("-", 5, True),
    ("", None, True),
    ("5", 5, True),
    ("5", 4, False),
    ("5", "5", None),
    ('"a", "b"', "b", True),
    ('"a", "b"', "c", False),
    ("< 5", 4, True),
    (">= 5", 5, True),
    ("= 5", 5, True),
    ("!= 5", 5, False),
    ("[1..5]", 5, True),
    ("]1..5[", 5, False),
    ("(1..5), 7", 7, True),
    ("> limit", 11, True),
    ("limit", 10, True),
    ("[8, 9, 10]", 10, True),
    ("not(5)", 4, True),
    ("not(5, 6)", 6, False),
    ("not(< 5)", 4, False),
    ("not(null)", None, False),
    ("null", None, True),
    ("? > 5", 6, True),
    ("?", False, True),
    ("?", None, True),
    ("? > 5 and ? < limit", 9, True),
    ('contains(?, "b")', "abc", True),
    ("count(?) > 1", [1, 2], True),
    ("not(even(?))", 3, True),
    ("true", True, True),
    ("true", False, False),
    ("some x in [1, 2] satisfies x = ?", 2, True),
    ('"?"', "?", True),
    ('date("2026-01-01")', None, False),
    ("[1, 2]", [1, 2], True),
    ("not(true) or ? = 1", 1, True),
]


@pytest.mark.parametrize(("tests", "value", "expected"), CASES)
def test_a_cell_asks_its_input(tests, value, expected):
    assert compile_unary_tests(tests).evaluate(value, {"limit": 10}) is expected


def test_the_input_itself_is_no_free_name():
    tests = compile_unary_tests("? > limit, < other")
    assert tests.free_names == {"limit", "other"}


def test_a_cell_may_use_names_of_several_words():
    assert compile_unary_tests("> upper limit", ["upper limit"]).evaluate(3, {"upper limit": 2}) is True


@pytest.mark.parametrize("tests", ["> ", "1,", "[1..", "not(", "a b <"])
def test_a_cell_that_cannot_be_read_says_so(tests):
    with pytest.raises(FeelSyntaxError, match="Expected "):
        compile_unary_tests(tests)

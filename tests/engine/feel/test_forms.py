"""if, for, some, every, functions, contexts and types (DMN 1.5, 10.3.2.9, 10.3.2.13 and 10.3.2.14)."""

import pytest

from engine.feel import Function, Range, compile_expression

CONDITIONS = [
    ("if 1 < 2 then 1 else 2", 1),
    ("if null then 1 else 2", 2),
    ('if "text" then 1 else 2', 2),
    ("if false then 1 else if true then 2 else 3", 2),
    ("1 + if true then 1 else 2", 2),
    ("true and every x in [1, 2] satisfies x > 0", True),
]
LOOPS = [
    ("for i in [1, 2] return i * 2", [2, 4]),
    ("for i in 1..3 return i", [1, 2, 3]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in [1..3) return i", [1, 2]),
    ("for i in 1..2, j in i..2 return [i, j]", [[1, 1], [1, 2], [2, 2]]),
    ('for d in @"2026-12-31"..@"2027-01-01" return d.year', [2026, 2027]),
    ("for i in 5 return i", [5]),
    ("for i in null return i", None),
    ("for i in 1.5..3 return i", None),
    ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
    ("for i in 1..3 return partial", [[], [[]], [[], [[]]]]),
    ("for my item in [1, 2] return my item", [1, 2]),
]
QUANTIFIERS = [
    ("some x in [1, 2] satisfies x > 1", True),
    ("some x in [1, 2] satisfies x > 2", False),
    ("some x in [null, 2] satisfies x > 1", True),
    ("some x in [null, 1] satisfies x > 1", None),
    ("every x in [1, 2] satisfies x > 0", True),
    ("every x in [null, 2] satisfies x > 3", False),
    ("every x in [] satisfies x > 0", True),
    ("some x in [] satisfies x > 0", False),
    ("some x in null satisfies x > 0", None),
    ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
]
FUNCTIONS = [
    ("(function(a, b) a - b)(5, 3)", 2),
    ("(function(a, b) a - b)(b: 5, a: 3)", -2),
    ("(function(a, b) a - b)(5)", None),
    ("(function(a, b) a - b)(a: 5, c: 3)", None),
    ('(function(a: number) a)("text")', None),
    ("(function(a: number) a)([5])", 5),
    ("(function(a: list<number>) a)(5)", [5]),
    ('(function(a: date and time) string(a))(@"2026-11-22")', "2026-11-22T00:00:00Z"),
    ("{f: function(x) if x < 2 then 1 else x * f(x - 1), r: f(5)}.r", 120),
    ("{twice: function(f, x) f(f(x)), r: twice(function(x) x * 3, 2)}.r", 18),
    ("null(1)", None),
    ("5(1)", None),
    ("unknown(1)", None),
]
CONTEXTS = [
    ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
    ('{"with space": 1}.with space', 1),
    ("{a: 1, a: 2}", None),
    ("{}", {}),
]
TYPES = [
    ("1 instance of number", True),
    ("1 instance of string", False),
    ("null instance of number", False),
    ("null instance of Null", True),
    ("1 instance of Any", True),
    ("[1, 2] instance of list<number>", True),
    ('[1, "a"] instance of list<number>', False),
    ("[1, null] instance of list<number>", True),
    ("[1] instance of list", True),
    ("{a: 1} instance of context<a: number>", True),
    ("{a: 1} instance of context<a: string>", False),
    ("{} instance of context<a: string>", False),
    ("[1..2] instance of range<number>", True),
    ("(function(a) a) instance of function<number> -> number", True),
    ("(function(a) a) instance of function<number, number> -> number", False),
    ('@"P1D" instance of days and time duration', True),
    ('@"P1M" instance of years and months duration', True),
    ('@"2026-11-22T00:00:00" instance of date and time', True),
    ('@"2026-11-22" instance of date', True),
    ("1 + 1 instance of number", None),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS + LOOPS + QUANTIFIERS + FUNCTIONS + CONTEXTS + TYPES)
def test_a_form_has_its_value(value, text, expected):
    result = value(text)
    assert result == expected
    assert type(result) is type(expected)


def test_a_function_that_leaves_its_evaluation_can_be_called_in_another(value):
    function = value("function(x) x + 1")
    assert isinstance(function, Function)
    assert value("f(2)", {"f": function}) == 3


def test_a_range_leaves_as_a_range(value):
    result = value("[1..5)")
    assert isinstance(result, Range)
    assert (result.low, result.high, result.low_included, result.high_included) == (1, 5, True, False)


def test_inner_names_hide_outer_ones(value):
    assert value("for x in [1] return {x: 2, y: x}.y", {"x": 3}) == [2]


FREE_NAMES = [
    ("a + b.c", {"a", "b"}, set()),
    ("for x in xs return x + y", {"xs", "y"}, set()),
    ("function(x) x + y", {"y"}, set()),
    ("{a: 1, b: a + c}", {"c"}, set()),
    ("some x in xs, y in x satisfies y = z", {"xs", "z"}, set()),
    ("xs[price > limit]", {"xs"}, {"price", "limit"}),
    ("count(xs) + sum(xs)", {"xs"}, set()),
    ("date > today()", set(), {"date"}),
    ("x in (? > y)", {"x", "y"}, set()),
    ("first name = last name", {"first name", "last name"}, set()),
]


@pytest.mark.parametrize(("text", "free", "possible"), FREE_NAMES)
def test_the_names_that_must_come_from_outside_are_known(text, free, possible):
    expression = compile_expression(text)
    assert expression.free_names == free
    assert expression.possible_names == possible

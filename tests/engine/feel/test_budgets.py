"""Whatever a diagram's author writes, by mistake or by malice, is answered within a quarter of a second."""

import gc
from contextlib import suppress
from datetime import UTC, datetime
from time import sleep, thread_time

import pytest

from engine.feel import (
    Budget,
    BudgetExceeded,
    EvaluationError,
    FeelError,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
)

DOUBLED_TEXT = '{t0: "aaaaaaaaaa", ' + ", ".join(f"t{n}: t{n - 1} + t{n - 1}" for n in range(1, 40)) + "}"
DOUBLED_LIST = "{t0: [1], " + ", ".join(f"t{n}: concatenate(t{n - 1}, t{n - 1})" for n in range(1, 40)) + "}"
SHARED = "{t0: [1], " + ", ".join(f"t{n}: [t{n - 1}, t{n - 1}]" for n in range(1, 60)) + "}"
Y = "function(f) (function(x) x(x))(function(x) f(function(n) (x(x))(n)))"

REFUSED = {
    "an endless loop": "for i in 1..1000000000 return i",
    "a loop counted down": "for i in 1000000000..1 return i",
    "loops within loops": "for a in 1..500, b in 1..500, c in 1..500 return a",
    "loops in the body": "for a in 1..1000 return for b in 1..1000 return a*b",
    "a sum over a loop": "sum(for a in 1..99999999 return a)",
    "quantified loops": "every a in 1..1000, b in 1..1000, c in 1..1000 satisfies a > 0",
    "a loop over days": 'for d in @"0001-01-01"..@"9999-12-31" return d',
    "a loop over a range": "for i in [1..1000000000] return i",
    "a loop from the largest number": "for i in 1..9e6143 return i",
    "text that doubles": DOUBLED_TEXT,
    "text that doubles in a loop": 'for i in 1..60 return if i = 1 then "aaaa" else partial[-1] + partial[-1]',
    "lists that double": DOUBLED_LIST,
    "a shared structure as a result": SHARED,
    "a shared structure compared": f"{{a: {SHARED}, b: a = a}}.b",
    "a shared structure as text": f"string({SHARED})",
    "a shared structure flattened": f"flatten({SHARED}.t59)",
    "a shared structure as a type": f"{SHARED}.t59 instance of {'list<' * 30}Any{'>' * 30}",
    "endless recursion": f"({Y})(function(self) function(n) self(n + 1))(0)",
    "a function of itself": "(function(f) f(f))(function(f) f(f))",
    "a function that doubles its calls": "(function(f) f(f))(function(f) [f(f), f(f)])",
    "a slow legal step, often": 'for i in 1..99999 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a|aa)+$")',
    "powers in a loop": "for i in 1..99999 return 1.0000000001 ** (1234567.891 + i)",
    "logarithms in a loop": "for i in 1..99999 return log(exp(i / 10))",
    "digits in a loop": "for i in 1..99999 return string(9e6000)",
    "a pattern that backtracks": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|a|aa)+$")',
    "a replacement that backtracks": 'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|a|aa)+$", "b")',
    "a delimiter that backtracks": 'split("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|a)+$")',
    "a sort with a slow function": "sort(for i in 1..9999 return -i, function(a, b) sum(for j in 1..50 return j) > a)",
    "distinct values of many": "distinct values(for i in 1..20000 return i)",
    "a union of many": "union(for i in 1..20000 return i, for i in 1..20000 return i)",
    "the whole so far, again and again": "for i in 1..5000 return partial",
}

UNREADABLE = {
    "a very long text": "1" + "+1" * 9_999,
    "parentheses": "(" * 4_000 + "1" + ")" * 4_000,
    "lists": "[" * 4_000 + "]" * 4_000,
    "contexts": "{a:" * 3_000 + "1" + "}" * 3_000,
    "signs": "-" * 9_000 + "1",
    "conditions within conditions": "if true then " * 600 + "1" + " else 2" * 600,
    "filters": "a" + "[a" * 4_000,
    "calls": "f(" * 4_000,
    "types": "a instance of " + "list<" * 1_900 + "Any" + ">" * 0,
    "tests within tests": "a in (" * 1_600,
    "functions": "function(a) " * 800 + "a",
    "an open comment": "/*" * 4_999,
    "open texts": '"' * 9_999,
    "brackets the wrong way": "]" * 9_000,
    "keywords": "for " * 2_400,
    "names that almost fit": "a " * 4_999 + "+",
}

HARMLESS = {
    "a chain of thousands": ("1" + "+1" * 4_999, 5_000),
    "a long chain of else": ("".join(f"if x = {n} then {n} else " for n in range(300)) + "0", 299),
    "a long path": ("a" + ".b" * 3_000, None),
    "a long chain of filters": ("[1]" + "[true]" * 1_500, [1]),
    "a long conjunction": ("true" + " and true" * 1_000, True),
    "a long comparison": ("1" + " < 1" * 2_000, None),
    "a power tower": ("9 ** 9 ** 9 ** 9 ** 9 ** 9", None),
    "the largest number": ("9e6144 * 10", None),
    "a number of many digits": ("1" * 9_000 + " > 1", None),
    "a repetition of repetitions": ('matches("a", "((a{1000}){1000}){1000}")', None),
    "many small repetitions": ('matches("a", "((((((((a{9}){9}){9}){9}){9}){9}){9}){9})")', None),
    "a duration beyond all calendars": ('date("2024-01-01") + duration("P999999999Y")', None),
    "a duration beyond all clocks": ('duration("P999999999D") * 1000', None),
    "an attribute of Python": ("x.__class__.__mro__", None),
    "an import of Python": ('__import__("os").system("true")', None),
}


LIMIT = 1.0
"""Seconds of processor time within which every attack is answered; a quiet machine needs a sixth of it."""


def elapsed(run):
    """Run and return the seconds of processor time it took, whatever it raised."""
    start = thread_time()
    with suppress(FeelError):
        run()
    return thread_time() - start


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_an_expression_that_asks_for_too_much_is_refused_in_time(text):
    expression = compile_expression(text)
    assert elapsed(lambda: expression.evaluate({})) < LIMIT
    with pytest.raises(BudgetExceeded, match="Expected "):
        expression.evaluate({})


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_text_that_is_too_deep_or_too_long_is_refused_in_time(text):
    assert elapsed(lambda: compile_expression(text, names=["a b c d e", "for a"])) < LIMIT
    with pytest.raises(FeelSyntaxError, match="Expected "):
        compile_expression(text, names=["a b c d e"])


@pytest.mark.parametrize(("text", "value"), HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_dangerous_has_its_value_in_time(text, value):
    results = []
    assert elapsed(lambda: results.append(compile_expression(text).evaluate({"x": 299}))) < LIMIT
    assert results == [value] or (value is None and results[0] in (None, True, False))


@pytest.mark.parametrize("text", ["> (" * 2_000, "not(" * 2_000, "1," * 4_999, "[1.." * 2_000, "a in (" * 1_000])
def test_unary_tests_are_held_to_the_same_limits(text):
    assert elapsed(lambda: compile_unary_tests(text)) < LIMIT


def test_data_that_contains_itself_is_refused():
    data: list[object] = []
    data.append(data)
    with pytest.raises(BudgetExceeded, match="levels"):
        compile_expression("x").evaluate({"x": data})


def test_data_that_shares_its_parts_is_counted_as_often_as_it_appears():
    data: object = [1]
    for _ in range(60):
        data = [data, data]
    expression = compile_expression("count(x)")
    assert elapsed(lambda: expression.evaluate({"x": data})) < LIMIT
    with pytest.raises(BudgetExceeded):
        expression.evaluate({"x": data})


def test_only_the_names_that_are_read_are_taken_in():
    assert compile_expression("a + 1").evaluate({"a": 1, "b": object(), "c": ["x"] * 10_000_000}) == 2


def test_a_value_of_python_that_has_no_place_in_feel_is_an_error():
    with pytest.raises(EvaluationError, match="Expected text, a number, a date"):
        compile_expression("a").evaluate({"a": object()})


def test_a_smaller_budget_can_be_given():
    expression = compile_expression("for i in 1..100 return i")
    with pytest.raises(BudgetExceeded, match="at most 50 steps"):
        expression.evaluate({}, budget=Budget(steps=50))


def test_a_pause_for_collecting_garbage_is_not_charged_to_the_expression():
    held = [[number] for number in range(1_000_000)]

    def now():
        start = thread_time()
        while thread_time() - start < 2 * Budget().seconds:
            gc.collect()
        return datetime(2027, 1, 4, 7, 0, tzinfo=UTC)

    expression = compile_expression("[count(for i in 1..9000 return i), now(), count(for i in 1..9000 return i)][-1]")
    assert expression.evaluate({}, clock=now) == 9_000
    assert len(held) == 1_000_000


def test_waiting_for_the_processor_is_not_charged_to_the_expression():
    budget = Budget(seconds=0.03)

    def now():
        sleep(40 * budget.seconds)
        return datetime(2027, 1, 4, 7, 0, tzinfo=UTC)

    expression = compile_expression("[count(for i in 1..2000 return i), now(), count(for i in 1..2000 return i)][-1]")
    assert expression.evaluate({}, budget=budget, clock=now) == 2_000

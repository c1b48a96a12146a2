"""Conditions, the values they read, and the clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.feel import NotABoolean, compile_expression, condition

NEW_YEAR = datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Europe/Helsinki"))


def test_a_condition_is_true_or_false():
    assert condition(compile_expression("amount > 3"), {"amount": 5}) is True
    assert condition(compile_expression("amount > 3"), {"amount": 1}) is False


@pytest.mark.parametrize(
    ("text", "context", "sentence"),
    [
        (
            "amount > limit",
            {"amount": 5},
            (
                'Expected true or false from "amount > limit", but it gives null where '
                "amount = 5, limit = null (not given)."
            ),
        ),
        (
            "status",
            {"status": "open"},
            'Expected true or false from "status", but it gives open where status = "open".',
        ),
        ("1 + 1", {}, 'Expected true or false from "1 + 1", but it gives 2.'),
    ],
)
def test_a_condition_that_is_neither_tells_what_it_read(text, context, sentence):
    with pytest.raises(NotABoolean) as caught:
        condition(compile_expression(text), context)
    assert str(caught.value) == sentence


def test_the_values_read_are_told_within_bounds():
    values = compile_expression("a = b").values_of({"a": "x" * 10_000, "b": list(range(200_000)), "c": 1})
    assert len(values["a"]) == 200
    assert values["b"].startswith("(Expected a value of at most")
    assert "c" not in values


def test_a_name_of_a_filter_is_told_only_when_it_is_given():
    expression = compile_expression("count(items[price > limit]) > 0")
    assert expression.values_of({"items": [], "limit": 3}) == {"items": "[]", "limit": "3"}


def test_now_and_today_are_those_of_the_clock_that_is_given():
    assert compile_expression("now()").evaluate({}, clock=lambda: NEW_YEAR) == NEW_YEAR
    assert compile_expression("today()").evaluate({}, clock=lambda: NEW_YEAR) == date(2027, 1, 1)
    assert compile_expression("today().year > 2026").evaluate({}, clock=lambda: NEW_YEAR.astimezone(UTC)) is False


def test_without_a_clock_now_is_in_utc():
    assert compile_expression('now().time offset = @"PT0S"').evaluate({}) is True


def test_data_of_a_process_is_read_as_it_comes():
    context = {"n": 0.1, "i": 7, "d": Decimal("1.10"), "t": ("a", "b"), "nested": {"deep": [1.5]}}
    assert compile_expression("n + 0.2").evaluate(context) == Decimal("0.3")
    assert compile_expression("i / 2").evaluate(context) == Decimal("3.5")
    assert compile_expression("t[2]").evaluate(context) == "b"
    assert compile_expression("nested.deep[1] * 2").evaluate(context) == 3
    assert compile_expression("d").evaluate(context) == Decimal("1.1")


def test_an_expression_is_compiled_once():
    assert compile_expression("a + 1") is compile_expression("a + 1", ["plain", "names"])
    assert compile_expression("a - b") is not compile_expression("a - b", ["a - b"])


def test_an_expression_is_shared_between_threads():
    expression = compile_expression("sum(for i in 1..200 return i * n)")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda n: expression.evaluate({"n": n}), range(40))) == [20_100 * n for n in range(40)]

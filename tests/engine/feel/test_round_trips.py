"""What is written is read back the same; and no text whatever makes the parser fail in an unforeseen way."""

import json
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    EvaluationError,
    FeelError,
    FeelSyntaxError,
    Range,
    YearsMonthsDuration,
    compile_expression,
    compile_unary_tests,
    feel_text,
    format_iso,
    format_iso_duration,
    from_json,
    from_json_text,
    parse_iso,
    parse_iso_date,
    parse_iso_date_time,
    parse_iso_duration,
    parse_iso_time,
    to_json,
    to_json_text,
)

ZONES = st.one_of(
    st.none(),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    st.sampled_from(["Europe/Helsinki", "America/New_York", "Asia/Kathmandu"]).map(ZoneInfo),
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20)
MONTHS = st.integers(-(10**6), 10**6).map(YearsMonthsDuration)
LENGTHS = st.timedeltas(min_value=timedelta(days=-(10**6)), max_value=timedelta(days=10**6))
QUICK = settings(max_examples=60, deadline=None)
PIECES = st.sampled_from(
    [
        *("and", "or", "not", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies"),
        *("instance", "of", "function", "(", ")", "[", "]", "{", "}", "<", ">", "=", "!=", "<=", ">=", "..", ".", ","),
        *(":", "+", "-", "*", "/", "**", "?", "@", '"', "'", "//", "/*", "*/", "a", "b", "1", "2.5", '"x"', "null"),
        *("true", "list", "date and time", "->", "...", "e1", "\\", "\n", "é", "😀", "%", ""),
    ]
)


@QUICK
@given(NUMBERS)
def test_a_number_keeps_every_digit(number):
    assert compile_expression(f"{number:f}").evaluate({}) == number
    assert compile_expression("number(string(n))").evaluate({"n": number}) == number
    assert from_json_text(to_json_text(number)) == number


@QUICK
@given(st.dates())
def test_a_date_is_read_as_it_is_written(day):
    assert parse_iso_date(format_iso(day)) == parse_iso(format_iso(day)) == day
    assert compile_expression("date(string(d))").evaluate({"d": day}) == day


@QUICK
@given(st.times(timezones=ZONES))
def test_a_time_is_read_as_it_is_written(clock):
    again = parse_iso_time(format_iso(clock))
    assert (again, format_iso(again)) == (clock, format_iso(clock))


@QUICK
@given(st.datetimes(timezones=ZONES))
def test_a_date_and_time_is_read_as_it_is_written(moment):
    again = parse_iso_date_time(format_iso(moment))
    assert again.replace(tzinfo=None) == moment.replace(tzinfo=None)
    assert format_iso(again) == format_iso(moment)


@QUICK
@given(st.one_of(MONTHS, LENGTHS))
def test_a_duration_is_read_as_it_is_written(length):
    assert parse_iso_duration(format_iso_duration(length)) == length
    assert compile_expression("duration(string(d)) = d").evaluate({"d": length}) is True


@QUICK
@given(st.dates(date(2, 1, 1), date(9998, 1, 1)), st.integers(-1000, 1000))
def test_days_added_are_the_days_between(day, days):
    later = compile_expression("d + n").evaluate({"d": day, "n": timedelta(days=days)})
    assert compile_expression("later - d").evaluate({"later": later, "d": day}) == timedelta(days=days)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES).map("".join)))
def test_no_text_makes_the_parser_fail_in_another_way(text):
    for read in (compile_expression, compile_unary_tests):
        with suppress(FeelSyntaxError):
            read(text, ["a b", "if a", "a-b"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_no_expression_fails_in_another_way(text):
    with suppress(FeelError):
        to_json_text(compile_expression(text).evaluate({"a": [1, {"b": None}], "b": date(2026, 1, 1)}))


JSON_FORMS = [
    (Decimal("0.1"), 0.1),
    (Decimal("1" * 30 + ".5"), "1" * 30 + ".5"),
    (Decimal(5), 5),
    (date(2026, 11, 22), "2026-11-22"),
    (datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Helsinki")), "2026-11-22T10:00:00@Europe/Helsinki"),
    (time(10, 30), "10:30:00"),
    (timedelta(hours=1), "PT1H"),
    (YearsMonthsDuration(14), "P1Y2M"),
    (Range(1, 5, True, False), "[1..5)"),
    ([None, True, "ä", {"a": [1]}], [None, True, "ä", {"a": [1]}]),
]


@pytest.mark.parametrize(("value", "form"), JSON_FORMS)
def test_a_value_has_a_form_in_json(value, form):
    assert to_json(value) == form
    assert json.loads(json.dumps(to_json(value))) == form


def test_json_text_is_one_line_with_all_digits():
    text = to_json_text({"a": Decimal("1." + "3" * 33), "b": ["ä\n", None, True], "c": date(2026, 11, 22)})
    assert text == '{"a": 1.' + "3" * 33 + ', "b": ["ä\\n", null, true], "c": "2026-11-22"}'


def test_json_numbers_are_exact_and_texts_stay_texts():
    assert from_json({"a": 0.1, "b": "2026-11-22"}) == {"a": Decimal("0.1"), "b": "2026-11-22"}
    assert from_json_text("0.1234567890123456789") == Decimal("0.1234567890123456789")


@pytest.mark.parametrize("text", ["{", "NaN", "[1,]", "[" * 100_000])
def test_what_is_no_json_is_an_error(text):
    with pytest.raises(EvaluationError, match="Expected JSON"):
        from_json_text(text)


def test_an_expression_is_asked_with_json():
    assert feel_text("first name + string(n * 2)", '{"first name": "Aino ", "n": 0.1}') == '"Aino 0.2"'
    assert feel_text('{d: @"2026-11-22", l: [1.50]}') == '{"d": "2026-11-22", "l": [1.5]}'
    with pytest.raises(EvaluationError, match="JSON object"):
        feel_text("1", "[]")


@pytest.mark.parametrize("text", ["", "P", "PT", "P1Y2D", "1Y", "P1M2", "PT1X", "p1y", "P-1Y"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="Expected a duration"):
        parse_iso_duration(text)

"""Operators (DMN 1.5, 10.3.2.12 and its tables): three-valued logic, comparison, arithmetic, paths, filters."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.feel import YearsMonthsDuration

CONJUNCTION = [
    ("true and true", True),
    ("true and false", False),
    ("false and null", False),
    ("null and false", False),
    ("true and null", None),
    ("null and null", None),
    ('true and "text"', None),
    ('false and "text"', False),
]
DISJUNCTION = [
    ("false or false", False),
    ("true or null", True),
    ("null or true", True),
    ("false or null", None),
    ("null or null", None),
    ("1 or true", True),
    ("1 or false", None),
    ("not(true)", False),
    ("not(null)", None),
    ("not(1)", None),
]
EQUALITY = [
    ("1 = 1.0", True),
    ('1 = "1"', None),
    ('1 != "1"', None),
    ("null = null", True),
    ("null = 1", False),
    ("null != 1", True),
    ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [2, 1]", False),
    ('[1] = ["1"]', None),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("{a: 1} = {b: 1}", False),
    ("[1..5] = [1..5]", True),
    ("[1..5] = [1..5)", False),
    ('@"P1Y" = @"P12M"', True),
    ('@"P1D" = @"PT24H"', True),
    ('@"2026-11-22T12:00:00Z" = @"2026-11-22T14:00:00+02:00"', True),
    ('@"2026-11-22T12:00:00Z" = @"2026-11-22T12:00:00"', False),
]
ORDER = [
    ("1 < 2", True),
    ("2 <= 2", True),
    ('"a" < "b"', True),
    ("null > 3", None),
    ('1 < "2"', None),
    ("true > false", None),
    ('@"2026-11-22" < @"2026-11-23"', True),
    ('@"2026-11-22" < @"2026-11-23T00:00:00"', None),
    ('@"P1Y" > @"P11M"', True),
    ('@"P1Y" > @"P1D"', None),
    ('@"12:00:00Z" < @"13:00:00"', None),
    ("1 < 2 < 3", None),
    ("2 between 1 and 3", True),
    ("4 between 1 and 3", False),
    ("2 between null and 3", None),
    ("4 between null and 3", False),
]
MEMBERSHIP = [
    ("3 in [1..5]", True),
    ("5 in [1..5)", False),
    ("5 in (1..5]", True),
    ("1 in ]1..5]", False),
    ("3 in (1, 2, 3)", True),
    ("3 in [1, 2, 3]", True),
    ("3 in (> 5, < 4)", True),
    ("3 in > 2", True),
    ("3 in ([1..2], [3..4])", True),
    ("[1] in [[1], [2]]", True),
    ("null in (null, 1)", True),
    ("3 in (? + 1 = 4)", True),
    ('"b" in ["a".."c"]', True),
    ('@"2026-06-01" in [@"2026-01-01"..@"2026-12-31"]', True),
    ("(< 5) = (< 5)", True),
    ("[5..1]", None),
    ('[1.."a"]', None),
]
NUMBERS = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("10 - 2 - 3", 5),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("2 * 3 ** 2 + 1", 19),
    ("10 / 4", Decimal("2.5")),
    ("1 / 0", None),
    ("0 ** -1", None),
    ("1 + null", None),
    ('1 + "1"', None),
    ('"a" + "b"', "ab"),
    ('"a" - "b"', None),
    ("--1", 1),
    ("1e6144 * 10", None),
]
DATES = [
    ('@"2024-01-31" + @"P1M"', date(2024, 2, 29)),
    ('@"2024-02-29" + @"P1Y"', date(2025, 2, 28)),
    ('@"2024-03-31" - @"P1M"', date(2024, 2, 29)),
    ('@"2024-01-31" + @"P1D"', date(2024, 2, 1)),
    ('@"P1D" + @"2024-01-31"', date(2024, 2, 1)),
    ('@"2024-03-01" - @"2024-02-01"', timedelta(days=29)),
    ('@"2024-01-31T10:00:00" + @"PT15H"', datetime.fromisoformat("2024-02-01T01:00:00")),
    ('@"23:30:00" + @"PT1H"', time(0, 30)),
    ('@"10:00:00" - @"09:00:00"', timedelta(hours=1)),
    ('@"P1Y" + @"P2M"', YearsMonthsDuration(14)),
    ('@"P1Y" + @"P1D"', None),
    ('@"P1Y" * 1.5', YearsMonthsDuration(18)),
    ('@"P1D" / 2', timedelta(hours=12)),
    ('@"P1Y" / @"P4M"', 3),
    ('@"P1D" / @"PT1H"', 24),
    ('-@"P1D"', timedelta(days=-1)),
    ('@"2024-01-01" + @"P999999999Y"', None),
    ('@"2024-01-01" + @"2024-01-01"', None),
    # In the night of 31 March 2024 the clocks of Helsinki went from 3 to 4.
    ('string(@"2024-03-30T12:00:00@Europe/Helsinki" + @"PT24H")', "2024-03-31T13:00:00@Europe/Helsinki"),
    ('@"2024-03-31T12:00:00@Europe/Helsinki" - @"2024-03-30T12:00:00@Europe/Helsinki"', timedelta(hours=23)),
    ('string(@"2024-03-30T12:00:00@Europe/Helsinki" + @"P1M")', "2024-04-30T12:00:00@Europe/Helsinki"),
]
PATHS = [
    ("{a: {b: 1}}.a.b", 1),
    ("{a: 1}.b", None),
    ("null.a", None),
    ("[{a: 1}, {a: 2}, {b: 3}].a", [1, 2, None]),
    ('@"2026-11-22".year', 2026),
    ('@"2026-11-22".weekday', 7),
    ('@"10:30:15".minute', 30),
    ('@"10:30:00+02:00".time offset', timedelta(hours=2)),
    ('@"2026-11-22T10:30:00@Europe/Helsinki".timezone', "Europe/Helsinki"),
    ('@"P1Y2M".months', 2),
    ('@"-P1DT2H".hours', -2),
    ("[1..5).end", 5),
    ("[1..5).end included", False),
    ("1.year", None),
]
FILTERS = [
    ("[1, 2, 3][2]", 2),
    ("[1, 2, 3][-1]", 3),
    ("[1, 2, 3][4]", None),
    ("[1, 2, 3][0]", None),
    ("[1, 2, 3][1.5]", None),
    ("[1, 2, 3][item > 1]", [2, 3]),
    ("[{a: 1}, {a: 2}][a > 1]", [{"a": 2}]),
    ("[{a: 1}, {a: 2}][item.a > 1].a", [2]),
    ("5[1]", 5),
    ("5[item = 5]", [5]),
    ("null[1]", None),
    ("[[1, 2], [3]][2][1]", 3),
    ('[1, 2]["a"]', None),
    ("for i in 1..3 return [10, 20, 30][i]", [10, 20, 30]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    CONJUNCTION + DISJUNCTION + EQUALITY + ORDER + MEMBERSHIP + NUMBERS + DATES + PATHS + FILTERS,
)
def test_an_operator_follows_its_table(value, text, expected):
    result = value(text)
    assert result == expected
    assert type(result) is type(expected)

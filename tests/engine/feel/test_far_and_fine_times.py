"""Years that Python's dates do not know, and billionths of seconds."""

from datetime import date, datetime

import pytest

from engine.feel import compile_expression, feel_text, parse_iso, parse_iso_date, parse_iso_date_time, parse_iso_time
from engine.feel.beyond import FarDate

TEXTS = [
    ('date("-0753-04-21")', "-0753-04-21"),
    ("date(12345, 6, 7)", "12345-06-07"),
    ('date("999999999-12-31")', "999999999-12-31"),
    ('@"-999999999-01-01T00:00:00Z"', "-999999999-01-01T00:00:00Z"),
    ('time("08:09:10.987654321")', "08:09:10.987654321"),
    ('time("08:09:10.000000001+02:00")', "08:09:10.000000001+02:00"),
    ("time(8, 9, 10.000000005)", "08:09:10.000000005"),
    ('@"2024-02-03T04:05:06.123456789@Europe/Helsinki"', "2024-02-03T04:05:06.123456789@Europe/Helsinki"),
    ('date and time(date("20000-01-02"), time("03:04:05.000000006"))', "20000-01-02T03:04:05.000000006"),
    ('date(@"20000-01-02T03:04:05")', "20000-01-02"),
    ('duration("P1DT2H3M4.567891234S")', "P1DT2H3M4.567891234S"),
    ('-duration("PT0.000000001S")', "-PT0.000000001S"),
    ('abs(duration("-PT1.999999999S"))', "PT1.999999999S"),
    ('duration("PT1.999999999S") + duration("PT1S")', "PT2.999999S"),
    ('time(@"20000-01-02T03:04:05.000000006Z")', "03:04:05.000000006Z"),
]
COUNTED = [
    ('@"9999-12-31" + @"P1D"', "10000-01-01"),
    ('@"10000-01-01" - @"P1D"', "9999-12-31"),
    ('@"9999-11-30" + @"P3M"', "10000-02-29"),
    ('@"-0044-03-15" + @"P1Y"', "-0043-03-15"),
    ('@"0001-01-01" - @"P1D"', "0000-12-31"),
    ('@"-3000-06-15T12:00:00@Europe/Helsinki" + @"P1DT1H"', "-3000-06-16T13:00:00@Europe/Helsinki"),
    ('@"9999-12-31T23:30:00+02:00" + @"PT1H"', "10000-01-01T00:30:00+02:00"),
    ('@"12:00:00.000000001" + @"PT13H"', "01:00:00.000000001"),
    ('@"20000-01-01" - @"19999-01-01"', "P365D"),
    ('@"20000-01-01T12:00:00Z" - @"20000-01-01"', "PT12H"),
    ('@"12:00:00.000000001" - @"11:00:00"', "PT1H"),
    ('years and months duration(@"-0010-01-01", @"0010-01-01")', "P20Y"),
]
ANSWERS = [
    ('@"-0044-03-15" < @"0014-08-19"', True),
    ('@"10000-01-01" > @"9999-12-31"', True),
    ('@"10000-01-01" = @"9999-12-31" + @"P1D"', True),
    ('@"10000-01-01T00:00:00Z" = @"10000-01-01T02:00:00+02:00"', True),
    ('is(@"10000-01-01T00:00:00Z", @"10000-01-01T02:00:00+02:00")', False),
    ('@"10000-01-01T00:00:00Z" < @"10000-01-02T00:00:00"', None),
    ('@"10000-01-01" = @"10000-01-01T00:00:00"', None),
    ('@"12:00:00.000000001" = @"12:00:00.000000002"', False),
    ('@"12:00:00.000000001" > @"12:00:00"', True),
    ('max(@"2024-01-01", @"20000-01-01", @"-0001-01-01") = @"20000-01-01"', True),
    ('@"20000-05-05" in [@"2024-01-01"..@"30000-01-01"]', True),
    ('@"20000-05-05" instance of date', True),
    ('@"PT0.000000001S" > @"PT0S"', True),
    ('@"PT0.000000001S" = @"PT0.000000001S"', True),
    ('@"-PT0.000000001S" < @"PT0S"', True),
    ('@"-PT1.999999999S".seconds', -1),
    ('@"PT0.000000001S" instance of days and time duration', True),
    ('@"20000-05-05T00:00:00" instance of date and time', True),
    ('@"00:00:00.000000001" instance of time', True),
    ('[@"20000-01-01", @"-0001-01-01"].year', [20000, -1]),
    ('@"20000-01-01T10:20:30.123456789Z".second', 30),
    ('@"20000-01-01T10:20:30+02:00".time offset = @"PT2H"', True),
    ('day of week(@"20000-01-01")', "Saturday"),
    ('day of year(@"20000-12-31")', 366),
]
NO_DATES = [
    'date("0000-01-01")',
    'date("012345-01-01")',
    'date("+2024-01-01")',
    'date("10001-02-29")',
    'date("1000000000-01-01")',
    "date(0, 1, 1)",
    "date(1000000000, 1, 1)",
    '@"999999999-12-31" + @"P1D"',
    '@"999999999-12-31" - @"-999999999-12-31"',
]


@pytest.mark.parametrize(("text", "expected"), TEXTS + COUNTED)
def test_what_python_cannot_hold_is_written_with_every_digit(text, expected):
    assert feel_text(text) == f'"{expected}"'
    assert feel_text(f"string({text})") == f'"{expected}"'


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_far_and_fine_values_behave_as_others_of_their_type(value, text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_there_is_an_end_to_dates_on_both_sides(value, text):
    assert value(text) is None


def test_billionths_of_a_second_stay_within_feel(value):
    assert value('@"2024-01-02T03:04:05.123456789"') == datetime.fromisoformat("2024-01-02T03:04:05.123456")
    assert parse_iso_time("01:02:03.123456789").microsecond == 123456
    assert parse_iso_date_time("2024-01-02T03:04:05.1234567").microsecond == 123456


def test_a_far_date_leaves_feel_as_itself_and_comes_back(value):
    far = value('@"20000-01-01"')
    assert isinstance(far, FarDate)
    assert value("far - day", {"far": far, "day": compile_expression('@"P1D"').evaluate({})}).year == 19999


def test_what_is_for_outside_knows_the_years_of_python_only():
    assert parse_iso("2024-01-01") == date(2024, 1, 1)
    for parse in (parse_iso, parse_iso_date):
        with pytest.raises(ValueError, match="Expected a year from 1 to 9999"):
            parse("12024-01-01")

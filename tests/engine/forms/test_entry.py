from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms.entry import FIRST_YEAR, LAST_YEAR, read_date, read_number, write_date, write_number
from engine.forms.sentences import LANGUAGES, Refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 500,50 €", "12500.50"),
        ("12\u00a0500,50\u202f€", "12500.50"),
        ("12500.5", "12500.5"),
        ("€ 7", "7"),
        ("7 EUR", "7"),
        ("−3,5", "-3.5"),
        ("+ 4", "4"),
        ("-0", "0"),
        ("12.500,50", "12500.50"),
        ("12,500.50", "12500.50"),
        ("1.500.000", "1500000"),
        ("0.125", "0.125"),
        ("1,125", "1.125"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_finns_write_it(text, value):
    assert str(read_number(text, "fi", unit="€")) == value


@pytest.mark.parametrize(
    "text", ["", "12 50", "1 2", "1e5", "NaN", "Infinity", "٣", "12,,5", "1,2,3", "--5", "5 kg", "€", ",5", "5,"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Refusal) as refused:
        read_number(text, "fi", unit="€")
    assert refused.value.name == "number"


@pytest.mark.parametrize(("text", "language"), [("1.500", "fi"), ("12.500", "sv"), ("1,500", "en")])
def test_a_number_that_could_mean_two_is_never_guessed(text, language):
    with pytest.raises(Refusal) as refused:
        read_number(text, language)
    assert refused.value.name == "ambiguous"


def test_too_many_decimals_are_refused_but_zeros_are_not_decimals():
    assert read_number("3,00", "fi", digits=0) == 3
    with pytest.raises(Refusal) as refused:
        read_number("3,005", "fi", digits=2)
    assert refused.value.say("fi", "Summa") == "Summa: anna luku enintään 2 desimaalilla."


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.sampled_from(LANGUAGES),
)
def test_a_number_written_is_read_as_itself(value, language):
    written = write_number(value, language)
    if sum(map(str.isdigit, written)) <= 30:
        assert read_number(written, language) == value


@given(st.integers(-(10**29), 10**29), st.sampled_from(LANGUAGES))
def test_a_whole_number_written_is_read_as_itself(value, language):
    assert read_number(write_number(value, language), language) == Decimal(value)


@pytest.mark.parametrize("text", ["31.12.2026", "31. 12. 2026", " 31.12.2026\u00a0", "2026-12-31"])
def test_a_day_is_read_as_finns_and_as_iso_write_it(text):
    assert read_date(text) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12/31/2026", "date"),
        ("huomenna", "date"),
        ("20261231", "date"),
        ("1.2.27", "short_year"),
        ("31.2.2026", "no_such_day"),
        ("1.13.2026", "no_such_day"),
        ("1.1.0206", "year"),
        ("1.1.2926", "year"),
    ],
)
def test_a_day_that_is_none_is_refused_for_its_own_reason(text, reason):
    with pytest.raises(Refusal) as refused:
        read_date(text)
    assert refused.value.name == reason


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_a_day_written_is_read_as_itself(day):
    assert read_date(write_date(day)) == day


@given(st.text(max_size=60), st.sampled_from(LANGUAGES), st.sampled_from(["", "€", "kg"]))
def test_any_text_is_a_number_or_refused(text, language, unit):
    try:
        assert read_number(text, language, unit=unit).is_finite()
    except Refusal as refusal:
        said = refusal.say(language, "Summa")
    else:
        said = "Summa: "
    assert said.startswith("Summa: ")


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text):
    with suppress(Refusal):
        assert FIRST_YEAR <= read_date(text).year <= LAST_YEAR

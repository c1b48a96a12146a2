"""Attributes of a diagram: literal or FEEL; dates, times and durations become instants in the organisation's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine import InvalidInput
from engine.expressions import Present

HELSINKI = ZoneInfo("Europe/Helsinki")
BEFORE_SUMMER = Present(datetime(2027, 3, 27, 7, 0, tzinfo=UTC), HELSINKI)  # Nine o'clock, a day before summer time.


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2027-06-30", datetime(2027, 6, 30, 20, 59, 59, tzinfo=UTC)),  # When the day is over in Helsinki.
        ("2027-06-30T12:00:00", datetime(2027, 6, 30, 9, 0, tzinfo=UTC)),
        ("2027-06-30T12:00:00Z", datetime(2027, 6, 30, 12, 0, tzinfo=UTC)),
        ("P1D", datetime(2027, 3, 28, 6, 0, tzinfo=UTC)),  # Nine o'clock again, after 23 hours.
        ("PT2H", datetime(2027, 3, 27, 9, 0, tzinfo=UTC)),
        ("P1M", datetime(2027, 4, 27, 6, 0, tzinfo=UTC)),
        ("P11M", datetime(2028, 2, 27, 7, 0, tzinfo=UTC)),
        ('= date("2027-06-30")', datetime(2027, 6, 30, 20, 59, 59, tzinfo=UTC)),
        ('= now() + duration("PT1H")', datetime(2027, 3, 27, 8, 0, tzinfo=UTC)),
        ("= deadline", None),
        ("", None),
    ],
)
def test_an_instant_is_worked_out_in_the_organisations_zone(text: str, instant: datetime | None) -> None:
    assert BEFORE_SUMMER.instant(text, {"deadline": None}) == instant


def test_the_last_day_of_a_month_stays_the_last() -> None:
    end = Present(datetime(2027, 1, 31, 10, 0, tzinfo=UTC), HELSINKI)
    assert end.instant("P1M", {}) == datetime(2027, 2, 28, 10, 0, tzinfo=UTC)
    assert end.instant("P1Y1M", {}) == datetime(2028, 2, 29, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("advisors, owners ,", ["advisors", "owners"]),
        ("", []),
        ('= ["a", "b"]', ["a", "b"]),
        ('= "a,b"', ["a", "b"]),
        ("= nobody", []),
    ],
)
def test_people_are_a_comma_list_or_what_feel_gives(text: str, texts: list[str]) -> None:
    assert BEFORE_SUMMER.texts(text, {"nobody": None}) == texts


@pytest.mark.parametrize("text", ["tomorrow", "= 3", "= [1]", '= "tomorrow"', "= 1 +", "12:00:00"])
def test_what_is_no_instant_is_said_so(text: str) -> None:
    with pytest.raises(InvalidInput):
        BEFORE_SUMMER.instant(text, {})


@pytest.mark.parametrize("text", ["= 3", "= [1]", "= {a: 1}"])
def test_what_names_nobody_is_said_so(text: str) -> None:
    with pytest.raises(InvalidInput, match="Expected"):
        BEFORE_SUMMER.texts(text, {})

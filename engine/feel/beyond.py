"""Dates and times that Python's own cannot hold: years outside 1 to 9999, seconds finer than a millionth.

The calendar repeats itself every 400 years, days of the week included. So such a date is a *near* one, whose year
Python knows, and how many times 400 years lie between the two (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.6 set no limits).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.feel.run_time import FAR_YEAR, YEAR_ZERO, OutOfRange, Unreadable

_YEARS = 400
_DAYS = 146_097
_MONTHS = 12 * _YEARS
# Where near years lie: far enough from both ends for 400 years and a time zone more.
_PAST, _FUTURE = 401, 9101
_LAST_YEAR = 999_999_999


@dataclass(frozen=True, slots=True)
class Beyond:
    """What Python's own cannot hold; all but the year is as it is nearby. `nanoseconds` are those below a millionth."""

    near: Any
    cycles: int = 0
    nanoseconds: int = 0

    @property
    def year(self) -> int:
        return int(self.near.year) + _YEARS * self.cycles

    def __getattr__(self, name: str) -> Any:
        return getattr(self.near, name)


class FarDate(Beyond):
    """A date of another year than 1 to 9999."""

    __slots__ = ()


class FineTime(Beyond):
    """A time with nine decimals."""

    __slots__ = ()


class FarDateTime(Beyond):
    """A date and time of another year than 1 to 9999, or with nine decimals."""

    __slots__ = ()


class FineDuration(Beyond):
    """A length of days and time with nine decimals; `near` is the next lower one with six."""

    __slots__ = ()


_FORMS: Mapping[type, type[Beyond]] = {
    date: FarDate,
    time: FineTime,
    datetime: FarDateTime,
    timedelta: FineDuration,
}


def apart(value: Any) -> tuple[Any, int, int]:
    """The near value, the cycles and the nanoseconds of any date, time or length."""
    return (value.near, value.cycles, value.nanoseconds) if isinstance(value, Beyond) else (value, 0, 0)


def settled(near: Any, cycles: int = 0, nanoseconds: int = 0) -> Any:
    """Python's own value where it can hold this one; raises OverflowError for years beyond 999,999,999."""
    if cycles:
        year = near.year + _YEARS * cycles
        if abs(year) > _LAST_YEAR:
            raise OutOfRange(FAR_YEAR, str(year))
        home = year if 1 <= year <= date.max.year else _home(year)
        near, cycles = near.replace(year=home), (year - home) // _YEARS
    return _FORMS[type(near)](near, cycles, nanoseconds) if cycles or nanoseconds else near


def dated(year: int, month: int, day: int) -> Any:
    """The date; raises ValueError when there is no such day, OverflowError as `settled` does.

    Nobody names a year 0 (XML Schema part 2, 3.2.7); it is only what counting back from year 1 gives.
    """
    if not year:
        raise Unreadable(YEAR_ZERO)
    if 1 <= year <= date.max.year:
        return date(year, month, day)
    home = _home(year)
    return settled(date(home, month, day), (year - home) // _YEARS)


def later(step: Callable[[Any, timedelta], Any]) -> Callable[[Any, timedelta], Any]:
    """The same step by a length of days and time for what lies beyond, or comes to lie there."""

    def move(start: Any, length: timedelta) -> Any:
        near, cycles, nanoseconds = _unfolded(start)
        turns, days = divmod(length.days, _DAYS)
        rest = timedelta(days, length.seconds, length.microseconds)
        return settled(step(near, rest), cycles + turns, nanoseconds)

    return move


def months_later(step: Callable[[Any, int], Any], start: Any, months: int) -> Any:
    """The same step by months for what lies beyond, or comes to lie there."""
    near, cycles, nanoseconds = _unfolded(start)
    turns, rest = divmod(months, _MONTHS)
    return settled(step(near, rest), cycles + turns, nanoseconds)


def difference(left: Any, right: Any) -> timedelta:
    """The length between two dates and times, both or neither with a zone; raises OverflowError, TypeError."""
    (end, end_cycles, _), (start, start_cycles, _) = apart(left), apart(right)
    return timedelta(days=_DAYS * (end_cycles - start_cycles)) + (_world(end) - _world(start))


def rank(value: Any) -> tuple[bool, Any, Any, int]:
    """What orders dates, times and lengths among their kind; the first part tells whether there is a zone."""
    near, cycles, nanoseconds = apart(value)
    if isinstance(near, timedelta):
        return False, 0, near, nanoseconds
    if isinstance(near, datetime):
        moment = _world(near)
        return moment.tzinfo is not None, moment.toordinal() + _DAYS * cycles, moment.time(), nanoseconds
    if isinstance(near, date):
        return False, near.toordinal() + _DAYS * cycles, 0, nanoseconds
    return near.utcoffset() is not None, 0, near, nanoseconds


def opposite(length: Any) -> Any:
    """The length with the other sign."""
    near, _, nanoseconds = apart(length)
    if not nanoseconds:
        return -near
    return settled(-near - timedelta.resolution, nanoseconds=1000 - nanoseconds)


def magnitude(length: Any) -> timedelta:
    """The length without its sign, cut to six decimals."""
    near: timedelta = apart(opposite(length) if length.days < 0 else length)[0]
    return near


def without_nanoseconds(value: Beyond) -> Any:
    """The value cut to millionths, as what is outside of FEEL counts."""
    return settled(value.near, value.cycles)


def _unfolded(value: Any) -> tuple[Any, int, int]:
    near, cycles, nanoseconds = apart(value)
    if isinstance(near, time):
        return near, cycles, nanoseconds
    home = _home(near.year)
    return near.replace(year=home), cycles + (near.year - home) // _YEARS, nanoseconds


def _home(year: int) -> int:
    first = _PAST if year < date.max.year // 2 else _FUTURE
    return first + (year - first) % _YEARS


def _world(moment: datetime) -> datetime:
    return moment if moment.utcoffset() is None else moment.astimezone(UTC)

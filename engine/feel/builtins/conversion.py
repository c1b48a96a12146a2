"""Conversion functions (DMN 1.5, 10.3.4.1, table 66), and `is`, `now`, `today` (10.3.4.7 and 10.3.4.10)."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import at_midnight
from engine.feel.beyond import FarDateTime, FineTime, apart, dated, settled
from engine.feel.budgets import Meter
from engine.feel.comparison import Truth, equal
from engine.feel.decimals import number
from engine.feel.temporal import zone_text
from engine.feel.texts import text_of
from engine.feel.values import Function, YearsMonthsDuration

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


def same(value: object) -> object:
    """What is of the wanted type already."""
    return value


def date_of(value: object) -> object:
    """The day of a date and time."""
    near, cycles, _ = apart(value)
    return settled(near.date(), cycles) if isinstance(near, datetime) else value


def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> object:
    return dated(int(year), int(month), int(day))


def date_and_time(day: object, clock: object) -> object:
    near, cycles, _ = apart(date_of(day))
    nearby_clock, _, nanoseconds = apart(clock)
    return settled(datetime.combine(near, nearby_clock), cycles, nanoseconds)


def moment_of(value: object) -> object:
    return at_midnight(value)


def time_of(value: object) -> object:
    """The time of a date and time; of a date its midnight in UTC."""
    if isinstance(value, time | FineTime):
        return value
    near, _, nanoseconds = apart(value)
    return settled(near.timetz(), nanoseconds=nanoseconds) if isinstance(near, datetime) else time(tzinfo=UTC)


def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> object:
    whole = int(second)
    microseconds, nanoseconds = divmod(int((second - whole).scaleb(9)), 1000)
    zone = timezone(offset) if offset is not None else None
    return settled(time(int(hour), int(minute), whole, microseconds, zone), nanoseconds=nanoseconds)


def years_and_months(start: Any, end: Any) -> YearsMonthsDuration:
    """The whole months from one day to the other."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonthsDuration(months)


def number_of(text: str, grouping: str | None, point: str | None) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    return number(text) if _NUMBER.fullmatch(text) else None


def string_of(meter: Meter, value: object) -> str | None:
    return None if value is None or isinstance(value, Function) else text_of(value, meter)


def identical(meter: Meter, first: object, second: object) -> Truth:
    """`is`: equal, of one type, and for times written in the same zone."""
    if type(first) is not type(second):
        return False
    if isinstance(first, datetime | time | FineTime | FarDateTime):
        return _as_written(first) == _as_written(second)
    return equal(first, second, meter)


def _as_written(value: object) -> tuple[object, ...]:
    near, *rest = apart(value)
    return near.replace(tzinfo=None), zone_text(near.tzinfo), *rest


def now(meter: Meter) -> datetime:
    return meter.now()


def today(meter: Meter) -> date:
    return meter.now().date()

"""Conversion functions (DMN 1.5, 10.3.4.1, table 66), and `is`, `now`, `today` (10.3.4.7 and 10.3.4.10)."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from engine.feel.arithmetic import at_midnight
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


def date_of(value: date) -> date:
    """The day of a date and time."""
    return value.date() if isinstance(value, datetime) else value


def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> date:
    return date(int(year), int(month), int(day))


def date_and_time(day: date, clock: time) -> datetime:
    return datetime.combine(date_of(day), clock)


def moment_of(value: date) -> datetime:
    return at_midnight(value)


def time_of(value: date | time) -> time:
    """The time of a date and time; of a date its midnight in UTC."""
    if isinstance(value, time):
        return value
    return value.timetz() if isinstance(value, datetime) else time(tzinfo=UTC)


def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> time:
    whole = int(second)
    zone = timezone(offset) if offset is not None else None
    return time(int(hour), int(minute), whole, int((second - whole).scaleb(6)), zone)


def years_and_months(start: date, end: date) -> YearsMonthsDuration:
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
    if isinstance(first, datetime | time) and isinstance(second, datetime | time):
        plain = first.replace(tzinfo=None) == second.replace(tzinfo=None)
        return plain and zone_text(first.tzinfo) == zone_text(second.tzinfo)
    return equal(first, second, meter)


def now(meter: Meter) -> datetime:
    return meter.now()


def today(meter: Meter) -> date:
    return meter.now().date()

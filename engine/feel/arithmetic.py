"""Addition to exponentiation, by the types of both sides (DMN 1.5, 10.3.2.12.4 to 10.3.2.12.8, tables 56 to 61).

Each operator is a table: which pair of types it knows, and what it does with them. Any other pair gives null, and so
does what has no result: a division by zero, a date beyond the year 999,999,999.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import beyond
from engine.feel.beyond import FarDate, FarDateTime, FineDuration, FineTime
from engine.feel.budgets import Meter
from engine.feel.decimals import CONTEXT
from engine.feel.temporal import of_seconds, seconds_of
from engine.feel.values import YearsMonthsDuration

Operation = Callable[[Any, Any], object]
Table = Mapping[tuple[type, type], Operation]

FAULTS = (ArithmeticError, ValueError, TypeError, LookupError)
"""What Python raises where FEEL says null."""

_SOME_DAY = date(2000, 1, 1)


def calculate(table: Table, left: object, right: object, meter: Meter) -> object:
    """The result of an operator's table for two values, or null."""
    meter.count()
    operation = table.get((type(left), type(right)))
    if operation is None:
        # Lengths are counted in millionths of a second.
        if isinstance(left, FineDuration) or isinstance(right, FineDuration):
            return calculate(table, _in_millionths(left), _in_millionths(right), meter)
        return None
    try:
        result = operation(left, right)
    except FAULTS:
        return None
    if isinstance(result, str):
        return meter.sized(result)
    # A power may be infinite without a signal.
    return None if isinstance(result, Decimal) and not result.is_finite() else result


def negative(value: object) -> object:
    """The value with the other sign; null for what has none."""
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(-value.months)
    return beyond.opposite(value) if isinstance(value, timedelta | FineDuration) else None


def _in_millionths(value: object) -> object:
    return value.near if isinstance(value, FineDuration) else value


def at_midnight(value: Any) -> Any:
    """The date and time itself, or the date's midnight in UTC (DMN 1.5, 10.3.2.3.6)."""
    if isinstance(value, datetime | FarDateTime):
        return value
    near, cycles, _ = beyond.apart(value)
    return beyond.settled(datetime.combine(near, time(tzinfo=UTC)), cycles)


def months_later(start: Any, months: int) -> Any:
    """The same day of another month, or that month's last day (DMN 1.5, table 57)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, calendar.monthrange(year, month + 1)[1]))


def _time_later(start: time, length: timedelta) -> time:
    moved = datetime.combine(_SOME_DAY, start) + timedelta(seconds=length.seconds, microseconds=length.microseconds)
    return moved.timetz()


def _date_later(start: date, length: timedelta) -> date:
    return (datetime.combine(start, time()) + length).date()


def _moment_later(start: datetime, length: timedelta) -> datetime:
    # A length of time is counted by the clock of the world, not by a wall clock that jumps in spring.
    if start.tzinfo is None or start.utcoffset() is None:
        return start + length
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)


def _fine_time_later(start: FineTime, length: timedelta) -> object:
    return beyond.settled(_time_later(start.near, length), nanoseconds=start.nanoseconds)


def _moments_apart(left: object, right: object) -> timedelta:
    return beyond.difference(at_midnight(left), at_midnight(right))


def _times_apart(left: object, right: object) -> timedelta:
    (end, _, _), (start, _, _) = beyond.apart(left), beyond.apart(right)
    return datetime.combine(_SOME_DAY, end) - datetime.combine(_SOME_DAY, start)


def _months_by(left: YearsMonthsDuration, right: Decimal) -> YearsMonthsDuration:
    return YearsMonthsDuration(int(CONTEXT.multiply(Decimal(left.months), right)))


def _days_by(left: timedelta, right: Decimal) -> timedelta:
    return of_seconds(CONTEXT.multiply(seconds_of(left), right))


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _backwards(operation: Operation) -> Operation:
    return lambda left, right: operation(left, negative(right))


def _near_months_after(start: Any, length: YearsMonthsDuration) -> object:
    return months_later(start, length.months)


def _months_after(start: Any, length: YearsMonthsDuration) -> object:
    return beyond.months_later(months_later, start, length.months)


def _reaching(near: Operation, far: Operation) -> Operation:
    """The operation near by, and the other one where it leaves the years 1 to 9999."""

    def operate(start: Any, length: Any) -> object:
        try:
            return near(start, length)
        except (OverflowError, ValueError):
            return far(start, length)

    return operate


def _joined_months(left: YearsMonthsDuration, right: YearsMonthsDuration) -> YearsMonthsDuration:
    return YearsMonthsDuration(left.months + right.months)


_LATER: dict[tuple[type, type], Operation] = {
    (date, YearsMonthsDuration): _reaching(_near_months_after, _months_after),
    (datetime, YearsMonthsDuration): _reaching(_near_months_after, _months_after),
    (FarDate, YearsMonthsDuration): _months_after,
    (FarDateTime, YearsMonthsDuration): _months_after,
    (date, timedelta): _reaching(_date_later, beyond.later(_date_later)),
    (FarDate, timedelta): beyond.later(_date_later),
    (time, timedelta): _time_later,
    (FineTime, timedelta): _fine_time_later,
    (datetime, timedelta): _reaching(_moment_later, beyond.later(_moment_later)),
    (FarDateTime, timedelta): beyond.later(_moment_later),
}

_DAYS = (date, datetime, FarDate, FarDateTime)
_TIMES = (time, FineTime)

ADDITION: Table = {
    (Decimal, Decimal): CONTEXT.add,
    (str, str): lambda left, right: left + right,
    (YearsMonthsDuration, YearsMonthsDuration): _joined_months,
    (timedelta, timedelta): lambda left, right: left + right,
    **_LATER,
    **{(second, first): _swapped(operation) for (first, second), operation in _LATER.items()},
}

SUBTRACTION: Table = {
    (Decimal, Decimal): CONTEXT.subtract,
    (YearsMonthsDuration, YearsMonthsDuration): _backwards(_joined_months),
    (timedelta, timedelta): lambda left, right: left - right,
    **{(left, right): _times_apart for left in _TIMES for right in _TIMES},
    **{(left, right): _moments_apart for left in _DAYS for right in _DAYS},
    **{types: _backwards(operation) for types, operation in _LATER.items()},
}

MULTIPLICATION: Table = {
    (Decimal, Decimal): CONTEXT.multiply,
    (YearsMonthsDuration, Decimal): _months_by,
    (Decimal, YearsMonthsDuration): _swapped(_months_by),
    (timedelta, Decimal): _days_by,
    (Decimal, timedelta): _swapped(_days_by),
}

DIVISION: Table = {
    (Decimal, Decimal): CONTEXT.divide,
    (YearsMonthsDuration, Decimal): lambda left, right: YearsMonthsDuration(
        int(CONTEXT.divide(Decimal(left.months), right))
    ),
    (YearsMonthsDuration, YearsMonthsDuration): lambda left, right: CONTEXT.divide(
        Decimal(left.months), Decimal(right.months)
    ),
    (timedelta, Decimal): lambda left, right: of_seconds(CONTEXT.divide(seconds_of(left), right)),
    (timedelta, timedelta): lambda left, right: CONTEXT.divide(seconds_of(left), seconds_of(right)),
}

EXPONENTIATION: Table = {(Decimal, Decimal): CONTEXT.power}

TABLES: Mapping[str, Table] = {
    "+": ADDITION,
    "-": SUBTRACTION,
    "*": MULTIPLICATION,
    "/": DIVISION,
    "**": EXPONENTIATION,
}

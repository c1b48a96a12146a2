"""What stands after a dot (DMN 1.5, 10.3.2.5 and table 65)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.beyond import FarDate, FarDateTime, FineDuration, FineTime, magnitude
from engine.feel.budgets import Meter
from engine.feel.values import Range, YearsMonthsDuration

Property = Callable[[Any], object]


def property_of(value: object, name: str, meter: Meter) -> object:
    """An entry of a context, a part of a date, time, duration or range; of a list, those of its items. Else null."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [property_of(item, name, meter) for item in meter.sized(value)]
    read = PROPERTIES.get(type(value), {}).get(name)
    return read(value) if read is not None else None


def _attribute(name: str) -> Property:
    return lambda value: Decimal(getattr(value, name))


def _timezone(value: datetime | time) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _years_months(position: int) -> Property:
    """Years or months of a duration; both have its sign."""

    def read(value: YearsMonthsDuration) -> Decimal:
        part = Decimal(divmod(abs(value.months), 12)[position])
        return part.copy_negate() if value.months < 0 and part else part

    return read


def _length(parts: Callable[[timedelta], int]) -> Property:
    def read(value: timedelta | FineDuration) -> Decimal:
        part = Decimal(parts(magnitude(value)))
        return part.copy_negate() if value.days < 0 and part else part

    return read


_DATE: Mapping[str, Property] = {
    "year": _attribute("year"),
    "month": _attribute("month"),
    "day": _attribute("day"),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME: Mapping[str, Property] = {
    "hour": _attribute("hour"),
    "minute": _attribute("minute"),
    "second": _attribute("second"),
    "time offset": lambda value: value.utcoffset(),
    "timezone": _timezone,
}

_DAYS_DURATION: Mapping[str, Property] = {
    "days": _length(lambda length: length.days),
    "hours": _length(lambda length: length.seconds // 3600),
    "minutes": _length(lambda length: length.seconds // 60 % 60),
    "seconds": _length(lambda length: length.seconds % 60),
}
_DATE_TIME: Mapping[str, Property] = {**_DATE, **_TIME}

PROPERTIES: Mapping[type, Mapping[str, Property]] = {
    date: _DATE,
    time: _TIME,
    datetime: _DATE_TIME,
    FarDate: _DATE,
    FineTime: _TIME,
    FarDateTime: _DATE_TIME,
    YearsMonthsDuration: {"years": _years_months(0), "months": _years_months(1)},
    timedelta: _DAYS_DURATION,
    FineDuration: _DAYS_DURATION,
    Range: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}

"""The values of FEEL as Python has them (DMN 1.5, 10.3.2.2 and table 41).

| FEEL                          | Python                                                    |
|-------------------------------|-----------------------------------------------------------|
| null, boolean, string         | None, bool, str                                           |
| number                        | Decimal inside; outside int, float or Decimal             |
| date, time, date and time     | datetime.date, datetime.time, datetime.datetime; or what  |
|                               | Python cannot hold: FarDate, FineTime, FarDateTime        |
| days and time duration        | datetime.timedelta, or FineDuration                       |
| years and months duration     | YearsMonthsDuration                                       |
| list, context                 | list, dict with text keys                                 |
| range, function               | Range, Function                                           |

One rule for numbers that leave: a whole number below 10^34 is an int, any other a Decimal without trailing zeros.
Seconds that leave are cut to six decimals; only the texts of JSON have all nine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

from engine.feel.beyond import Beyond, FarDate, FarDateTime, FineDuration, FineTime, without_nanoseconds
from engine.feel.budgets import Meter
from engine.feel.decimals import CONTEXT, PRECISION, is_whole, number
from engine.feel.errors import BudgetExceeded, EvaluationError
from engine.feel.run_time import LEVELS, LONG_DURATION, NO_VALUE_KIND, OutOfRange

DaysDuration = timedelta

_LONGEST = 12 * 10**9
_DEEPEST = 100


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A length of time by the calendar, in months; negative goes back. Raises OverflowError beyond 10^9 years."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > _LONGEST:
            raise OutOfRange(LONG_DURATION)

    def __str__(self) -> str:
        """ISO 8601: P1Y2M, -P3M, P0M."""
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """From `low` to `high`; each end may be left out (null) or open.

    `operator` is how a range without one end was written (`<`, `>=`, `=` …), empty for `[low..high]`.
    """

    low: object
    high: object
    low_included: bool = True
    high_included: bool = True
    operator: str = ""


Invoke = Callable[[Meter, Sequence[object], Mapping[str, object]], object]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something to call: `invoke(meter, positional, named)`. `parameters` is None where there are several forms."""

    name: str
    parameters: tuple[str, ...] | None
    invoke: Invoke

    def call(self, meter: Meter, positional: Sequence[object], named: Mapping[str, object] | None = None) -> object:
        """The result; raises BudgetExceeded when calls are nested too deeply."""
        meter.enter()
        try:
            return self.invoke(meter, positional, named or {})
        finally:
            meter.leave()


TYPE_NAMES: dict[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    FarDate: "date",
    FineTime: "time",
    FarDateTime: "date and time",
    timedelta: "days and time duration",
    FineDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}

_NUMBERS = frozenset({int, float, Decimal})
_KEPT = frozenset(TYPE_NAMES) - {list, dict, Decimal}


def type_name(value: object) -> str:
    """What FEEL calls the value's type."""
    return TYPE_NAMES.get(type(value), type(value).__name__)


def taken_in(value: object, meter: Meter, depth: int = 0) -> object:
    """A value from outside as FEEL has it: numbers exact, structures copied and every element counted.

    Raises EvaluationError for a kind FEEL does not know, BudgetExceeded for what is too large or contains itself.
    """
    kind = type(value)
    if kind in _KEPT:
        return value
    if kind in _NUMBERS:
        return number(cast(float | Decimal, value))
    if depth > _DEEPEST:
        raise BudgetExceeded(LEVELS.fill(limit=_DEEPEST))
    if isinstance(value, Mapping):
        meter.sized(value)
        return {str(key): taken_in(item, meter, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        meter.sized(value)
        return [taken_in(item, meter, depth + 1) for item in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, int | float | Decimal):
        return number(value)
    # A subclass keeps its value, not its class: a marked-up text, a member of an enumeration, a test clock's moment.
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, datetime):
        return datetime.combine(date(value.year, value.month, value.day), value.timetz())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise EvaluationError(NO_VALUE_KIND.fill(type=type(value).__name__))


Leaving = Callable[[object], object]


def given_out(value: object, meter: Meter) -> object:
    """A FEEL value as the outside has it: numbers and seconds by the rules above, every element counted."""
    if isinstance(value, bool):
        return value
    return _leaving(value, meter, _plain)


def written_out(value: object, meter: Meter) -> object:
    """The same for the texts of JSON, where seconds keep all their digits."""
    return _leaving(value, meter, _exact)


def _leaving(value: object, meter: Meter, leave: Leaving) -> object:
    if type(value) is list:
        meter.sized(value)
        return [_leaving(item, meter, leave) for item in value]
    if type(value) is dict:
        meter.sized(value)
        return {key: _leaving(item, meter, leave) for key, item in value.items()}
    return leave(value)


def _exact(value: object) -> object:
    return number_out(value) if type(value) is Decimal else value


def _plain(value: object) -> object:
    return without_nanoseconds(value) if isinstance(value, Beyond) else _exact(value)


def number_out(value: Decimal) -> int | Decimal:
    """An int for a whole number below 10^34, else the Decimal without trailing zeros."""
    if value.adjusted() < PRECISION and is_whole(value):
        return int(value)
    return CONTEXT.normalize(value)

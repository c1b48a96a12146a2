"""Three-valued logic, equality and order (DMN 1.5, 10.3.2.12, tables 49 to 54)."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel.beyond import Beyond, FarDate, FarDateTime, FineDuration, FineTime, rank
from engine.feel.budgets import Meter
from engine.feel.values import Function, Range, YearsMonthsDuration, type_name

Truth = bool | None

ORDERED: frozenset[type] = frozenset(
    {Decimal, str, date, time, datetime, timedelta, YearsMonthsDuration, FarDate, FineTime, FarDateTime, FineDuration}
)


_PLAIN: frozenset[type] = frozenset({bool, Decimal, str})
"""The types whose values Python itself compares as FEEL does: asked first, for they are the most frequent."""


def both(left: object, right: object) -> Truth:
    """`and`: false wins over null; whatever is no boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: object, right: object) -> Truth:
    """`or`: true wins over null; whatever is no boolean counts as null."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def negation(value: object) -> Truth:
    """True for false and false for true, null for all else."""
    return not value if isinstance(value, bool) else None


def equal(left: object, right: object, meter: Meter) -> Truth:
    """Whether two values are equal; null when their types differ. Null equals only null."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return left == right
    if left is None or right is None:
        return left is right
    if type(left) is not type(right) or isinstance(left, Beyond):
        places = _ranks(left, right)
        return places[0] == places[1] if places else None
    if isinstance(left, list | dict | Range | Function):
        return _equal_structures(left, right, meter)
    if type(left) is datetime:
        return bool(instant(left) == instant(right))
    return bool(left == right)


def _equal_structures(left: Any, right: Any, meter: Meter) -> Truth:
    meter.count()
    if isinstance(left, Function):
        return left is right
    if isinstance(left, Range):
        if (left.low_included, left.high_included, left.operator) != (
            right.low_included,
            right.high_included,
            right.operator,
        ):
            return False
        return equal(left.low, right.low, meter) is True and equal(left.high, right.high, meter) is True
    if len(left) != len(right) or (isinstance(left, dict) and left.keys() != right.keys()):
        return False
    places = left if isinstance(left, dict) else range(len(left))
    return _all_equal(left, right, places, meter)


def _all_equal(left: Any, right: Any, places: Any, meter: Meter) -> Truth:
    result: Truth = True
    for place in places:
        meter.count()
        result = both(result, equal(left[place], right[place], meter))
    return result


def unequal(left: object, right: object, meter: Meter) -> Truth:
    """The opposite of equal; null stays null."""
    return negation(equal(left, right, meter))


def less(left: Any, right: Any, or_equal: bool = False) -> Truth:
    """Whether the left value comes first; null for types without order or a zoned time beside one without a zone."""
    if type(left) is not type(right) or isinstance(left, Beyond):
        places = _ranks(left, right)
        if places is None or places[0][0] is not places[1][0]:
            return None
        left, right = places
    elif type(left) not in ORDERED:
        return None
    elif type(left) is datetime:
        left, right = instant(left), instant(right)
    try:
        return bool(left <= right if or_equal else left < right)
    except TypeError:
        return None


def _ranks(left: Any, right: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    """What orders two values of one type of which at least one lies beyond what Python holds; else None."""
    if not isinstance(left, Beyond) and not isinstance(right, Beyond):
        return None
    return (rank(left), rank(right)) if type_name(left) == type_name(right) else None


def instant(value: Any) -> Any:
    """The same moment in UTC, so that two moments of one zone compare right across a change of summer time."""
    return value.astimezone(UTC) if value.utcoffset() is not None else value


def range_of(low: object, high: object, low_included: bool, high_included: bool) -> Range | None:
    """The range between two ends; an end that is null is open."""
    if low is None and high is None:
        return None
    if low is not None and high is not None and less(low, high, or_equal=True) is not True:
        return None
    return Range(low, high, low_included and low is not None, high_included and high is not None)


def contains(interval: Range, value: object, meter: Meter) -> Truth:
    """Whether the value lies within the range; null when it cannot be compared."""
    if interval.operator == "=":
        return equal(value, interval.low, meter)
    if interval.operator == "!=":
        return unequal(value, interval.low, meter)
    open_ended = bool(interval.operator)
    low = True if interval.low is None and open_ended else less(interval.low, value, interval.low_included)
    high = True if interval.high is None and open_ended else less(value, interval.high, interval.high_included)
    return both(low, high)


def satisfies(value: object, test: object, meter: Meter) -> Truth:
    """Whether the value passes a test that is a value, a range, or a list of these (DMN 1.5, 7.3 and table 55)."""
    if isinstance(test, Range) and not isinstance(value, Range):
        return contains(test, value, meter)
    if isinstance(test, list):
        meter.sized(test)
        if not isinstance(value, list):
            return any(satisfies(value, item, meter) is True for item in test)
        if any(equal(value, item, meter) is True for item in test):
            return True
    return equal(value, test, meter)


Comparison = Callable[[Any, Any, Meter], Truth]


def _ordering(compare: Callable[[Any, Any], bool], upwards: bool, or_equal: bool) -> Comparison:
    def decide(left: Any, right: Any, meter: Meter) -> Truth:
        if type(left) is Decimal and type(right) is Decimal:
            return compare(left, right)
        return less(left, right, or_equal) if upwards else less(right, left, or_equal)

    return decide


COMPARISONS: Mapping[str, Comparison] = {
    "=": equal,
    "!=": unequal,
    "<": _ordering(lt, upwards=True, or_equal=False),
    "<=": _ordering(le, upwards=True, or_equal=True),
    ">": _ordering(gt, upwards=False, or_equal=False),
    ">=": _ordering(ge, upwards=False, or_equal=True),
}
"""What every comparison does with two values."""

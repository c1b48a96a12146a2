"""List functions (DMN 1.5, 10.3.4.4, table 69)."""

import functools
import statistics
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import ADDITION, calculate
from engine.feel.budgets import Meter
from engine.feel.builtins.signatures import all_of
from engine.feel.comparison import ORDERED, Truth, equal, less
from engine.feel.decimals import CONTEXT
from engine.feel.values import Function, YearsMonthsDuration

Items = list[Any]


def list_contains(meter: Meter, items: Items, element: object) -> bool:
    return any(equal(item, element, meter) is True for item in items)


def list_replace_at(items: Items, position: Decimal, new: object) -> Items:
    index = _index(items, position)
    return [*items[:index], new, *items[index + 1 :]]


def list_replace_where(meter: Meter, items: Items, match: Function, new: object) -> Items | None:
    hits = [match.call(meter, [item, new]) for item in items]
    return [new if hit else item for item, hit in zip(items, hits, strict=True)] if all_of(hits, bool) else None


def count(items: Items) -> Decimal:
    return Decimal(len(items))


def minimum(items: Items) -> object:
    return _extreme(items, less)


def maximum(items: Items) -> object:
    return _extreme(items, lambda item, best: less(best, item))


def total(meter: Meter, items: Items) -> object:
    """The sum of numbers, or of durations of one kind."""
    if items and (all_of(items, YearsMonthsDuration) or all_of(items, timedelta)):
        return functools.reduce(lambda left, right: calculate(ADDITION, left, right, meter), items)
    return _sum(items)


def product(items: Items) -> object:
    return functools.reduce(CONTEXT.multiply, _numbers(items))


def mean(items: Items) -> Decimal:
    return CONTEXT.divide(_sum(items), Decimal(len(items)))


def median(items: Items) -> object:
    ordered = sorted(_numbers(items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return CONTEXT.divide(CONTEXT.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def standard_deviation(items: Items) -> Decimal | None:
    """Of a sample: divided by one less than the count."""
    if len(items) < 2:
        return None
    centre = mean(items)
    squares = (CONTEXT.power(CONTEXT.subtract(item, centre), Decimal(2)) for item in items)
    return CONTEXT.sqrt(CONTEXT.divide(functools.reduce(CONTEXT.add, squares), Decimal(len(items) - 1)))


def mode(items: Items) -> Items | None:
    return sorted(statistics.multimode(items)) if all_of(items, Decimal) else None


def all_true(items: Items) -> Truth:
    if any(item is False for item in items):
        return False
    return True if all_of(items, bool) else None


def any_true(items: Items) -> Truth:
    if any(item is True for item in items):
        return True
    return False if all_of(items, bool) else None


def sublist(items: Items, start: Decimal, length: Decimal | None) -> Items | None:
    index = _index(items, start)
    if length is None:
        return items[index:]
    end = index + int(length)
    return items[index:end] if index < end <= len(items) else None


def append(meter: Meter, *arguments: Any) -> Items:
    items, *elements = arguments
    return meter.sized([*_as_list(items), *elements])


def concatenate(meter: Meter, *arguments: Any) -> Items:
    return meter.sized([item for argument in arguments for item in _as_list(argument)])


def union(meter: Meter, *arguments: Any) -> Items:
    return distinct_values(meter, concatenate(meter, *arguments))


def insert_before(meter: Meter, items: Items, position: Decimal, new: object) -> Items:
    index = _index(items, position)
    return meter.sized([*items[:index], new, *items[index:]])


def remove(items: Items, position: Decimal) -> Items:
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


def reverse(items: Items) -> Items:
    return items[::-1]


def index_of(meter: Meter, items: Items, match: object) -> list[Decimal]:
    return [Decimal(place) for place, item in enumerate(items, 1) if equal(item, match, meter) is True]


def distinct_values(meter: Meter, items: Items) -> Items:
    result: Items = []
    for item in items:
        meter.count(1 + len(result) // 8)
        if not any(equal(item, known, meter) is True for known in result):
            result.append(item)
    return result


def flatten(meter: Meter, items: Items) -> Items:
    result: Items = []
    for item in items:
        meter.count()
        result += flatten(meter, item) if isinstance(item, list) else [item]
    return meter.sized(result)


def sort(meter: Meter, items: Items, precedes: Function | None) -> Items:
    """Ascending, or as the function says; null (by TypeError) when two items cannot be compared."""

    def order(left: object, right: object) -> int:
        meter.count()
        first = precedes.call(meter, [left, right]) if precedes is not None else less(left, right)
        if not isinstance(first, bool):
            raise TypeError("no order")
        return -1 if first else 1

    return sorted(items, key=functools.cmp_to_key(order))


def _as_list(value: object) -> Items:
    if value is None:
        raise TypeError("null is no list")
    return value if isinstance(value, list) else [value]


def _index(items: Sequence[object], position: Decimal) -> int:
    """The index of a position counted from 1, or from the end with -1; raises IndexError."""
    place = int(position)
    if not 0 < abs(place) <= len(items):
        raise IndexError(place)
    return place - 1 if place > 0 else len(items) + place


def _numbers(items: Items) -> Items:
    if not items or not all_of(items, Decimal):
        raise TypeError("numbers expected")
    return items


def _sum(items: Items) -> Decimal:
    result: Decimal = functools.reduce(CONTEXT.add, _numbers(items))
    return result


def _extreme(items: Items, better: Callable[[object, object], Truth]) -> object:
    if not items or type(items[0]) not in ORDERED:
        return None
    best = items[0]
    for item in items[1:]:
        wins = better(item, best)
        if wins is None:
            return None
        if wins:
            best = item
    return best

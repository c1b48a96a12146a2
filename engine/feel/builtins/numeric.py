"""Numeric functions (DMN 1.5, 10.3.4.5, table 70)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal

from engine.feel.beyond import FineDuration, opposite
from engine.feel.decimals import CONTEXT, WIDE, is_whole
from engine.feel.values import YearsMonthsDuration

_SMALLEST_SCALE, _LARGEST_SCALE = -6111, 6176
_LARGEST_EXPONENT = 15_000


def rounding(mode: str) -> Callable[..., Decimal | None]:
    """The function that rounds so, at a scale of decimals (none when left out)."""

    def rounded(value: Decimal, scale: Decimal | None = None) -> Decimal | None:
        places = int(scale or 0)
        if not _SMALLEST_SCALE <= places <= _LARGEST_SCALE:
            return None
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -exponent <= places:
            return value
        return CONTEXT.plus(value.quantize(Decimal(1).scaleb(-places), mode, WIDE))

    return rounded


def absolute(value: Decimal) -> Decimal:
    return CONTEXT.abs(value)


def absolute_days(value: timedelta | FineDuration) -> object:
    return opposite(value) if value.days < 0 else value


def absolute_months(value: YearsMonthsDuration) -> YearsMonthsDuration:
    return YearsMonthsDuration(abs(value.months))


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Has the sign of the divisor."""
    turns = CONTEXT.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, turns))


def square_root(value: Decimal) -> Decimal:
    return CONTEXT.sqrt(value)


def logarithm(value: Decimal) -> Decimal | None:
    return CONTEXT.ln(value) if value > 0 else None


def exponential(value: Decimal) -> Decimal | None:
    return CONTEXT.exp(value) if -_LARGEST_EXPONENT < value < _LARGEST_EXPONENT else None


def odd(value: Decimal) -> bool:
    return is_whole(value) and int(value) % 2 == 1


def even(value: Decimal) -> bool:
    return is_whole(value) and int(value) % 2 == 0

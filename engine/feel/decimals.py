"""Exact numbers: IEEE 754 decimal128, 34 digits (DMN 1.5, 10.3.2.3.1)."""

import decimal
from decimal import Decimal

PRECISION = 34

_EXACT = 10**PRECISION

CONTEXT = decimal.Context(
    prec=PRECISION,
    rounding=decimal.ROUND_HALF_EVEN,
    Emax=6144,
    Emin=-6143,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

WIDE = decimal.Context(prec=7000, rounding=decimal.ROUND_HALF_EVEN, traps=[decimal.InvalidOperation])
"""Room for rounding the largest number at the smallest place."""


def number(value: int | float | str | Decimal) -> Decimal | None:
    """A FEEL number; null for what decimal128 cannot hold (infinity, not a number, an exponent too large).

    A float is read by its shortest text, so that 0.1 is a tenth.
    """
    if type(value) is int and -_EXACT < value < _EXACT:
        return Decimal(value)
    try:
        result = CONTEXT.create_decimal(repr(value) if isinstance(value, float) else value)
    except decimal.DecimalException:
        return None
    return result if result.is_finite() else None


def is_whole(value: Decimal) -> bool:
    """Whether the number has no fraction."""
    return value == value.to_integral_value()


def number_text(value: Decimal | int) -> str:
    """The number in plain digits, without an exponent and without zeros at the end of a fraction."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text

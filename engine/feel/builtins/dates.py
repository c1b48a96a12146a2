"""Date and time functions (DMN 1.5, 10.3.4.8, table 74). Days and months have English names in the standard."""

from decimal import Decimal
from typing import Any

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_of_year(day: Any) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


def day_of_week(day: Any) -> str:
    return _DAYS[day.weekday()]


def month_of_year(day: Any) -> str:
    return _MONTHS[day.month - 1]


def week_of_year(day: Any) -> Decimal:
    """By ISO 8601."""
    return Decimal(day.isocalendar().week)

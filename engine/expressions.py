"""What an attribute of a diagram says: FEEL after an equals sign, else the text itself; and instants from either."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import InvalidInput
from engine.feel import FeelError, YearsMonthsDuration, compile_expression, parse_iso
from engine.feel.sentences import Sentence

NO_TEXTS = Sentence(
    "Expected {expression} to give text or a list of texts, but it gave {value}",
    "Lausekkeesta {expression} pitää tulla teksti tai tekstien luettelo, mutta siitä tulee {value}",
    "Uttrycket {expression} ska ge text eller en lista av texter, men ger {value}",
)
NO_INSTANT = Sentence(
    "Expected a date, a date and time or a duration, but got {value}",
    "Tässä pitäisi olla päivä, päivä ja kellonaika tai kesto, mutta tässä on {value}",
    "Här ska det stå ett datum, ett datum och klockslag eller en varaktighet, men här står {value}",
)

_LAST_SECOND = time(23, 59, 59)
"""A task that is due on a day is late when the day is over."""


@dataclass(frozen=True)
class Present:
    """An instant that stands still while something is worked out; a clock for forms and FEEL."""

    at: datetime
    zone: ZoneInfo

    def now(self) -> datetime:
        """The instant."""
        return self.at

    def local(self) -> datetime:
        """The instant as FEEL reads it: in the organisation's zone."""
        return self.at.astimezone(self.zone)

    def value(self, text: str, data: Mapping[str, Any]) -> Any:
        """What `= FEEL` gives over the data; any other text as it stands.

        Raises InvalidInput when the expression cannot be evaluated.
        """
        if not text.startswith("="):
            return text
        try:
            return compile_expression(text[1:], data).evaluate(data, clock=self.local)
        except FeelError as error:
            raise InvalidInput(str(error)) from error

    def texts(self, text: str | None, data: Mapping[str, Any]) -> list[str]:
        """A comma list, or FEEL that gives a text or a list of texts; null and empty give nothing.

        Raises InvalidInput for anything else.
        """
        if text is None:
            return []
        value = self.value(text, data)
        if isinstance(value, str):
            return [part for part in (part.strip() for part in value.split(",")) if part]
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return value
        raise InvalidInput(NO_TEXTS.fill(expression=repr(text), value=repr(value)).stored)

    def instant(self, text: str | None, data: Mapping[str, Any]) -> datetime | None:
        """A date (its end), a date-time, or a duration from now; written in ISO 8601 or given by FEEL.

        Raises InvalidInput for anything else.
        """
        if text is None:
            return None
        value = self.value(text, data)
        if not isinstance(value, str) or not value:
            return self.instant_of(value or None)
        try:
            return self.instant_of(parse_iso(value))
        except ValueError as error:
            raise InvalidInput(str(error)) from error

    def instant_of(self, value: object) -> datetime | None:
        """The instant that a date, date-time or duration stands for; a wall-clock time is the organisation's."""
        if isinstance(value, timedelta):
            return self._days_on(value)
        if isinstance(value, YearsMonthsDuration):
            return _months_on(self.local(), value.months).astimezone(UTC)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)
        if isinstance(value, date):
            return datetime.combine(value, _LAST_SECOND, self.zone).astimezone(UTC)
        if value is None:
            return None
        raise InvalidInput(NO_INSTANT.fill(value=repr(value)).stored)

    def _days_on(self, length: timedelta) -> datetime:
        """Whole days keep the wall-clock time, summer time or not; what is left goes by the clock."""
        rest = timedelta(seconds=length.seconds, microseconds=length.microseconds)
        return (self.local() + timedelta(days=length.days)).astimezone(UTC) + rest


def _months_on(local: datetime, months: int) -> datetime:
    """The same day and wall-clock time some months on, or the month's last day where it has no such day."""
    years, month = divmod(local.month - 1 + months, 12)
    year = local.year + years
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))

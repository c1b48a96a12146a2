"""When a timer is due (BPMN 2.0.2, 10.5.5; ISO 8601-1:2019).

Calendar parts count in the organisation's zone, so that a month is a month and a day is a day across the change of
clocks; hours and shorter are exact lengths.  The system's clock is never asked.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.values import YearsMonthsDuration
from engine.spiff.parking import Stuck
from engine.spiff.sentences import NO_TIMER_CYCLE, NO_TIMER_DATE, NO_TIMER_DURATION

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^P/][^/]*)/)?(?P<every>P[^/]+)(?:/(?P<end>[^P/][^/]*))?")
SHORTEST = timedelta(seconds=1)
"""How often a cycle may come at most."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: by the calendar (months, days) and exact (the rest)."""

    months: int = 0
    days: int = 0
    rest: timedelta = timedelta()

    @classmethod
    def of(cls, value: object) -> "Length":
        """From an ISO 8601 text or a FEEL duration; raises ValueError."""
        if isinstance(value, YearsMonthsDuration):
            return cls(months=value.months)
        if isinstance(value, timedelta):
            # FEEL keeps no difference between a day and 24 hours: whole days count by the calendar.
            return cls(days=value.days, rest=value - timedelta(days=value.days))
        if not isinstance(value, str):
            raise ValueError(value)
        found = _DURATION.fullmatch(value.strip())
        if not found or value.strip()[-1] in "PT" or value.strip() == "-P":
            raise ValueError(value)
        part = {name: int(text) for name, text in found.groupdict("0").items() if name not in {"sign", "seconds"}}
        seconds = float(found["seconds"].replace(",", ".")) if found["seconds"] else 0.0
        rest = timedelta(hours=part["hours"], minutes=part["minutes"], seconds=seconds)
        sign = -1 if found["sign"] else 1
        return cls(sign * (12 * part["years"] + part["months"]), sign * (7 * part["weeks"] + part["days"]), sign * rest)

    def after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The instant that lies this much later, in UTC; raises OverflowError beyond the year 9999."""
        local = instant.astimezone(zone)
        if self.months or self.days:
            day = _months_later(local.date(), self.months) + timedelta(days=self.days)
            local = datetime.combine(day, local.time(), zone)
        return local.astimezone(UTC) + self.rest

    def times(self, number: int) -> "Length":
        """So many of it in a row; counted from the start, the 31st stays the last day of a month."""
        return Length(self.months * number, self.days * number, self.rest * number)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a timer is due next, and what follows: `left` occurrences (None without end), counted from `start`."""

    due: datetime
    left: int | None = 1
    every: str = ""
    start: datetime | None = None
    number: int = 1

    def following(self, zone: ZoneInfo) -> "Schedule | None":
        """The schedule after the present occurrence, None when that was the last."""
        if self.start is None or self.left == 1:
            return None
        left = None if self.left is None else self.left - 1
        due = Length.of(self.every).times(self.number + 1).after(self.start, zone)
        return Schedule(due, left, self.every, self.start, self.number + 1)

    def as_list(self) -> list[Any]:
        """As a token carries it."""
        short = [self.due.isoformat()]
        return short if self.start is None else [*short, self.left, self.every, self.start.isoformat(), self.number]

    @classmethod
    def kept(cls, kept: list[Any]) -> "Schedule":
        """From what a token carries."""
        due = datetime.fromisoformat(kept[0])
        return cls(due) if len(kept) == 1 else cls(due, kept[1], kept[2], datetime.fromisoformat(kept[3]), kept[4])


def schedule(kind: str, value: object, now: datetime, zone: ZoneInfo) -> Schedule:
    """The schedule of a `date`, `duration` or `cycle` timer that begins now.

    Raises Stuck for a value that is no date, duration or cycle, or lies beyond the calendar.
    """
    try:
        if kind == "date":
            return Schedule(_instant(value, zone))
        if kind == "duration":
            return Schedule(Length.of(value).after(now, zone))
        return _cycle(value, now, zone)
    except (ValueError, OverflowError):
        expected = {"date": NO_TIMER_DATE, "duration": NO_TIMER_DURATION, "cycle": NO_TIMER_CYCLE}[kind]
        raise Stuck("timer", expected.fill(value=_shown(value)).stored) from None


def _cycle(value: object, now: datetime, zone: ZoneInfo) -> Schedule:
    text = value if isinstance(value, str) else f"R/{value}" if isinstance(value, YearsMonthsDuration) else None
    if isinstance(value, timedelta):
        text = f"R/P{value.days}DT{value.seconds}S"
    found = _CYCLE.fullmatch(text.strip()) if text else None
    if not found or found["end"] or found["times"] == "0":
        raise ValueError(value)
    every = Length.of(found["every"])
    left = int(found["times"]) if found["times"] else None
    start = _instant(found["start"], zone) if found["start"] else now
    if every.after(start, zone) - start < SHORTEST:
        raise ValueError(value)
    if found["start"]:  # With a start the first occurrence is the start itself.
        return Schedule(start, left, found["every"], start, 0)
    return Schedule(every.after(start, zone), left, found["every"], start, 1)


def _instant(value: object, zone: ZoneInfo) -> datetime:
    if isinstance(value, str):
        text = value.strip()
        value = date.fromisoformat(text) if len(text) == len("2027-01-31") else datetime.fromisoformat(text)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone).astimezone(UTC)
    raise ValueError(value)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _shown(value: object) -> str:
    return f"{value!r}" if isinstance(value, str) else "nothing" if value is None else str(value)

"""Dates, times and durations as ISO 8601 text and back (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8; XML Schema part 2).

`parse_date` and its like read every year of at most nine digits and seconds to nine decimals. What is for outside of
FEEL, `parse_iso_date` and its like, knows the years 1 to 9999 and six decimals, as Python does.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.beyond import Beyond, FineDuration, apart, dated, later, opposite, settled, without_nanoseconds
from engine.feel.decimals import number_text
from engine.feel.run_time import (
    FAR_OFFSET,
    NO_DATE,
    NO_DATE_TIME_OR_DURATION,
    NO_DURATION,
    NO_NEAR_YEAR,
    NO_TIME,
    NO_ZONE,
    Unreadable,
)
from engine.feel.values import YearsMonthsDuration

Duration = YearsMonthsDuration | timedelta
Temporal = date | time | datetime | Duration
Wide = Temporal | Beyond

_DATE = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?",
    re.ASCII,
)
_YEARS_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?", re.ASCII)
_DAYS_TIME = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:\.(\d*))?S)?)?",
    re.ASCII,
)
_LARGEST_OFFSET = timedelta(hours=14)


_moved = later(lambda start, length: start + length)


def parse_date(text: str) -> Any:
    """2026-11-22, -0043-03-15, 12026-11-22; there is no year 0. Raises ValueError."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise Unreadable(NO_DATE, text)
    return dated(int(match[1]), int(match[2]), int(match[3]))


def parse_time(text: str) -> Any:
    """12:00:00, with fraction and zone: 12:00:00.5+02:00, 12:00:00Z, 12:00:00@Europe/Helsinki; raises ValueError."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise Unreadable(NO_TIME, text)
    zone = _zone(match[5]) if match[5] else None
    microseconds, nanoseconds = _fraction(match[4])
    return settled(time(int(match[1]), int(match[2]), int(match[3]), microseconds, zone), nanoseconds=nanoseconds)


def parse_date_time(text: str) -> Any:
    """2026-11-22T12:00:00 with the same forms of time; a bare date is its midnight; raises ValueError."""
    written, separator, clock_text = text.partition("T")
    day, cycles, _ = apart(parse_date(written))
    if not separator:
        return settled(datetime.combine(day, time()), cycles)
    ends_day = clock_text.startswith("24:00:00")
    clock, _, nanoseconds = apart(parse_time(f"00{clock_text[2:]}" if ends_day else clock_text))
    moment = settled(datetime.combine(day, clock), cycles, nanoseconds)
    return _moved(moment, timedelta(days=1)) if ends_day else moment


def parse_iso_date(text: str) -> date:
    """As `parse_date`, within the years 1 to 9999; raises ValueError."""
    return cast(date, _plain(parse_date(text), text))


def parse_iso_time(text: str) -> time:
    """As `parse_time`, cut to six decimals; raises ValueError."""
    return cast(time, _plain(parse_time(text), text))


def parse_iso_date_time(text: str) -> datetime:
    """As `parse_date_time`, within the years 1 to 9999 and cut to six decimals; raises ValueError."""
    return cast(datetime, _plain(parse_date_time(text), text))


def parse_iso_duration(text: str) -> Duration:
    """As `parse_duration`, cut to six decimals; raises ValueError or OverflowError."""
    return cast(Duration, _plain(parse_duration(text), text))


def _plain(value: Wide, text: str) -> Temporal:
    plain = without_nanoseconds(value) if isinstance(value, Beyond) else value
    if isinstance(plain, Beyond):
        raise Unreadable(NO_NEAR_YEAR, text)
    return cast(Temporal, plain)


def parse_duration(text: str) -> Any:
    """P1Y2M is by the calendar, P3DT4H30M by the clock, the two never mixed; raises ValueError or OverflowError."""
    if match := _YEARS_MONTHS.fullmatch(text):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonthsDuration(-months if match[1] else months)
    if match := _DAYS_TIME.fullmatch(text):
        days, hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4, 5))
        microseconds, nanoseconds = _fraction(match[6])
        length = settled(timedelta(days, seconds, microseconds, 0, minutes, hours), nanoseconds=nanoseconds)
        return opposite(length) if match[1] else length
    raise Unreadable(NO_DURATION, text)


_FORMS: tuple[Callable[[str], Any], ...] = (parse_date, parse_time, parse_duration, parse_date_time)


def parse_iso(text: str) -> Temporal:
    """As `parse_literal`, with the limits of outside; raises ValueError."""
    return _plain(parse_literal(text), text)


def parse_literal(text: str) -> Any:
    """Whichever of the forms above the text has, as in an at-literal `@"P1D"`; raises ValueError."""
    for parse in _FORMS:
        try:
            return parse(text)
        except (ValueError, OverflowError):
            continue
    raise Unreadable(NO_DATE_TIME_OR_DURATION, text)


def format_iso(value: Wide) -> str:
    """The text that the parsers above read back as the same value."""
    if isinstance(value, timedelta | FineDuration):
        return _format_days_duration(value)
    if isinstance(value, Beyond):
        return _format_beyond(value)
    if isinstance(value, datetime | time):
        plain = value.replace(tzinfo=None).isoformat()
        return (plain.rstrip("0") if value.microsecond else plain) + zone_text(value.tzinfo)
    return str(value)


def _format_beyond(value: Beyond) -> str:
    near = value.near
    year, rest = "", format_iso(near)
    if isinstance(near, date):
        year, rest = f"{'-' if value.year < 0 else ''}{abs(value.year):04}", rest[4:]
    if value.nanoseconds:
        zone = zone_text(near.tzinfo)
        whole = near.replace(tzinfo=None).isoformat(timespec="microseconds")
        rest = f"{whole[4 if year else 0 :]}{value.nanoseconds:03}".rstrip("0") + zone
    return year + rest


def format_iso_duration(value: Duration) -> str:
    """P1Y2M or -P3DT4H0.5S."""
    return format_iso(value)


def zone_text(zone: tzinfo | None) -> str:
    """How a zone is written after a time: nothing, Z, +02:00 or @Europe/Helsinki."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None)
    if not offset:
        return "Z"
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}{f':{seconds:02}' if seconds else ''}"


def seconds_of(length: timedelta) -> Decimal:
    """The length in seconds, exactly."""
    return Decimal(length.days * 86400 + length.seconds) + Decimal(length.microseconds).scaleb(-6)


def of_seconds(seconds: Decimal) -> timedelta:
    """The length of so many seconds, cut to microseconds; raises OverflowError."""
    return timedelta(microseconds=int(seconds.scaleb(6)))


def _fraction(digits: str | None) -> tuple[int, int]:
    """The microseconds of a fraction of a second, and the nanoseconds beyond these."""
    return divmod(int((digits or "")[:9].ljust(9, "0")), 1000)


def _zone(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError) as error:
            raise Unreadable(NO_ZONE, text[1:]) from error
    hours, minutes, seconds = (int(part) for part in f"{text[1:]}:00".split(":")[:3])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if hours > 14 or minutes > 59 or offset > _LARGEST_OFFSET:
        raise Unreadable(FAR_OFFSET, text)
    return timezone(-offset if text.startswith("-") else offset)


def _format_days_duration(value: timedelta | FineDuration) -> str:
    length, _, nanoseconds = apart(opposite(value) if value.days < 0 else value)
    hours, rest = divmod(length.seconds, 3600)
    minutes, whole = divmod(rest, 60)
    seconds = number_text(whole + Decimal(length.microseconds * 1000 + nanoseconds).scaleb(-9))
    clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{f'{seconds}S' if seconds != '0' else ''}"
    days = f"{length.days}D" if length.days else ""
    sign = "-" if value.days < 0 else ""
    return f"{sign}P{days}{f'T{clock}' if clock else ''}" if days or clock else "PT0S"

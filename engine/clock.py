"""Time is a collaborator: whoever needs the present asks a clock, so that tests, the demonstration and
simulation may travel."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time, and in whose zone a day begins."""

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's zone: calendar arithmetic and dates without a time are read in it."""
        ...

    def now(self) -> datetime:
        """The present instant, aware, in UTC, to the microsecond."""
        ...


class SystemClock:
    """The machine's own clock."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        return datetime.now(UTC)


class TravellingClock:
    """A clock that stands until it is moved; it never goes back."""

    def __init__(self, zone: ZoneInfo, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("Expected an aware time, but it has no zone.")
        self.zone = zone
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def travel(self, to: datetime | timedelta) -> None:
        """Go to an instant, or on by a duration.

        Raises ValueError when that lies in the past.
        """
        target = self._now + to if isinstance(to, timedelta) else to.astimezone(UTC)
        if target < self._now:
            raise ValueError(f"Expected a time not before {self._now}, but got {target}.")
        self._now = target

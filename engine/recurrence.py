"""The days that a start event's timer proposes: an ISO 8601 date or cycle, or FEEL over the name `year`."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from engine.errors import InvalidInput
from engine.expressions import Present
from engine.spiff import Length, Process, Schedule, Start, schedule

HORIZON = timedelta(days=800)
"""How far ahead days are proposed: the year that runs, and the whole of the next."""

MOST = 100
"""How many days of one start event are proposed at most; one is, however far ahead it lies."""

YEARS = 12
"""How many years a rule in FEEL is asked for until it gives a day."""


def proposed_days(start: Start, present: Present) -> list[datetime]:
    """The days to come of a start event's timer within HORIZON, else the next one.  Raises InvalidInput, Stuck."""
    coming = (at for at in _days(start, present) if at >= present.at)
    found: list[datetime] = []
    for at in islice(coming, MOST):
        if found and at > present.at + HORIZON:
            break
        found.append(at)
    return found


def begins_at(process: Process, element: str, planned_at: datetime, present: Present) -> datetime:
    """When an occurrence begins: its start event's `lead` (ISO 8601) before, by the calendar."""
    lead = process.elements[element].properties.get("lead")
    return Length.of(lead).times(-1).after(planned_at, present.zone) if lead else planned_at


def days_of_year(text: str, year: int, present: Present) -> list[datetime]:
    """The days that a rule in FEEL gives over the name `year`, in order.  Raises InvalidInput for anything else."""
    given = present.value(text, {"year": year})
    days = given if isinstance(given, list) else [] if given is None else [given]
    return sorted(_instant(day, present) for day in days)


def _days(start: Start, present: Present) -> Iterator[datetime]:
    form, _, text = start.name.partition(" ")
    if not text.startswith("="):
        turn: Schedule | None = schedule(form, text, present.at, present.zone)
        while turn is not None:
            yield turn.due
            turn = turn.following(present.zone)
        return
    this_year = present.local().year
    for year in range(this_year, this_year + YEARS):
        yield from days_of_year(text, year, present)


def _instant(day: object, present: Present) -> datetime:
    if isinstance(day, datetime):
        return (day if day.tzinfo else day.replace(tzinfo=present.zone)).astimezone(UTC)
    if isinstance(day, date):
        return datetime.combine(day, time(), present.zone).astimezone(UTC)
    raise InvalidInput(f"Expected days of a year, but got {day!r}.")

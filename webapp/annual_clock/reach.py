"""Calls as pages show them: which ideas are meant for each, and the last meetings that still reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, select

from engine.schema import instance
from webapp.annual_clock.rows import Words, clock_of, when
from webapp.lifecycle.calendar import Occasion, occasions
from webapp.lifecycle.calls import FundingCall, call_of, calls_within, ideas_for, last_meetings_before
from webapp.lifecycle.schema import idea as ideas
from webapp.runtime import runtime

YEAR = timedelta(days=365)
AHEAD = timedelta(days=800)


@dataclass(frozen=True)
class Shown:
    """A call: how it stands, the last meeting of each body (empty: none reaches it), and the ideas meant for it."""

    call: FundingCall
    state: str
    open: bool
    meetings: list[tuple[str, str]]
    missed: list[str]
    ideas: list[tuple[str, int | None]]


@dataclass(frozen=True)
class Meant:
    """What call an idea is meant for, and which it could be."""

    idea_id: int
    shown: Shown | None
    choices: list[FundingCall]


def shown_calls(connection: Connection) -> tuple[list[Shown], list[Shown]]:
    """The calls to come and open, and those that have closed within a year."""
    today = runtime().today()
    clock = _coming(connection)
    found = [_shown(connection, one, clock) for one in calls_within(connection, today - YEAR, today + AHEAD)]
    return [one for one in found if one.open], [one for one in reversed(found) if not one.open]


def meant_of(connection: Connection, business_key: str) -> Meant | None:
    """The call of the idea with an instance's business key; None for what is no idea, or has been answered."""
    row = connection.execute(
        select(ideas.c.id, ideas.c.answered_at).where(ideas.c.business_key == business_key)
    ).one_or_none()
    if row is None or row.answered_at is not None:
        return None
    today = runtime().today()
    call = call_of(connection, row.id)
    choices = calls_within(connection, today, today + AHEAD)
    return Meant(row.id, _shown(connection, call, _coming(connection)) if call else None, choices)


def _coming(connection: Connection) -> list[Occasion]:
    now = runtime().clock.now()
    return occasions(clock_of(connection), now, now + AHEAD)


def _shown(connection: Connection, call: FundingCall, clock: Sequence[Occasion]) -> Shown:
    now, zone = runtime().clock.now(), runtime().config.zone
    words = Words(connection, now)
    reach = last_meetings_before(call, list(clock), now, zone)
    meetings = [
        (words.bodies[body], when(one.at) if one else "")
        for body, one in reach.meetings.items()
        if body in words.bodies
    ]
    return Shown(
        call=call,
        state=words.call_state(call),
        open=datetime.combine(call.closes_on, time.max, zone) >= now,
        meetings=meetings,
        missed=[name for name, at in meetings if not at],
        ideas=[(title, _instance(connection, key)) for title, key in ideas_for(connection, call.id)],
    )


def _instance(connection: Connection, business_key: str) -> int | None:
    return connection.scalar(select(instance.c.id).where(instance.c.business_key == business_key).limit(1))

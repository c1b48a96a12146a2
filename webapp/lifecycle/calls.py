"""Funders' calls: when applications are taken, and the last meetings whose word reaches a call."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, or_, select, update

from engine.errors import NotFound
from webapp.lifecycle.calendar import Occasion, State
from webapp.lifecycle.schema import funding_call, idea_call
from webapp.lifecycle.schema import idea as ideas

"""The groups that keep the calls; administrators do too."""

PATH = ("owners_meeting", "peloton", "rmg")
"""The bodies that a proposal goes through, in order [S24-26]."""


@dataclass(frozen=True)
class FundingCall:
    """A funder's call; `opens_on` is None when it is not known, `closes_on` the last day for applications."""

    id: int
    funder: str
    name: str
    theme: str | None
    fund: str | None
    opens_on: date | None
    closes_on: date
    link: str | None


@dataclass(frozen=True)
class Reach:
    """The last meetings that reach a call, by body; None: there is none any more, and the call is missed."""

    meetings: dict[str, Occasion | None]

    @property
    def missed(self) -> tuple[str, ...]:
        """The bodies whose word no longer comes in time."""
        return tuple(body for body, one in self.meetings.items() if one is None)


_CALL = select(
    funding_call.c.id, funding_call.c.funder, funding_call.c.name, funding_call.c.theme, funding_call.c.fund,
    funding_call.c.opens_on, funding_call.c.closes_on, funding_call.c.link,
)  # fmt: skip


def calls_within(connection: Connection, begin: date, end: date) -> list[FundingCall]:
    """The calls that are open within a time, or close in it, by their last day."""
    opens = or_(funding_call.c.opens_on.is_(None), funding_call.c.opens_on <= end)
    rows = connection.execute(
        _CALL.where(funding_call.c.closes_on >= begin, opens).order_by(funding_call.c.closes_on, funding_call.c.id)
    )
    return [FundingCall(**row._asdict()) for row in rows]


def find_call(connection: Connection, call_id: int) -> FundingCall:
    """Raises NotFound."""
    row = connection.execute(_CALL.where(funding_call.c.id == call_id)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a call with the number {call_id}, but there is none.")
    return FundingCall(**row._asdict())


def keep_call(
    connection: Connection, call_id: int | None, values: dict[str, str | date | None], by: str, at: datetime
) -> None:
    """Add a call, or change the one with the number."""
    known = {**values, "changed_by": by, "changed_at": at}
    if call_id is None:
        connection.execute(insert(funding_call).values(known))
    else:
        connection.execute(update(funding_call).where(funding_call.c.id == call_id).values(known))


def remove_call(connection: Connection, call_id: int) -> None:
    """Take a call from the clock; ideas that were meant for it are meant for none."""
    connection.execute(delete(idea_call).where(idea_call.c.call_id == call_id))
    connection.execute(delete(funding_call).where(funding_call.c.id == call_id))


def aim(connection: Connection, idea_id: int, call_id: int | None) -> None:
    """Mean an idea for a call, or for none.  Raises NotFound."""
    if connection.scalar(select(ideas.c.id).where(ideas.c.id == idea_id)) is None:
        raise NotFound(f"Expected an idea with the number {idea_id}, but there is none.")
    connection.execute(delete(idea_call).where(idea_call.c.idea_id == idea_id))
    if call_id is not None:
        connection.execute(insert(idea_call).values(idea_id=idea_id, call_id=call_id))


def call_of(connection: Connection, idea_id: int) -> FundingCall | None:
    """What an idea is meant for."""
    meant = select(idea_call.c.call_id).where(idea_call.c.idea_id == idea_id).scalar_subquery()
    row = connection.execute(_CALL.where(funding_call.c.id == meant)).one_or_none()
    return None if row is None else FundingCall(**row._asdict())


def ideas_for(connection: Connection, call_id: int) -> list[tuple[str, str]]:
    """The titles and business keys of the ideas that are meant for a call."""
    rows = connection.execute(
        select(ideas.c.title, ideas.c.business_key)
        .join(idea_call, idea_call.c.idea_id == ideas.c.id)
        .where(idea_call.c.call_id == call_id)
        .order_by(ideas.c.title)
    )
    return [(row.title, row.business_key) for row in rows]


def last_meetings_before(call: FundingCall, clock: list[Occasion], now: datetime, zone: ZoneInfo) -> Reach:
    """The last meetings of owners, Peloton and the RMG that still reach a call, each before the one that follows it.

    `clock` holds what is to come, in order; a meeting that was left out, or is past, reaches nothing.
    """
    limit = datetime.combine(call.closes_on, time.max, zone)
    found: dict[str, Occasion | None] = {}
    for body in reversed(PATH):
        reaching = [
            one for one in clock if one.body == body and one.state is not State.LEFT_OUT and now <= one.at < limit
        ]
        found[body] = reaching[-1] if reaching else None
        if reaching:
            limit = reaching[-1].at
    return Reach({body: found[body] for body in PATH})

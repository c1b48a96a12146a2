"""Actions: what a meeting agreed that somebody does by a day."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from webapp.lifecycle.schema import action as actions


@dataclass(frozen=True)
class Agreed:
    """Who does what by when; the business key is its instance's."""

    business_key: str
    meeting_id: int
    title: str
    person_id: str
    due_on: date


def register(connection: Connection, agreed: Agreed) -> None:
    """Keep an action; once only."""
    known = select(actions.c.id).where(actions.c.business_key == agreed.business_key)
    if connection.scalar(known) is None:
        connection.execute(insert(actions).values(**asdict(agreed)))


def complete(connection: Connection, business_key: str, note: str, now: datetime) -> None:
    """Write down how an action was done."""
    mine = update(actions).where(actions.c.business_key == business_key)
    connection.execute(mine.values(done_at=now, note=note))

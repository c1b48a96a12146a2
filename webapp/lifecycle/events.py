"""Events: forums, development days, gatherings of an industry, project days; arranged, held, noted down."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from webapp.lifecycle.schema import event as events


@dataclass(frozen=True)
class Event:
    """What is arranged; `kind` is the key of its process."""

    business_key: str
    kind: str
    title: str
    held_on: date
    place: str
    organiser: str
    programme: str | None = None
    material: str | None = None


def arrange(connection: Connection, event: Event) -> int:
    """Keep what will take place; its number."""
    key = connection.execute(insert(events).values(**asdict(event))).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def change(connection: Connection, event: int, **values: object) -> None:
    """Write down what is known of an event by now."""
    connection.execute(update(events).where(events.c.id == event).values(**values))


def noted_since(connection: Connection, since: datetime | None, until: datetime) -> list[tuple[str, str]]:
    """Titles and notes of what was noted down after an instant and up to another, the oldest first."""
    noted = select(events.c.title, events.c.notes).where(events.c.noted_at <= until)
    if since is not None:
        noted = noted.where(events.c.noted_at > since)
    return [(row.title, row.notes) for row in connection.execute(noted.order_by(events.c.noted_at, events.c.id))]

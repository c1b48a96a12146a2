"""Agenda items: what bodies are asked, by whatever instance waits for their answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, false, func, insert, or_, select, update

from engine.errors import NotFound
from webapp.lifecycle.schema import agenda_item as items
from webapp.lifecycle.schema import meeting as meetings

_PREFIX = "agenda/"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class AgendaItem:
    """Something that a body is asked; `key` is what the answer's message is correlated by."""

    id: int
    body: str
    kind: str
    title: str
    business_key: str
    urgent: bool = False
    withdrawn: bool = False

    @property
    def key(self) -> str:
        """`agenda/17`."""
        return f"{_PREFIX}{self.id}"


_ITEM = select(
    items.c.id, items.c.body, items.c.kind, items.c.title, items.c.business_key,
    func.coalesce(items.c.urgent, false()), items.c.withdrawn_at.is_not(None),
)  # fmt: skip
_FREE = items.c.meeting_id.is_(None), items.c.outcome.is_(None), items.c.withdrawn_at.is_(None)
_WAITING = _ITEM.where(*_FREE).order_by(items.c.id)


def item_number(key: str) -> int:
    """The number in a key.  Raises NotFound for what is no key."""
    number = key.removeprefix(_PREFIX)
    if number == key or not number.isdecimal():
        raise NotFound(f"Expected the key of an agenda item, but got {key!r}.")
    return int(number)


def propose(
    connection: Connection,
    body: str,
    kind: str,
    title: str,
    business_key: str,
    now: datetime,
    *,
    earliest: date | None = None,
) -> AgendaItem:
    """Put something onto a body's list; its next meeting collects it, though none that is before the `earliest` day."""
    values = {"body": body, "kind": kind, "title": title, "business_key": business_key, "proposed_at": now}
    values["earliest_on"] = earliest
    key = connection.execute(insert(items).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return AgendaItem(int(key[0]), body, kind, title, business_key)


def waiting_items(connection: Connection, body: str) -> list[AgendaItem]:
    """What no meeting of the body has taken up yet, the oldest first."""
    return [AgendaItem(*row) for row in connection.execute(_WAITING.where(items.c.body == body))]


def items_for(connection: Connection, body: str, day: date) -> list[AgendaItem]:
    """What waits for a body and may be taken up by its meeting of a day, the oldest first."""
    ripe = _WAITING.where(items.c.body == body, or_(items.c.earliest_on.is_(None), items.c.earliest_on <= day))
    return [AgendaItem(*row) for row in connection.execute(ripe)]


def meeting_items(connection: Connection, meeting_id: int) -> list[AgendaItem]:
    """A meeting's agenda, in its order; what was withdrawn stands there too."""
    taken = _ITEM.where(items.c.meeting_id == meeting_id).order_by(items.c.position)
    return [AgendaItem(*row) for row in connection.execute(taken)]


def take_up(connection: Connection, meeting_id: int, keys: Iterable[str], *, urgent: bool = False) -> None:
    """Give items to a meeting, in this order after those it has; one that another meeting took stays there."""
    last = connection.scalar(select(func.max(items.c.position)).where(items.c.meeting_id == meeting_id))
    for position, key in enumerate(keys, (last or 0) + 1):
        mine = update(items).where(items.c.id == item_number(key), items.c.meeting_id.is_(None))
        connection.execute(mine.values(meeting_id=meeting_id, position=position, urgent=urgent))


def put_back(connection: Connection, meeting_id: int) -> list[AgendaItem]:
    """The items of a meeting that decided nothing wait again; which they are."""
    undecided = [items.c.meeting_id == meeting_id, items.c.outcome.is_(None), items.c.withdrawn_at.is_(None)]
    found = [AgendaItem(*row) for row in connection.execute(_ITEM.where(*undecided).order_by(items.c.position))]
    connection.execute(update(items).where(*undecided).values(meeting_id=None, position=None, urgent=None))
    return found


def withdraw(connection: Connection, key: str, now: datetime) -> bool:
    """Take back what no body has said anything of yet; False when one has, or it was taken back before."""
    undecided = update(items).where(items.c.id == item_number(key), items.c.outcome.is_(None))
    values = {"outcome": WITHDRAWN, "decided_at": now, "withdrawn_at": now}
    return connection.execute(undecided.values(values)).rowcount == 1


def retract(connection: Connection, key: str, now: datetime) -> bool:
    """Take back what no meeting has taken up yet; False when one has."""
    free = update(items).where(items.c.id == item_number(key), items.c.meeting_id.is_(None), items.c.outcome.is_(None))
    values = {"outcome": WITHDRAWN, "decided_at": now, "withdrawn_at": now}
    return connection.execute(free.values(values)).rowcount == 1


def meeting_of(connection: Connection, key: str) -> str | None:
    """The business key of the meeting that has taken an item up."""
    taken = select(meetings.c.business_key).join(items, items.c.meeting_id == meetings.c.id)
    found: str | None = connection.scalar(taken.where(items.c.id == item_number(key)))
    return found


def decide(connection: Connection, key: str, said: Mapping[str, object], now: datetime) -> AgendaItem:
    """Write down what a body said of an item: `outcome`, `conditions` and `grounds`.  Raises NotFound."""
    number = item_number(key)
    row = connection.execute(_ITEM.where(items.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"Expected an agenda item with the number {number}, but there is none.")
    values = {name: said.get(name) for name in ("outcome", "conditions", "grounds")}
    connection.execute(update(items).where(items.c.id == number).values(**values, decided_at=now))
    return AgendaItem(*row)

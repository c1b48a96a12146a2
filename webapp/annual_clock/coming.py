"""What comes next: for a person, for each body by its rotation, and what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from engine import Actor, Row
from webapp.annual_clock.rows import Words, clock_of, when, zone_year
from webapp.lifecycle.calendar import Occasion, State, occasions
from webapp.lifecycle.turns import order_of
from webapp.localisation import gettext, local
from webapp.naming import person_name, process_text
from webapp.runtime import runtime

AHEAD = timedelta(days=92)
MOST = 100
LISTED = 12


@dataclass(frozen=True)
class Coming:
    """Something that comes to a person: when, what, and the task or the matter that it leads to."""

    at: datetime
    when: str
    what: str
    note: str
    task_id: int | None = None
    instance_id: int | None = None


@dataclass(frozen=True)
class Turn:
    """A body's rotation: who calls next, who afterwards, and the next day on the clock."""

    body: str
    order: tuple[str, ...]
    by_year: bool
    when: str


def coming_to(connection: Connection, by: Actor) -> list[Coming]:
    """The next days of a person's groups and bodies, and the deadlines of the tasks that the person may do."""
    here, now = runtime(), runtime().clock.now()
    words = Words(connection, now)
    found = [
        Coming(one.at, when(one.at), words.what(one), words.state(one), instance_id=one.instance_id)
        for one in occasions(clock_of(connection), now, now + AHEAD)
        if one.state is not State.LEFT_OUT and concerns(connection, one, by.groups)
    ]
    for tab in ("mine", "groups"):
        for row in here.engine.inbox(connection, by, tab, limit=MOST).rows:
            if row.due_at is not None and row.due_at < now + AHEAD:
                name = process_text(connection, row.definition_id, row.name)
                found.append(Coming(row.due_at, when(row.due_at), name, _about(row), task_id=row.task_id))
    return sorted(found, key=lambda one: one.at)[:LISTED]


def _about(row: Row) -> str:
    """What a task is about, and in whose place it is done."""
    about = row.subject or row.title
    if row.on_behalf_of is None:
        return about
    return f"{about} · {gettext('On behalf of %(name)s', name=person_name(row.on_behalf_of))}"


def concerns(connection: Connection, one: Occasion, groups: frozenset[str]) -> bool:
    """Whether an occasion is of a body of these groups, theirs to call, or in the lane of one of them."""
    if one.body in groups or (one.convenor is not None and one.convenor.group in groups):
        return True
    if not one.element:
        return False
    element = runtime().engine.definitions.get(connection, one.definition_id).process.elements.get(one.element)
    return element is not None and element.group in groups


def late_of(connection: Connection) -> list[Coming]:
    """What of this year and the last is late."""
    now = runtime().clock.now()
    words, year = Words(connection, now), local(now).year
    found = occasions(clock_of(connection), zone_year(year - 1)[0], now)
    return [_late(words, one) for one in found if one.state is State.LATE]


def next_turns(connection: Connection) -> list[Turn]:
    """Whose turn it is to call each body that has a rotation, and who comes after."""
    now = runtime().clock.now()
    words, today = Words(connection, now), local(now).date()
    coming = [
        one
        for one in occasions(clock_of(connection), now, zone_year(today.year + 1)[1])
        if one.state is not State.LEFT_OUT
    ]
    first = {one.body: one.at for one in reversed(coming) if one.body is not None}
    orders = order_of(connection, {body: local(at).date() for body, at in first.items()}, today)
    return [
        Turn(
            words.bodies[body],
            tuple(words.convenor(one) for one in turns.order),
            turns.by_year,
            when(first[body]) if body in first else "",
        )
        for body, turns in orders.items()
    ]


def _late(words: Words, one: Occasion) -> Coming:
    return Coming(one.at, when(one.at), words.what(one), words.state(one), instance_id=one.instance_id)

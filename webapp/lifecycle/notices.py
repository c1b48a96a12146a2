"""Notices: what people are told of in the application, and how each person wants to hear of each kind.

A notice is a row; what is mailed of it is a letter that names a kind, a number and an address, and nothing of whom or
what it is about.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, or_, select, update

from engine.schema import user_task
from webapp.lifecycle.phrases import Words
from webapp.lifecycle.schema import notice as notices
from webapp.lifecycle.schema import notice_choice as choices
from webapp.lifecycle.schema import person as people

COUNTED = 100
"""Counting stops here: the bell says 99+."""

IN_A_LETTER = 20
"""How many notices of a kind one letter holds; the others go into the next."""


class Kind(StrEnum):
    """What a notice is of."""

    TASK = "task"  # A new task that is mine.
    GROUP_TASK = "group_task"  # A new task that one of my groups may take.
    REMINDER = "reminder"  # A diagram's timer reminds.
    ESCALATION = "escalation"  # A diagram's timer tells that something is late.
    MENTION = "mention"  # Somebody named me in a comment.
    MEETING = "meeting"  # A meeting is called, moved or cancelled.
    REMARK = "remark"  # Somebody wishes something of a process that I own.
    DRAFT = "draft"  # A draft that I own or approved was not published when its day came.
    DISTURBANCE = "disturbance"  # Something could not go on; for administrators.


class Delivery(StrEnum):
    """How somebody hears of a kind."""

    AT_ONCE = "mail"  # By mail at once, and in the application.
    DIGEST = "digest"  # In the morning's digest, and in the application.
    APP = "app"  # In the application only.
    OFF = "off"


OFFERED: Mapping[Kind, tuple[Delivery, ...]] = {
    Kind.TASK: tuple(Delivery),
    Kind.GROUP_TASK: (Delivery.DIGEST, Delivery.AT_ONCE, Delivery.APP, Delivery.OFF),
    Kind.REMINDER: tuple(Delivery),
    Kind.ESCALATION: (Delivery.AT_ONCE,),  # Something is late: nobody may have chosen not to hear of it.
    Kind.MENTION: tuple(Delivery),
    Kind.MEETING: (Delivery.APP, Delivery.DIGEST, Delivery.OFF),  # The invitation itself is a letter already.
    Kind.REMARK: (Delivery.DIGEST, Delivery.AT_ONCE, Delivery.APP, Delivery.OFF),
    Kind.DRAFT: tuple(Delivery),
    Kind.DISTURBANCE: tuple(Delivery),
}
"""How each kind may be heard of; the first holds unless the person chose another."""


@dataclass(frozen=True)
class Telling:
    """Somebody is to be told of something.

    With `once` a person is told of the same thing once only, however often it is said.
    """

    person: str
    kind: Kind
    about: str
    words: Words | None = None
    once: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether its row says that the person was told of the thing: a task handed over is not told of as new."""
        return self.once or self.kind is Kind.TASK


@dataclass(frozen=True)
class Notice:
    """A notice as its reader sees it; `moot` when its task is no longer open."""

    id: int
    kind: Kind
    about: str
    words: Words | None
    created_at: datetime
    read_at: datetime | None
    moot: bool


def tell(connection: Connection, tellings: Iterable[Telling], now: datetime) -> list[dict[str, Any]]:
    """Write notices as each person wants them; the contents of the letters that are to leave with this transaction.

    Whoever has no account, or none any more, is left out.
    """
    wanted = {(one.person, one.about): one for one in tellings}
    wishes = _wishes(connection, {person for person, _ in wanted})
    known = _known(connection, [place for place, one in wanted.items() if one.is_marked])
    rows, at_once = [], dict[tuple[str, Kind], list[str]]()
    for place, one in wanted.items():
        delivery = _delivery(wishes.get(one.person), one.kind)
        if delivery is Delivery.OFF or (one.once and place in known):
            continue
        rows.append(_row(one, delivery, now) | {"mark": one.about if one.is_marked and place not in known else None})
        if delivery is Delivery.AT_ONCE:
            at_once.setdefault((one.person, one.kind), []).append(one.about)
    if rows:
        connection.execute(insert(notices), rows)
    return [
        {"to": person, "notices": {str(kind): list(some)}}
        for (person, kind), abouts in at_once.items()
        for some in in_parts(abouts, IN_A_LETTER)
    ]


def with_account(connection: Connection, persons: Iterable[str]) -> set[str]:
    """Who of these can read notices: not who takes part by a link, or sent an idea."""
    return set(_wishes(connection, persons))


def _row(telling: Telling, delivery: Delivery, now: datetime) -> dict[str, Any]:
    what, _, number = telling.about.partition("/")
    return {
        "person_id": telling.person,
        "kind": str(telling.kind),
        "about": telling.about,
        "task_id": int(number) if what == "task" else None,
        "words": None if telling.words is None else json.dumps(telling.words, ensure_ascii=False),
        "delivery": str(delivery),
        "created_at": now,
        "mailed_at": now if delivery is Delivery.AT_ONCE else None,
    }


def _delivery(wishes: Mapping[Kind, Delivery] | None, kind: Kind) -> Delivery:
    if wishes is None:
        return Delivery.OFF
    chosen = wishes.get(kind)
    return chosen if chosen in OFFERED[kind] else OFFERED[kind][0]


def _wishes(connection: Connection, persons: Iterable[str]) -> dict[str, dict[Kind, Delivery]]:
    """What people with an account chose; whoever is not among them is not told anything."""
    found: dict[str, dict[Kind, Delivery]] = {}
    rows = connection.execute(
        select(people.c.id, choices.c.kind, choices.c.delivery)
        .outerjoin(choices, choices.c.person_id == people.c.id)
        .where(people.c.id.in_(sorted(persons)), people.c.active, people.c.occasional.is_not(True))
    )
    for row in rows:
        mine = found.setdefault(row.id, {})
        if row.kind is not None:
            mine[Kind(row.kind)] = Delivery(row.delivery)
    return found


def _known(connection: Connection, places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Who was told before of what, a few hundred things a question."""
    of_each: dict[str, list[str]] = {}
    for person, about in places:
        of_each.setdefault(about, []).append(person)
    found: set[tuple[str, str]] = set()
    for abouts in in_parts(sorted(of_each), 400):
        persons = {person for about in abouts for person in of_each[about]}
        asked = select(notices.c.person_id, notices.c.mark)
        rows = connection.execute(asked.where(notices.c.person_id.in_(sorted(persons)), notices.c.mark.in_(abouts)))
        found |= {(row.person_id, row.mark) for row in rows}
    return found


def in_parts(things: Sequence[str], size: int) -> list[Sequence[str]]:
    """Things in their order, at most `size` of them in a part."""
    return [things[at : at + size] for at in range(0, len(things), size)]


def _relevant() -> ColumnElement[bool]:
    """Not of a task that somebody has done meanwhile."""
    return or_(notices.c.task_id.is_(None), exists().where(user_task.c.id == notices.c.task_id))


def count_unread(connection: Connection, person: str) -> int:
    """How many notices somebody has not read, at most COUNTED."""
    unread = (
        select(notices.c.id)
        .where(notices.c.person_id == person, notices.c.read_at.is_(None), _relevant())
        .limit(COUNTED)
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(unread)) or 0


def list_notices(connection: Connection, person: str, before: int | None, limit: int) -> list[Notice]:
    """Somebody's notices, the newest first; those older than the one numbered `before`."""
    statement = select(notices, _relevant().label("relevant")).where(notices.c.person_id == person)
    if before is not None:
        statement = statement.where(notices.c.id < before)
    rows = connection.execute(statement.order_by(notices.c.id.desc()).limit(limit))
    return [
        Notice(
            row.id,
            Kind(row.kind),
            row.about,
            None if row.words is None else json.loads(row.words),
            row.created_at,
            row.read_at,
            not row.relevant,
        )
        for row in rows
    ]


def mark_read(connection: Connection, person: str, number: int, now: datetime) -> None:
    """Somebody has read one of theirs."""
    _read(connection, notices.c.person_id == person, notices.c.id == number, now=now)


def mark_all_read(connection: Connection, person: str, now: datetime) -> None:
    """Somebody has read all of theirs."""
    _read(connection, notices.c.person_id == person, now=now)


def mark_read_about(connection: Connection, person: str, abouts: Sequence[str], now: datetime) -> None:
    """Somebody has looked at what notices are about."""
    _read(connection, notices.c.person_id == person, notices.c.about.in_(abouts), now=now)


def mark_moot_read(connection: Connection, now: datetime) -> None:
    """Nobody needs to read of a task that is done."""
    _read(connection, ~_relevant(), now=now)


def mark_older_read(connection: Connection, before: datetime, now: datetime) -> None:
    """Nobody needs to read any more what was told before a moment."""
    _read(connection, notices.c.created_at < before, now=now)


def _read(connection: Connection, *which: ColumnElement[bool], now: datetime) -> None:
    connection.execute(update(notices).where(notices.c.read_at.is_(None), *which).values(read_at=now))


def forget_notices(connection: Connection, before: datetime) -> None:
    """Remove what was told before a moment."""
    connection.execute(delete(notices).where(notices.c.created_at < before))


def chosen_deliveries(connection: Connection, person: str) -> dict[Kind, Delivery]:
    """How somebody hears of each kind."""
    wishes = _wishes(connection, {person}).get(person, {})
    return {kind: _delivery(wishes, kind) for kind in Kind}


def choose_deliveries(connection: Connection, person: str, chosen: Mapping[Kind, Delivery]) -> None:
    """Keep what somebody chose; what a kind does not offer is left as it is."""
    kept = {kind: delivery for kind, delivery in chosen.items() if delivery in OFFERED[kind]}
    if not kept:
        return
    connection.execute(delete(choices).where(choices.c.person_id == person, choices.c.kind.in_(sorted(kept))))
    rows = [{"person_id": person, "kind": str(kind), "delivery": str(how)} for kind, how in kept.items()]
    connection.execute(insert(choices), rows)

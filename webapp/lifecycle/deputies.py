"""Deputies: who does an absent person's tasks, in which days, and which of them.

A deputy's rights are the tasks, nothing else: neither the pages of administrators nor what a group may read or start.
A deputy's own deputy has no part in them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, insert, select, update

from engine.errors import NotFound
from webapp.lifecycle.schema import deputy, deputy_scope, person


class Scope(StrEnum):
    """Which tasks of the absent person a deputy does."""

    EVERYTHING = "everything"
    GROUPS = "groups"
    PROCESSES = "processes"


@dataclass(frozen=True)
class Wanted:
    """A deputy to be appointed; both days count; `keys` are of groups or processes, as the scope says."""

    person: str
    deputy: str
    begins_on: date
    ends_on: date
    scope: Scope
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Deputyship:
    """A deputy who was appointed, with the number of it; `ended_at` when it was ended before its last day."""

    id: int
    wanted: Wanted
    appointed_by: str
    ended_at: datetime | None

    def covers(self, day: date) -> bool:
        """Whether the deputy stands in on a day."""
        return self.ended_at is None and self.wanted.begins_on <= day <= self.wanted.ends_on

    def is_over(self, today: date) -> bool:
        """Whether it was ended, or its last day is past."""
        return self.ended_at is not None or self.wanted.ends_on < today


class Overlaps(Exception):
    """Somebody stands in for the same tasks in these days already."""

    def __init__(self, other: Deputyship) -> None:
        super().__init__(f"Expected days without a deputy, but {other.wanted.deputy} stands in already.")
        self.other = other


class GoesRound(Exception):
    """The deputy's own deputy, or the deputy of that one and so on, would be who is away."""

    def __init__(self, other: Deputyship) -> None:
        super().__init__(f"Expected a deputy who is there, but {other.wanted.deputy} stands in for them.")
        self.other = other


def appoint(connection: Connection, wanted: Wanted, by: str, now: datetime) -> int:
    """Appoint a deputy; the number of it.  Raises Overlaps, GoesRound."""
    # Two who appoint at once must see one another; a person's row is what both have in common.
    both = select(person.c.id).where(person.c.id.in_([wanted.person, wanted.deputy])).order_by(person.c.id)
    connection.execute(both.with_for_update()).all()
    _demand_free(connection, wanted)
    _demand_present(connection, wanted)
    row = {"person_id": wanted.person, "deputy_id": wanted.deputy, "begins_on": wanted.begins_on,
           "ends_on": wanted.ends_on, "scope": str(wanted.scope), "appointed_by": by, "appointed_at": now}  # fmt: skip
    number = connection.execute(insert(deputy).values(row).returning(deputy.c.id)).scalar_one()
    if wanted.keys:
        connection.execute(insert(deputy_scope), [{"deputy_id": number, "key": key} for key in sorted(wanted.keys)])
    return int(number)


def end(connection: Connection, number: int, by: str, now: datetime) -> None:
    """The deputy stands in no longer; what was ended before stays as it was."""
    row = deputy.c
    running = update(deputy).where(row.id == number, row.ended_at.is_(None))
    connection.execute(running.values(ended_by=by, ended_at=now))


def find(connection: Connection, number: int) -> Deputyship:
    """One of them.  Raises NotFound."""
    found = _read(connection, select(deputy).where(deputy.c.id == number))
    if not found:
        raise NotFound(f"Expected a deputy, but there is none numbered {number}.")
    return found[0]


def deputies_of(connection: Connection, person_id: str) -> list[Deputyship]:
    """Who stands, stood and will stand in for a person, the latest first."""
    row = deputy.c
    return _read(connection, select(deputy).where(row.person_id == person_id).order_by(row.ends_on.desc(), row.id))


def stands_in_for(connection: Connection, person_id: str, today: date) -> list[Deputyship]:
    """Whom a person stands in for now or later."""
    row = deputy.c
    mine = select(deputy).where(row.deputy_id == person_id, row.ends_on >= today, row.ended_at.is_(None))
    return _read(connection, mine.order_by(row.begins_on, row.id))


def _demand_free(connection: Connection, wanted: Wanted) -> None:
    """Two may stand in for one person, each for tasks of their own; of a task one must know whose it is."""
    for other in _within(connection, deputy.c.person_id == wanted.person, wanted):
        if _meet(other.wanted, wanted):
            raise Overlaps(other)


def _meet(one: Wanted, other: Wanted) -> bool:
    """Whether a task may be in both scopes: a group's tasks may be of any process."""
    return one.scope is not other.scope or one.scope is Scope.EVERYTHING or not one.keys.isdisjoint(other.keys)


def _demand_present(connection: Connection, wanted: Wanted) -> None:
    """Raises GoesRound where deputies of deputies lead back to who is away."""
    asked, seen = {wanted.deputy}, set[str]()
    while asked:
        seen |= asked
        theirs = _within(connection, deputy.c.person_id.in_(sorted(asked)), wanted)
        for other in theirs:
            if other.wanted.deputy == wanted.person:
                raise GoesRound(other)
        asked = {other.wanted.deputy for other in theirs} - seen


def _within(connection: Connection, whose: ColumnElement[bool], wanted: Wanted) -> list[Deputyship]:
    """Deputies in the same days, or some of them."""
    row = deputy.c
    days = and_(row.begins_on <= wanted.ends_on, row.ends_on >= wanted.begins_on, row.ended_at.is_(None))
    return _read(connection, select(deputy).where(whose, days).order_by(row.id))


def _read(connection: Connection, statement: Select[Any]) -> list[Deputyship]:
    rows = connection.execute(statement).all()
    keys: defaultdict[int, set[str]] = defaultdict(set)
    scopes = select(deputy_scope).where(deputy_scope.c.deputy_id.in_([row.id for row in rows]))
    for one in connection.execute(scopes) if rows else ():
        keys[one.deputy_id].add(one.key)
    return [_deputyship(row, frozenset(keys[row.id])) for row in rows]


def _deputyship(row: Row[Any], keys: frozenset[str]) -> Deputyship:
    wanted = Wanted(row.person_id, row.deputy_id, row.begins_on, row.ends_on, Scope(row.scope), keys)
    return Deputyship(row.id, wanted, row.appointed_by, row.ended_at)

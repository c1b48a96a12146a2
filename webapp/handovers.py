"""Tasks that change hands many at a time: a person leaves, goes away, or a term in a group ends.

Each task is a transaction of its own: one that somebody completes meanwhile stands in no other's way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from engine import ADMINISTRATOR, SYSTEM, Actor, Conflict, Database, Engine, NotAllowed, NotFound, UnitOfWork
from engine.schema import audience, audience_member, instance, user_task
from webapp.lifecycle.people import groups_of, members_of
from webapp.lifecycle.schema import group_membership

MOST = 200
"""How many tasks a page hands over at once."""

ENGINE = Actor(SYSTEM.id, frozenset({ADMINISTRATOR}))
"""Gives tasks back that nobody asks for: a term has ended."""


@dataclass(frozen=True)
class Held:
    """An open task that waits for one person: in their hands, or offered to them alone."""

    task_id: int
    instance_id: int
    definition_id: int
    name: str
    subject: str | None
    title: str
    due_at: datetime | None
    audience: frozenset[str]
    assignee: str | None

    def returns(self, person: str) -> bool:
        """Whether there is anybody to give it back to."""
        return bool(self.audience - {f"user:{person}"})


class Result(StrEnum):
    """What became of a task that was to change hands."""

    MOVED = "moved"
    GONE = "gone"  # Done or withdrawn meanwhile, or its matter is on hold.
    REFUSED = "refused"  # No longer in those hands.


def held_by(connection: Connection, person: str) -> list[Held]:
    """What waits for a person and nobody else, what is due first coming first; at most MOST."""
    return _read(connection, _waits_for(connection, person))


def count_held(connection: Connection, person: str) -> int:
    """How many those are, however many."""
    return connection.scalar(select(func.count()).select_from(user_task).where(_waits_for(connection, person))) or 0


def left_with(connection: Connection, person: str, groups: Iterable[str], today: date) -> list[Held]:
    """What a person holds of the audiences of groups that the person has left, belonging to them in no other way."""
    wanted = [f"group:{group}" for group in groups]
    theirs = select(audience_member.c.audience_id).where(audience_member.c.member.in_(wanted))
    own = {f"user:{person}"} | {f"group:{group}" for group in groups_of(connection, person, today)}
    found = _read(connection, and_(user_task.c.assignee == person, user_task.c.audience_id.in_(theirs)))
    return [one for one in found if own.isdisjoint(one.audience)]


def deserted(connection: Connection, groups: Iterable[str], today: date) -> list[str]:
    """The groups among these that have tasks to offer and nobody left to take them."""
    empty = [group for group in groups if not members_of(connection, group, today)]
    waiting = (
        select(audience_member.c.member)
        .join(user_task, user_task.c.audience_id == audience_member.c.audience_id)
        .where(audience_member.c.member.in_([f"group:{group}" for group in empty]), user_task.c.assignee.is_(None))
    )
    return sorted(member.removeprefix("group:") for member in connection.scalars(waiting.distinct()))


def hand_over(
    database: Database, engine: Engine, tasks: Sequence[Held], to: str, *, by: Actor, reason: str
) -> dict[int, Result]:
    """Put tasks into somebody's hands, one after the other; what became of each."""

    def move(unit: UnitOfWork, one: Held) -> None:
        _demand_unmoved(unit, one)
        if one.assignee is None and not by.administers:
            engine.claim(unit, one.task_id, by=by)  # What is offered to one person alone is theirs to pass on.
        engine.hand_over(unit, one.task_id, to=to, by=by, reason=reason)

    return {one.task_id: _try(database, partial(move, one=one)) for one in tasks}


def give_back(
    database: Database, engine: Engine, tasks: Sequence[Held], *, by: Actor, reason: str
) -> dict[int, Result]:
    """Give tasks back to their audiences, one after the other; what became of each."""

    def move(unit: UnitOfWork, one: Held) -> None:
        _demand_unmoved(unit, one)
        engine.release(unit, one.task_id, by=by, reason=reason)

    return {one.task_id: _try(database, partial(move, one=one)) for one in tasks}


def return_ended(database: Database, engine: Engine, today: date, reason: str) -> int:
    """Give back what those held whose terms in a group have ended since this was last done; how many tasks.

    Once for each term: whoever is given such a task afterwards, by hand, keeps it.
    """
    row = group_membership.c
    with database.read() as connection:
        ended = connection.execute(
            select(row.id, row.person_id, row.group_key).where(row.valid_to < today, row.returned_at.is_(None))
        ).all()
    returned = 0
    for term in ended:
        with database.read() as connection:
            left = left_with(connection, term.person_id, [term.group_key], today)
        found = give_back(database, engine, left, by=ENGINE, reason=reason)
        returned += list(found.values()).count(Result.MOVED)
        mark = update(group_membership).where(row.id == term.id).values(returned_at=engine.clock.now())
        database.transact(lambda unit, mark=mark: unit.write().execute(mark))  # type: ignore[misc]
    return returned


def _demand_unmoved(unit: UnitOfWork, one: Held) -> None:
    """An administrator may move anybody's task, but means the hands that the page told of.  Raises NotAllowed."""
    row = unit.connection.execute(select(user_task.c.assignee).where(user_task.c.id == one.task_id)).first()
    if row is not None and row.assignee != one.assignee:
        raise NotAllowed(f"Expected task {one.task_id} with {one.assignee}, but it is with {row.assignee}.")


def _try(database: Database, action: Callable[[UnitOfWork], None]) -> Result:
    try:
        database.transact(action)
    except (Conflict, NotFound):
        return Result.GONE
    except NotAllowed:
        return Result.REFUSED
    return Result.MOVED


def _waits_for(connection: Connection, person: str) -> ColumnElement[bool]:
    """In a person's hands, or offered to that person alone; each found by an index of its own."""
    alone = connection.scalar(select(audience.c.id).where(audience.c.key == f"user:{person}"))
    offered = and_(user_task.c.assignee.is_(None), user_task.c.audience_id == alone)
    return or_(user_task.c.assignee == person, offered) if alone is not None else user_task.c.assignee == person


def _read(connection: Connection, which: ColumnElement[bool]) -> list[Held]:
    row = user_task.c
    rows = connection.execute(
        select(row.id, row.instance_id, row.definition_id, row.name, row.subject, instance.c.title, row.due_at,
               audience.c.key, row.assignee)
        .join(instance, instance.c.id == row.instance_id)
        .join(audience, audience.c.id == row.audience_id)
        .where(which)
        .order_by(row.due_order, row.id)
        .limit(MOST)
    )  # fmt: skip
    return [
        Held(one.id, one.instance_id, one.definition_id, one.name, one.subject, one.title, one.due_at,
             frozenset(one.key.split("|")), one.assignee)
        for one in rows
    ]  # fmt: skip

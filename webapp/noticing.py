"""The worker's walk: new tasks and disturbances become notices, in a transaction of their own.

Nothing is added to the step that opened the task.  Tasks are numbered as they come; how far the walk came stands in
the database, and a person is told once of each, so that a crash or a second worker tells nobody twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, insert, select, update

from engine import UnitOfWork
from engine.actors import ADMINISTRATOR
from engine.outbox import Letter
from engine.schema import OutboxKind, audience, history, incident, user_task
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.people import members_of, members_of_each
from webapp.lifecycle.schema import notice_walk as walks
from webapp.runtime import Runtime

MOST = 2000
"""How many tasks or disturbances one transaction tells of."""

UNSETTLED = timedelta(minutes=1)
"""PostgreSQL numbers a row before its transaction ends: as long as this the walk looks back for late ones."""

_CAUSED_BY = (
    select(history.c.actor)
    .where(history.c.instance_id == user_task.c.instance_id, history.c.at == user_task.c.created_at)
    .order_by(history.c.sequence.desc())
    .limit(1)
    .scalar_subquery()
    .label("caused_by")
)
_TASKS = (
    select(user_task.c.id, user_task.c.created_at, user_task.c.assignee, audience.c.key, _CAUSED_BY)
    .join(audience, audience.c.id == user_task.c.audience_id)
    .where(user_task.c.id > bindparam("position"))
    .order_by(user_task.c.id)
    .limit(MOST)
)
_INCIDENTS = (
    select(incident.c.id, incident.c.raised_at.label("created_at"))
    .where(incident.c.id > bindparam("position"))
    .order_by(incident.c.id)
    .limit(MOST)
)


def write_notices(here: Runtime) -> int:
    """Tell people of the tasks and administrators of the disturbances that came since; how many letters that makes."""
    tasks = _Walk("task", user_task, _TASKS, _of_tasks)
    incidents = _Walk("incident", incident, _INCIDENTS, _of_incidents)
    return _go(here, tasks) + _go(here, incidents)


def leave_letters(connection: Connection, contents: Iterable[dict[str, Any]], now: datetime) -> int:
    """Put the letters of notices into the outbox; how many."""
    count = 0
    for content in contents:
        statement, values = Letter(OutboxKind.MAIL, content).statement(now)
        statement.run(connection, **values)
        count += 1
    return count


def tell_of_hand_over(unit: UnitOfWork, task_id: int, to: str, by: str, now: datetime) -> None:
    """A task was put into somebody's hands by somebody else."""
    if to != by:
        connection = unit.write()
        leave_letters(connection, tell(connection, [Telling(to, Kind.TASK, f"task/{task_id}")], now), now)


def tell_of_mention(unit: UnitOfWork, about: str, persons: Iterable[str], by: str, now: datetime) -> None:
    """People were named in a comment about `task/12` or `instance/3`."""
    connection = unit.write()
    told = [Telling(person, Kind.MENTION, about) for person in persons if person != by]
    leave_letters(connection, tell(connection, told, now), now)


@dataclass(frozen=True)
class _Walk:
    """A walk over the rows of a table, whose numbers grow, and who is to be told of them."""

    name: str
    table: Table
    rows: Select[Any]
    tellings: Callable[[Runtime, Connection, Sequence[Any]], Iterable[Telling]]


def _go(here: Runtime, walk: _Walk) -> int:
    with here.database.read() as connection:
        position = connection.scalar(select(walks.c.position).where(walks.c.name == walk.name)) or 0
        newest = connection.scalar(select(func.max(walk.table.c.id))) or 0
    return here.database.transact(lambda unit: _step(here, unit, walk)) if newest > position else 0


def _step(here: Runtime, unit: UnitOfWork, walk: _Walk) -> int:
    connection, now = unit.write(), here.clock.now()
    found = connection.execute(walk.rows, {"position": _hold(connection, walk.name)}).all()
    letters = leave_letters(connection, tell(connection, walk.tellings(here, connection, found), now), now)
    settled = [row.id for row in found if here.database.dialect == "sqlite" or row.created_at < now - UNSETTLED]
    if settled:
        connection.execute(update(walks).where(walks.c.name == walk.name).values(position=max(settled)))
    return letters


def _hold(connection: Connection, name: str) -> int:
    """How far the walk came; no other worker walks until this transaction ends."""
    held = connection.execute(
        update(walks).where(walks.c.name == name).values(position=walks.c.position).returning(walks.c.position)
    ).scalar()
    if held is None:
        connection.execute(insert(walks).values(name=name, position=0))
    return held or 0


def _of_tasks(here: Runtime, connection: Connection, found: Sequence[Any]) -> Iterator[Telling]:
    """Whose tasks they are; nobody is told of what their own step brought them."""
    groups = {member.removeprefix("group:") for row in found for member in _free_to(row) if member[:6] == "group:"}
    members = members_of_each(connection, groups, here.today())
    for row in found:
        about = f"task/{row.id}"
        mine = [row.assignee] if row.assignee else [one[5:] for one in _free_to(row) if one[:5] == "user:"]
        theirs = [who for one in _free_to(row) if one[:6] == "group:" for who in members.get(one[6:], ())]
        for person in mine:
            if person != row.caused_by:
                yield Telling(person, Kind.TASK, about, once=True)
        for person in theirs:
            if person != row.caused_by and person not in mine:
                yield Telling(person, Kind.GROUP_TASK, about, once=True)


def _free_to(row: Any) -> list[str]:
    return [] if row.assignee else sorted(row.key.split("|"))


def _of_incidents(here: Runtime, connection: Connection, found: Sequence[Any]) -> Iterator[Telling]:
    administrators = members_of(connection, ADMINISTRATOR, here.today())
    for row in found:
        for person in administrators:
            yield Telling(person, Kind.DISTURBANCE, f"incident/{row.id}", once=True)

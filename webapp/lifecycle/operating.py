"""How the machinery's work stands: instances by process and state, what failed and why, what is stuck, what waits to be
fired or sent.  Figures and lists for operators; nothing here changes anything but when the outbox tries again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, and_, case, exists, func, or_, select, update

from engine.schema import (
    InstanceStatus,
    audience_member,
    definition,
    incident,
    instance,
    outbox,
    subscription,
    timer,
    user_task,
)
from webapp.lifecycle.people import members_of_each
from webapp.lifecycle.schema import person

MOST = 200
"""How many rows a list has."""

LONG = timedelta(days=90)
"""For how long a task may be open before it is told as stuck."""

LATE = timedelta(minutes=5)
"""How long after its time a timer has not fired before something is wrong with the workers."""

_OPEN = incident.c.resolved_at.is_(None)


@dataclass(frozen=True)
class Count:
    """How many instances of a version stand in a state."""

    definition_id: int
    status: str
    number: int


@dataclass(frozen=True)
class Cause:
    """Why instances could not go on: open incidents that say the same of the same element, the newest first.

    `cases` are the incidents' numbers, each with its instance's.
    """

    definition_id: int
    element: str
    kind: str
    sentence: str
    cases: tuple[tuple[int, int], ...]
    first_at: datetime
    number: int


class Why(StrEnum):
    """Why an instance is told as stuck."""

    NOTHING = "nothing"  # No task, timer, message or incident: nothing will ever move it.
    NOBODY = "nobody"  # A task is open, and nobody belongs to its audience.
    LONG = "long"  # A task has been open for very long.


@dataclass(frozen=True)
class Stuck:
    """An instance that does not move; of a task its definition, name and since when it is open."""

    why: Why
    instance_id: int
    title: str
    since: datetime
    task_id: int | None = None
    definition_id: int = 0
    task: str = ""


@dataclass(frozen=True)
class Queue:
    """What waits to be fired and sent."""

    timers: int
    next_timer: datetime | None
    late_timers: int
    waiting: Mapping[str, int]
    resting: int


@dataclass(frozen=True)
class Resting:
    """What could not be sent and is tried again later."""

    id: int
    kind: str
    created_at: datetime
    due_at: datetime
    attempts: int
    failure: str


def count_instances(connection: Connection) -> list[Count]:
    """Instances by version and state."""
    rows = connection.execute(
        select(instance.c.definition_id, instance.c.status, func.count().label("number"))
        .group_by(instance.c.definition_id, instance.c.status)
        .order_by(instance.c.definition_id)
    )
    return [Count(row.definition_id, row.status, row.number) for row in rows]


def count_incidents(connection: Connection) -> dict[int, int]:
    """Open incidents by the version that their instances began with."""
    rows = connection.execute(
        select(instance.c.definition_id, func.count().label("number"))
        .join(incident, incident.c.instance_id == instance.c.id)
        .where(_OPEN)
        .group_by(instance.c.definition_id)
    )
    return {row.definition_id: row.number for row in rows}


def list_instances(
    connection: Connection, definition_id: int | None, status: str | None, after: int | None, most: int
) -> list[Mapping[str, Any]]:
    """Instances of a version and in a state, the newest first; `after` is the number of the last one that was seen."""
    statement = select(instance).order_by(instance.c.id.desc()).limit(most)
    for given, condition in (
        (definition_id, instance.c.definition_id == definition_id),
        (status, instance.c.status == status),
        (after, instance.c.id < (after or 0)),
    ):
        if given is not None:
            statement = statement.where(condition)
    return [dict(row) for row in connection.execute(statement).mappings()]


def causes(connection: Connection) -> list[Cause]:
    """Open incidents by what they say, the most frequent first."""
    rows = connection.execute(
        select(incident.c.id, incident.c.instance_id, incident.c.element, incident.c.kind, incident.c.sentence,
               incident.c.raised_at, instance.c.definition_id, definition.c.key)
        .join(instance, instance.c.id == incident.c.instance_id)
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(_OPEN)
        .order_by(incident.c.id.desc())
    )  # fmt: skip
    found: dict[tuple[str, str, str, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row.key, row.element, row.kind, row.sentence), []).append(row)
    told = [_cause(some) for some in found.values()]
    return sorted(told, key=lambda one: (-one.number, one.first_at))


def _cause(rows: Sequence[Any]) -> Cause:
    first, began = rows[0], min(row.raised_at for row in rows)
    cases = tuple((row.id, row.instance_id) for row in rows[:MOST])
    return Cause(first.definition_id, first.element, first.kind, first.sentence, cases, began, len(rows))


def stuck(connection: Connection, now: datetime, today: date, long: timedelta = LONG) -> list[Stuck]:
    """Running instances that do not move, those that nothing can move first."""
    nothing, nobody = _without_anything(connection), _without_anybody(connection, today)
    return [*nothing, *nobody, *_open_for_long(connection, now - long)]


def _without_anything(connection: Connection) -> Iterable[Stuck]:
    waits = [
        exists().where(table.c.instance_id == instance.c.id, *more)
        for table, more in ((user_task, ()), (timer, ()), (subscription, ()), (outbox, ()), (incident, (_OPEN,)))
    ]
    rows = connection.execute(
        select(instance.c.id, instance.c.title, instance.c.started_at, instance.c.phase_since)
        .where(instance.c.status == str(InstanceStatus.ACTIVE), ~or_(*waits))
        .order_by(instance.c.id)
        .limit(MOST)
    )
    return [Stuck(Why.NOTHING, row.id, row.title, row.phase_since or row.started_at) for row in rows]


def _without_anybody(connection: Connection, today: date) -> Iterable[Stuck]:
    """Tasks of whose audience nobody is left, or whose holder can no longer log in."""
    gone = and_(user_task.c.assignee.is_not(None), user_task.c.assignee == person.c.id, person.c.active.is_(False))
    held = _tasks().join(person, gone)
    empty = _tasks().where(user_task.c.assignee.is_(None), user_task.c.audience_id.in_(_empty(connection, today)))
    rows = [*connection.execute(held.limit(MOST)), *connection.execute(empty.limit(MOST))]
    return [_stuck_task(Why.NOBODY, row) for row in rows]


def _empty(connection: Connection, today: date) -> list[int]:
    """The audiences of open tasks to which nobody belongs."""
    used = select(user_task.c.audience_id).where(user_task.c.assignee.is_(None)).distinct()
    rows = connection.execute(
        select(audience_member.c.audience_id, audience_member.c.member).where(audience_member.c.audience_id.in_(used))
    ).all()
    groups = {row.member.removeprefix("group:") for row in rows if row.member.startswith("group:")}
    people = {row.member.removeprefix("user:") for row in rows if row.member.startswith("user:")}
    manned = {f"group:{key}" for key in members_of_each(connection, groups, today)}
    active = connection.scalars(select(person.c.id).where(person.c.id.in_(people), person.c.active))
    manned |= {f"user:{one}" for one in active}
    kept = {row.audience_id for row in rows if row.member in manned}
    return sorted({row.audience_id for row in rows} - kept)


def _open_for_long(connection: Connection, before: datetime) -> Iterable[Stuck]:
    rows = connection.execute(_tasks().where(user_task.c.created_at < before).limit(MOST))
    return [_stuck_task(Why.LONG, row) for row in rows]


def _tasks() -> Select[Any]:
    """Open tasks of running instances, the oldest first."""
    return (
        select(user_task.c.id, user_task.c.name, user_task.c.definition_id, user_task.c.created_at,
               instance.c.id.label("instance_id"), instance.c.title)
        .join(instance, instance.c.id == user_task.c.instance_id)
        .where(instance.c.status == str(InstanceStatus.ACTIVE))
        .order_by(user_task.c.created_at, user_task.c.id)
    )  # fmt: skip


def _stuck_task(why: Why, row: Any) -> Stuck:
    return Stuck(why, row.instance_id, row.title, row.created_at, row.id, row.definition_id, row.name)


def queue(connection: Connection, now: datetime) -> Queue:
    """What waits to be fired and sent, counted; the timers of instances that are held are not."""
    timers = connection.execute(
        select(
            func.count().label("all"),
            func.min(timer.c.due_at).label("next"),
            func.count(case((timer.c.due_at < now - LATE, 1))).label("late"),
        )
        .join(instance, instance.c.id == timer.c.instance_id)
        .where(instance.c.status == str(InstanceStatus.ACTIVE))
    ).one()
    kinds = connection.execute(select(outbox.c.kind, func.count().label("number")).group_by(outbox.c.kind))
    rests = connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.failure.is_not(None)))
    waiting = {row.kind: row.number for row in kinds}
    return Queue(timers.all, timers.next, timers.late, waiting, rests or 0)


def late_timers(connection: Connection, now: datetime) -> list[Mapping[str, Any]]:
    """Timers whose time is past, with their instances, the latest first."""
    rows = connection.execute(
        select(timer.c.due_at, instance.c.id, instance.c.title)
        .join(instance, instance.c.id == timer.c.instance_id)
        .where(instance.c.status == str(InstanceStatus.ACTIVE), timer.c.due_at < now - LATE)
        .order_by(timer.c.due_at)
        .limit(MOST)
    )
    return [dict(row) for row in rows.mappings()]


def resting(connection: Connection) -> list[Resting]:
    """What the outbox could not send or deliver, what is tried next first."""
    rows = connection.execute(
        select(outbox).where(outbox.c.failure.is_not(None)).order_by(outbox.c.due_at, outbox.c.id).limit(MOST)
    )
    return [Resting(row.id, row.kind, row.created_at, row.due_at, row.attempts, row.failure) for row in rows]


def try_now(connection: Connection, now: datetime, outbox_id: int | None = None) -> int:
    """Let what rests be tried at once, one of it or all; how many that are."""
    rests = update(outbox).where(outbox.c.failure.is_not(None), outbox.c.due_at > now, outbox.c.lease_until.is_(None))
    if outbox_id is not None:
        rests = rests.where(outbox.c.id == outbox_id)
    return connection.execute(rests.values(due_at=now)).rowcount

"""Who has a task open: a hint for two people who look at the same form, no lock and no history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.clock import Clock
from engine.schema import task_view, user_task
from engine.work import UnitOfWork

RENEWED = timedelta(minutes=1)
"""How old what was noted may become before it is noted anew."""

ABSENT = timedelta(minutes=15)
"""After so long without a sign somebody has the task open no more."""


@dataclass(frozen=True)
class Sighting:
    """Somebody has a task's page open, since when, and when that was last seen."""

    person: str
    opened_at: datetime
    seen_at: datetime


def sightings(connection: Connection, task_id: int, clock: Clock) -> list[Sighting]:
    """Who has a task open now, the first comer first."""
    rows = connection.execute(
        select(task_view.c.person, task_view.c.opened_at, task_view.c.seen_at)
        .where(task_view.c.task_id == task_id, task_view.c.seen_at > clock.now() - ABSENT)
        .order_by(task_view.c.opened_at, task_view.c.person)
    )
    return [Sighting(row.person, row.opened_at, row.seen_at) for row in rows]


def is_fresh(seen: list[Sighting], by: Actor, clock: Clock) -> bool:
    """Whether somebody was noted so lately that nothing has to be written."""
    return any(one.person == by.id and clock.now() - one.seen_at < RENEWED for one in seen)


def note_sighting(unit: UnitOfWork, task_id: int, by: Actor, clock: Clock) -> None:
    """Note that somebody has a task open; nothing is noted of a task that is done."""
    connection, now = unit.write(), clock.now()
    is_open = select(user_task.c.id).where(user_task.c.id == task_id).with_for_update(read=True, key_share=True)
    if connection.scalar(is_open) is None:
        return
    mine = next((one for one in sightings(connection, task_id, clock) if one.person == by.id), None)
    connection.execute(delete(task_view).where(task_view.c.task_id == task_id, task_view.c.person == by.id))
    row = {"task_id": task_id, "person": by.id, "opened_at": mine.opened_at if mine else now, "seen_at": now}
    connection.execute(insert(task_view).values(row))

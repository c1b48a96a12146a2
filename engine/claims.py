"""Who holds a task: claim, release, hand over; and what was typed into it but not yet submitted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from engine import instances, tasks
from engine.actors import Actor
from engine.errors import InvalidInput, NotAllowed
from engine.history import Entry
from engine.instances import Head
from engine.kinds import Kind
from engine.schema import InstanceStatus, draft, task_seen
from engine.steps import Parts, annotate
from engine.work import UnitOfWork

Submitted = Mapping[str, Sequence[str]]


def claim(parts: Parts, unit: UnitOfWork, task_id: int, by: Actor) -> None:
    """Take a task; taking one's own again changes nothing."""
    row, head = find_task(unit, task_id)
    by = tasks.facing(parts.definitions, parts.audiences, unit, task_id, row, by)
    tasks.demand_member(unit, parts.audiences, row, by)
    if row.assignee != by.id:
        _assign(parts, unit, row, head, by.id, Kind.CLAIMED, by)


def release(parts: Parts, unit: UnitOfWork, task_id: int, by: Actor, reason: str) -> None:
    """Give a task back to its audience; one that nobody holds stays as it is."""
    row, head = find_task(unit, task_id)
    by = tasks.facing(parts.definitions, parts.audiences, unit, task_id, row, by)
    if not by.administers:
        tasks.demand_member(unit, parts.audiences, row, by)
    if row.assignee is None:
        return
    _assign(parts, unit, row, head, None, Kind.RELEASED, by, reason)


def hand_over(parts: Parts, unit: UnitOfWork, task_id: int, to: str, by: Actor, reason: str) -> None:
    """Put a task into another person's hands: its holder may, and an administrator."""
    row, head = find_task(unit, task_id)
    by = tasks.facing(parts.definitions, parts.audiences, unit, task_id, row, by)
    if row.assignee not in by.people and not by.administers:
        raise NotAllowed(f"Expected the task's holder or an administrator, but {by.id} is neither.")
    if row.assignee != to:
        _assign(parts, unit, row, head, to, Kind.HANDED_OVER, by, reason)


def replace_person(
    parts: Parts, unit: UnitOfWork, instance_id: int, person: str, replacement: str, by: Actor, reason: str
) -> None:
    """Let a person's tasks in an instance come to another from now on: the open ones, and those to come."""
    head = instances.find(unit.connection, instance_id, lock=unit.writing)
    head.demand(InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
    if person == replacement:
        raise InvalidInput(f"Expected another person than {person}, but the replacement is the same.")
    told = {one: replacement if other == person else other for one, other in head.replacements.items()}
    told = {one: other for one, other in {**told, person: replacement}.items() if one != other and one != replacement}
    writes = [(instances.SAVE_REPLACEMENTS, {"instance": instance_id, "told": json.dumps(told)})]
    for row in tasks.OF_INSTANCE.rows(unit.connection, instance_id=instance_id):
        key = "|".join(parts.audiences.members(unit, row.audience_id))
        audience = parts.audiences.number(unit, tasks.audience_passed_on(key, {person: replacement}))
        holder = replacement if row.assignee == person else row.assignee
        if (holder, audience) != (row.assignee, row.audience_id):
            writes.append((tasks.PASS_ON, {"task": row.id, "person": holder, "audience": audience}))
    value = {"from": person, "to": replacement, "reason": reason}
    annotate(unit, head, Entry(Kind.HANDED_OVER, parts.clock.now(), by, head.definition_id, value=value), writes)


def find_task(unit: UnitOfWork, task_id: int, request_key: str | None = None) -> tuple[Any, Head]:
    """An open task of an active instance, and the instance; locked when the transaction has begun.

    Raises TaskGone, NotFound; Conflict when the instance is suspended.
    """
    statement = instances.BY_TASK_LOCKED if unit.writing else instances.BY_TASK
    found = statement.rows(unit.connection, task_id=task_id, request_key=request_key)
    row = found[0] if found else tasks.refuse_missing(unit.connection, task_id)
    head = Head.of(row)
    head.demand(InstanceStatus.ACTIVE)
    return row, head


def _assign(
    parts: Parts, unit: UnitOfWork, row: Any, head: Head, to: str | None, kind: Kind, by: Actor, reason: str = ""
) -> None:
    value = {"token": row.token, "from": row.assignee, "to": to} | ({"reason": reason} if reason else {})
    entry = Entry(kind, parts.clock.now(), by, row.definition_id, element=row.element, value=value)
    annotate(unit, head, entry, [tasks.assignment(row.task_id, to)])


def see(unit: UnitOfWork, task_id: int, by: Actor) -> None:
    """Remember that a person has opened a task; the second time nothing is written."""
    opened = select(task_seen.c.task_id).where(task_seen.c.task_id == task_id, task_seen.c.person == by.id)
    if unit.connection.scalar(opened) is not None:
        return
    connection = unit.write()  # First of all: the task may be completed, or opened in another window, meanwhile.
    tasks.find(connection, task_id)
    if connection.scalar(opened) is None:
        connection.execute(insert(task_seen).values(task_id=task_id, person=by.id))


def save_draft(parts: Parts, unit: UnitOfWork, task_id: int, submitted: Submitted, by: Actor) -> None:
    """Keep what a person has typed so far; each person has a draft of their own."""
    connection = unit.write()  # First of all: the task may be completed while its draft is on the way.
    row = tasks.find(connection, task_id)
    by = tasks.facing(parts.definitions, parts.audiences, unit, task_id, row, by)
    tasks.demand_member(unit, parts.audiences, row, by)
    connection.execute(delete(draft).where(draft.c.task_id == task_id, draft.c.person == by.id))
    row = {"task_id": task_id, "person": by.id, "saved_at": parts.clock.now(), "content": draft_content(submitted)}
    connection.execute(insert(draft).values(row))


def draft_content(submitted: Submitted) -> str:
    """What was typed, as it is kept."""
    return json.dumps({key: list(values) for key, values in submitted.items()}, ensure_ascii=False)


def read_draft(connection: Connection, task_id: int, by: Actor) -> dict[str, list[str]]:
    """What a person had typed; empty when nothing was kept."""
    statement = select(draft.c.content).where(draft.c.task_id == task_id, draft.c.person == by.id)
    content = connection.scalar(statement)
    return json.loads(content) if content else {}

"""What pages show of a task and of an instance."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from engine import claims, incidents, instances, tasks
from engine.actors import Actor
from engine.audiences import members_of
from engine.definitions import Definition
from engine.errors import NotAllowed
from engine.forms import Form
from engine.history import read_value
from engine.instances import Head
from engine.places import Places, Where, waiting_elements
from engine.schema import InstanceStatus, audience, history, history_value, instance, user_task
from engine.services import ListCall
from engine.spiff import Element, Subscription
from engine.standings import standing_at
from engine.steps import Parts
from engine.undone import stands
from engine.work import UnitOfWork


@dataclass(frozen=True)
class OpenTaskRow:
    """An open task of an instance, without its data."""

    task_id: int
    definition_id: int
    element: str
    name: str
    subject: str | None
    audience: frozenset[str]
    assignee: str | None
    due_at: datetime | None
    priority: int
    created_at: datetime


@dataclass(frozen=True)
class TaskView:
    """A task and all that its page needs.

    `data` is the process data visible at the task; `form` is None when nothing is asked; `draft` is empty when nothing
    was kept; `may_complete` is False when somebody else holds it, or the instance is suspended.  `on_behalf_of` is the
    absent person in whose place the reader would do it.
    """

    row: OpenTaskRow
    instance_id: int
    title: str
    phase: str
    business_key: str
    status: InstanceStatus
    definition: Definition
    element: Element
    form: Form | None
    data: Mapping[str, Any]
    draft: Mapping[str, list[str]]
    may_claim: bool
    may_complete: bool
    may_hand_over: bool
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class InstanceView:
    """An instance as it stands; `subscriptions` are the messages and signals that it waits for.

    `replacements` tells of people whom its data name whose tasks now come to others.
    """

    id: int
    definition: Definition
    business_key: str
    status: InstanceStatus
    title: str
    phase: str
    data: Mapping[str, Any]
    tasks: tuple[OpenTaskRow, ...]
    incidents: tuple[Any, ...]
    subscriptions: tuple[Subscription, ...]
    replacements: Mapping[str, str] = field(default_factory=dict)

    def people(self, by: Actor) -> frozenset[str]:
        """Whom an actor is here: oneself unless another took one's place, and those whose place one took."""
        taken = {one for one, other in self.replacements.items() if other in by.people}
        return frozenset((by.people | taken) - {one for one in by.people if one in self.replacements})


def read_task(parts: Parts, connection: Connection, task_id: int, by: Actor) -> TaskView:
    """A task as its page shows it, to its audience and to administrators.

    Raises NotAllowed, TaskGone, NotFound.
    """
    found = instances.BY_TASK.rows(connection, task_id=task_id, request_key=None)
    row = found[0] if found else tasks.refuse_missing(connection, task_id)
    by = tasks.facing(parts.definitions, parts.audiences, UnitOfWork(connection), task_id, row, by)
    member = tasks.is_member(UnitOfWork(connection), parts.audiences, row, by)
    if not member and not by.administers:
        raise NotAllowed(f"Expected somebody of the task's audience, but {by.id} is not.")
    head = Head.of(row)
    definition = parts.definitions.get(connection, row.definition_id)
    form = definition.form(row.form) if row.form else None
    data = next(task.data for task in standing_at(parts, connection, head).tasks if task.token == row.token)
    is_active, is_holder = head.status is InstanceStatus.ACTIVE, row.assignee in by.people
    return TaskView(
        row=next(one for one in _open_tasks(connection, head.instance_id) if one.task_id == task_id),
        instance_id=head.instance_id,
        title=head.title,
        phase=head.phase,
        business_key=head.business_key,
        status=head.status,
        definition=definition,
        element=definition.process.elements[row.element],
        form=form,
        data=parts.services.data_for(form, ListCall(connection, head.business_key, data)) if form else data,
        draft=claims.read_draft(connection, task_id, by),
        may_claim=is_active and member and row.assignee is None,
        may_complete=is_active and member and (row.assignee is None or is_holder),
        may_hand_over=is_active and (is_holder or by.administers),
        on_behalf_of=by.on_behalf_of if member else None,
    )


def read_instance(parts: Parts, connection: Connection, instance_id: int) -> InstanceView:
    """An instance as it stands, its data at the top of the process.

    Raises NotFound.
    """
    head = instances.find(connection, instance_id)
    standing = standing_at(parts, connection, head)
    return InstanceView(
        id=instance_id,
        definition=parts.definitions.get(connection, head.definition_id),
        business_key=head.business_key,
        status=head.status,
        title=head.title,
        phase=head.phase,
        data=standing.data,
        tasks=tuple(_open_tasks(connection, instance_id)),
        incidents=tuple(incidents.of_instance(connection, instance_id)),
        subscriptions=standing.subscriptions,
        replacements=head.replacements,
    )


def instances_of(connection: Connection, business_key: str) -> list[int]:
    """The instances that carry a business key, oldest first."""
    statement = select(instance.c.id).where(instance.c.business_key == business_key).order_by(instance.c.id)
    return list(connection.scalars(statement))


def read_where(parts: Parts, connection: Connection, instance_id: int) -> Where:
    """Where an instance's tokens stand, and how often each element was passed.

    Raises NotFound.
    """
    head = instances.find(connection, instance_id)
    passed: Counter[str] = Counter()
    called: list[int] = []
    left: list[int] = []
    for content in connection.scalars(_values_of(instance_id)):
        value = read_value(content)
        passed.update(element for element, what, _ in value.get("followed", ()) if what == "passed")
        called += value.get("called", ())
        if "mapping" in value:  # It went on by another version.
            left.append(value["from"])
            called = [value["to"] if one == value["from"] else one for one in called]
    used = [*left, head.definition_id, *called]
    standing = standing_at(parts, connection, head)
    place = Places(parts.definitions, connection, used)
    return Where(
        standing=Counter(place.of(element) for element in waiting_elements(standing)),
        passed={place.of(element): count for element, count in passed.items()},
    )


def _values_of(instance_id: int) -> Select[Any]:
    return (
        select(history_value.c.content)
        .join(history, (history.c.instance_id == history_value.c.instance_id)
              & (history.c.sequence == history_value.c.sequence))
        .where(history_value.c.instance_id == instance_id, history_value.c.content.is_not(None), stands())
        .order_by(history_value.c.sequence)
    )  # fmt: skip


def _open_tasks(connection: Connection, instance_id: int) -> list[OpenTaskRow]:
    rows = connection.execute(
        select(user_task, audience.c.key)
        .join(audience, audience.c.id == user_task.c.audience_id)
        .where(user_task.c.instance_id == instance_id)
        .order_by(user_task.c.due_order, user_task.c.id)
    )
    return [
        OpenTaskRow(row.id, row.definition_id, row.element, row.name, row.subject, members_of(row.key), row.assignee,
                    row.due_at, row.priority, row.created_at)
        for row in rows
    ]  # fmt: skip

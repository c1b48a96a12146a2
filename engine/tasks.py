"""User tasks: the rows that people's lists are made of, and who may do what with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from engine import audiences, history
from engine.actors import ADMINISTRATOR, Actor
from engine.audiences import Audiences
from engine.definitions import Definitions
from engine.errors import EngineError, NotAllowed, NotFound, TaskClaimed, TaskGone
from engine.expressions import Present
from engine.kinds import Kind
from engine.schema import user_task
from engine.spiff import OpenTask
from engine.statements import Statement
from engine.work import UnitOfWork

NO_DATE = 2**63 - 1
"""The `due_order` of a task without a date: it comes last."""

NORMAL = 50
"""The priority of a task whose diagram says nothing."""

FIND = Statement(select(user_task).where(user_task.c.id == bindparam("task_id")))
ADD = Statement(insert(user_task).values({c: bindparam(c.name) for c in user_task.c if c.name != "id"}))
REMOVE = Statement(
    delete(user_task).where(
        user_task.c.instance_id == bindparam("instance_id"), user_task.c.token == bindparam("token")
    )
)
OF_INSTANCE = Statement(
    select(user_task).where(user_task.c.instance_id == bindparam("instance_id")).order_by(user_task.c.id)
)
PASS_ON = Statement(
    update(user_task)
    .where(user_task.c.id == bindparam("task"))
    .values(assignee=bindparam("person"), audience_id=bindparam("audience"))
)
_ASSIGN = Statement(update(user_task).where(user_task.c.id == bindparam("task")).values(assignee=bindparam("person")))


@dataclass(frozen=True)
class Described:
    """An open task as its diagram describes it over its data; `fault` says what could not be worked out."""

    audience: str
    row: dict[str, Any]
    fault: str = ""

    def passed_on(self, replacements: Mapping[str, str]) -> "Described":
        """The same for those who have taken the place of the people whom it names."""
        if not replacements:
            return self
        assignee = self.row["assignee"]
        row = self.row | {"assignee": replacements.get(assignee, assignee)}
        return Described(audience_passed_on(self.audience, replacements), row, self.fault)


def describe(task: OpenTask, instance_id: int, present: Present) -> Described:
    """The row for a task that opens now.

    Where an attribute cannot be evaluated the task is the administrators', and `fault` says why: it must not be lost.
    """
    element, attributes = task.element, task.element.attributes
    row: dict[str, Any] = {
        "instance_id": instance_id,
        "token": task.token,
        "definition_id": task.definition_id,
        "element": element.id,
        "name": element.name or element.id,
        "subject": None,
        "form": attributes.get("formKey"),
        "created_at": present.at,
        "assignee": None,
        "due_at": None,
        "due_order": NO_DATE,
        "follow_up_at": None,
        "priority": NORMAL,
    }
    try:
        row |= _dates(attributes, task.data, present)
        row["subject"] = _subject(task, present)
        assignee, audience = _people(task, present)
    except EngineError as error:
        return Described(audiences.key_of([ADMINISTRATOR], []), row, str(error))
    return Described(audience, row | {"assignee": assignee})


def audience_passed_on(key: str, replacements: Mapping[str, str]) -> str:
    """An audience's key with those who have taken others' places in it."""
    people = {f"user:{one}": f"user:{other}" for one, other in replacements.items()}
    return "|".join(sorted({people.get(member, member) for member in audiences.members_of(key)}))


def _subject(task: OpenTask, present: Present) -> str | None:
    subject = present.value(task.element.properties.get("subject", ""), task.data)
    return subject if isinstance(subject, str) and subject else None


def _dates(attributes: Mapping[str, str], data: Mapping[str, Any], present: Present) -> dict[str, Any]:
    due = present.instant(attributes.get("dueDate"), data)
    priority = present.value(attributes.get("priority", str(NORMAL)), data)
    return {
        "due_at": due,
        "due_order": order_of(due),
        "follow_up_at": present.instant(attributes.get("followUpDate"), data),
        "priority": int(priority),
    }


def _people(task: OpenTask, present: Present) -> tuple[str | None, str]:
    """The assignee and the audience's key: candidates, else the assignee alone, else the lane's group.

    What is asked of one person (a member's disqualification, say) is not for the rest of their body.
    """
    attributes, data = task.element.attributes, task.data
    groups = present.texts(attributes.get("candidateGroups"), data)
    users = present.texts(attributes.get("candidateUsers"), data)
    assigned = present.texts(attributes.get("assignee"), data)
    if not groups and not users:
        users = assigned
    if not groups and not users:
        groups = present.texts(task.element.group, data)
    if not groups and not users:
        groups = [ADMINISTRATOR]
    return (assigned[0] if assigned else None), audiences.key_of(groups, users)


def order_of(due: datetime | None) -> int:
    """A due date as the lists sort it: whole microseconds since 1970, or NO_DATE."""
    return NO_DATE if due is None else int(due.timestamp()) * 1_000_000 + due.microsecond


def find(connection: Connection, task_id: int) -> Any:
    """The row of an open task.

    Raises TaskGone when it is done or withdrawn, with who and when; NotFound when there never was one.
    """
    found = FIND.rows(connection, task_id=task_id)
    return found[0] if found else refuse_missing(connection, task_id)


def refuse_missing(connection: Connection, task_id: int) -> Any:
    """Say what became of a task that is not open.  Raises TaskGone or NotFound, always."""
    closed = history.who_closed(connection, task_id)
    if closed is None:
        raise NotFound(f"Expected an open task, but there is none numbered {task_id}.")
    kind, by, at = closed
    verb = "completed" if kind is Kind.COMPLETED else "withdrawn"
    raise TaskGone(f"Expected task {task_id} to be open, but it was {verb}.", by=by, at=at)


def facing(
    definitions: Definitions, audiences: Audiences, unit: UnitOfWork, task_id: int, row: Any, by: Actor
) -> Actor:
    """Who an actor is before a task: oneself, or an absent person's deputy."""
    if not by.absent:
        return by
    process = definitions.get(unit.connection, row.definition_id).key
    return by.facing(task_id, row.assignee, audiences.members(unit, row.audience_id), process)


def is_member(unit: UnitOfWork, audiences: Audiences, row: Any, by: Actor) -> bool:
    """Whether a task is this actor's to take: its assignee, or one of its audience."""
    return row.assignee in by.people or not by.memberships.isdisjoint(audiences.members(unit, row.audience_id))


def demand_member(unit: UnitOfWork, audiences: Audiences, row: Any, by: Actor) -> None:
    """Raises NotAllowed for who does not belong to the audience, TaskClaimed when somebody else holds the task."""
    if not is_member(unit, audiences, row, by):
        raise NotAllowed(f"Expected somebody of the task's audience, but {by.id} is not.")
    if row.assignee is not None and row.assignee not in by.people:
        raise TaskClaimed(by=row.assignee)


def assignment(task_id: int, person: str | None) -> tuple[Statement, dict[str, Any]]:
    """The statement that puts a task into somebody's hands, or into nobody's."""
    return _ASSIGN, {"task": task_id, "person": person}

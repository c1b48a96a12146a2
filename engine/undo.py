"""Undoing: a completion that was a mistake is taken back, while nothing has left and nothing has happened since.

The state before it is worked out by replay.  Nothing of the history is removed: the next entry says that this one was
undone, and whoever reads what happened leaves both out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, insert, select
from sqlalchemy.engine import Connection

from engine import history, instances, outbox, tasks
from engine.actors import Actor, Request
from engine.changes import Write
from engine.claims import draft_content
from engine.errors import EngineError, NotFound, NotUndoable, Obstacle
from engine.expressions import Present
from engine.history import read_value
from engine.instances import Head
from engine.kinds import Kind
from engine.replay import walk
from engine.schema import InstanceStatus, draft, history_value, state, user_task
from engine.schema import history as entries
from engine.services import ListCall, Written
from engine.spiff import OpenTask, Workflow
from engine.statements import Statement
from engine.steps import Parts, Step
from engine.work import UnitOfWork

WINDOW = timedelta(minutes=15)
"""For how long a completion may be undone, unless its caller says otherwise."""

_COMPLETION = Statement(
    select(entries.c.instance_id, entries.c.sequence, entries.c.at, entries.c.actor, entries.c.definition_id,
           entries.c.element, history_value.c.content, state.c.sequence.label("last"))
    .join(history_value, (history_value.c.instance_id == entries.c.instance_id)
          & (history_value.c.sequence == entries.c.sequence))
    .join(state, state.c.instance_id == entries.c.instance_id)
    .where(entries.c.task_id == bindparam("task_id"), entries.c.kind == str(Kind.COMPLETED))
    .order_by(entries.c.sequence.desc())
    .limit(1)
)  # fmt: skip
_REOPEN = Statement(insert(user_task).values({column: bindparam(column.name) for column in user_task.c}))
_ADD_DRAFT = Statement(insert(draft).values({column: bindparam(column.name) for column in draft.c}))


@dataclass(frozen=True)
class Undoable:
    """A completion that may still be undone: by whom it was made is asked, until when this holds is told."""

    task_id: int
    instance_id: int
    definition_id: int
    element: str
    until: datetime


@dataclass(frozen=True)
class Mistake:
    """Which completion is to be undone, by whom, how long after it that is allowed, and in what language they type."""

    task_id: int
    by: Actor
    within: timedelta
    language: str


class Undoing(Step):
    """The step that takes an instance back to where it stood; the task opens again under its own number."""

    token: int
    task_id: int
    opened_at: datetime

    def go_back(self, token: int, task_id: int) -> None:
        """Put the state before in the place of the one that is stored.

        Raises NotUndoable when the history does not lead there.
        """
        self.token, self.task_id = token, task_id
        content, self.opened_at = _before(self.parts, self.unit.connection, self.head, token)
        self.workflow = Workflow.load(content, self.host)

    def task(self) -> OpenTask:
        """The task that opens again."""
        return next(one for one in self.workflow.standing.tasks if one.token == self.token)

    def draft_write(self, answers: Mapping[str, Sequence[str]]) -> Write:
        """What was answered becomes the draft of who answered it."""
        return _ADD_DRAFT, {"task_id": self.task_id, "person": self.by.id, "saved_at": self.present.at,
                            "content": draft_content(answers)}  # fmt: skip

    def _task_write(self, task: OpenTask) -> Write:
        described = tasks.describe(task, self.head.instance_id, Present(self.opened_at, self.present.zone))
        audience = self.parts.audiences.number(self.unit, described.audience)
        own = {"id": self.task_id, "audience_id": audience, "assignee": self.by.id}
        return _REOPEN, {**described.row, **own}


def offer(parts: Parts, connection: Connection, task_id: int, by: Actor, within: timedelta) -> Undoable | None:
    """Whether a completion may still be undone by who made it; None when it may not."""
    row = _find(connection, task_id)
    if row is None or _obstacle(parts, connection, row, by, within) is not None:
        return None
    return Undoable(task_id, row.instance_id, row.definition_id, row.element, row.at + within)


def take_back(parts: Parts, unit: UnitOfWork, mistake: Mistake, request: Request | None) -> None:
    """Open a task again that was completed by mistake, with what was answered as the draft.

    Raises NotFound, NotUndoable, RequestReused.
    """
    if history.first_answer(unit.connection, request) is not None:
        return
    row = _find(unit.connection, mistake.task_id)
    if row is None:
        raise NotFound(f"Expected a completed task, but there is none numbered {mistake.task_id}.")
    obstacle = _obstacle(parts, unit.connection, row, mistake.by, mistake.within)
    if obstacle is not None:
        raise NotUndoable(obstacle)
    head = instances.find(unit.connection, row.instance_id, lock=unit.writing)
    if head.link.sequence != row.sequence:
        raise NotUndoable(Obstacle.MOVED_ON)
    _go_back(Undoing.load(parts, unit, head, mistake.by), row, mistake, request)


def _go_back(step: Undoing, row: Any, mistake: Mistake, request: Request | None) -> None:
    value = read_value(row.content)
    step.go_back(value["token"], mistake.task_id)
    told = {"undone": row.sequence, "task": mistake.task_id, "token": value["token"]}
    step.note(
        step.entry(Kind.UNDONE, definition_id=row.definition_id, element=row.element, request=request, value=told)
    )
    answers = _answered(step, row.definition_id, value, mistake.language)
    step.extra.append(step.draft_write(answers))
    connection = step.unit.write()
    for one in reversed(_written(value)):
        reverse = step.parts.services.reversal(one["wrote"])
        written = Written(connection, one["result"] or {}, one.get("remembered", ()), step.present.at)
        if reverse is None or not reverse(written):
            raise NotUndoable(Obstacle.WRITTEN)
    if outbox.withdraw(connection, (row.instance_id, row.sequence)) != value.get("letters", 0):
        raise NotUndoable(Obstacle.SENT)
    step.save(InstanceStatus.ACTIVE)


def _find(connection: Connection, task_id: int) -> Any:
    found = _COMPLETION.rows(connection, task_id=task_id)
    return found[0] if found else None


def _obstacle(parts: Parts, connection: Connection, row: Any, by: Actor, within: timedelta) -> Obstacle | None:
    """Why a completion cannot be undone, as far as can be seen without a replay."""
    value = read_value(row.content) if row.content is not None else {}
    found = [
        (Obstacle.SOMEBODY_ELSES, row.actor != by.id),
        (Obstacle.LATE, parts.clock.now() >= row.at + within),
        (Obstacle.MOVED_ON, row.last != row.sequence),
        (Obstacle.ERASED, row.content is None),
        (Obstacle.WRITTEN, not all(parts.services.reversal(one["wrote"]) for one in _written(value))),
    ]
    for obstacle, holds in found:
        if holds:
            return obstacle
    if outbox.untouched(connection, (row.instance_id, row.sequence)) != value.get("letters", 0):
        return Obstacle.SENT
    return Obstacle.BEGUN if _is_begun(connection, row) else None


def _written(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The services that wrote something, in their order, with what they answered and remembered."""
    return [one for one in value.get("services", ()) if "wrote" in one]


def _is_begun(connection: Connection, row: Any) -> bool:
    """Whether somebody has typed into a task that this completion opened."""
    opened = select(user_task.c.id).where(user_task.c.instance_id == row.instance_id, user_task.c.created_at >= row.at)
    return bool(connection.scalar(select(exists().where(draft.c.task_id.in_(opened)))))


def _before(parts: Parts, connection: Connection, head: Head, token: int) -> tuple[bytes, datetime]:
    """The state before the last entry, and when the task opened in it.

    Raises NotUndoable when the history no longer leads to the state that is stored.
    """
    before, now, opened = b"", b"", dict[int, datetime]()
    try:
        for passed in walk(connection, parts.definitions, parts.clock.zone, head.instance_id):
            before, now = now, passed.content
            for task in passed.standing.tasks:
                opened.setdefault(task.token, passed.at)
    except EngineError as error:
        raise NotUndoable(Obstacle.ERASED) from error
    if now != instances.unpacked(head.content) or token not in opened:
        raise NotUndoable(Obstacle.ERASED)
    return before, opened[token]


def _answered(step: Undoing, definition_id: int, value: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """What was answered, as it would be typed."""
    task, parts, connection = step.task(), step.parts, step.unit.connection
    definition, key = parts.definitions.get(connection, definition_id), task.element.attributes.get("formKey")
    if not key:
        return {}
    form = definition.form(key)
    data = parts.services.data_for(form, ListCall(connection, step.head.business_key, task.data))
    return form.posted(language, value["values"], data, clock=step.present)

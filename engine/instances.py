"""Instances: their row, their state, and the ways from one status to another."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, case, insert, select, update
from sqlalchemy.engine import Connection

from engine.chain import Link
from engine.errors import Conflict, NotFound
from engine.schema import InstanceStatus, Instant, history, instance, state, user_task
from engine.statements import Statement

TRANSITIONS = {
    InstanceStatus.ACTIVE: {InstanceStatus.SUSPENDED, InstanceStatus.COMPLETED, InstanceStatus.CANCELLED},
    InstanceStatus.SUSPENDED: {InstanceStatus.ACTIVE, InstanceStatus.CANCELLED},
    InstanceStatus.COMPLETED: set[InstanceStatus](),
    InstanceStatus.CANCELLED: set[InstanceStatus](),
}
"""From which status an instance may go to which."""

_HEAD = (
    instance.c.id.label("instance_id"),
    instance.c.definition_id.label("root_id"),
    instance.c.business_key,
    instance.c.status,
    instance.c.title,
    instance.c.phase,
    instance.c.replacements,
    state.c.lock_version,
    state.c.sequence,
    state.c.head,
    state.c.content,
)
_BY_ID = select(*_HEAD).join(state, state.c.instance_id == instance.c.id).where(instance.c.id == bindparam("id"))
_TASK = (user_task.c.id.label("task_id"), user_task.c.token, user_task.c.definition_id, user_task.c.element,
         user_task.c.form, user_task.c.audience_id, user_task.c.assignee)  # fmt: skip
_FIRST_ANSWER = select(history.c.instance_id).where(history.c.request_key == bindparam("request_key")).scalar_subquery()
_BY_TASK = (
    select(*_TASK, *_HEAD, _FIRST_ANSWER.label("answered"))
    .join(instance, instance.c.id == user_task.c.instance_id)
    .join(state, state.c.instance_id == instance.c.id)
    .where(user_task.c.id == bindparam("task_id"))
)
# PostgreSQL reads anew, once a lock is had, only the rows that are locked; of the others it shows what was there when
# the waiting began.  So all that may have changed is locked, the state first.
_HEADS = select(*_HEAD).join(state, state.c.instance_id == instance.c.id)
BY_ID, BY_ID_LOCKED = Statement(_BY_ID), Statement(_BY_ID.with_for_update(of=(state, instance), key_share=True))
BY_ID_FREE = Statement(_BY_ID.with_for_update(of=(state, instance), key_share=True, skip_locked=True))
BY_TASK = Statement(_BY_TASK)
BY_TASK_LOCKED = Statement(_BY_TASK.with_for_update(of=(state, user_task, instance), key_share=True))

ADD = Statement(
    insert(instance).values({c: bindparam(c.name) for c in instance.c if c.name != "id"}).returning(instance.c.id)
)
ADD_STATE = Statement(insert(state).values({c: bindparam(c.name) for c in state.c}))
SAVE_STATE = Statement(
    update(state)
    .where(state.c.instance_id == bindparam("id"), state.c.lock_version == bindparam("expected"))
    .values(lock_version=state.c.lock_version + 1, sequence=bindparam("last"), head=bindparam("hash"),
            content=bindparam("bytes"))
)  # fmt: skip
SAVE_LINK = Statement(
    update(state)
    .where(state.c.instance_id == bindparam("id"), state.c.lock_version == bindparam("expected"))
    .values(lock_version=state.c.lock_version + 1, sequence=bindparam("last"), head=bindparam("hash"))
)
LOCK = Statement(
    update(state)
    .where(state.c.instance_id == bindparam("id"), state.c.lock_version == bindparam("expected"))
    .values(lock_version=state.c.lock_version + 1)
)
SAVE_REPLACEMENTS = Statement(
    update(instance).where(instance.c.id == bindparam("instance")).values(replacements=bindparam("told"))
)
_SAME_PHASE = instance.c.phase == bindparam("now_phase")
SAVE = Statement(
    update(instance)
    .where(instance.c.id == bindparam("instance"))
    .values(status=bindparam("now_status"), title=bindparam("now_title"), phase=bindparam("now_phase"),
            phase_since=case((_SAME_PHASE, instance.c.phase_since), else_=bindparam("now_at", type_=Instant)),
            ended_at=bindparam("ended_at"))
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """An instance as an action finds it."""

    instance_id: int
    definition_id: int
    business_key: str
    status: InstanceStatus
    title: str
    phase: str
    lock_version: int
    link: Link
    content: bytes
    replacements: Mapping[str, str] = field(default_factory=dict)
    """Whose tasks now come to whom: people whom its data still name, by their ids."""

    @classmethod
    def of(cls, row: Any) -> "Head":
        """From a row that selects the columns of `_HEAD`."""
        return cls(row.instance_id, row.root_id, row.business_key, InstanceStatus(row.status), row.title, row.phase,
                   row.lock_version, Link(row.sequence, row.head), row.content,
                   json.loads(row.replacements) if row.replacements else {})  # fmt: skip

    def demand(self, *statuses: InstanceStatus) -> None:
        """Raises Conflict unless the instance has one of these statuses."""
        if self.status not in statuses:
            wanted = " or ".join(statuses)
            raise Conflict(f"Expected instance {self.instance_id} to be {wanted}, but it is {self.status}.")

    def demand_way(self, to: InstanceStatus) -> None:
        """Raises Conflict when no way leads to that status."""
        if to not in TRANSITIONS[self.status]:
            raise Conflict(f"Expected instance {self.instance_id} to become {to}, but it is {self.status}.")


def find_many(connection: Connection, numbers: Iterable[int]) -> dict[int, Head]:
    """Several instances by their numbers, as they stand; those that are not there are left out."""
    rows = connection.execute(_HEADS.where(instance.c.id.in_(list(numbers))))
    return {row.instance_id: Head.of(row) for row in rows}


def find(connection: Connection, instance_id: int, *, lock: bool = False) -> Head:
    """An instance as it stands; locked, when the caller's transaction has begun.

    Raises NotFound.
    """
    found = (BY_ID_LOCKED if lock else BY_ID).rows(connection, id=instance_id)
    if not found:
        raise NotFound(f"Expected an instance, but there is none numbered {instance_id}.")
    return Head.of(found[0])


def find_all(connection: Connection, instance_ids: Sequence[int]) -> list[Head]:
    """Several instances as they stand, in the order of their numbers; those that there are."""
    statement = select(*_HEAD).join(state, state.c.instance_id == instance.c.id)
    rows = connection.execute(statement.where(instance.c.id.in_(instance_ids)).order_by(instance.c.id))
    return [Head.of(row) for row in rows]


def status_write(head: Head, status: InstanceStatus) -> tuple[Statement, dict[str, Any]]:
    """The statement that gives an instance another status and leaves the rest of its row."""
    return SAVE, {"instance": head.instance_id, "now_status": str(status), "now_title": head.title,
                  "now_phase": head.phase, "now_at": None, "ended_at": None}  # fmt: skip


def packed(content: bytes) -> bytes:
    """The state of an ended instance, as it is kept."""
    return zlib.compress(content, 9)


def unpacked(content: bytes) -> bytes:
    """A state as it was dumped, whether or not it is kept packed."""
    return content if content[:1] in (b"{", b"[") else zlib.decompress(content)

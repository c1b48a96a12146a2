"""One step of one instance: read it, let its workflow go on, write what changed.

Nothing is written before the workflow stands still again, unless a service writes; then the instance is locked first,
or found to have moved on (StaleState), so that what a service writes belongs to the state that is saved with it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

from sqlalchemy.engine import Connection

from engine import changes, history, instances, messages, tasks
from engine.actors import Actor
from engine.audiences import Audiences
from engine.chain import Link
from engine.changes import Write, Writes
from engine.clock import Clock
from engine.definitions import Definitions
from engine.errors import EngineError, StaleState
from engine.expressions import Present
from engine.history import Entry
from engine.host import LiveHost
from engine.instances import Head
from engine.kinds import Kind
from engine.schema import InstanceStatus
from engine.services import Services
from engine.spiff import OpenTask, Standing, Subscription, Workflow
from engine.work import UnitOfWork

ENDED = {InstanceStatus.COMPLETED, InstanceStatus.CANCELLED}


@dataclass(frozen=True)
class Parts:
    """What every step needs of the engine."""

    definitions: Definitions
    services: Services
    audiences: Audiences
    clock: Clock

    def present(self) -> Present:
        """Now, in the organisation's zone."""
        return Present(self.clock.now(), self.clock.zone)


class Step:
    """A running instance between being read and being saved."""

    workflow: Workflow
    before: Standing

    def __init__(self, parts: Parts, unit: UnitOfWork, head: Head, by: Actor) -> None:
        self.parts, self.unit, self.head, self.by = parts, unit, head, by
        self.present = parts.present()
        self.entries: list[Entry] = []
        self.extra: Writes = []
        """Statements of the caller's, to be written with the state."""
        self.host = LiveHost(
            unit=unit,
            definitions=parts.definitions,
            services=parts.services,
            at=self.present.at,
            zone=self.present.zone,
            by=by,
            business_key=head.business_key,
            instance_id=self.number,
        )

    @classmethod
    def load(cls, parts: Parts, unit: UnitOfWork, head: Head, by: Actor) -> Self:
        """Go on with an instance as it was read; whoever writes first locks it, unless it was locked when read."""
        step = cls(parts, unit, head, by)
        if not unit.writing:
            unit.guard(step.lock)
        step.workflow = Workflow.load(instances.unpacked(head.content), step.host)
        step.before = step.workflow.standing
        return step

    def number(self) -> int:
        """The instance's number."""
        return self.head.instance_id

    def lock(self, connection: Connection) -> None:
        """Keep everybody else from saving the instance.  Raises StaleState when somebody already did."""
        if instances.LOCK.run(connection, id=self.head.instance_id, expected=self.head.lock_version) != 1:
            raise StaleState
        self.head = replace(self.head, lock_version=self.head.lock_version + 1)

    def perform(self, entry: Entry, action: Callable[[Workflow], object]) -> None:
        """Let the workflow go on by one input, and note it with what followed."""
        before = len(self.host.letters)
        action(self.workflow)
        left = len(self.host.letters) - before
        letters = {"letters": left} if left else {}
        self.note(replace(entry, value={**entry.value, **self.host.take_followed().told(), **letters}))

    def note(self, entry: Entry) -> None:
        """Put an entry into the history of this step."""
        self.entries.append(entry)

    def entry(self, kind: Kind, **told: Any) -> Entry:
        """An entry of now, by whoever acts; `told` are the columns and the value of it."""
        told.setdefault("definition_id", self.head.definition_id)
        return Entry(kind, self.present.at, self.by, **told)

    def save(self, status: InstanceStatus | None = None) -> int:
        """Write what changed; the number of the first entry of this step.

        Raises StaleState when somebody else saved the instance meanwhile.
        """
        self._receive_kept()
        after = self.workflow.standing
        self._note_withdrawn(after)
        reached = self._reached(after, status)
        self._begin(reached)
        rows = self._row_writes(after)
        writes = [*self._state_writes(reached), *self._instance_writes(reached), *rows, *self.extra]
        self.unit.unguard(self.lock)
        write_all(self.unit, writes)
        return self.head.link.sequence + 1

    def _begin(self, reached: Head) -> None:
        """A new instance gets its row."""

    def _receive_kept(self) -> None:
        """Take up the messages that were kept until somebody waits for them, one after the other."""
        while (found := self._awaited()) is not None:
            waiting, kept = found
            if not messages.remove(self.unit.write(), kept.id):
                raise StaleState
            value = {"token": waiting.token, "name": waiting.name, "payload": dict(kept.payload)}
            entry = replace(self.entry(Kind.MESSAGE, element=waiting.element.id, value=value), by=Actor(kept.sent_by))
            self.perform(entry, partial(Workflow.receive, token=waiting.token, payload=kept.payload))

    def _awaited(self) -> tuple[Subscription, messages.Kept] | None:
        """A message that was kept for what this step has begun to wait for."""
        known = {(one.token, one.name) for one in self.before.subscriptions}
        for one in self.workflow.standing.subscriptions:
            if one.kind == messages.MESSAGE and (one.token, one.name) not in known:
                row = messages.row_of(one, self.head.instance_id, self.head.business_key)
                kept = messages.kept(self.unit.connection, one.name, row["correlation"], self.present.at)
                if kept is not None:
                    return one, kept
        return None

    def _note_withdrawn(self, after: Standing) -> None:
        """Say of each task that ended without being completed that it was withdrawn, for those who come too late."""
        completed = {entry.value.get("token") for entry in self.entries if entry.kind is Kind.COMPLETED}
        withdrawn = changes.closed_tasks(self.before, after) - completed
        if not withdrawn:
            return
        for row in tasks.OF_INSTANCE.rows(self.unit.connection, instance_id=self.head.instance_id):
            if row.token in withdrawn:
                self.note(self.entry(Kind.WITHDRAWN, definition_id=row.definition_id, element=row.element,
                                     task_id=row.id, value={"token": row.token, "name": row.name}))  # fmt: skip

    def _reached(self, after: Standing, status: InstanceStatus | None) -> Head:
        if status is None:
            status = InstanceStatus.COMPLETED if after.completed else self.head.status
        content = self.workflow.dump()
        if status in ENDED:
            content = instances.packed(content)
        return replace(self.head, status=status, title=self._title(after), phase=after.phase, content=content)

    def _title(self, after: Standing) -> str:
        """What the process's own expression gives over the data now; what it was, when that fails."""
        process = self.parts.definitions.get(self.unit.connection, self.head.definition_id).process
        text = process.properties.get("title")
        if text is None:
            return self.head.title
        with suppress(EngineError):
            value = self.present.value(text, after.data)
            return value if isinstance(value, str) and value else self.head.title
        return self.head.title

    def _state_writes(self, reached: Head) -> Writes:
        link, rows = self.head.link, Writes()
        for entry in self.entries:
            link, added = history.chain(self.head.instance_id, link, entry)
            rows += added
        return [self._state_write(link, reached.content), *rows]

    def _state_write(self, link: Link, content: bytes) -> Write:
        return instances.SAVE_STATE, {"id": self.head.instance_id, "expected": self.head.lock_version,
                                      "last": link.sequence, "hash": link.head, "bytes": content}  # fmt: skip

    def _instance_writes(self, reached: Head) -> Writes:
        if (reached.status, reached.title, reached.phase) == (self.head.status, self.head.title, self.head.phase):
            return []
        ended = reached.status in ENDED
        at = self.present.at
        row = {"instance": reached.instance_id, "now_status": str(reached.status), "now_title": reached.title,
               "now_phase": reached.phase, "now_at": at, "ended_at": at if ended else None}  # fmt: skip
        return [(instances.SAVE, row)]

    def _row_writes(self, after: Standing) -> Writes:
        head = self.head
        opened = [self._task_write(task) for task in changes.opened_tasks(self.before, after)]
        cause = (head.instance_id, head.link.sequence + 1)
        letters = [letter.statement(self.present.at, cause) for letter in self.host.letters]
        rows = changes.row_writes(self.before, after, head.instance_id, head.business_key, self.by, self.present)
        return [*rows, *opened, *letters]

    def _task_write(self, task: OpenTask) -> Write:
        described = tasks.describe(task, self.head.instance_id, self.present).passed_on(self.head.replacements)
        if described.fault:
            value = {"sentence": described.fault, "token": task.token}
            self.note(self.entry(Kind.FAILED, definition_id=task.definition_id, element=task.element.id, value=value))
        audience = self.parts.audiences.number(self.unit, described.audience)
        return tasks.ADD, {**described.row, "audience_id": audience}


def write_all(unit: UnitOfWork, writes: Writes) -> None:
    """Write a step's statements, the state's first.

    Raises StaleState when the state, or an entry's place in the history, was taken by somebody else.
    """
    driver: Any = unit.connection.dialect.dbapi
    try:
        counts = unit.write_all(writes)
    except driver.IntegrityError as error:
        if "history" in str(error):
            raise StaleState from error
        raise
    if counts[0] != 1:
        raise StaleState


def annotate(unit: UnitOfWork, head: Head, entry: Entry, writes: Writes, status: InstanceStatus | None = None) -> None:
    """Write an entry by which the workflow does not go on, and what belongs to it.

    Raises StaleState when the instance was saved meanwhile.
    """
    link, rows = history.chain(head.instance_id, head.link, entry)
    saved = {"id": head.instance_id, "expected": head.lock_version, "last": link.sequence, "hash": link.head}
    if status is not None:
        writes = [instances.status_write(head, status), *writes]
    write_all(unit, [(instances.SAVE_LINK, saved), *rows, *writes])

"""The first step of an instance."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine import history, instances
from engine.actors import Actor, Request
from engine.chain import Link
from engine.changes import Write
from engine.instances import Head
from engine.kinds import Kind
from engine.schema import InstanceStatus
from engine.spiff import Standing, Trigger, Workflow
from engine.steps import ENDED, Parts, Step
from engine.work import UnitOfWork


class Beginning(Step):
    """The first step of an instance; its row is written when its number is asked for, or else when it is saved."""

    def __init__(
        self,
        parts: Parts,
        unit: UnitOfWork,
        by: Actor,
        *,
        definition_id: int,
        business_key: str,
        data: Mapping[str, Any],
        trigger: Trigger | None = None,
        request: Request | None = None,
    ) -> None:
        name = parts.definitions.get(unit.connection, definition_id).name
        head = Head(0, definition_id, business_key, InstanceStatus.ACTIVE, name, "", 0, Link(), b"")
        super().__init__(parts, unit, head, by)
        self.before = NOTHING
        self.workflow = Workflow.start(definition_id, data, self.host, trigger=trigger)
        begun: dict[str, Any] = {"data": dict(data)}
        if trigger is not None:
            begun["trigger"] = [trigger.kind, trigger.name, dict(trigger.payload)]
        self.note(self.entry(Kind.STARTED, request=request, value={**begun, **self.host.take_followed().told()}))

    def number(self) -> int:
        if not self.head.instance_id:
            self._begin(self.head)
        return self.head.instance_id

    def _begin(self, reached: Head) -> None:
        if self.head.instance_id:
            return
        ended = self.present.at if reached.status in ENDED else None
        row = instances.ADD.rows(
            self.unit.write(), definition_id=reached.definition_id, business_key=reached.business_key,
            status=str(reached.status), title=reached.title, phase=reached.phase, started_at=self.present.at,
            phase_since=self.present.at, ended_at=ended, replacements=None,
        )[0]  # fmt: skip
        self.head = replace(self.head, instance_id=row.id, status=reached.status, title=reached.title,
                            phase=reached.phase)  # fmt: skip

    def _state_write(self, link: Link, content: bytes) -> Write:
        return instances.ADD_STATE, {"instance_id": self.head.instance_id, "lock_version": 1,
                                     "sequence": link.sequence, "head": link.head, "content": content}  # fmt: skip


NOTHING = Standing(tasks=(), timers=(), subscriptions=(), parked=(), completed=False, data={}, phase="")
"""Where an instance stands before it has begun."""


def begin(
    parts: Parts,
    unit: UnitOfWork,
    key: str,
    *,
    business_key: str,
    data: Mapping[str, Any],
    by: Actor,
    request: Request | None = None,
) -> int:
    """Start the newest version of a process; the instance's number, a repeated request's first one.

    Raises NotFound, InvalidInput, RequestReused.
    """
    answered = history.first_answer(unit.connection, request)
    if answered is not None:
        return answered[0]
    newest = parts.definitions.newest(unit.connection, key)
    step = Beginning(parts, unit, by, definition_id=newest, business_key=business_key, data=data, request=request)
    step.save()
    return step.number()

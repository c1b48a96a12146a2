"""Moves: one instance goes on by another version, all of it or nothing."""

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, update

from engine import incidents, instances, tasks
from engine.actors import Actor
from engine.changes import Writes
from engine.expressions import Present
from engine.kinds import Kind
from engine.migration.hindrances import NotMigratable
from engine.migration.plans import Plan
from engine.migration.previews import preview_of, read_surroundings
from engine.schema import instance, user_task
from engine.spiff import OpenTask, Standing, Workflow
from engine.statements import Statement
from engine.steps import Parts, Step
from engine.work import UnitOfWork

_GO_BY = Statement(
    update(instance).where(instance.c.id == bindparam("instance")).values(definition_id=bindparam("version"))
)
_STAND = Statement(
    update(user_task)
    .where(user_task.c.instance_id == bindparam("instance"), user_task.c.token == bindparam("standing"))
    .values(definition_id=bindparam("version"), element=bindparam("place"), name=bindparam("label"),
            subject=bindparam("matter"), form=bindparam("asked"), audience_id=bindparam("audience"))
)  # fmt: skip


class Moving(Step):
    """The step in which an instance changes its version; open tasks stay as they are, in whosever hands they are."""

    def follow(self, plan: Plan, returned: bytes | None, reason: str) -> None:
        """Move every token, or put the state before the last move in the place of the one that is stored."""
        if self.head.definition_id == plan.old.id:
            self.head = replace(self.head, definition_id=plan.new.id)
            self.extra.append((_GO_BY, {"instance": self.head.instance_id, "version": plan.new.id}))
        told: dict[str, Any] = {"from": plan.old.id, "to": plan.new.id, "reason": reason}
        told |= {"mapping": dict(plan.move.mapping), "anew": plan.anew}
        if returned is None:
            self.perform(self.entry(Kind.MIGRATED, value=told), lambda workflow: workflow.move(plan.move))
            return
        self.workflow = Workflow.load(returned, self.host)
        self.note(self.entry(Kind.MIGRATED, value={**told, "back": True}))

    def _row_writes(self, after: Standing) -> Writes:
        before = {task.token: task.definition_id for task in self.before.tasks}
        moved = [
            self._standing_write(task)
            for task in after.tasks
            if before.get(task.token, task.definition_id) != task.definition_id
        ]
        return [*super()._row_writes(after), *moved, *self._incident_writes(after)]

    def _standing_write(self, task: OpenTask) -> tuple[Statement, dict[str, Any]]:
        """What a task is called, asks for and is whose to take follows its new element; all else it keeps."""
        present = Present(self.present.at, self.present.zone)
        described = tasks.describe(task, self.head.instance_id, present).passed_on(self.head.replacements)
        if described.fault:
            value = {"sentence": described.fault, "token": task.token}
            self.note(self.entry(Kind.FAILED, definition_id=task.definition_id, element=task.element.id, value=value))
        row, audience = described.row, self.parts.audiences.number(self.unit, described.audience)
        return _STAND, {"instance": self.head.instance_id, "standing": task.token, "version": task.definition_id,
                        "place": row["element"], "label": row["name"], "matter": row["subject"], "asked": row["form"],
                        "audience": audience}  # fmt: skip

    def _incident_writes(self, after: Standing) -> Writes:
        before = {one.token: one.element.id for one in self.before.parked}
        return [
            incidents.moved(self.head.instance_id, one.token, one.element.id)
            for one in after.parked
            if before.get(one.token, one.element.id) != one.element.id
        ]


def migrate(parts: Parts, unit: UnitOfWork, instance_id: int, plan: Plan, by: Actor, reason: str) -> None:
    """Let an instance go on by another version.

    Raises NotFound, NotMigratable with all that stands in the way; nothing is written then.
    """
    head = instances.find(unit.connection, instance_id, lock=unit.writing)
    around = read_surroundings(unit.connection, [instance_id])
    seen, returned = preview_of(parts, unit.connection, head, plan, around)
    if seen.obstructions:
        raise NotMigratable(seen.obstructions)
    step = Moving.load(parts, unit, head, by)
    step.follow(plan, returned, reason)
    step.save()

"""Completing a user task: the form is read, the workflow goes on, the whole submission becomes history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import history, tasks
from engine.actors import Actor, Request
from engine.claims import find_task
from engine.errors import NotFound, RequestReused, TaskGone
from engine.instances import Head
from engine.kinds import Kind
from engine.services import ListCall
from engine.spiff import OpenTask
from engine.steps import Parts, Step
from engine.work import UnitOfWork

Submitted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Completion:
    """What a completion led to: the instance, and its history entry's number."""

    instance_id: int
    sequence: int


def complete(
    parts: Parts,
    unit: UnitOfWork,
    task_id: int,
    submitted: Submitted,
    by: Actor,
    language: str,
    request: Request | None,
) -> Completion:
    """Complete a task; a repeated request gets its first answer.

    Raises InvalidSubmission, NotAllowed, TaskClaimed, TaskGone, RequestReused.
    """
    found = _find_or_answer(unit, task_id, request)
    if isinstance(found, Completion):
        return found
    row, head = found
    by = tasks.facing(parts.definitions, parts.audiences, unit, task_id, row, by)
    tasks.demand_member(unit, parts.audiences, row, by)
    step = Step.load(parts, unit, head, by)
    values, kept = _read_form(parts, unit, row, head.business_key, _open_task(step, row.token), submitted, language)
    step.host.submitted[row.element] = values
    entry = step.entry(
        Kind.COMPLETED,
        definition_id=row.definition_id,
        element=row.element,
        task_id=task_id,
        request=request,
        value={"token": row.token, "values": values, "process": kept},
    )
    step.perform(entry, lambda workflow: workflow.complete(row.token, kept))
    return Completion(head.instance_id, step.save())


def _find_or_answer(unit: UnitOfWork, task_id: int, request: Request | None) -> tuple[Any, Head] | Completion:
    """The open task and its instance, or what this request led to when it came first."""
    try:
        row, head = find_task(unit, task_id, request.key if request else None)
    except (TaskGone, NotFound):
        answered = history.first_answer(unit.connection, request)
        if answered is None:
            raise
        return Completion(*answered)
    if row.answered is not None:
        # The task is open, so this request never completed it: the key belongs to another one.
        raise RequestReused
    return row, head


def _open_task(step: Step, token: int) -> OpenTask:
    return next(task for task in step.before.tasks if task.token == token)


def _read_form(
    parts: Parts, unit: UnitOfWork, row: Any, business_key: str, task: OpenTask, submitted: Submitted, language: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a submission, and those of them that enter process data; a task without a form asks nothing."""
    if row.form is None:
        return {}, {}
    definition = parts.definitions.get(unit.connection, row.definition_id)
    form = definition.form(row.form)
    data = parts.services.data_for(form, ListCall(unit.connection, business_key, task.data))
    values = form.read(submitted, data, language=language, texts=definition.texts, clock=parts.present())
    return values, form.process_values(values)

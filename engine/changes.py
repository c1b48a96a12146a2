"""What a step changed: the rows that follow from where an instance stood and where it stands now."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from engine import incidents, messages, tasks, timers
from engine.actors import Actor
from engine.expressions import Present
from engine.spiff import OpenTask, Standing
from engine.statements import Statement

Write = tuple[Statement, dict[str, Any]]
Writes = list[Write]


class _Standing(Protocol):
    @property
    def token(self) -> int: ...


Waiting = TypeVar("Waiting", bound=_Standing)


def closed_tasks(before: Standing, after: Standing) -> set[int]:
    """The tokens of the user tasks that are no longer open."""
    return {task.token for task in before.tasks} - {task.token for task in after.tasks}


def opened_tasks(before: Standing, after: Standing) -> list[OpenTask]:
    """The user tasks that are open now and were not."""
    known = {task.token for task in before.tasks}
    return [task for task in after.tasks if task.token not in known]


def row_writes(
    before: Standing, after: Standing, instance_id: int, business_key: str, by: Actor, present: Present
) -> Writes:
    """The statements for user tasks that closed, and for timers, subscriptions and incidents; nothing unchanged.

    User tasks that opened are written by the step: they need their audience's number.
    """
    gone: Writes = [(tasks.REMOVE, {"instance_id": instance_id, "token": token})
                    for token in sorted(closed_tasks(before, after))]  # fmt: skip
    return [
        *gone,
        *_replaced(
            _by(before.timers, lambda timer: (timer.token, timer.due_at)),
            _by(after.timers, lambda timer: (timer.token, timer.due_at)),
            lambda timer: (timers.REMOVE, {"instance_id": instance_id, "token": timer.token}),
            lambda timer: (timers.ADD, timers.row_of(timer, instance_id)),
        ),
        *_replaced(
            _by(before.subscriptions, lambda one: (one.token, one.kind, one.name, one.correlation)),
            _by(after.subscriptions, lambda one: (one.token, one.kind, one.name, one.correlation)),
            lambda one: (messages.REMOVE, {"instance_id": instance_id, "token": one.token, "name": one.name}),
            lambda one: (messages.ADD, messages.row_of(one, instance_id, business_key)),
        ),
        *_replaced(
            _by(before.parked, lambda parked: parked.token),
            _by(after.parked, lambda parked: parked.token),
            lambda parked: incidents.resolved(instance_id, parked.token, by, present.at),
            lambda parked: incidents.raised(parked, instance_id, present.at),
        ),
    ]


def _by(waiting: Iterable[Waiting], key: Callable[[Waiting], Any]) -> dict[Any, Waiting]:
    return {key(one): one for one in waiting}


def _replaced(
    before: Mapping[Any, Waiting],
    after: Mapping[Any, Waiting],
    remove: Callable[[Waiting], tuple[Statement, dict[str, Any]]],
    add: Callable[[Waiting], tuple[Statement, dict[str, Any]]],
) -> Writes:
    removed = [remove(one) for key, one in before.items() if key not in after]
    return removed + [add(one) for key, one in after.items() if key not in before]

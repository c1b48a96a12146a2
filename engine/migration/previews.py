"""Previews: what a plan means for one instance, token by token, without moving it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from engine import instances
from engine.errors import EngineError
from engine.instances import Head
from engine.lint.prospects import Lack
from engine.migration.hindrances import Hindrance, Obstruction
from engine.migration.outlooks import Outlook, outlook
from engine.migration.plans import How, Plan
from engine.migration.returns import last_inputs, state_before
from engine.replay import RecordedHost
from engine.schema import InstanceStatus, draft, user_task
from engine.spiff import DueTimer, Element, Rehearsal, Resting, Standing, Workflow
from engine.steps import Parts

RUNNING = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)


@dataclass(frozen=True)
class TokenMove:
    """What becomes of what rests at an element: `to` is where it goes on, None when it ends or cannot.

    Of a user task `task_id`, `assignee`, `due_at` and whether something was typed in, all of which it keeps; of a
    timer when it is due, and will be.
    """

    element: Element
    how: How
    to: Element | None = None
    hindrance: Hindrance | None = None
    task_id: int | None = None
    assignee: str | None = None
    due_at: datetime | None = None
    has_draft: bool = False
    timer_at: datetime | None = None
    timer_then: datetime | None = None


@dataclass(frozen=True)
class Preview:
    """What a plan means for an instance.

    `begins` are the events that begin to wait; `returns` says that the move before is taken back, exactly; `lacks` are
    the names that the new version reads ahead, and gives only where this instance does not come by.
    """

    instance_id: int
    title: str
    business_key: str
    tokens: tuple[TokenMove, ...]
    begins: tuple[Element, ...] = ()
    obstructions: tuple[Obstruction, ...] = ()
    returns: bool = False
    lacks: tuple[Lack, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.obstructions


@dataclass(frozen=True)
class Surroundings:
    """What else is read of instances, of all of them at once: their open tasks, what was typed in, their last move.

    Without an outlook nothing is said of what they would lack.
    """

    tasks: Mapping[int, Mapping[int, Any]]
    typed: Set[int]
    moves: Mapping[int, bytes]
    ahead: Outlook | None = None


def preview(parts: Parts, connection: Connection, instance_ids: Sequence[int], plan: Plan) -> list[Preview]:
    """What a plan means for each of some instances, in the order of their numbers; those that there are."""
    around = replace(read_surroundings(connection, instance_ids), ahead=outlook(plan))
    return [
        preview_of(parts, connection, head, plan, around)[0] for head in instances.find_all(connection, instance_ids)
    ]


def read_surroundings(connection: Connection, instance_ids: Sequence[int]) -> Surroundings:
    """What else is read of instances."""
    found: dict[int, dict[int, Any]] = {}
    for row in connection.execute(select(user_task).where(user_task.c.instance_id.in_(instance_ids))):
        found.setdefault(row.instance_id, {})[row.token] = row
    written = select(draft.c.task_id).join(user_task, user_task.c.id == draft.c.task_id)
    typed = connection.scalars(written.where(user_task.c.instance_id.in_(instance_ids)).distinct())
    return Surroundings(found, set(typed), last_inputs(connection, instance_ids))


def preview_of(
    parts: Parts, connection: Connection, head: Head, plan: Plan, around: Surroundings
) -> tuple[Preview, bytes | None]:
    """What a plan means for an instance as it was read; and the state that it returns to, where it does."""
    if head.status not in RUNNING:
        return _refused(head, Hindrance.ENDED), None
    returned = None
    try:
        workflow = _loaded(parts, connection, head)
        resting = [one for one in workflow.resting if one.definition_id == plan.old.id]
        if not resting:
            return _refused(head, Hindrance.ELSEWHERE), None
        before = workflow.standing
        returned = state_before(parts, connection, head, plan, around.moves.get(head.instance_id))
        if returned is not None:
            rehearsal = Rehearsal(standing=_loaded(parts, connection, head, returned).standing)
            obstructions: list[Obstruction] = []
        else:
            obstructions = list(_in_the_way(plan, resting))
            rehearsal = workflow.rehearse(plan.move) if not obstructions else Rehearsal()
            obstructions += _in_the_way_there(plan, rehearsal)
    except EngineError:
        return _refused(head, Hindrance.UNREADABLE), None
    after = rehearsal.standing or before
    rows = around.tasks.get(head.instance_id, {})
    seen = Preview(
        head.instance_id,
        head.title,
        head.business_key,
        tuple(_token_moves(plan, (resting, before, after), rows, around.typed)),
        () if obstructions else tuple(_begun(before, after)),
        tuple(obstructions),
        returned is not None,
        () if obstructions or around.ahead is None else around.ahead.lacks(plan, resting, before),
    )
    return seen, returned


def _refused(head: Head, hindrance: Hindrance) -> Preview:
    return Preview(head.instance_id, head.title, head.business_key, (), obstructions=(Obstruction(hindrance),))


def _loaded(parts: Parts, connection: Connection, head: Head, content: bytes | None = None) -> Workflow:
    present = parts.present()
    host = RecordedHost(connection, parts.definitions, present.zone, present.at)
    return Workflow.load(instances.unpacked(head.content) if content is None else content, host)


def _in_the_way(plan: Plan, resting: Sequence[Resting]) -> Iterator[Obstruction]:
    seen = set[str]()
    for one in resting:
        match = plan.by_element.get(one.element.id)
        if match is not None and match.hindrance is not None and one.element.id not in seen:
            seen.add(one.element.id)
            yield Obstruction(match.hindrance, one.element.id, _label(one.element), _label(match.to))
    yield from _meeting(plan, resting)


def _meeting(plan: Plan, resting: Sequence[Resting]) -> Iterator[Obstruction]:
    """Two elements' tokens of one scope would come to one; at a gateway they may."""
    places = {(one.part, one.element.id) for one in resting}
    targets = Counter[tuple[int, str]]()
    for part, name in places:
        to = plan.by_element[name].to if name in plan.by_element else None
        if to is not None and not to.kind.endswith("Gateway"):
            targets[part, to.id] += 1
    for (_, name), count in sorted(targets.items()):
        if count > 1:
            element = plan.new.process.elements[name]
            yield Obstruction(Hindrance.TWICE, name, _label(element))


def _in_the_way_there(plan: Plan, rehearsal: Rehearsal) -> Iterator[Obstruction]:
    for hindrance, names, elements in (
        (Hindrance.WAY_IN, rehearsal.lost_ways, plan.old.process.elements),
        (Hindrance.STARVED, rehearsal.starved, plan.new.process.elements),
        (Hindrance.EMPTY, rehearsal.emptied, plan.new.process.elements),
    ):
        for name in dict.fromkeys(names):
            yield Obstruction(hindrance, name, _label(elements.get(name)))


def _label(element: Element | None) -> str:
    return "" if element is None else element.name or element.id


def _token_moves(
    plan: Plan,
    seen: tuple[Sequence[Resting], Standing, Standing],
    rows: Mapping[int, Any],
    typed: Set[int],
) -> Iterator[TokenMove]:
    resting, before, after = seen
    then, now = _due(after.timers), _due(before.timers)
    for one in resting:
        match = plan.by_element.get(one.element.id)
        if match is None:
            continue
        yield TokenMove(
            one.element,
            match.how,
            match.to,
            match.hindrance,
            timer_at=now.get(one.token),
            timer_then=then.get(one.token),
            **_of_task(rows.get(one.token), typed),
        )


def _of_task(row: Any, typed: Set[int]) -> dict[str, Any]:
    if row is None:
        return {}
    return {"task_id": row.id, "assignee": row.assignee, "due_at": row.due_at, "has_draft": row.id in typed}


def _due(timers: Sequence[DueTimer]) -> Mapping[int, datetime]:
    return {timer.token: timer.due_at for timer in timers}


def _begun(before: Standing, after: Standing) -> Iterator[Element]:
    """What waits afterwards and did not."""
    known = {one.token for some in (before.timers, before.subscriptions) for one in some}
    for some in (after.timers, after.subscriptions):
        for one in some:
            if one.token not in known:
                yield one.element

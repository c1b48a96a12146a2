"""Repairing an instance by hand: its data set right, an element skipped, a token moved, a scope begun again at a place.

Every repair is one input: the same one at the same time gives the same state, so a replay takes it again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import InvalidInput, NotWaiting
from engine.spiff.instance import Instance
from engine.spiff.parking import ENTER, Reason
from engine.spiff.process import Element
from engine.spiff.specs.boundary import Split
from engine.spiff.specs.events import BoundaryEvent, CatchEvent, Listener, StartEvent
from engine.spiff.specs.gateways import EventGateway, Join
from engine.spiff.specs.instances import MultiInstance
from engine.spiff.specs.node import Node
from engine.spiff.specs.repetition import Repetition
from engine.spiff.specs.subprocesses import EventSubProcess, SubProcess
from engine.spiff.tokens import Token

WHOLE = 0
"""The part that is the instance itself; any other is named by the token that waits for it."""


class Act(StrEnum):
    """What is done to an instance."""

    SET = "set"  # Values are written into a scope's data.
    SKIP = "skip"  # What a token waits for, or failed at, counts as done.
    MOVE = "move"  # A token goes on at another element of its scope.
    RESTART = "restart"  # Everything in a scope ends, and it goes on at one element.


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: `token` for skip and move, `part` for set and restart, `to` an element's id, `written` values."""

    act: Act
    token: int = 0
    part: int = WHOLE
    to: str = ""
    written: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """A token that can be repaired: where it is, in which part, and what may be done with it."""

    token: int
    part: int
    definition_id: int
    element: Element
    may_skip: bool
    may_move: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A part of an instance: its data, and the elements at which it can go on."""

    part: int
    definition_id: int
    caller: Element | None
    targets: tuple[Element, ...]
    data: Mapping[str, object]


def spots_in(instance: Instance) -> list[Spot]:
    """Every token with which something may be done, in the order in which it came to be."""
    return [
        Spot(token.id, _number(part), part.definition_id, token.task_spec.element, _may_skip(token), _may_move(token))
        for part in instance.parts()
        for token in part.tasks.values()
        if token.live and (_may_skip(token) or _may_move(token))
    ]


def rooms_in(instance: Instance) -> list[Room]:
    """The instance itself and what runs inside it, callers first."""
    return [
        Room(
            _number(part),
            part.definition_id,
            None if part is instance else part.caller.task_spec.element,
            tuple(spec.element for spec in _targets(part)),
            part.task_tree.data,
        )
        for part in instance.parts()
    ]


def perform(instance: Instance, repair: Repair) -> None:
    """Do it; what can then go on by itself has not yet.

    Raises NotWaiting when there is no such token or part, InvalidInput when that cannot be done with it.
    """
    {Act.SET: _set, Act.SKIP: _skip, Act.MOVE: _move, Act.RESTART: _restart}[repair.act](instance, repair)


def _set(instance: Instance, repair: Repair) -> None:
    _part(instance, repair.part).task_tree.data.write(repair.written)


def _skip(instance: Instance, repair: Repair) -> None:
    token = _token(instance, repair.token)
    if not _may_skip(token):
        raise InvalidInput(f"Expected something that can be skipped, but {token.task_spec.element.id!r} cannot.")
    spec, is_parked = token.task_spec, "parked" in token.internal_data
    if isinstance(spec, BoundaryEvent | Listener):  # It could not be set waiting, and is not to be.
        _forget_reason(token)
        token.cancel()
    elif isinstance(spec, Repetition):
        _end_turns(token)
    elif token.id in instance.subprocesses:
        instance.finish(instance.subprocesses[token.id])
    elif isinstance(spec, Join):
        _pass_join(instance, token)
    elif is_parked:
        _forget_reason(token)
        instance.leave_again(token)
    elif isinstance(spec, CatchEvent):
        instance.happen(token, {})
    else:
        instance.step(token)


def _move(instance: Instance, repair: Repair) -> None:
    token = _token(instance, repair.token)
    if not _may_move(token):
        raise InvalidInput(f"Expected something that can be moved, but {token.task_spec.element.id!r} cannot.")
    part = token.workflow
    target = _target(part, repair.to)
    _take_away(token)
    instance.enter(part.task_tree._add_child(target))


def _restart(instance: Instance, repair: Repair) -> None:
    part = _part(instance, repair.part)
    target = _target(part, repair.to)
    for token in list(part.tasks.values()):
        if not token.task_spec.listens:
            token.cancel()
    waiting = {token.task_spec for token in part.tasks.values() if token.live}
    for listener in part.spec.listeners:  # An event sub-process that took over had ended them.
        if listener not in waiting:
            instance.enter(part.task_tree._add_child(listener))
    instance.enter(part.task_tree._add_child(target))


def _number(part: Any) -> int:
    return part.parent_task_id or WHOLE


def _part(instance: Instance, number: int) -> Any:
    found = next((part for part in instance.parts() if _number(part) == number), None)
    if found is None:
        raise NotWaiting(f"Expected a part of the instance, but {number} is none.")
    return found


def _token(instance: Instance, number: int) -> Token:
    found = instance.token(number)
    if found is None or not found.live:
        raise NotWaiting(f"Expected something that waits, but {number} does not.")
    return found


def _target(part: Any, name: str) -> Any:
    """The spec by which a token comes to an element: what stands before it, where it has events at its boundary."""
    spec = next((one for one in _targets(part) if one.name == name), None)
    if spec is None:
        raise InvalidInput(f"Expected an element at which it can go on, but {name!r} is none.")
    return next((one for one in _specs(part) if isinstance(one, Split) and one.activity is spec), spec)


def _targets(part: Any) -> Iterator[Any]:
    """The elements of a part to which a token can be brought from anywhere."""
    after_gateways = {name for spec in _specs(part) if isinstance(spec, EventGateway) for name in spec._outputs}
    for spec in _specs(part):
        is_element = isinstance(spec, Node) and spec.name == spec.element.id and spec is not part.spec.start
        is_apart = isinstance(spec, BoundaryEvent | Listener | EventSubProcess | Split) or spec.compensates
        begins = isinstance(spec, StartEvent) and spec is not part.spec.begin
        joins = isinstance(spec, Join) and len(spec._inputs) > 1
        if is_element and not (is_apart or begins or joins or spec.name in after_gateways):
            yield spec


def _specs(part: Any) -> list[Any]:
    return list(part.spec.task_specs.values())


def _may_skip(token: Token) -> bool:
    spec, parked = token.task_spec, "parked" in token.internal_data
    if isinstance(spec, BoundaryEvent | Listener):
        return parked and Reason.kept(token.internal_data).phase == ENTER
    if parked or token._state in (TaskState.READY, TaskState.WAITING):
        return True
    return isinstance(spec, SubProcess | Repetition)


def _may_move(token: Token) -> bool:
    """Not what belongs to another token: a turn of a loop, a handler, what stands at a boundary."""
    if isinstance(token.task_spec, BoundaryEvent | Listener):
        return False
    parent = token.parent
    return parent is None or isinstance(parent.task_spec, Split | EventGateway) or not parent.task_spec.owns(token)


def _take_away(token: Token) -> None:
    """The token, and what waits only as long as it does."""
    holder = token.parent
    token.cancel()
    if holder is not None and isinstance(holder.task_spec, Split | EventGateway):
        for other in holder.children:
            other.cancel()


def _end_turns(token: Token) -> None:
    """What is left of a loop is not done."""
    _forget_reason(token)
    if isinstance(token.task_spec, MultiInstance) and "number" in token.internal_data:
        token.task_spec.finish(token)
        return
    token.internal_data.clear()
    token.task_spec.over(token)


def _pass_join(instance: Instance, token: Token) -> None:
    """Go on without the tokens that did not come; those that did are used up."""
    for other in token.workflow.tasks.values():
        if other is not token and other.task_spec is token.task_spec and other.live:
            other.cancel()
    _forget_reason(token)
    instance.leave_again(token)


def _forget_reason(token: Token) -> None:
    token.internal_data.pop("parked", None)

"""Moving an instance to another version of its process: every token to the element that takes its place there.

What the tokens keep they keep: number, data, the moment a timer is due, whom a message must be for.  Events that the
other version adds begin to wait, those that it no longer has stop; nothing else happens until the instance goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.codec.pruning import prune
from engine.spiff.instance import Instance
from engine.spiff.places import places_of, scopes_of, upstream
from engine.spiff.process import Element
from engine.spiff.specs.boundary import Split
from engine.spiff.specs.compensation import DONE, UNDO
from engine.spiff.specs.gateways import EventGateway, Join, ParallelGateway
from engine.spiff.specs.subprocesses import EventSubProcess
from engine.spiff.tokens import Token

SPLIT, TURN = ".BoundaryEventSplit", " [child]"
FROM = "from"


@dataclass(frozen=True, slots=True)
class Move:
    """From which definition to which; `mapping` says what stands in for an element where it is not its namesake.

    An empty stand-in lets what rests there end.  With `anew` the timers that wait are worked out again.
    """

    old: int
    new: int
    mapping: Mapping[str, str]
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Resting:
    """A token that rests, or a gateway whose events wait; `part` numbers the scope it is in."""

    token: int
    part: int
    definition_id: int
    element: Element


def resting_in(instance: Instance) -> list[Resting]:
    """Every token that an instance rests at, in the order in which it came to."""
    return [
        Resting(token.id, part.parent_task_id or 0, part.definition_id, token.task_spec.element)
        for part in instance.parts()
        for token in part.tasks.values()
        if token.live or isinstance(token.task_spec, EventGateway)
    ]


class Mover:
    """One move of one instance; what stands in its way can be asked before and after."""

    def __init__(self, instance: Instance, move: Move) -> None:
        self.instance, self.move = instance, move
        old, self.process = instance.host.process(move.old), instance.host.process(move.new)
        self.scopes = scopes_of(self.process)
        self.there = places_of(self.process)
        self.taken = {self.target(element) for element in places_of(old)}

    def target(self, element: str) -> str:
        """What takes the place of an element; empty when nothing does."""
        if element in self.move.mapping:
            return self.move.mapping[element]
        return element if element in self.there else ""

    def lost_ways(self) -> list[str]:
        """The joins at which a token waits that came on a way without a counterpart."""
        return [
            token.task_spec.element.id
            for part in self._parts()
            for token in _waiting_at_joins(part)
            if self._way(part, token) is None
        ]

    def go(self) -> None:
        """Move every token; nothing runs."""
        for part in self._parts():
            self._let_go(part)
        parts = self._parts()
        for part in parts:
            self._retarget(part)
        if self.instance in parts:
            self.instance.process = self.process
        for arrange in (self._put_splits, self._wait_for_what_is_new, self._set_timers, self._look_at_joins):
            for part in parts:
                arrange(part)

    def emptied(self) -> list[str]:
        """After the move: the elements whose inside, or the process in which, nothing is left; empty for the whole."""
        return [
            "" if part is self.instance else part.caller.task_spec.element.id
            for part in self._moved()
            if not any(token.live and not token.task_spec.listens for token in part.tasks.values())
        ]

    def _parts(self) -> list[Any]:
        return [part for part in self.instance.parts() if part.definition_id == self.move.old]

    def _moved(self) -> list[Any]:
        return [part for part in self.instance.parts() if part.definition_id == self.move.new]

    def _let_go(self, part: Any) -> None:
        """Take away what has no counterpart."""
        for token in list(part.tasks.values()):
            spec = token.task_spec
            if token is part.task_tree or isinstance(spec, Split) or self.target(spec.element.id):
                continue
            if isinstance(spec, EventGateway):
                cancel_all(token.children)
                continue
            token.cancel()
            holder = token.parent
            if holder is not None and isinstance(holder.task_spec, Split) and holder.task_spec.activity is spec:
                cancel_all(holder.children)
        prune(part)

    def _retarget(self, part: Any) -> None:
        ways = {token.id: self._way(part, token) for token in _waiting_at_joins(part)}
        scope = self._scope(part)
        specs = scope.task_specs
        part.spec, part.definition_id = scope, self.move.new
        for token in list(part.tasks.values()):
            if token is part.task_tree:
                token.task_spec = scope.start
                self._keep_undoable(token.internal_data, DONE, specs)
                continue
            name = self._name(token.task_spec.name)
            if name in specs:
                token.task_spec = specs[name]
                self._keep_undoable(token.internal_data, UNDO, specs)
            else:
                _dissolve(token)
        for number, way in ways.items():
            part.tasks[number].internal_data[FROM] = way or ""

    def _scope(self, part: Any) -> Any:
        """The spec of a scope in the other version; a part's caller was moved before it."""
        caller = None if part is self.instance else part.caller.task_spec
        return self.scopes[""] if caller is None or caller.spec is None else caller.spec

    def _name(self, name: str) -> str:
        """The name of the spec that takes the place of another."""
        for suffix in (SPLIT, TURN):
            if name.endswith(suffix):
                return self.target(name.removesuffix(suffix)) + suffix
        return self.target(name)

    def _keep_undoable(self, kept: dict[str, Any], key: str, specs: Mapping[str, Any]) -> None:
        """What was done and can be undone in the other version, too."""
        if key not in kept:
            return
        names = [self._name(name) for name in kept[key]]
        kept[key] = [name for name in names if name in specs and specs[name].handler is not None]
        if key == DONE and not kept[key]:
            del kept[key]

    def _put_splits(self, part: Any) -> None:
        """Where an activity gets its first events, the helper that holds both comes to stand over it."""
        for split in [spec for spec in part.spec.task_specs.values() if isinstance(spec, Split)]:
            for token in [token for token in part.tasks.values() if token.live and token.task_spec is split.activity]:
                holder = token.parent
                if holder is None or holder.task_spec is not split:
                    over = Token(part, split, part.task_tree, TaskState.COMPLETED)
                    _hang(token, over)

    def _wait_for_what_is_new(self, part: Any) -> None:
        enter = self.instance.enter
        for token in list(part.tasks.values()):
            spec = token.task_spec
            if isinstance(spec, Split) and any(child.task_spec is spec.activity for child in token.children):
                for event in self._new(spec.events):
                    enter(token._add_child(event))
            elif isinstance(spec, EventGateway):
                for event in self._new(part.spec.task_specs[name] for name in spec._outputs):
                    enter(token._add_child(event))
        if not any(_interrupts(token) for token in part.tasks.values()):
            for listener in self._new(part.spec.listeners):
                enter(part.task_tree._add_child(listener))

    def _new(self, specs: Any) -> list[Any]:
        return [spec for spec in specs if spec.element.id not in self.taken]

    def _set_timers(self, part: Any) -> None:
        """Work the timers out again, where that is wanted."""
        due = [token for token in part.tasks.values() if "due" in token.internal_data and self.move.anew]
        for token in due:
            if token._state == TaskState.WAITING:
                self.instance.enter(token)

    def _look_at_joins(self, part: Any) -> None:
        """With fewer ways in, all that a join waits for may be there."""
        for token in list(_waiting_at_joins(part)):
            if token._state == TaskState.WAITING:
                self.instance.enter(token)

    def _way(self, part: Any, token: Token) -> str | None:
        """By which way into the other version's join a token counts as come; None when none stands for its own."""
        name = self.target(token.task_spec.name)
        scope = self._scope_before(part)
        join = scope.task_specs.get(name) if scope is not None else None
        came: str = token.internal_data[FROM]
        if join is None or not isinstance(join, Join) or len(join._inputs) < 2:
            return came
        return _counterparts(part.spec.task_specs, token.task_spec, scope.task_specs, join, self.target).get(came)

    def _scope_before(self, part: Any) -> Any:
        """The other version's spec of a scope that was not moved yet."""
        if part is self.instance or part.caller.task_spec.spec is None:
            return self.scopes[""]
        if part.caller.task_spec.spec in self.scopes.values():  # Its caller was moved already.
            return part.caller.task_spec.spec
        return self.scopes.get(self.target(part.caller.task_spec.element.id))


def starved_joins(instance: Instance) -> set[str]:
    """The joins that wait, or will, for a token on a way in that none can come by any more."""
    return {name for part in instance.parts() for name in _starved(part)}


def _starved(part: Any) -> Iterator[str]:
    specs = part.spec.task_specs
    held = [token for token in part.tasks.values() if token.live and not token.task_spec.listens]
    for join in [spec for spec in specs.values() if isinstance(spec, ParallelGateway) and len(set(spec._inputs)) > 1]:
        came = {token.internal_data.get(FROM) for token in held if token.task_spec is join}
        on_the_way = [token for token in held if token.task_spec is not join]
        before = {name: upstream(specs, name, join.name) for name in join._inputs}
        full = [
            name in came or any(token.task_spec.name in before[name] for token in on_the_way) for name in join._inputs
        ]
        needy = any(
            name in came or any(token.task_spec.name in before[name] for token in on_the_way if _must_go_on(token))
            for name in join._inputs
        )
        if needy and not all(full):
            yield join.element.id


def _must_go_on(token: Token) -> bool:
    kind: str = token.task_spec.element.kind
    return kind != "boundaryEvent"


def _counterparts(
    here: Mapping[str, Any], join: Any, there: Mapping[str, Any], other: Any, target: Callable[[str], str]
) -> dict[str, str]:
    """Which way into a join of the other version stands for which of this one's.

    The same element; else the only one that lies after it, or that lay before it; else the only one that is left.
    """
    old, new = list(dict.fromkeys(join._inputs)), list(dict.fromkeys(other._inputs))
    found = {name: target(name) for name in old if target(name) in new}
    for name in [name for name in old if name not in found]:
        free = [way for way in new if way not in found.values()]
        after = [way for way in free if target(name) in upstream(there, way, other.name)]
        passed = {target(one) for one in upstream(here, name, join.name)}
        before = [way for way in free if way in passed]
        choice = after if len(after) == 1 else before if len(before) == 1 else free
        if len(choice) == 1:
            found[name] = choice[0]
    return found


def _waiting_at_joins(part: Any) -> Iterator[Token]:
    return (
        token
        for token in part.tasks.values()
        if isinstance(token.task_spec, Join) and token._state == TaskState.WAITING and FROM in token.internal_data
    )


def _interrupts(token: Token) -> bool:
    """Whether it is an event sub-process that has taken the place of all else in its scope."""
    return token.live and isinstance(token.task_spec, EventSubProcess) and not token.task_spec.apart


def cancel_all(tokens: list[Any]) -> None:
    """Take tokens away."""
    for token in tokens:
        token.cancel()


def _hang(token: Token, over: Token) -> None:
    holder = token.parent
    if holder is not None:
        holder._children.remove(token.id)
    token._parent = over.id
    over._children.append(token.id)


def _dissolve(split: Token) -> None:
    """An activity that has no events at its boundary any more stands by itself."""
    root = split.workflow.task_tree
    for child in split.children:
        _hang(child, root)
    root._children.remove(split.id)
    del split.workflow.tasks[split.id]

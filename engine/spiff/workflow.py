"""A workflow as the engine uses it: begin, bring back, move, and write down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from engine.errors import InvalidInput, NotFound, NotWaiting
from engine.spiff import codec
from engine.spiff.host import Host, Trigger
from engine.spiff.instance import Instance
from engine.spiff.looking import standing_of
from engine.spiff.moving import Move, Mover, Resting, resting_in, starved_joins
from engine.spiff.repairing import Repair, Room, Spot, perform, rooms_in, spots_in
from engine.spiff.scopes import Scope, storable
from engine.spiff.standing import Standing
from engine.spiff.timers import Schedule
from engine.spiff.tokens import Token

MOST_FIRINGS = 100
"""How many due timers one call lets happen; the rest stays due."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would come of a move, or the joins and scopes that stand in its way."""

    lost_ways: tuple[str, ...] = ()
    starved: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    standing: Standing | None = None


class Workflow:
    """One instance.  Every verb runs on until only people, timers and messages can go on.

    What fails on the way is parked and the other branches go on; only wrong use raises.
    """

    def __init__(self, instance: Instance) -> None:
        """Take over a running instance; use `start` or `load`."""
        self._instance = instance
        self._standing: Standing | None = None

    @classmethod
    def start(
        cls, definition_id: int, data: Mapping[str, object], host: Host, *, trigger: Trigger | None = None
    ) -> "Workflow":
        """Begin a process, by hand or by what triggers it; raises InvalidInput when it does not begin that way."""
        instance = Instance(definition_id, host.process(definition_id), host)
        spec = instance.spec
        key = ("none", "") if trigger is None else (trigger.kind, trigger.name)
        start = spec.starts.get(key)
        if start is None:
            how = "without a trigger" if trigger is None else f"with the {trigger.kind} {trigger.name!r}"
            raise InvalidInput(f"Expected a process that begins {how}, but {instance.process.key!r} does not.")
        scope = Scope()
        scope.write(data)
        if trigger is not None and trigger.payload:
            variable = start.element.properties.get("resultVariable")
            scope.write({variable: trigger.payload} if variable else trigger.payload)
        instance.begin(instance, scope, start)
        instance.go_on()
        return cls(instance)

    @classmethod
    def load(cls, content: bytes, host: Host) -> "Workflow":
        """Bring an instance back; raises UnreadableState."""
        return cls(codec.load(content, host))

    def dump(self) -> bytes:
        """The state as bytes: the same inputs at the same times give the same bytes, and loading changes none."""
        return codec.dump(self._instance)

    @property
    def standing(self) -> Standing:
        """What waits now."""
        if self._standing is None:
            self._standing = standing_of(self._instance)
        return self._standing

    def complete(self, token: int, values: Mapping[str, object]) -> None:
        """Complete a user task with the values it gives; raises NotFound when none is open under that number."""
        found = self._instance.token(token)
        if found is None or found._state != TaskState.READY or not found.task_spec.manual:
            raise NotFound(f"Expected an open user task, but {token} is none.")
        found.data.write(values)
        self._moved()
        self._instance.step(found)
        self._instance.go_on()

    def receive(self, token: int, payload: Mapping[str, object]) -> None:
        """Let what waits under a number have its message or signal; raises NotWaiting."""
        found = self._waiting(token)
        if found is None or found.task_spec.event.kind not in {"message", "signal"}:
            raise NotWaiting(f"Expected something that waits for a message or signal, but {token} does not.")
        kept = {name: storable(value) for name, value in payload.items()}  # Refused before anything moves.
        self._moved()
        self._happen(found, kept)

    def fire(self) -> int:
        """Let every timer happen that is due, the earliest first, at most 100; how many that were.

        After an outage every missed turn of a cycle happens, each at its place.
        """
        fired = 0
        self._moved()
        while fired < MOST_FIRINGS and not self._instance.budget.worn:
            due = self._due()
            if due is None:
                break
            self._happen(due, {})
            fired += 1
        return fired

    def retry(self, token: int) -> None:
        """Try a parked element again; raises NotWaiting when none is parked under that number."""
        found = self._instance.token(token)
        if found is None or "parked" not in found.internal_data:
            raise NotWaiting(f"Expected an element that failed, but {token} is none.")
        self._moved()
        self._instance.again(found)
        self._instance.go_on()

    @property
    def resting(self) -> list[Resting]:
        """Every token that rests, those that only hold a scope or a loop open included."""
        return resting_in(self._instance)

    def move(self, move: Move) -> None:
        """Go on by another version; whether every token has a place there was asked before (`rehearse`)."""
        self._moved()
        Mover(self._instance, move).go()
        self._instance.go_on()

    def rehearse(self, move: Move) -> Rehearsal:
        """Move without going on, to see what comes of it; the workflow is of no other use afterwards."""
        mover = Mover(self._instance, move)
        lost = tuple(mover.lost_ways())
        if lost:
            return Rehearsal(lost_ways=lost)
        before = {mover.target(name) for name in starved_joins(self._instance)}
        self._moved()
        mover.go()
        starved = tuple(sorted(starved_joins(self._instance) - before))
        return Rehearsal(starved=starved, emptied=tuple(mover.emptied()), standing=self.standing)

    @property
    def spots(self) -> list[Spot]:
        """Every token with which a repair can do something."""
        return spots_in(self._instance)

    @property
    def rooms(self) -> list[Room]:
        """The instance itself and what runs inside it."""
        return rooms_in(self._instance)

    @property
    def starved(self) -> set[str]:
        """The joins that wait, or will, for a token that can come no more."""
        return starved_joins(self._instance)

    def repair(self, repair: Repair) -> None:
        """Repair by hand, and go on; raises NotWaiting, InvalidInput."""
        self._moved()
        perform(self._instance, repair)
        self._instance.go_on()

    def cancel(self) -> None:
        """Take everything away that waits; the instance is over."""
        self._moved()
        self._instance.cancel()

    def _moved(self) -> None:
        self._standing = None
        self._instance.budget.begin()

    def _waiting(self, number: int) -> Token | None:
        token = self._instance.token(number)
        waits = token is not None and token._state == TaskState.WAITING and hasattr(token.task_spec, "event")
        return token if waits else None

    def _happen(self, token: Token, payload: Mapping[str, object]) -> None:
        self._instance.happen(token, payload)
        self._instance.go_on()

    def _due(self) -> Token | None:
        now = self._instance.host.now()
        waiting: list[tuple[datetime, int, Token]] = []
        for part in self._instance.parts():
            for token in part.tasks.values():
                if token._state == TaskState.WAITING and "due" in token.internal_data:
                    due = Schedule.kept(token.internal_data["due"]).due
                    if due <= now:
                        waiting.append((due, token.id, token))
        return min(waiting)[2] if waiting else None

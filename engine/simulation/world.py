"""A world that is only thought: the engine on a database in memory, its people, and a clock that moves when told to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select

from engine import messages, occurrences, outbox
from engine.actors import ADMINISTRATOR, SYSTEM, Actor
from engine.beginnings import Beginning
from engine.clock import TravellingClock
from engine.completions import Completion
from engine.database import Database
from engine.engine import Engine, Submitted
from engine.errors import EngineError
from engine.occurrences import Occurrence
from engine.schema import OutboxKind, definition, instance, timer
from engine.simulation.settings import Setting
from engine.spiff import Process, Trigger
from engine.views import OpenTaskRow
from engine.work import UnitOfWork

ROUNDS = 40
"""After how many rounds of what follows by itself a world is taken to go round in circles."""

MOMENTS = 1_000
"""How many moments at which something happens one way through time may have."""

_DELIVERED = {OutboxKind.MESSAGE, OutboxKind.SIGNAL}


class Restless(EngineError):
    """Something follows by itself, again and again, at one and the same instant."""


@dataclass(frozen=True)
class Fired:
    """Something that happened by itself: a process began, or an instance's timers fired."""

    at: datetime
    instance_id: int
    begun: Occurrence | None = None


@dataclass(frozen=True)
class World:
    """A database in memory, the engine upon it, a clock that travels, and who belongs to which group."""

    database: Database
    engine: Engine
    clock: TravellingClock
    setting: Setting

    def close(self) -> None:
        """Let the memory go."""
        self.database.close()

    def start(self, key: str, data: Mapping[str, Any], by: Actor, business_key: str) -> int:
        """Begin a process by hand; the instance's number.  What follows by itself waits for `settle`."""
        return self.database.transact(
            lambda unit: self.engine.start(unit, key, business_key=business_key, data=data, by=by)
        )

    def send(self, message: str, correlation: str, payload: Mapping[str, Any], by: Actor) -> int | None:
        """Give a message to whoever waits for it, or start what it starts; whose it was."""
        return self.database.transact(
            lambda unit: self.engine.send(unit, message, correlation=correlation, payload=payload, by=by)
        )

    def complete(self, task_id: int, submitted: Submitted, by: Actor, language: str = "fi") -> Completion:
        """Complete a task as its page would.  Raises InvalidSubmission, TaskGone."""
        return self.database.transact(
            lambda unit: self.engine.complete(unit, task_id, submitted, by=by, language=language)
        )

    def begin_today(self, process: Process, element: str) -> int:
        """Begin a process at a timer of its start, as if its day were today; the instance's number."""
        at, day = self.clock.now(), self.clock.now().astimezone(self.clock.zone).date()
        trigger = Trigger(occurrences.TIMER, element, {"occurs_on": day})

        def act(unit: UnitOfWork) -> int:
            newest = self.engine.definitions.newest(unit.connection, process.key)
            step = Beginning(
                self.engine.parts, unit, SYSTEM, definition_id=newest, business_key=f"{process.key}/{at.date()}",
                data={}, trigger=trigger,
            )  # fmt: skip
            step.save()
            return step.number()

        return self.database.transact(act)

    def doer(self, row: OpenTaskRow) -> Actor:
        """Somebody of a task's audience; an invented person of the group where nobody belongs to it."""
        found = self.people_of(row)
        groups = frozenset(one.removeprefix("group:") for one in row.audience if one.startswith("group:"))
        if row.assignee:
            return Actor(row.assignee, groups)
        person = found[0] if found else f"somebody.{min(groups, default=ADMINISTRATOR)}"
        return Actor(person, groups)

    def people_of(self, row: OpenTaskRow) -> Sequence[str]:
        """Who may do a task: its assignee alone, else all of its audience, in order; empty when nobody may."""
        if row.assignee:
            return (row.assignee,)
        found = dict[str, None]()
        for member in sorted(row.audience):
            kind, _, name = member.partition(":")
            found |= dict.fromkeys((name,) if kind == "user" else self.setting.members(name))
        return tuple(found)

    def newest_instances(self) -> dict[str, int]:
        """The newest instance of each process that has any, by the process's key."""
        newest = select(definition.c.key, func.max(instance.c.id).label("number"))
        joined = newest.join(definition, definition.c.id == instance.c.definition_id).group_by(definition.c.key)
        with self.database.read() as connection:
            return {row.key: row.number for row in connection.execute(joined.order_by(definition.c.key))}

    def next_moment(self) -> datetime | None:
        """When something happens by itself next; None when nothing will."""
        with self.database.read() as connection:
            due = (connection.scalar(select(func.min(timer.c.due_at))), occurrences.next_due(connection))
        return min((one for one in due if one is not None), default=None)

    def travel(self, to: datetime, most: int = MOMENTS) -> list[Fired]:
        """Let time pass; every timer on the way fires at its own time.

        Raises ValueError for a time gone by, Restless when more than `most` moments lie on the way.
        """
        fired, moments = list[Fired](), 0
        while (due := self.next_moment()) is not None and due <= to:
            moments += 1
            if moments > most:
                raise Restless(f"Expected at most {most} moments on the way to {to.date()}, but there are more.")
            self.clock.travel(max(due, self.clock.now()))
            here = self.settle()
            if not here and due <= self.clock.now():
                break  # What is due cannot happen: its instance is parked.
            fired += here
        self.clock.travel(to)
        return fired + self.settle()

    def settle(self) -> list[Fired]:
        """Let happen what follows by itself now.  Raises Restless when it never ends."""
        fired = list[Fired]()
        for _ in range(ROUNDS):
            here = [*self._begin_due(), *self._fire_due()]
            delivered = self._deliver()
            if not here and not delivered:
                return fired
            fired += here
        raise Restless(f"Expected nothing to be left to do after {ROUNDS} rounds, but something always is.")

    def _begin_due(self) -> list[Fired]:
        with self.database.read() as connection:
            due = self.engine.due_occurrences(connection)
        begun = list[Fired]()
        for one in due:
            if self.database.transact(partial(self.engine.begin_occurrence, occurrence=one)):
                with self.database.read() as connection:
                    held = occurrences.find(connection, one.key, one.element, one.occurs_at)
                number = held.instance_id if held is not None else None
                begun.append(Fired(self.clock.now(), number or 0, one))
        return begun

    def _fire_due(self) -> list[Fired]:
        with self.database.read() as connection:
            due = self.engine.due(connection)
        return [
            Fired(self.clock.now(), number)
            for number in due
            if self.database.transact(partial(self.engine.fire, instance_id=number))
        ]

    def _deliver(self) -> int:
        now = self.clock.now()
        with self.database.read() as connection:
            waiting = outbox.waiting(connection, _DELIVERED, now, 100)
            kept = messages.awaited(connection, now, 100)
        steps = [partial(self.engine.deliver, outbox_id=one) for one in waiting]
        steps += [partial(self.engine.deliver_kept, message_id=one) for one in kept]
        return sum(self.database.transact(step) for step in steps)

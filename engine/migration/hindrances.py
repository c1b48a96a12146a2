"""What stands in the way of a migration; the sentences are the web's, in three languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Conflict


class Hindrance(StrEnum):
    """Why an element, or an instance, cannot be moved."""

    # Of an element, whichever instance rests there:
    GONE = "gone"  # The other version has no such element.
    KIND = "kind"  # What is to take its place is of another kind.
    EVENT = "event"  # It waits for another kind of event.
    SCOPE = "scope"  # It is in another sub-process.
    REPETITION = "repetition"  # It is done a different number of times, or gathers its results differently.
    ATTACHED = "attached"  # It stands at another activity.
    RIVALS = "rivals"  # It follows another event gateway, or none.
    CALLED = "called"  # It calls another process.
    COMPENSATION = "compensation"  # Only one of the two is for undoing.
    TAKEN = "taken"  # Another event was given that place.
    # Of an instance:
    WAY_IN = "way in"  # A token waits at a join, and the way that it came by has no counterpart.
    STARVED = "starved"  # A join would wait for ever: nothing is on one of the ways to it.
    TWICE = "twice"  # Two of its tokens would come to one place.
    EMPTY = "empty"  # Nothing would be left in it, or in a sub-process.
    ELSEWHERE = "elsewhere"  # It does not run on the version that the plan is for.
    ENDED = "ended"  # It has ended.
    UNREADABLE = "unreadable"  # Its state cannot be read.


@dataclass(frozen=True)
class Obstruction:
    """A hindrance, the element's label (or id) and that of what was to take its place; empty for the whole."""

    hindrance: Hindrance
    element: str = ""
    name: str = ""
    to: str = ""


class NotMigratable(Conflict):
    """This instance cannot go on by the other version."""

    def __init__(self, obstructions: Sequence[Obstruction]) -> None:
        """Keep what stands in the way."""
        told = ", ".join(f"{one.hindrance} ({one.element})" for one in obstructions)
        super().__init__(f"Expected an instance that can be moved, but: {told}.")
        self.obstructions = tuple(obstructions)

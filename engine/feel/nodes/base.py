"""What every part of an expression can do: become a closure, and tell which names it reads.

A closure (`Run`) takes the scope of an evaluation and gives the value. Compiling once and running often is what makes
a condition cost microseconds.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.feel.scope import Scope

Run = Callable[[Scope], object]
RunStep = Callable[[Scope, object], object]
Bound = frozenset[str]


class Read(NamedTuple):
    """A name that is looked up. `certain` is false where it may also mean an entry of a filtered item or a built-in."""

    name: str
    certain: bool


class Part:
    """A part of an expression. Without own names to bind, it reads what its `parts` read."""

    def parts(self) -> Iterator["Part"]:
        """The parts directly within this one."""
        yield from ()

    def reads(self, bound: Bound) -> Iterator[Read]:
        """The names looked up outside, given those that are bound around this part."""
        for part in self.parts():
            yield from part.reads(bound)


class Node(Part, ABC):
    """A part that has a value."""

    @abstractmethod
    def compiled(self) -> Run:
        """The closure that computes the value."""


class Step(Part, ABC):
    """A part that makes a new value of the one before it: `+ 1`, `.name`, `[condition]`, `(argument)`."""

    @abstractmethod
    def compiled(self) -> RunStep:
        """The closure that takes the scope and the value so far."""

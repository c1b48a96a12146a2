"""How much an expression may ask for, and the meter that counts it.

Counting steps is not enough (a loop of slow legal steps runs for seconds) and a wall clock is unfair: on a busy
machine an honest expression waits for the processor, or is stopped while garbage is collected.  So when the wall
clock is over, the time that the thread itself has worked decides; no expression can sleep, so that bounds it.
"""

from collections.abc import Callable, Sized
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TypeVar

from engine.feel.errors import BudgetExceeded
from engine.feel.pauses import working_time
from engine.feel.run_time import CALLS, SIZE, STEPS, TIME

Clock = Callable[[], datetime]

_Value = TypeVar("_Value", bound=Sized)

_CHARACTERS_PER_STEP = 8
"""Text is cheap beside lists: eight characters cost what one element costs."""

_FREE_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one expression; the defaults let honest work through and answer any attack within 250 ms."""

    source_characters: int = 10_000
    nesting: int = 60
    parser_work: int = 20_000
    steps: int = 100_000
    elements: int = 100_000
    call_depth: int = 40
    regex_seconds: float = 0.05
    seconds: float = 0.15  # Of processor time.


DEFAULT_BUDGET = Budget()


class Meter:
    """What one evaluation has left; also its clock, and what it wants remembered (`notes`)."""

    __slots__ = ("_calls", "_cpu", "_deadline", "_left", "_started", "budget", "clock", "notes")

    def __init__(self, budget: Budget = DEFAULT_BUDGET, clock: Clock | None = None) -> None:
        self.budget = budget
        self.clock = clock
        self.notes: list[object] = []
        self._left = budget.steps
        self._calls = 0
        self._started = monotonic()
        # Asking for the processor time is dear, so it is not asked before the first milliseconds are over.
        self._cpu: float | None = None
        self._deadline = self._started + min(_FREE_SECONDS, budget.seconds)

    def now(self) -> datetime:
        """The moment of the injected clock, in its zone; the system's in UTC when none was given."""
        return self.clock() if self.clock is not None else datetime.now(UTC)

    def count(self, steps: int = 1) -> None:
        """Spend steps; raises BudgetExceeded when steps or time are used up."""
        self._left -= steps
        if self._left < 0:
            raise BudgetExceeded(STEPS.fill(limit=self.budget.steps))
        if monotonic() > self._deadline:
            self._late()

    def sized(self, value: _Value) -> _Value:
        """The value itself, its size counted; raises BudgetExceeded when it is too large."""
        length = len(value)
        if length > self.budget.elements:
            raise BudgetExceeded(SIZE.fill(limit=self.budget.elements, count=length))
        self.count(length // _CHARACTERS_PER_STEP if isinstance(value, str) else length)
        return value

    def enter(self) -> None:
        """Begin a call; raises BudgetExceeded when calls are nested too deeply. `leave` ends it."""
        self.count()
        self._calls += 1
        if self._calls > self.budget.call_depth:
            raise BudgetExceeded(CALLS.fill(limit=self.budget.call_depth))

    def leave(self) -> None:
        self._calls -= 1

    def _late(self) -> None:
        now, cpu = monotonic(), working_time()
        if self._cpu is None:
            self._cpu = cpu - min(now - self._started, _FREE_SECONDS)
        remaining = self.budget.seconds - (cpu - self._cpu)
        if remaining <= 0:
            raise BudgetExceeded(TIME.fill(limit=round(self.budget.seconds * 1000)))
        self._deadline = now + remaining

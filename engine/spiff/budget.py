"""How much one action may make of a diagram, so that none goes round for ever or grows without end.

What is over its budget is parked, and a retry has a new one.
"""

from collections.abc import Generator
from contextlib import contextmanager

from engine.feel.pauses import working_time
from engine.spiff.parking import Stuck
from engine.spiff.sentences import ENDLESS, TOO_MANY_TOKENS, TOO_SLOW

STEPS = 10_000
"""How many elements an action may pass."""

TOKENS = 15_000
"""How many tokens an action may make: instances within instances multiply."""

SECONDS = 0.6
"""How much processor time an action's expressions may take together; an honest one takes thousandths of it.

Each is bounded for itself, too (`engine.feel.budgets`).
"""

_ENOUGH = 4


class Budget:
    """What an action has left."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new action."""
        self._steps, self._tokens, self._seconds = STEPS, TOKENS, SECONDS

    def step(self) -> None:
        """Pass an element; raises Stuck."""
        self._steps -= 1
        if self._steps < 0:
            raise Stuck("budget", ENDLESS.fill(limit=str(STEPS)).stored)

    def token(self) -> None:
        """Make a token; raises Stuck."""
        self._tokens -= 1
        if self._tokens < 0:
            raise Stuck("budget", TOO_MANY_TOKENS.fill(limit=str(TOKENS)).stored)

    @contextmanager
    def evaluation(self) -> Generator[None]:
        """Evaluate within the block; raises Stuck before it when the time is used up."""
        if self._seconds < 0:
            raise Stuck("budget", TOO_SLOW.fill(limit=str(SECONDS)).stored)
        began = working_time()
        try:
            yield
        finally:
            self._seconds -= working_time() - began

    @property
    def worn(self) -> bool:
        """Whether a good part is used up, so that what can wait should."""
        return (
            self._steps < STEPS - STEPS // _ENOUGH
            or self._tokens < TOKENS - TOKENS // _ENOUGH
            or self._seconds < SECONDS - SECONDS / _ENOUGH
        )

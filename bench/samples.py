"""Times of single actions, and what they come to over several rounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter_ns
from typing import TypeVar

Result = TypeVar("Result")


@dataclass
class Samples:
    """Milliseconds of one kind of action, round by round; rounds of different kinds are interleaved."""

    rounds: list[list[float]] = field(default_factory=list)

    def begin_round(self) -> None:
        """What is timed from now on belongs to a new round."""
        self.rounds.append([])

    def time(self, action: Callable[[], Result]) -> Result:
        """Run and time an action."""
        begun = perf_counter_ns()
        result = action()
        self.rounds[-1].append((perf_counter_ns() - begun) / 1e6)
        return result

    @property
    def p50(self) -> float:
        """The median over the rounds of each round's median, in ms."""
        return median(median(each) for each in self.rounds)

    @property
    def p95(self) -> float:
        """The 95th percentile of all rounds together, in ms."""
        return quantiles([each for one in self.rounds for each in one], n=20)[-1]

    def warmed_up(self) -> None:
        """Forget the rounds so far: they filled caches."""
        self.rounds.clear()

    def per_round(self) -> list[float]:
        """Each round's median, in ms."""
        return [median(each) for each in self.rounds]


def ratio_of(ours: list[float], reference: list[float]) -> float:
    """The median of the rounds' ratios: what slows a whole round down slows both sides of it."""
    return median(mine / other for mine, other in zip(ours, reference, strict=True))

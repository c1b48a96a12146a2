"""How much is measured: all of it, or in under a minute."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Numbers of things; a round times everybody once."""

    rounds: int  # Many and short: what else the machine does should touch all sides of a ratio alike.
    instances: int  # Lifecycles in a round.
    finished: int  # Lifecycles whose bytes are weighed.
    turns: int  # Of the long loop; the short one has 10.
    samples: int  # Of a single query or step.
    tasks: int  # Open ones in the full inbox; 1,000 in the other.
    due: int  # Timers due at once; several rounds of a worker.
    waiting: int  # Instances that wait for a timer not yet due.
    projects: int  # In the large portfolio; 50 in the small one.
    seconds: float  # That workers are let run.


FULL = Sizes(rounds=15, instances=6, finished=150, turns=1_000, samples=60, tasks=1_000_000, due=100, waiting=3_000,
             projects=5_000, seconds=4.0)  # fmt: skip
QUICK = Sizes(rounds=5, instances=2, finished=30, turns=1_000, samples=20, tasks=100_000, due=50, waiting=300,
              projects=500, seconds=1.0)  # fmt: skip

"""Timers: whether those who wait cost anything when others are due, and how late the last of many is."""

from collections.abc import Iterator
from functools import partial

from bench.databases import Target
from bench.figures import Figure, at_most
from bench.loops import time_turns
from bench.ours import Ours
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from engine import tick

SOON, LATE = {"wait": "PT1S"}, {"wait": "P300D"}
ROUND = 50  # Timers that a worker's round takes up here.
AT_ONCE = 10_000
LATENESS = 5.0  # Seconds.


def measure_timers(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """A worker's rounds with few and with many instances that wait for their time."""
    alone, among = Ours(target.make("timers_few")), Ours(target.make("timers_many"))
    for _ in range(sizes.waiting):
        among.start("bench_timer", LATE)
    few, many, steps = Samples(), Samples(), Samples()
    turning = alone.start("bench_loop")
    for _ in range(sizes.rounds):
        for samples, ours in ((few, alone), (many, among)):
            samples.begin_round()
            for _ in range(sizes.due):
                ours.start("bench_timer", SOON)
            _fire_all(ours, samples)
        steps.begin_round()
        time_turns(alone, turning, sizes.samples, steps)
    alone.close()
    among.close()
    ratio = ratio_of(many.per_round(), few.per_round())
    name = f"{target.name}: a due timer fired among {sizes.waiting:,} that wait / alone"
    yield at_most(name, f"{many.p50 / ROUND:.2f} ms", f"{few.p50 / ROUND:.2f} ms", ratio, 1.2)
    ratio = ratio_of(few.per_round(), steps.per_round()) / ROUND
    name = f"{target.name}: a due timer fired / a completion"
    yield at_most(name, f"{few.p50 / ROUND:.2f} ms", f"{steps.p50:.2f} ms", ratio, 1.1)
    seconds = many.p50 / ROUND * AT_ONCE / 1000
    name = f"{target.name}: the last of {AT_ONCE:,} due at once, one worker"
    yield at_most(name, f"{seconds:.1f} s late", f"{LATENESS:g} s", seconds / LATENESS, 1.0)


def _fire_all(ours: Ours, samples: Samples) -> None:
    """A worker's rounds until nothing is due."""
    ours.pass_time()
    while ours.due(1):
        assert samples.time(partial(tick, ours.database, ours.engine, ROUND)) == ROUND

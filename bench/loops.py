"""Whether an instance grows slower as it grows older: the same loop after ten turns and after a thousand."""

from collections.abc import Iterator
from functools import partial

from bench.databases import Target
from bench.figures import Figure, at_most
from bench.ours import Ours
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from bench.workload import submitted

YOUNG = 10


def measure_loop(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """A turn of an old instance beside a turn of a young one."""
    ours = Ours(target.make("loop"))
    old, young = Samples(), Samples()
    aged = ours.start("bench_loop")
    time_turns(ours, aged, sizes.turns, Samples([[]]))
    for _ in range(sizes.rounds):
        fresh = ours.start("bench_loop")
        time_turns(ours, fresh, YOUNG, Samples([[]]))
        for samples, instance_id in ((old, aged), (young, fresh)):
            samples.begin_round()
            time_turns(ours, instance_id, 2 * YOUNG, samples)
    ours.close()
    ratio = ratio_of(old.per_round(), young.per_round())
    name = f"{target.name}: completion after {sizes.turns:,} turns / after {YOUNG}"
    yield at_most(name, f"{old.p50:.2f} ms", f"{young.p50:.2f} ms", ratio, 1.2)


def time_turns(ours: Ours, instance_id: int, times: int, samples: Samples) -> None:
    """Turns of the loop, one after another."""
    for _ in range(times):
        samples.time(partial(ours.complete, ours.open_tasks(instance_id)[0], submitted(rework=True)))

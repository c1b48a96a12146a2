"""Whether two worker processes do twice what one does, on one PostgreSQL."""

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from subprocess import PIPE

from bench.databases import Target
from bench.figures import Figure, at_least
from bench.ours import Ours
from bench.sizes import Sizes
from bench.workload import submitted

INSTANCES = 10  # Each process goes round its own.
READY = "ready\n"


def measure_workers(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """Completions a second of two processes beside those of one."""
    ours = Ours(target.make("workers"))
    rates: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(sizes.rounds // 5):
        for processes, rate in rates.items():
            rate.append(_rate(ours, processes, sizes.seconds))
    ours.close()
    one, two = (sorted(rates[processes])[len(rates[processes]) // 2] for processes in (1, 2))
    name = f"{target.name}: completions a second, 2 processes / 1"
    yield at_least(name, f"{two:,.0f}/s", f"{one:,.0f}/s", two / one, 1.8)


def _rate(ours: Ours, processes: int, seconds: float) -> float:
    """Completions a second of all processes together; they begin at one word, all imported and warm."""
    command = [sys.executable, "-m", "bench.workers", ours.url, str(seconds)]
    numbers = [[str(ours.start("bench_loop")) for _ in range(INSTANCES)] for _ in range(processes)]
    started = [subprocess.Popen([*command, *each], stdin=PIPE, stdout=PIPE, text=True) for each in numbers]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == READY
    for process in started:
        assert process.stdin is not None
        process.stdin.write(READY)
        process.stdin.flush()
    return sum(int(process.communicate()[0]) for process in started) / seconds


def work(url: str, seconds: float, instances: list[int]) -> int:
    """Complete tasks of these instances until the time is over; how many were completed within it."""
    ours = Ours.opened(url)
    for instance_id in instances:
        ours.complete(ours.open_tasks(instance_id)[0], submitted(rework=True))
    print(READY, end="", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + seconds
    for done in count():
        ours.complete(ours.open_tasks(instances[done % len(instances)])[0], submitted(rework=True))
        if time.monotonic() >= end:
            return done
    raise AssertionError


if __name__ == "__main__":
    address, length, *own = sys.argv[1:]
    print(work(address, float(length), [int(number) for number in own]))

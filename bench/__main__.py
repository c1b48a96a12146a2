"""`make bench`: one line a figure, and all of them in `var/bench.json`."""

import os
from collections.abc import Iterator
from pathlib import Path

from bench.completions import measure_completions
from bench.databases import Target, open_targets
from bench.figures import HEADINGS, Figure, print_figure, write_figures
from bench.http import measure_http
from bench.inbox import measure_inbox
from bench.inbox_page import measure_inbox_page
from bench.loops import measure_loop
from bench.portfolio import measure_portfolio
from bench.sizes import FULL, QUICK, Sizes
from bench.storage import measure_storage
from bench.timers import measure_timers
from bench.workers import measure_workers

VAR = Path("var")
MEASUREMENTS = (
    measure_completions,
    measure_storage,
    measure_loop,
    measure_inbox,
    measure_inbox_page,
    measure_timers,
    measure_http,
    measure_portfolio,
)


def measure(targets: tuple[Target, ...], sizes: Sizes) -> Iterator[Figure]:
    """All figures, as they become known."""
    for target in targets:
        for measurement in MEASUREMENTS:
            yield from measurement(target, sizes)
        if target.name == "PostgreSQL":
            yield from measure_workers(target, sizes)


def main() -> None:
    """Measure and tell; what falls short is told too, and is no failure."""
    sizes = QUICK if os.environ.get("QUICK") else FULL
    figures: list[Figure] = []
    print(" | ".join(HEADINGS), flush=True)
    try:
        with open_targets(VAR) as targets:
            for figure in measure(targets, sizes):
                print_figure(figure)
                figures.append(figure)
    finally:
        write_figures(figures, VAR / "bench.json")


if __name__ == "__main__":
    main()

"""What completing a user task costs: beside the floor, beside the naive way, in statements and commits."""

from collections.abc import Iterator

from bench.counting import count_statements
from bench.databases import Target
from bench.figures import Figure, at_most, count_at_most, told
from bench.floor import CommitFloor, time_bare_steps
from bench.naive import Naive, time_naive_steps
from bench.ours import Ours, time_our_steps
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from bench.workload import submitted

LIMITS = {"SQLite": 2.0, "PostgreSQL": 1.5}  # In F.


class Race:
    """Ours, the naive way and both parts of the floor, round by round on one database server."""

    def __init__(self, target: Target) -> None:
        self._floor = CommitFloor(target.make("floor"))
        self._naive, self.ours = Naive(target.make("naive")), Ours(target.make("ours"))
        self.steps, self.commits, self.naive, self.completions = Samples(), Samples(), Samples(), Samples()

    def run(self, rounds: int, instances: int) -> None:
        """Each round times everybody; before the first they warm up."""
        self._round(2)
        for samples in (self.steps, self.commits, self.naive, self.completions):
            samples.warmed_up()
        for _ in range(rounds):
            self._round(instances)

    def floors(self) -> list[float]:
        """F of each round, in ms."""
        return [step + commit for step, commit in zip(self.steps.per_round(), self.commits.per_round(), strict=True)]

    def close(self) -> None:
        """Let the connections go."""
        self._floor.close()
        self._naive.close()
        self.ours.close()

    def _round(self, instances: int) -> None:
        for samples in (self.steps, self.commits, self.naive, self.completions):
            samples.begin_round()
        time_bare_steps(self.steps, instances * 16)
        for _ in range(instances * 16):
            self.commits.time(self._floor.commit)
        time_our_steps(self.ours, self.completions, instances)
        time_naive_steps(self._naive, self.naive, instances)


def measure_completions(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """F, our p50 and p95, the naive way's, and their ratios."""
    race = Race(target)
    race.run(sizes.rounds, sizes.instances)
    name, steps, commits = target.name, race.steps, race.commits
    floors, ours, naive = race.floors(), race.completions, race.naive
    floor = f"{sorted(floors)[len(floors) // 2]:.2f} ms F"
    yield told(f"{name}: F", floor, f"{steps.p50:.2f} ms bare step + {commits.p50:.2f} ms Core commit")
    ratio = ratio_of(ours.per_round(), floors)
    yield at_most(f"{name}: completion p50 / F", f"{ours.p50:.2f} ms", floor, ratio, LIMITS[name])
    ratio = ratio_of(ours.per_round(), naive.per_round())
    yield at_most(f"{name}: completion p50 / naive", f"{ours.p50:.2f} ms", f"{naive.p50:.2f} ms", ratio, 0.5)
    yield at_most(f"{name}: completion p95 / p50", f"{ours.p95:.2f} ms", f"{ours.p50:.2f} ms", ours.p95 / ours.p50, 1.6)
    yield told(f"{name}: naive p95", "-", f"{naive.p95:.2f} ms")
    yield from _counts(name, race.ours)
    race.close()


def _counts(name: str, ours: Ours) -> Iterator[Figure]:
    """Statements of a completion that closes one task and opens one, after a race has warmed the caches."""
    instance_id = ours.start()
    ours.complete(ours.open_tasks(instance_id)[0], submitted())
    task = ours.open_tasks(instance_id)[0]
    with count_statements(ours.database) as counted:
        ours.complete(task, submitted(rework=True))
    yield count_at_most(f"{name}: statements a completion", counted.statements, 6, "statements")
    yield count_at_most(f"{name}: commits a completion", counted.commits, 1, "commits")

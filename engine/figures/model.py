"""The figures of a process: nothing but numbers, ids of elements and numbers of instances; no people."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Spread:
    """How long something took, in seconds: of `count` times the median, what nine of ten stayed below, the longest."""

    count: int
    median: int
    p90: int
    longest: int

    @staticmethod
    def of(seconds: list[int]) -> "Spread | None":
        """None of nothing.  The median of an even number is the lower one; as p90, the nearest rank."""
        if not seconds:
            return None
        told = sorted(seconds)
        return Spread(len(told), told[(len(told) - 1) // 2], told[-(-len(told) * 9 // 10) - 1], told[-1])


@dataclass(frozen=True)
class StepFigures:
    """A step where people, a message or a time are waited for (`kind` is the element's).

    `total` runs from its being reached to its end, `waiting` until somebody took it, `working` from then on; what was
    done without being taken first is in `total` alone.  `returned` is how often it was gone back to, in how many runs.
    """

    element: str
    kind: str
    passes: int
    runs: int
    open: int
    total: Spread | None
    waiting: Spread | None
    working: Spread | None
    returned: int
    returned_in: int


@dataclass(frozen=True)
class Variant:
    """A way that runs took from beginning to end: its steps, and how many took it."""

    steps: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Deviation:
    """What the newest drawing does not have: an element, or (`missing` is False) a way to it; in which instances."""

    element: str
    missing: bool
    count: int
    instances: tuple[int, ...]


@dataclass(frozen=True)
class Forecast:
    """A run under way beside those that ended, in seconds.

    It came to its last step (`element`) after `elapsed`, they after `usual`; from there they needed `remaining` (the
    median, with `shortest` and `longest` for one in ten below and above); it stands there since `since`.
    """

    instance_id: int
    element: str
    elapsed: int
    usual: int
    since: int
    remaining: int
    shortest: int
    longest: int
    based_on: int


@dataclass(frozen=True)
class LongWait:
    """A wait of one instance at a step, in seconds; `over` is False when it still waits."""

    instance_id: int
    element: str
    seconds: int
    over: bool


@dataclass(frozen=True)
class Figures:
    """All of a process, in all of its versions.  A run is one way through it: a stage may be run through many times."""

    key: str
    counted_at: int  # Seconds since 1970.
    runs: int = 0
    ended: int = 0
    duration: Spread | None = None
    months: tuple[tuple[str, int, int], ...] = ()  # `2027-05`, how many began, how many ended.
    passes: Mapping[str, int] = field(default_factory=dict)
    standing: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[StepFigures, ...] = ()
    variants: tuple[Variant, ...] = ()
    ways: int = 0  # How many different ways there are.
    deviations: tuple[Deviation, ...] = ()
    deviating: int = 0  # In how many runs.
    forecasts: tuple[Forecast, ...] = ()
    long_waits: tuple[LongWait, ...] = ()

    @property
    def running(self) -> int:
        """How many runs are under way."""
        return self.runs - self.ended

"""Figures: what an estimate came to, and the steps at which it was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.lint.parts import Node


@dataclass(frozen=True)
class StepFigures:
    """One step over all cases: visits, days from coming to going (half, nine of ten), and how many wait there.

    `meeting` is the process whose days it waits for; `mean_there` and `most_there` are cases at the step at once.
    """

    process: str
    element: str
    name: str
    kind: str
    visits: int
    median: float
    ninety: float
    mean_there: float
    most_there: int
    meeting: str = ""


@dataclass(frozen=True)
class Figures:
    """What an estimate came to: cases, those that came to an end, their days, their ends, and the steps by the way."""

    process: str
    cases: int
    ended: int
    median: float
    ninety: float
    ends: Mapping[str, int]
    steps: tuple[StepFigures, ...]


@dataclass
class Station:
    """A step that takes time: its visits, and who is there when."""

    key: str
    node: Node
    meeting: str = ""
    stays: list[float] = field(default_factory=list)
    moments: list[tuple[float, int]] = field(default_factory=list)
    free: list[float] = field(default_factory=list)

    def visit(self, came: float, went: float) -> None:
        """Somebody came, and went again."""
        self.stays.append(went - came)
        self.moments += [(came, 1), (went, -1)]

    def figures(self, days: float) -> StepFigures:
        """What was counted here, over the days in which cases came."""
        stays = sorted(self.stays)
        there = most = 0
        for _, change in sorted(self.moments):
            there += change
            most = max(most, there)
        # What is left of the last cases afterwards thins out by itself.
        return StepFigures(
            self.key, self.node.id, self.node.name or self.node.id, self.node.kind, len(stays),
            share(stays, 0.5), share(stays, 0.9), sum(stays) / days, most, self.meeting,
        )  # fmt: skip


def share(ordered: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed; 0 of none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

"""Reports: what walks came to, which elements and arrows they missed, and what stood in the way."""

from dataclasses import dataclass, field

from engine.simulation.conditions import Sketch
from engine.simulation.records import Record


@dataclass(frozen=True)
class Trouble:
    """An element that could not go on, in which run, and why."""

    element: str
    sentence: str
    record: Record


@dataclass(frozen=True)
class Unmanned:
    """A task that nobody can do: whose it would be, by the keys of groups and people."""

    element: str
    name: str
    audience: tuple[str, ...]
    record: Record


@dataclass
class Report:
    """What walks came to: what was passed, taken and reached, and what was not.

    `origin` is the process out of which it began, empty when it began by itself.  `holders` are the groups that each
    task came to; `unanswered` are the tasks whose form took none of the answers that were made up, with what it said.
    """

    sketch: Sketch
    origin: str = ""
    passed: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    holders: dict[str, set[str]] = field(default_factory=dict)
    dead_ends: dict[str, Record] = field(default_factory=dict)
    unmanned: dict[str, Unmanned] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    ends: dict[str, Record] = field(default_factory=dict)
    moves: int = 0
    given_up: int = 0

    @property
    def missed_elements(self) -> list[str]:
        """The elements that no walk passed."""
        return sorted(self.sketch.elements - self.passed)

    @property
    def missed_flows(self) -> list[str]:
        """The arrows that no walk took."""
        return sorted(self.sketch.flows.keys() - self.taken)

    @property
    def is_whole(self) -> bool:
        """Whether every arrow was taken."""
        return not self.missed_flows

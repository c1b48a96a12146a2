"""Rules about processes that begin by themselves: the days can be told beforehand, for the calendar shows them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine.errors import EngineError
from engine.expressions import Present
from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part, Process
from engine.lint.rules import ERROR, Fault, rule
from engine.lint.supported import TIMER
from engine.lint.timers import is_duration
from engine.recurrence import YEARS, days_of_year

EXAMPLE = "R/2026-03-01T08:00/P6M, = for m in [2, 9] return date(year, m, 10)"
_A_YEAR = 2026


@rule(
    "drawing",
    "start-timer",
    ERROR,
    why="People plan by the days on which a process begins: they must follow from the diagram alone.",
    en='Expected the days on which "{label}" begins ({example}), but it has "{text}".',
    fi='Alkutapahtumalla "{label}" pitää olla päivät, joina prosessi alkaa ({example}), mutta siinä on "{text}".',
    sv='"{label}" ska ange dagarna då processen börjar ({example}), men har "{text}".',
)
def start_timer(drawing: Drawing) -> Iterator[Fault]:
    for node, timer in start_timers(drawing):
        for kind in ("timeDate", "timeDuration", "timeCycle"):
            text = timer.text_of(kind)
            if text and not _tells_days(kind, text):
                yield Fault(node, {"label": node.label, "text": text, "example": EXAMPLE})


@rule(
    "drawing",
    "start-lead",
    ERROR,
    why="The lead is how long before its day a process begins.",
    en='Expected a duration (P30D) as lead of "{label}", but it is "{text}".',
    fi='Osan "{label}" ominaisuuden lead pitää olla kesto (P30D), mutta se on "{text}".',
    sv='lead för "{label}" ska vara en tid (P30D), men är "{text}".',
)
def start_lead(drawing: Drawing) -> Iterator[Fault]:
    for node, _timer in start_timers(drawing):
        lead = node.properties.get("lead", "")
        if lead and (not is_duration(lead) or lead.startswith("-")):
            yield Fault(node, {"label": node.label, "text": lead})


def start_timers(drawing: Drawing) -> Iterator[tuple[Node, Part]]:
    """The start events of processes that a timer is drawn in, each with that timer."""
    for process in drawing.processes:
        yield from start_timers_of(process)


def start_timers_of(process: Process) -> list[tuple[Node, Part]]:
    """A process's own start events that a timer is drawn in, each with that timer."""
    starts = (node for node in process.scope.nodes if node.kind == "startEvent")
    return [(node, definition) for node in starts for definition in node.definitions if definition.kind == TIMER]


def _tells_days(kind: str, text: str) -> bool:
    if text.startswith("="):
        return kind == "timeDate" and _gives_days(text)
    if kind != "timeCycle":
        return kind == "timeDate"
    parts = text.split("/")  # R2/START/EVERY; what is unreadable has a rule of its own.
    return len(parts) == 3 and not is_duration(parts[1]) and "T" not in parts[2]


def _gives_days(text: str) -> bool:
    present = Present(datetime(_A_YEAR, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    try:
        return any(days_of_year(text, year, present) for year in range(_A_YEAR, _A_YEAR + YEARS))
    except EngineError:
        return False

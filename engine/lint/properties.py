"""Rules about `camunda:properties`: what is written there is read by its name."""

from collections.abc import Iterator
from difflib import get_close_matches

from engine.lint.drawing import Drawing
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.timers import is_duration

KNOWN = frozenset(
    {"title", "data", "starters", "group", "phase", "results", "resultVariable", "resultCollection", "resultElement"}
    | {"correlationKey", "payload", "businessKey", "timeToLive", "offeredTo", "subject", "lead", "told"}
)


@rule(
    "drawing",
    "property-misspelt",
    WARNING,
    why="A property whose name nobody knows is read by nobody.",
    en='Expected a property that is known, but "{label}" has "{property}"; is "{like}" meant?',
    fi='Ominaisuuden pitäisi olla tunnettu, mutta osassa "{label}" on "{property}"; tarkoitetaanko "{like}"?',
    sv='Egenskapen borde vara känd, men "{label}" har "{property}"; menas "{like}"?',
)
def property_misspelt(drawing: Drawing) -> Iterator[Fault]:
    lanes = (lane for process in drawing.processes for lane in process.lanes)
    for part in (*drawing.processes, *drawing.nodes(), *lanes):
        for name in part.properties:
            is_known = name in KNOWN or name.startswith(("in:", "text:"))  # An input is the service's own word.
            alike = [] if is_known else get_close_matches(name, KNOWN, 1, 0.8)
            if alike:
                yield Fault(part, {"label": part.label, "property": name, "like": alike[0]})


@rule(
    "drawing",
    "time-to-live",
    ERROR,
    why="It says how long a message that nobody awaits yet is kept.",
    en='Expected a duration (P90D) as timeToLive of "{label}", but it is "{text}".',
    fi='Osan "{label}" ominaisuuden timeToLive pitää olla kesto (P90D), mutta se on "{text}".',
    sv='timeToLive för "{label}" ska vara en tid (P90D), men är "{text}".',
)
def time_to_live(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        text = node.properties.get("timeToLive", "").strip()
        if text and not text.startswith("=") and not is_duration(text):
            yield Fault(node, {"label": node.label, "text": text})

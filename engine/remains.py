"""What a history still tells after values were erased: the way, as far as diagram and later entries leave no choice.

An entry says which element it is of, also when its value is gone.  Between two entries the way went through elements at
which nothing waits; those that lie on every way between them were passed, others are not told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from engine.definitions import Definition, Definitions
from engine.kinds import is_input
from engine.moments import Life
from engine.places import Place, Where, standing_entries, waiting_elements, where_then
from engine.spiff import Element
from engine.timeline import Event
from engine.xml import read_xml

_STOPS = frozenset({"userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "callActivity"})
"""Where a token may stand; beyond them another entry tells."""

_JOINS = frozenset({"parallelGateway", "inclusiveGateway"})
"""They wait for every arrow that arrives."""

_END = ""
"""Beyond every end event."""


@dataclass(frozen=True)
class Remains:
    """Where an instance was after an entry whose state is no longer known.

    `where` holds what was surely passed, and where a token surely stood: `next` is the element that the next entry is
    of, None where none says so.  `unsure` are the erased entries of which nothing tells the whole way that followed;
    `over` says that nothing went on any more.
    """

    where: Where
    next: Element | None
    unsure: tuple[int, ...]
    over: bool


def read_remains(
    definitions: Definitions, connection: Connection, events: Sequence[Event], sequence: int, life: Life, *, ended: bool
) -> Remains:
    """What is left to be told of the state after an entry.

    `events` are all of the history, `life` what a replay gives until the first value that is gone, `ended` says that
    the instance is over.
    """
    standing = standing_entries(events)
    known = [event for event in standing if event.sequence <= sequence]
    passed, unsure = Counter(where_then(definitions, connection, known, None).passed), []
    waiting = Counter(waiting_elements(life.moments[-1].standing)) if life.moments else Counter[str]()
    drawings: dict[int, _Drawing] = {}  # An instance's entries are of few diagrams, and each is read from its XML.
    for event in known:
        if event.value is not None or not is_input(event.kind):
            continue
        waiting[event.element or ""] -= 1
        later = [one for one in standing if one.sequence > event.sequence]
        fresh = [one for one in later if one.element and waiting[one.element] <= 0]
        last = ended and not any(is_input(one.kind) for one in later)
        if event.definition_id not in drawings:
            drawings[event.definition_id] = _drawn(definitions.get(connection, event.definition_id))
        elements, whole = _passed(drawings[event.definition_id], event, fresh, over=last)
        passed.update((event.definition_id, element) for element in elements)
        if not whole:
            unsure.append(event.sequence)
    after = next((one for one in standing if one.sequence > sequence and is_input(one.kind)), None)
    place: dict[Place, int] = {(after.definition_id, after.element): 1} if after and after.element else {}
    return Remains(
        Where(place, dict(passed)),
        _element(definitions, connection, after),
        tuple(unsure),
        over=ended and after is None,
    )


def _element(definitions: Definitions, connection: Connection, event: Event | None) -> Element | None:
    if event is None or event.element is None:
        return None
    return definitions.get(connection, event.definition_id).process.elements.get(event.element)


@dataclass(frozen=True)
class _Drawing:
    """Where each element of a diagram leads, and where a token may stand."""

    elements: Mapping[str, Element]
    ways: Mapping[str, Sequence[str]]
    stops: frozenset[str]


def _passed(drawn: _Drawing, event: Event, later: Sequence[Event], *, over: bool) -> tuple[list[str], bool]:
    """What was surely passed by an erased entry, its own element first, and whether that is all of it."""
    source = event.element or _only_start(drawn)
    if source is None:
        return [], False
    targets = [str(one.element) for one in later if one.definition_id == event.definition_id]
    for target in [*targets, *([_END] if over else [])]:
        between = _between(drawn, source, target)
        if between is not None:
            return [source, *between[0]], between[1]
    return [source], False


def _only_start(drawn: _Drawing) -> str | None:
    """The start event, where the process as a whole has only one."""
    starts = [one.id for one in drawn.elements.values() if one.kind == "startEvent" and not one.scope]
    return starts[0] if len(starts) == 1 else None


def _drawn(definition: Definition) -> _Drawing:
    """A sub-process leads in by its start, and out by its ends; whatever fails leads to what catches that."""
    elements = definition.process.elements
    ways: dict[str, list[str]] = {element: [] for element in elements}
    for flow in definition.flows:
        ways.setdefault(flow.source, []).append(flow.target)
    arriving = Counter(flow.target for flow in definition.flows)
    catching = _catching(definition)
    for one in elements.values():
        ways[one.id] += [event for activity in (one.id, *one.scope) for event in catching.get(activity, ())]
    for one in elements.values():
        outer = one.scope[-1] if one.scope else None
        if one.kind == "startEvent" and outer is not None:
            ways[outer].append(one.id)
        if one.kind == "endEvent":
            ways[one.id] += ways[outer] if outer else [_END]
    stops = {one.id for one in elements.values() if one.kind in _STOPS or (one.kind in _JOINS and arriving[one.id] > 1)}
    return _Drawing(elements, ways, frozenset(stops))


def _catching(definition: Definition) -> dict[str, list[str]]:
    """The events on the border of each activity."""
    found: dict[str, list[str]] = {}
    for one in read_xml(definition.resources[definition.path], definition.path).iter("{*}boundaryEvent"):
        found.setdefault(one.get("attachedToRef") or "", []).append(one.get("id") or "")
    return found


def _between(drawn: _Drawing, source: str, target: str) -> tuple[list[str], bool] | None:
    """What lies on every way from one element to another where nothing stops, and whether that is the only way.

    None where there is no such way.
    """
    reached = _reach(drawn.ways, source, target, drawn.stops)
    if target not in reached:
        return None
    inner = [one for one in reached if one not in (source, target)]
    inner = [one for one in inner if target in _reach(drawn.ways, one, target, drawn.stops)]
    sure = [one for one in inner if target not in _reach(drawn.ways, source, target, drawn.stops | {one})]
    return sure, len(sure) == len(inner)


def _reach(ways: Mapping[str, Sequence[str]], source: str, target: str, stops: frozenset[str]) -> list[str]:
    """What is reached from an element without going through what stops, in the order in which it is found."""
    found: dict[str, None] = {}
    ahead = [source]
    while ahead:
        here = ahead.pop(0)
        for one in ways.get(here, ()):
            if one not in found and (one == target or one not in stops):
                found[one] = None
                if one != target:
                    ahead.append(one)
    return list(found)

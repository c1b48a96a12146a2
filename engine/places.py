"""Which of its diagrams an instance is in: where tokens stand, and how often each element was passed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from engine.definitions import Definitions
from engine.kinds import Kind
from engine.spiff import Standing
from engine.timeline import Event

Place = tuple[int, str]
"""A definition's number and an element's id."""


@dataclass(frozen=True)
class Where:
    """Where an instance is: by definition and element, how many tokens stand there, how often it was passed."""

    standing: Mapping[Place, int]
    passed: Mapping[Place, int]


class Places:
    """Which of an instance's diagrams an element is in; the one begun last where several have its id."""

    def __init__(self, definitions: Definitions, connection: Connection, used: Iterable[int]) -> None:
        """`used` are the numbers of the definitions, in the order in which they began."""
        self.definitions = tuple(reversed(dict.fromkeys(reversed(list(used)))))
        self._places = {
            element: (definition_id, element)
            for definition_id in self.definitions
            for element in definitions.get(connection, definition_id).process.elements
        }

    def of(self, element: str) -> Place:
        """Raises KeyError for an element that is in none of them."""
        return self._places[element]

    def find(self, element: str) -> Place | None:
        """None for an element that is in none of them."""
        return self._places.get(element)


def places_of(definitions: Definitions, connection: Connection, events: Sequence[Event]) -> Places:
    """The places of an instance whose history, from its beginning, holds these entries."""
    used: list[int] = [events[0].definition_id] if events else []
    left: list[int] = []
    for event in events:
        value = event.value or {}
        used += value.get("called", ())
        if event.value is None and event.definition_id not in (*used, *left):
            used.append(event.definition_id)  # A stage whose beginning was erased.
        if "mapping" in value:  # It went on by another version.
            left.append(value["from"])
            used = [value["to"] if one == value["from"] else one for one in used]
    return Places(definitions, connection, [*left, *used])


def waiting_elements(standing: Standing) -> list[str]:
    """The ids of the elements where tokens wait, each as often as one does."""
    return [
        *(one.element.id for one in standing.tasks),
        *(one.element.id for one in standing.timers),
        *(one.element.id for one in standing.subscriptions),
        *(one.element.id for one in standing.parked),
    ]


def standing_entries(events: Sequence[Event]) -> list[Event]:
    """The entries that were not undone by the one that follows, and that undo nothing themselves."""
    undone = {event.sequence - 1 for event in events if event.kind is Kind.UNDONE}
    return [event for event in events if event.kind is not Kind.UNDONE and event.sequence not in undone]


def where_then(
    definitions: Definitions, connection: Connection, events: Sequence[Event], standing: Standing | None
) -> Where:
    """Where an instance was after these entries of its history; without a standing only what it had passed."""
    place = places_of(definitions, connection, events)
    passed: Counter[Place] = Counter()
    for event in standing_entries(events):
        for element, what, _ in (event.value or {}).get("followed", ()):
            found = place.find(element) if what == "passed" else None
            if found is not None:
                passed[found] += 1
    waiting = waiting_elements(standing) if standing is not None else []
    return Where(Counter(place.of(element) for element in waiting), dict(passed))

"""Plans: which elements of one version of a process take the place of which of another."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.engine import Connection

from engine.definitions import Definition
from engine.errors import InvalidInput
from engine.migration.hindrances import Hindrance
from engine.spiff import Element, Move, Place, places_of
from engine.steps import Parts

END = ""
"""By hand: what rests there ends."""

_RESTS = {"userTask", "receiveTask", "intermediateCatchEvent", "boundaryEvent", "callActivity", "subProcess",
          "eventBasedGateway"}  # fmt: skip


class How(StrEnum):
    """How an element was matched."""

    SAME = "same"  # By its id.
    BY_HAND = "by hand"
    ENDS = "ends"  # What rests there ends: an event that nobody waits for any more, or so chosen by hand.
    NOT = "not"  # It cannot be.


@dataclass(frozen=True)
class Match:
    """An element of the old version and what becomes of what rests there.

    `rests`: whether something may rest there other than after a failure.  `candidates` are the ids of what could be
    chosen by hand.
    """

    element: Element
    how: How
    to: Element | None = None
    hindrance: Hindrance | None = None
    rests: bool = False
    is_event: bool = False
    candidates: tuple[str, ...] = ()

    @property
    def is_renamed(self) -> bool:
        """Whether it bears another label."""
        return self.to is not None and self.to.name != self.element.name


@dataclass(frozen=True)
class Plan:
    """How instances go from one version to another; `by_hand` maps ids, to nothing where what rests there ends.

    `begins` are events of the new version that begin to wait where their activities, or scopes, are under way.
    """

    old: Definition
    new: Definition
    by_hand: Mapping[str, str]
    matches: tuple[Match, ...]
    begins: tuple[Element, ...]
    anew: bool = False
    by_element: Mapping[str, Match] = field(default_factory=dict, repr=False)

    @property
    def move(self) -> Move:
        """As the workflow takes it: of the namesakes only those are told that are not to be matched."""
        ends = {
            one.element.id: END for one in self.matches if one.how is How.ENDS and one.element.id not in self.by_hand
        }
        return Move(self.old.id, self.new.id, {**ends, **self.by_hand}, self.anew)

    @property
    def is_whole(self) -> bool:
        """Whether every element at which something may rest has its place."""
        return not any(one.hindrance for one in self.matches if one.rests)


def plan(
    parts: Parts,
    connection: Connection,
    from_definition: int,
    to_definition: int,
    by_hand: Mapping[str, str] | None = None,
    *,
    anew: bool = False,
) -> Plan:
    """Compare two versions of a process; with `anew` the timers that wait are to be worked out again.

    Raises NotFound, InvalidInput when they are not two versions of one process, or what was given by hand names an
    element that there is not.
    """
    old, new = (parts.definitions.get(connection, number) for number in (from_definition, to_definition))
    if old.key != new.key or old.id == new.id:
        raise InvalidInput(f"Expected another version of {old.key!r}, but {new.key!r} {new.version} is none.")
    chosen = {element: to for element, to in (by_hand or {}).items() if to != element}
    here, there = places_of(old.process), places_of(new.process)
    for element, to in chosen.items():
        if element not in here or (to != END and to not in there):
            raise InvalidInput(f"Expected elements of the two versions, but got {element!r} and {to!r}.")
    comparison = _Comparison(here, there, chosen)
    matches = tuple(comparison.match(place) for place in here.values())
    taken = {one.to.id for one in matches if one.to is not None}
    begins = tuple(place.element for name, place in there.items() if place.is_optional and name not in taken)
    return Plan(old, new, chosen, matches, begins, anew, {one.element.id: one for one in matches})


class _Comparison:
    """The places of two versions beside each other."""

    def __init__(self, here: Mapping[str, Place], there: Mapping[str, Place], chosen: Mapping[str, str]) -> None:
        self.here, self.there, self.chosen = here, there, chosen
        self.wanted = Counter(self.target(name) for name in here)

    def target(self, name: str) -> str:
        """The id that an element is to have in the other version; empty for none."""
        return self.chosen.get(name, name if name in self.there else END)

    def match(self, place: Place) -> Match:
        element = place.element
        told = Match(
            element,
            How.NOT,
            rests=element.kind in _RESTS or place.listens or place.joins or bool(place.repetition),
            is_event=place.is_optional,
            candidates=tuple(self._candidates(place)),
        )
        name = self.target(element.id)
        if name == END:
            ends = place.is_optional or element.id in self.chosen
            return _with(told, How.ENDS if ends else How.NOT, None, None if ends else Hindrance.GONE)
        there = self.there[name]
        hindrance = self.mismatch(place, there) or self._taken(place, name)
        how = How.BY_HAND if element.id in self.chosen else How.SAME
        return _with(told, How.NOT if hindrance else how, there.element, hindrance)

    def mismatch(self, place: Place, there: Place) -> Hindrance | None:
        """Why an element cannot take the place of another."""
        facts = {
            Hindrance.KIND: place.element.kind == there.element.kind and place.listens == there.listens,
            Hindrance.EVENT: place.event == there.event,
            Hindrance.SCOPE: tuple(self.target(one) for one in place.element.scope) == there.element.scope,
            Hindrance.REPETITION: place.repetition == there.repetition,
            Hindrance.ATTACHED: self._same(place.attached, there.attached),
            Hindrance.RIVALS: self._same(place.rivals, there.rivals),
            Hindrance.CALLED: place.called == there.called,
            Hindrance.COMPENSATION: place.undoes == there.undoes,
        }
        return next((hindrance for hindrance, holds in facts.items() if not holds), None)

    def _same(self, name: str, there: str) -> bool:
        return (self.target(name) if name else "") == there

    def _taken(self, place: Place, name: str) -> Hindrance | None:
        is_taken = place.is_optional and self.wanted[name] > 1
        return Hindrance.TAKEN if is_taken else None

    def _candidates(self, place: Place) -> Iterator[str]:
        for name, there in self.there.items():
            if name != place.element.id and self.mismatch(place, there) is None:
                yield name


def _with(match: Match, how: How, to: Element | None, hindrance: Hindrance | None) -> Match:
    return Match(match.element, how, to, hindrance, match.rests, match.is_event, match.candidates)

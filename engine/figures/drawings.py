"""What counting needs of a drawing: what leads to each element, and what is repeated for each of several things."""

from dataclasses import dataclass
from functools import cached_property

from engine.definitions import Definition

STEPS = frozenset({"userTask", "manualTask", "receiveTask", "intermediateCatchEvent"})
"""Where people, a message or a time are waited for."""
_BY_THEMSELVES = frozenset({"startEvent", "boundaryEvent"})


@dataclass(frozen=True)
class Drawn:
    """One version of the process."""

    definition: Definition

    @cached_property
    def sources(self) -> dict[str, frozenset[str]]:
        """What each element is reached from; what begins a sub-process, from what leads to that."""
        elements, found = self.definition.process.elements, dict[str, set[str]]()
        for flow in self.definition.flows:
            found.setdefault(flow.target, set()).add(flow.source)
        for element in elements.values():
            scopes = list(element.scope)
            while element.id not in found and element.kind not in _BY_THEMSELVES and scopes:
                outer = found.get(scopes.pop())
                if outer:
                    found[element.id] = set(outer)
        for again in self.in_turn & elements.keys():
            found.setdefault(again, set()).add(again)
        return {element: frozenset(sources) for element, sources in found.items()}

    @cached_property
    def repeated(self) -> frozenset[str]:
        """What is done for each of several things, and all that lies within."""
        own = self.definition.repeated.keys()
        inside = (one.id for one in self.definition.process.elements.values() if not own.isdisjoint(one.scope))
        return frozenset(own) | frozenset(inside)

    @cached_property
    def in_turn(self) -> frozenset[str]:
        """What is repeated one after the other, and so is reached from itself."""
        return frozenset(element for element, in_turn in self.definition.repeated.items() if in_turn)

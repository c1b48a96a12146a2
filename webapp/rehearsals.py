"""Rehearsals: how a folder's processes begin, what is tried upon them, and which of their ways were taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from engine.definitions import Definition
from engine.errors import EngineError
from engine.simulation.conditions import Sketch
from engine.simulation.coverage import flows_taken
from engine.simulation.ground import Ground
from engine.simulation.records import Record
from engine.simulation.runs import Passed, Run, begin
from webapp.localisation import language

MOST_PATHS = 200
"""Of how many runs upon one ground the way is remembered."""

OFFERED = frozenset({"none", "message", "timer"})


@dataclass(frozen=True)
class Beginning:
    """A way a process of the folder begins: by hand, by a message or on a day."""

    process: str
    process_name: str
    event: str
    name: str
    kind: str


@dataclass(frozen=True)
class Coverage:
    """How many arrows of a process were taken, and which were not: from where to where, by name."""

    process: str
    name: str
    taken: int
    all: int
    missed: tuple[str, ...]


_PATHS: WeakKeyDictionary[Ground, dict[str, tuple[Passed, ...]]] = WeakKeyDictionary()


@contextmanager
def running(ground: Ground, record: Record) -> Iterator[Run]:
    """The run that a record makes, as far as it goes.  Raises NotPossible, InvalidSubmission, Restless."""
    run = begin(ground, record)
    try:
        yield run
    finally:
        run.close()


def beginnings(ground: Ground, folder: str) -> list[Beginning]:
    """The ways the folder's processes begin."""
    found = []
    for definition in definitions_of(ground, folder):
        for start in definition.process.starts:
            if start.kind in OFFERED:
                element = definition.process.elements[start.element]
                name = said(definition, element.name or element.id)
                found.append(Beginning(definition.key, said(definition, definition.name), element.id, name, start.kind))
    return found


def definitions_of(ground: Ground, folder: str) -> list[Definition]:
    """The folder's processes, by key."""
    known = (ground.definition(key) for key in sorted(ground.numbers))
    return [one for one in known if one.folder == folder]


def said(definition: Definition, text: str) -> str:
    """A text of a diagram in the reader's language."""
    return " ".join(definition.texts.text(language(), text).split())


def element_name(ground: Ground, definition: Definition, element: str) -> str:
    """What an element is called in its process, or in one that this calls; its id where it has no name."""
    for other in (definition, *(ground.definition(key) for key in sorted(ground.numbers))):
        found = other.process.elements.get(element)
        if found is not None:
            return said(other, found.name) or element
    return element


def coverage(ground: Ground, folder: str, records: list[Record]) -> list[Coverage]:
    """Which arrows of the folder's processes these runs take together."""
    paths = [one for record in records for one in _path_of(ground, record)]
    found = []
    for definition in definitions_of(ground, folder):
        sketch = Sketch(definition)
        taken = flows_taken(sketch, (one for one in paths if one.definition_id == definition.id))
        missed = tuple(
            f"{element_name(ground, definition, source)} → {element_name(ground, definition, target)}"
            for flow, (source, target) in sketch.flows.items()
            if flow not in taken
        )
        found.append(Coverage(definition.key, said(definition, definition.name), len(taken), len(sketch.flows), missed))
    return found


def _path_of(ground: Ground, record: Record) -> tuple[Passed, ...]:
    """The way of a run, remembered: the same upon the same ground; empty when it does not go any more."""
    known, told = _PATHS.setdefault(ground, {}), record.to_json()
    if told not in known:
        if len(known) >= MOST_PATHS:
            known.clear()
        try:
            with running(ground, record) as run:
                known[told] = tuple(run.path())
        except EngineError:
            known[told] = ()
    return known[told]

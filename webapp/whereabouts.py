"""Where an instance stands, for people: the steps it came by and the ones it waits at, as text and on its diagrams."""

from dataclasses import dataclass

from sqlalchemy import Connection

from engine import Element, Where
from engine.definitions import Definition
from webapp.localisation import gettext, language
from webapp.runtime import runtime

# What merely listens beside the way, ready to be needed, is no step.
LISTENERS = frozenset({"boundaryEvent", "startEvent"})
# What machines do is no step that people took, nor is the end of a path; where it stands still, they are told.
UNTOLD = frozenset(
    {
        "endEvent", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "intermediateThrowEvent",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step that was taken (`done`), is being waited at (`here`), or could not go on (`trouble`)."""

    name: str
    state: str
    times: int
    phase: str


@dataclass(frozen=True)
class Drawing:
    """One diagram of an instance, and what to mark on it: ids of elements."""

    definition_id: int
    name: str
    version: int
    here: list[str]
    done: list[str]
    trouble: list[str]


def steps(connection: Connection, where: Where, trouble: frozenset[str] = frozenset()) -> list[Step]:
    """The named steps in the order in which they were first taken, those waited at last."""
    waiting = set(where.standing)
    done = [_step(connection, place, "done", count) for place, count in where.passed.items() if place not in waiting]
    here = [
        _step(connection, place, "trouble" if place[1] in trouble else "here", count)
        for place, count in where.standing.items()
    ]
    return [step for step in done + here if step is not None]


def drawings(connection: Connection, where: Where, trouble: frozenset[str]) -> list[Drawing]:
    """The diagrams an instance has been in; those where it stands now come first."""
    numbers = dict.fromkeys([place[0] for place in [*where.standing, *where.passed]])
    return [_drawing(connection, number, where, trouble) for number in numbers]


def viewer_labels() -> dict[str, str]:
    """The words of the diagram viewer's buttons and marks."""
    return {
        "larger": gettext("Larger"),
        "smaller": gettext("Smaller"),
        "whole": gettext("Show the whole diagram"),
        "here": gettext("Waiting here now"),
        "trouble": gettext("Could not go on"),
    }


def _drawing(connection: Connection, number: int, where: Where, trouble: frozenset[str]) -> Drawing:
    definition = _definition(connection, number)
    kinds = {element.id: element.kind for element in definition.process.elements.values()}
    return Drawing(
        definition_id=number,
        name=definition.texts.text(language(), definition.name),
        version=definition.version,
        here=[element for at, element in where.standing if at == number and kinds[element] not in LISTENERS],
        done=[element for at, element in where.passed if at == number],
        trouble=sorted(element for at, element in where.standing if at == number and element in trouble),
    )


def _step(connection: Connection, place: tuple[int, str], state: str, times: int) -> Step | None:
    definition = _definition(connection, place[0])
    element: Element | None = definition.process.elements.get(place[1])
    if element is None or not element.name or element.kind in (LISTENERS | UNTOLD if state == "done" else LISTENERS):
        return None
    texts = definition.texts
    phase = texts.text(language(), element.properties.get("phase", ""))
    return Step(texts.text(language(), element.name), state, times, phase)


def _definition(connection: Connection, number: int) -> Definition:
    return runtime().engine.definitions.get(connection, number)

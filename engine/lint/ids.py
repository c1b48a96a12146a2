"""Rules about ids: the engine finds everything by them."""

import re
from collections import Counter
from collections.abc import Iterator

from engine.lint.drawing import Drawing
from engine.lint.parts import Part
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.tags import bpmn

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({"Start", "End", "Root"})


@rule(
    "drawing",
    "id-missing",
    ERROR,
    why="A step without an id cannot be remembered from one day to the next.",
    en='Expected an id for the {kind} "{label}", but it has none.',
    fi='Osalla "{label}" ({kind}) pitää olla tunniste, mutta sitä ei ole.',
    sv='{kind} "{label}" ska ha ett id, men det saknas.',
)
def id_missing(drawing: Drawing) -> Iterator[Fault]:
    for part in (*drawing.processes, *drawing.nodes(), *drawing.flows()):
        if not part.id:
            # An arrow without an id can be followed, but neither be a default nor be counted.
            severity = WARNING if part.kind == "sequenceFlow" else ERROR
            yield Fault(part, {"kind": part.term, "label": part.label}, severity)


@rule(
    "drawing",
    "id-duplicate",
    ERROR,
    why="Of two parts with one id the engine would know only one.",
    en='Expected every id once, but "{id}" stands {times} times in the file.',
    fi='Jokaisen tunnisteen pitää esiintyä kerran, mutta "{id}" on tiedostossa {times} kertaa.',
    sv='Varje id ska finnas en gång, men "{id}" finns {times} gånger i filen.',
)
def id_duplicate(drawing: Drawing) -> Iterator[Fault]:
    prefix = bpmn("")
    elements = [each for each in drawing.root.iter() if each.get("id") and str(each.tag).startswith(prefix)]
    counts = Counter(each.get("id") for each in elements)
    reported: set[str] = set()
    for element in elements:
        part = Part(element)
        if counts[part.id] > 1 and part.id in reported:
            yield Fault(part, {"times": counts[part.id]})
        reported.add(part.id)


@rule(
    "drawing",
    "id-reserved",
    ERROR,
    why="The engine uses these names itself: a part that bears one is silently lost.",
    en='Expected another id than "{id}", but the engine keeps this one for itself; rename it, for example "{id}_1".',
    fi='Tunniste ei saa olla "{id}", mutta se on; moottori käyttää sitä itse. Nimeä uudelleen, esimerkiksi "{id}_1".',
    sv='Id:t får inte vara "{id}", men det är det; motorn använder det själv. Byt till exempelvis "{id}_1".',
)
def id_reserved(drawing: Drawing) -> Iterator[Fault]:
    for part in (*drawing.processes, *drawing.nodes()):
        if part.id in _RESERVED or part.id.endswith((".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")):
            yield Fault(part)


@rule(
    "drawing",
    "process-key",
    WARNING,
    why="The id of a process is its key in links, other diagrams and reports.",
    en='Expected a process id of small letters, digits and "_", but it is "{id}".',
    fi='Prosessin tunnisteessa saa olla pieniä kirjaimia a–z, numeroita ja merkki "_", mutta se on "{id}".',
    sv='Processens id ska bestå av små bokstäver a–z, siffror och "_", men det är "{id}".',
)
def process_key(drawing: Drawing) -> Iterator[Fault]:
    for process in drawing.processes:
        if process.is_executable and process.id and not _KEY.fullmatch(process.id):
            yield Fault(process)

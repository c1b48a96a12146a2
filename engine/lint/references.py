"""Rules about names that stand elsewhere: whatever is referred to exists."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from engine.lint.deployment import DIAGRAM_SUFFIX, Deployment
from engine.lint.drawing import Drawing
from engine.lint.expressions import is_foreign
from engine.lint.parts import Node, Process
from engine.lint.rules import ERROR, Fault, Spot, rule
from engine.lint.tags import BPMN, local, reference

_REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef", "attachedToRef", "dataObjectRef", "processRef")


@rule(
    "drawing",
    "reference-unresolved",
    ERROR,
    why="A reference to what is not there was true once, or never.",
    en='Expected "{reference}", which "{label}" refers to ({attribute}), to be in the file, but it is not.',
    fi='Osan "{label}" viittaaman "{reference}" ({attribute}) pitää olla tiedostossa, mutta sitä ei ole.',
    sv='"{reference}", som "{label}" hänvisar till ({attribute}), ska finnas i filen, men gör det inte.',
)
def reference_unresolved(drawing: Drawing) -> Iterator[Fault]:
    for element in drawing.root.iter(f"{{{BPMN}}}*"):
        if local(element) == "boundaryEvent":
            continue  # Its own rule says what it should sit on.
        for attribute in _REFERENCES:
            referred = reference(element, attribute)
            if referred and referred not in drawing.by_id and not is_foreign(referred):
                part = drawing.holder(element)
                yield Fault(part, {"label": part.label, "reference": referred, "attribute": attribute})


@rule(
    "use",
    "resource-name",
    ERROR,
    why="A deployment takes diagrams by the end of their file names; others would be left out without a word.",
    en='Expected the file name of a diagram to end in {suffix}, but "{path}" does not; rename it.',
    fi='Kaavion tiedostonimen pitää päättyä {suffix}, mutta "{path}" ei pääty; nimeä se uudelleen.',
    sv='Ett diagrams filnamn ska sluta på {suffix}, men "{path}" gör det inte; byt namn på den.',
)
def resource_name(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    if not drawing.path.lower().endswith(DIAGRAM_SUFFIX):
        place = drawing.processes[0] if drawing.processes else Spot()
        yield Fault(place, {"path": drawing.path, "suffix": DIAGRAM_SUFFIX}, deployment.outside)


@rule(
    "use",
    "process-duplicate",
    ERROR,
    why="Of two processes with one id nobody could tell which is started.",
    en='Expected every process id once in a deployment, but "{id}" stands in {first} too.',
    fi='Jokaisen prosessin tunnisteen pitää esiintyä kerran, mutta "{id}" on myös tiedostossa {first}.',
    sv='Varje process-id ska finnas en gång, men "{id}" finns även i {first}.',
)
def process_duplicate(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    first = deployment.remember(_first_paths)
    for process in drawing.processes:
        if process.id and first[process.id] != drawing.path:
            yield Fault(process, {"first": first[process.id]})


@rule(
    "use",
    "called-unknown",
    ERROR,
    why="A stage that does not exist cannot begin.",
    en='Expected the process "{key}", which "{label}" calls, to be deployed, but there is none of that id.',
    fi='Prosessin "{key}", jota "{label}" kutsuu, pitää olla olemassa, mutta sillä tunnisteella ei ole prosessia.',
    sv='Processen "{key}", som "{label}" anropar, ska finnas, men ingen har det id:t.',
)
def called_unknown(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.processes | deployment.remember(_first_paths).keys()
    for node, key in _calls(drawing):
        if key not in known:
            yield Fault(node, {"label": node.label, "key": key}, deployment.outside)


@rule(
    "use",
    "called-without-start",
    ERROR,
    why="A call begins at the plain start event; a message or timer cannot be waited for there.",
    en='Expected "{key}", which "{label}" calls, to have a start event without a trigger, but it has none.',
    fi='Prosessissa "{key}", jota "{label}" kutsuu, pitää olla tavallinen alkutapahtuma, mutta sitä ei ole.',
    sv='"{key}", som "{label}" anropar, ska ha en vanlig starthändelse, men saknar den.',
)
def called_without_start(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    plain = deployment.remember(_plainly_started)
    for node, key in _calls(drawing):
        if key in deployment.process_ids and key not in plain:
            yield Fault(node, {"label": node.label, "key": key})


@rule(
    "use",
    "call-cycle",
    ERROR,
    why="A process that calls itself, even by way of others, would begin anew for ever.",
    en='Expected stages that come to an end, but "{label}" calls "{key}", which comes round to "{process}" again.',
    fi='Kutsujen pitää päättyä, mutta "{label}" kutsuu prosessia "{key}", joka palaa prosessiin "{process}".',
    sv='Anropade processer ska ta slut, men "{label}" anropar "{key}", som kommer tillbaka till "{process}".',
)
def call_cycle(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    calls = deployment.remember(_calls_between)
    for process in drawing.processes:
        for node in process.scope.all_nodes():
            key = _called(node)
            if key and process.id in _reached(key, calls):
                yield Fault(node, {"label": node.label, "key": key, "process": process.label})


@rule(
    "use",
    "form-unknown",
    ERROR,
    why="A task whose form is missing cannot be shown.",
    en='Expected the form "{key}" of "{label}" to be there, but no form has that id.',
    fi='Lomakkeen "{key}", jota "{label}" käyttää, pitää olla olemassa, mutta sillä tunnisteella ei ole lomaketta.',
    sv='Formuläret "{key}" för "{label}" ska finnas, men inget formulär har det id:t.',
)
def form_unknown(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.forms | {form.key for form in deployment.forms}
    yield from _unknown(drawing, "formKey", known, deployment)


@rule(
    "use",
    "decision-unknown",
    ERROR,
    why="A decision that is not there decides nothing.",
    en='Expected the decision "{key}" of "{label}" to be there, but no table has that id.',
    fi='Päätöksen "{key}", jota "{label}" käyttää, pitää olla olemassa, mutta sillä tunnisteella ei ole päätöstä.',
    sv='Beslutet "{key}" för "{label}" ska finnas, men inget beslut har det id:t.',
)
def decision_unknown(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.decisions | {key for table in deployment.tables for key in table.decisions}
    yield from _unknown(drawing, "decisionRef", known, deployment)


def _unknown(drawing: Drawing, attribute: str, known: AbstractSet[str], deployment: Deployment) -> Iterator[Fault]:
    for node in drawing.nodes():
        key = node.camunda(attribute)
        if key and key not in known and not key.startswith("=") and not is_foreign(key):
            yield Fault(node, {"label": node.label, "key": key}, deployment.outside)


def _calls(drawing: Drawing) -> Iterator[tuple[Node, str]]:
    return ((node, key) for node in drawing.nodes() if (key := _called(node)))


def _called(node: Node) -> str:
    key = (node.element.get("calledElement") or "").strip()
    return "" if node.kind != "callActivity" or is_foreign(key) or key.startswith("=") else key


def _plainly_started(deployment: Deployment) -> set[str]:
    """The processes that have a start event without a trigger."""
    processes = (process for drawing in deployment.drawings for process in drawing.processes)
    return {process.id for process in processes if any(not start.definitions for start in process.scope.starts)}


def _first_paths(deployment: Deployment) -> dict[str, str]:
    """The file in which each process stands first."""
    paths: dict[str, str] = {}
    for drawing in deployment.drawings:
        for process in drawing.processes:
            paths.setdefault(process.id, drawing.path)
    return paths


def _calls_between(deployment: Deployment) -> dict[str, set[str]]:
    """Whom each process calls itself."""
    return {process.id: _called_by(process) for each in deployment.drawings for process in each.processes}


def _called_by(process: Process) -> set[str]:
    return {key for node in process.scope.all_nodes() if (key := _called(node))}


def _reached(key: str, calls: dict[str, set[str]]) -> set[str]:
    """The processes that run when `key` is called."""
    reached: set[str] = set()
    open_keys = [key]
    while open_keys:
        each = open_keys.pop()
        if each not in reached:
            reached.add(each)
            open_keys.extend(calls.get(each, ()))
    return reached


@rule(
    "use",
    "step-needed",
    ERROR,
    why="The program reads what was answered at this step; without it the process would go on, and nothing come of it.",
    en='Expected the step "{step}", for the program looks for it by this id, but it is not in the process "{label}".',
    fi='Prosessissa "{label}" pitää olla vaihe "{step}", jota ohjelma etsii tällä tunnuksella, mutta sitä ei ole.',
    sv='Processen "{label}" ska ha steget "{step}", för programmet söker det med detta id, men det saknas.',
)
def step_needed(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    for process in drawing.processes:
        there = {node.id for node in process.scope.all_nodes()}
        for step in sorted(deployment.known.steps.get(process.id, frozenset()) - there):
            yield Fault(process, {"step": step, "label": process.name or process.id})

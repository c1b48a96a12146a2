"""Rules about names: what an expression, form or table reads is given by something before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from engine.lint.deployment import Deployment
from engine.lint.drawing import Drawing
from engine.lint.expressions import outcomes
from engine.lint.parts import Node, Part, Process
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.starts import start_timers_of
from engine.lint.supply import Names, find_process, forms_of, names_by_process, names_supplied

_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Read:
    """A name that is read: by which part, and in what."""

    part: Part
    name: str
    what: str


@rule(
    "use",
    "name-undefined",
    WARNING,
    why="A name that nothing gives has no value: the expression gives nothing, and the instance stops.",
    en='Expected the name "{name_read}", read by {what} of "{label}", to be given before, but nothing does{like}.',
    fi='Jonkin pitäisi antaa nimi "{name_read}", jota {what} kohdassa "{label}" lukee, mutta mikään ei anna{like}.',
    sv='Något borde ge namnet "{name_read}", som {what} i "{label}" läser, men inget gör det{like}.',
)
def name_undefined(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    for process in drawing.processes:
        names = deployment.remember(names_by_process).get(process.id, Names())
        for read in _missing(process, deployment, names):
            alike = get_close_matches(read.name, names.given, 1, _ALIKE)
            if read.name not in names.unkept and not names.anything:
                like = f" (~ {alike[0]})" if alike else ""
                values = {"name_read": read.name, "what": read.what, "label": read.part.label, "like": like}
                yield Fault(read.part, values)


@rule(
    "use",
    "form-field-not-kept",
    ERROR,
    why="Only fields that the form marks enter process data; the others stay in the submission.",
    en='Expected the field "{field}" of the form "{form}" to be marked as process data, for {what} of "{label}" '
    "reads it, but it is not.",
    fi='Lomakkeen "{form}" kenttä "{field}" pitää merkitä prosessin tiedoksi, sillä {what} kohdassa "{label}" lukee '
    "sen, mutta merkintä puuttuu.",
    sv='Fältet "{field}" i formuläret "{form}" ska märkas som processdata, för {what} i "{label}" läser det, men det '
    "är inte märkt.",
)
def form_field_not_kept(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    for process in drawing.processes:
        names = deployment.remember(names_by_process).get(process.id, Names())
        for read in _missing(process, deployment, names):
            if read.name in names.unkept:
                form = names.unkept[read.name]
                values = {"field": read.name, "form": form, "what": read.what, "label": read.part.label}
                # Something else may give the name, too.
                yield Fault(read.part, values, WARNING if names.anything else ERROR)


def names_needed(deployment: Deployment, key: str) -> list[Read]:
    """What a process reads and neither it nor what it calls gives: its caller must.  Nothing, where that is unknown."""
    process = find_process(deployment, key)
    names = names_supplied(deployment, key)
    return [] if process is None or names.anything else list(_missing(process, deployment, names))


def _missing(process: Process, deployment: Deployment, names: Names) -> Iterator[Read]:
    seen: set[tuple[str, str]] = set()
    for read in reads_of(process, deployment):
        if read.name not in names.given and (read.part.id, read.name) not in seen:
            seen.add((read.part.id, read.name))
            yield read


def reads_of(process: Process, deployment: Deployment) -> Iterator[Read]:
    """Every name that a process's expressions, forms and tables read."""
    begins = {node.id for node, _timer in start_timers_of(process)}
    for outcome in process.remember(outcomes):
        known = {"year"} if outcome.formula.part.id in begins else set[str]()
        for name in sorted(outcome.compiled.free_names - known if outcome.compiled else ()):
            yield Read(outcome.formula.part, name, outcome.formula.what)
    for node in process.scope.all_nodes():
        for name in sorted(_read_elsewhere(node, deployment)):
            yield Read(node, name, "camunda:formKey" if node.kind == "userTask" else "camunda:decisionRef")


def _read_elsewhere(node: Node, deployment: Deployment) -> set[str]:
    """The names that a node's form or decision reads."""
    form = deployment.remember(forms_of).get(node.camunda("formKey"))
    if form is not None:
        return set(form.definition.names)
    key = node.camunda("decisionRef")
    decision = next((table.model.decisions[key] for table in deployment.tables if key in table.decisions), None)
    return set(decision.inputs) if decision is not None else set()

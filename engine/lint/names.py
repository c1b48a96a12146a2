"""Rules about names: what an expression, form or table reads is given by something before it.

A name is given by a form's field that enters process data, a result variable, a list's item, a received message, or
the process property `data`: a comma list of the names that instances are started with.  A service whose result is
merged gives the names of its property `results`; without it the service may give any name, and nothing is said of
names in that process.  A called process shares the data of its caller.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from engine.feel import FeelError, compile_expression
from engine.lint.deployment import Deployment, Form
from engine.lint.drawing import Drawing
from engine.lint.expressions import outcomes
from engine.lint.messages import exchanges, exchanges_of
from engine.lint.parts import Node, Part, Process
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.starts import start_timers_of
from engine.lint.supported import MESSAGE
from engine.lint.tags import bpmn

_ALIKE = 0.8


@dataclass
class Names:
    """The names that some processes which share their data give; `anything`: they may give others too."""

    given: set[str] = field(default_factory=set)
    unkept: dict[str, str] = field(default_factory=dict)
    """Fields of forms that do not enter process data -> the form."""
    anything: bool = False

    def add(self, other: "Names") -> None:
        """Take in what another process gives."""
        self.given |= other.given
        self.unkept |= other.unkept
        self.anything = self.anything or other.anything


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


def names_by_process(deployment: Deployment) -> dict[str, Names]:
    """What is given to each process: by itself, by those that call it and by those it calls, which share their data."""
    own = {process.id: _given(process, deployment) for process in _processes(deployment)}
    linked: dict[str, set[str]] = {key: set() for key in own}
    for process in _processes(deployment):
        for node in process.scope.all_nodes():
            called = node.element.get("calledElement") or ""
            if node.kind == "callActivity" and called in linked:
                linked[process.id].add(called)
                linked[called].add(process.id)
    found: dict[str, Names] = {}
    for key in own:
        if key not in found:
            found |= _shared(key, linked, own)
    return found


def names_needed(deployment: Deployment, key: str) -> list[Read]:
    """What a process reads and neither it nor what it calls gives: its caller must.  Nothing, where that is unknown."""
    process = _process(deployment, key)
    names = names_supplied(deployment, key)
    return [] if process is None or names.anything else list(_missing(process, deployment, names))


def names_supplied(deployment: Deployment, key: str, without: str = "") -> Names:
    """What a process and all that it calls give, one of the called processes left out."""
    names, seen, open_keys = Names(), {without}, [key]
    while open_keys:
        each = open_keys.pop()
        process = None if each in seen else _process(deployment, each)
        seen.add(each)
        if process is not None:
            names.add(_given(process, deployment))
            open_keys += [node.element.get("calledElement") or "" for node in process.scope.all_nodes()]
    return names


def _process(deployment: Deployment, key: str) -> Process | None:
    return next((process for process in _processes(deployment) if process.id == key), None)


def _shared(key: str, linked: dict[str, set[str]], own: dict[str, Names]) -> dict[str, Names]:
    """The names of all processes that share their data with this one."""
    names, seen, open_keys = Names(), set[str](), [key]
    while open_keys:
        each = open_keys.pop()
        if each not in seen:
            seen.add(each)
            names.add(own[each])
            open_keys.extend(linked[each])
    names.unkept = {name: form for name, form in names.unkept.items() if name not in names.given}
    return dict.fromkeys(seen, names)


def _given(process: Process, deployment: Deployment) -> Names:
    names = Names(given=set(_listed(process.properties.get("data", ""))))
    for node in process.scope.all_nodes():
        names.given |= _results(node)
        _add_form(node, deployment, names)
        results = _listed(node.properties.get("results", ""))
        names.given.update(results)
        merges = node.kind == "serviceTask" and not node.camunda("resultVariable") and not results
        unknown_call = node.kind == "callActivity" and node.element.get("calledElement") not in deployment.process_ids
        names.anything = names.anything or merges or unknown_call
    if start_timers_of(process):
        names.given.add("occurs_on")
    _add_messages(process, deployment, names)
    return names


def _results(node: Node) -> set[str]:
    """The names under which a node puts its results and the items it is repeated for."""
    found = {node.camunda("resultVariable"), node.properties.get("resultVariable", "")}
    found.add(node.properties.get("resultCollection", ""))
    if node.loop is not None:
        item = node.loop.element.find(bpmn("inputDataItem"))
        found |= {node.loop.camunda("elementVariable"), "loopCounter"}
        found.add("" if item is None else (item.get("name") or item.get("id") or ""))
        found.add(node.loop.properties.get("resultCollection", ""))
    found |= {definition.properties.get("resultVariable", "") for definition in node.definitions}
    return found - {""}


def _add_form(node: Node, deployment: Deployment, names: Names) -> None:
    key = node.camunda("formKey")
    if not key:
        return
    form = deployment.remember(_forms).get(key)
    if form is None:
        names.anything = True
        return
    names.given |= form.definition.process_keys
    names.unkept |= dict.fromkeys(form.definition.keys - form.definition.process_keys, key)


def _add_messages(process: Process, deployment: Deployment, names: Names) -> None:
    """The payloads that are merged: their names are known when a diagram throws them."""
    for exchange in process.remember(exchanges_of):
        if not exchange.sends and not exchange.node.properties.get("resultVariable"):
            thrown = deployment.remember(_payloads).get(exchange.name) if exchange.kind == MESSAGE else None
            names.given |= thrown or set()
            names.anything = names.anything or thrown is None


def _payloads(deployment: Deployment) -> dict[str, set[str]]:
    """The names in the payloads of each message that some diagram throws."""
    found: dict[str, set[str]] = {}
    for drawing in deployment.drawings:
        for exchange in exchanges(drawing):
            if exchange.sends and exchange.kind == MESSAGE:
                found.setdefault(exchange.name, set()).update(_keys(exchange.node.properties.get("payload", "")))
    return found


def _keys(payload: str) -> Iterable[str]:
    """The names in a context: over no data its values are null, but its names are there."""
    try:
        value = compile_expression(payload.strip().removeprefix("=")).evaluate({})
    except FeelError:
        return ()
    return [str(key) for key in value] if isinstance(value, dict) else ()


def _missing(process: Process, deployment: Deployment, names: Names) -> Iterator[Read]:
    seen: set[tuple[str, str]] = set()
    for read in _reads(process, deployment):
        if read.name not in names.given and (read.part.id, read.name) not in seen:
            seen.add((read.part.id, read.name))
            yield read


def _reads(process: Process, deployment: Deployment) -> Iterator[Read]:
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
    form = deployment.remember(_forms).get(node.camunda("formKey"))
    if form is not None:
        return set(form.definition.names)
    key = node.camunda("decisionRef")
    decision = next((table.model.decisions[key] for table in deployment.tables if key in table.decisions), None)
    return set(decision.inputs) if decision is not None else set()


def _forms(deployment: Deployment) -> dict[str, Form]:
    return {form.key: form for form in deployment.forms if form.key}


def _processes(deployment: Deployment) -> Iterator[Process]:
    return (process for drawing in deployment.drawings for process in drawing.processes)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]

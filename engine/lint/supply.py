"""What gives names to a process: its forms, results and messages, the processes that it calls or that call it.

The property `data` lists the names that instances are started with.  A service whose result is merged gives the names
of its property `results`; without it the service may give any name.  A called process shares the data of its caller.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.feel import FeelError, compile_expression
from engine.lint.deployment import Deployment, Form
from engine.lint.messages import exchanges, exchanges_of
from engine.lint.parts import Node, Process
from engine.lint.starts import start_timers_of
from engine.lint.supported import MESSAGE
from engine.lint.tags import bpmn


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


def names_supplied(deployment: Deployment, key: str, without: str = "") -> Names:
    """What a process and all that it calls give, one of the called processes left out."""
    names, seen, open_keys = Names(), {without}, [key]
    while open_keys:
        each = open_keys.pop()
        process = None if each in seen else find_process(deployment, each)
        seen.add(each)
        if process is not None:
            names.add(_given(process, deployment))
            open_keys += [node.element.get("calledElement") or "" for node in process.scope.all_nodes()]
    return names


def find_process(deployment: Deployment, key: str) -> Process | None:
    """The process of a key, where the deployment has it."""
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
        names.given |= names_given_by(node)
        _add_form(node, deployment, names)
        results = _listed(node.properties.get("results", ""))
        merges = node.kind == "serviceTask" and not node.camunda("resultVariable") and not results
        unknown_call = node.kind == "callActivity" and node.element.get("calledElement") not in deployment.process_ids
        names.anything = names.anything or merges or unknown_call
    if start_timers_of(process):
        names.given.add("occurs_on")
    _add_messages(process, deployment, names)
    return names


def names_given_by(node: Node) -> set[str]:
    """The names that a node says it gives, its form left out."""
    return _results(node) | set(_listed(node.properties.get("results", "")))


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
    form = deployment.remember(forms_of).get(key)
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


def forms_of(deployment: Deployment) -> dict[str, Form]:
    """The forms by their keys."""
    return {form.key: form for form in deployment.forms if form.key}


def _processes(deployment: Deployment) -> Iterator[Process]:
    return (process for drawing in deployment.drawings for process in drawing.processes)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]

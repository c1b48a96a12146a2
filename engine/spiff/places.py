"""What a token that rests at an element depends on: compared between two versions of a process before one is moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.spiff.process import Element, Process
from engine.spiff.specs.boundary import Split
from engine.spiff.specs.events import Listener
from engine.spiff.specs.gateways import EventGateway, Join
from engine.spiff.specs.instances import MultiInstance
from engine.spiff.specs.repetition import Loop
from engine.spiff.specs.subprocesses import CallActivity


@dataclass(frozen=True, slots=True)
class Place:
    """An element as a token finds it.

    `event` is what kind of thing is waited for (`any`: it is an event sub-process), `repetition` how often the activity
    is done (with what is gathered), `attached` the activity that it stands at, `rivals` the gateway that lets the first
    of several events win, `called` the key of a called process; `listens` at the start of an event sub-process,
    `undoes` for compensation.
    """

    element: Element
    event: str = ""
    repetition: str = ""
    attached: str = ""
    rivals: str = ""
    called: str = ""
    listens: bool = False
    joins: bool = False
    undoes: bool = False

    @property
    def is_optional(self) -> bool:
        """Whether a token here only waits for something that may happen beside the rest."""
        return self.listens or bool(self.attached)


def places_of(process: Process) -> dict[str, Place]:
    """The places of a process by their elements' ids, in the diagram's order; sub-processes are listed flat."""
    found: dict[str, Place] = {}
    for scope in scopes_of(process).values():
        attached = {event.name: spec.element.id for spec in _specs(scope, Split) for event in spec.events}
        rivals = {name: spec.name for spec in _specs(scope, EventGateway) for name in spec._outputs}
        for name, spec in scope.task_specs.items():
            element = spec.element
            if name != element.id or (element.id in found and found[element.id].listens):
                continue
            inner = scope.task_specs.get(f"{name} [child]", spec)
            found[name] = Place(
                element=element,
                event=_event(inner),
                repetition=_repetition(spec),
                attached=attached.get(name, ""),
                rivals=rivals.get(name, ""),
                called=inner.call.key if isinstance(inner, CallActivity) else "",
                listens=isinstance(spec, Listener),
                joins=isinstance(spec, Join) and len(spec._inputs) > 1,
                undoes=inner.compensates,
            )
    return {name: found[name] for name in process.elements if name in found}


def scopes_of(process: Process) -> dict[str, Any]:
    """The spec of a process under the empty name, and those of the insides of its sub-processes by their ids."""
    return dict(_scopes("", process.specs[process.key]))


def upstream(specs: Mapping[str, Any], name: str, join: str) -> set[str]:
    """The specs from which one can be reached without passing a join, itself included."""
    found, waiting = {name}, [name]
    while waiting:
        spec = specs.get(waiting.pop())
        for before in spec._inputs if spec is not None else ():
            if before not in found and before != join:
                found.add(before)
                waiting.append(before)
    return found


def _scopes(name: str, scope: Any) -> Iterator[tuple[str, Any]]:
    yield name, scope
    for spec in scope.task_specs.values():
        inside = getattr(spec, "spec", None)
        if inside is not None:
            yield from _scopes(spec.element.id, inside)


def _specs(scope: Any, kind: type[Any]) -> list[Any]:
    return [spec for spec in scope.task_specs.values() if isinstance(spec, kind)]


def _event(spec: Any) -> str:
    if spec.triggered_by_event:
        return "any"
    kind: str = spec.event.kind if hasattr(spec, "event") else ""
    return kind


def _repetition(spec: Any) -> str:
    if isinstance(spec, MultiInstance):
        order = "sequential" if spec.instances.sequential else "parallel"
        return f"{order} gathering" if spec.instances.results else order
    return "loop" if isinstance(spec, Loop) else ""

"""What lies ahead of an instance: the names that the elements before it read, and those that they will give.

A name that is read ahead and given only by what was passed already, or never reached, has no value when its time comes.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from engine.lint.deployment import NOTHING_KNOWN, Deployment, read
from engine.lint.findings import Severity
from engine.lint.messages import exchanges_of
from engine.lint.names import reads_of
from engine.lint.parts import Flow, Node, Part, Process
from engine.lint.supply import find_process, forms_of, names_given_by


@dataclass(frozen=True, slots=True)
class Lack:
    """A name that an element reads and that nothing gives any more."""

    element: str
    name: str


@dataclass(frozen=True)
class Prospects:
    """Of each element of a process: what it reads, what it gives (None: anything), and where it leads."""

    reads: Mapping[str, frozenset[str]]
    gives: Mapping[str, frozenset[str] | None]
    leads: Mapping[str, frozenset[str]]

    def lacking(self, standing: Iterable[str], known: Set[str]) -> list[Lack]:
        """What is read from where an instance stands on, and given only by elements that it does not come to."""
        ahead = self._ahead(standing)
        coming = [self.gives[name] for name in ahead]
        if None in coming:
            return []
        given = {name for names in coming for name in names or ()}
        anywhere = {name for names in self.gives.values() for name in names or ()}
        return [
            Lack(element, name)
            for element in self.reads
            if element in ahead
            for name in sorted(self.reads[element] & anywhere - given - known)
        ]

    def _ahead(self, standing: Iterable[str]) -> set[str]:
        found, waiting = set[str](), [name for name in standing if name in self.leads]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.leads[name]
        return found


def prospects(resources: Mapping[str, bytes], key: str) -> Prospects:
    """The prospects of a process, by the files that it uses."""
    deployment, _ = read(resources, NOTHING_KNOWN, Severity.WARNING)
    process = find_process(deployment, key)
    if process is None:
        return Prospects({}, {}, {})
    nodes = {node.id: node for node in process.scope.all_nodes()}
    reads: dict[str, set[str]] = {name: set() for name in nodes}
    for one in reads_of(process, deployment):
        owner = _owner(one.part, nodes)
        if owner is not None:
            reads[owner].add(one.name)
    merged = {
        exchange.node.id
        for exchange in process.remember(exchanges_of)
        if not exchange.sends and not exchange.node.properties.get("resultVariable")
    }
    return Prospects(
        {name: frozenset(names) for name, names in reads.items()},
        {name: None if name in merged else _given(node, deployment) for name, node in nodes.items()},
        {name: frozenset(_leads(node, process)) for name, node in nodes.items()},
    )


def _given(node: Node, deployment: Deployment) -> frozenset[str] | None:
    """What an element gives; None when that may be anything."""
    key = node.camunda("formKey")
    form = deployment.remember(forms_of).get(key)
    named = names_given_by(node)
    merges = node.kind == "serviceTask" and not node.camunda("resultVariable") and not node.properties.get("results")
    if merges or node.kind == "callActivity" or (key and form is None):
        return None
    return frozenset(named | (form.definition.process_keys if form is not None else set()))


def _leads(node: Node, process: Process) -> Iterator[str]:
    """Where a token goes from an element, and what may begin beside it."""
    yield from (target.id for target in node.targets)
    if node.inside is not None:
        yield from (inner.id for inner in node.inside.nodes if inner.kind == "startEvent" or inner.is_event_subprocess)
    if node.link_name:
        yield from (other.id for other in node.scope.nodes if other.link_name == node.link_name)
    yield from (other.id for other in node.scope.nodes if other.is_event_subprocess)


def _owner(part: Part, nodes: Mapping[str, Node]) -> str | None:
    """The element that a part belongs to; of an arrow, the one that it leaves."""
    if isinstance(part, Flow):
        return part.source_ref if part.source_ref in nodes else None
    around = [part.element, *part.element.iterancestors()]
    return next((str(one.get("id")) for one in around if one.get("id") in nodes), None)

"""A BPMN file as its author sees it: processes, nodes and arrows, before anybody asks whether it can run."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.lint.memory import Remembering
from engine.lint.parts import Flow, Node, Part, Process, Scope
from engine.lint.tags import BPMN, CONTAINERS, INNER, NODES, bpmn, local, reference


@dataclass(eq=False)
class Drawing(Remembering):
    """A BPMN file."""

    path: str
    root: etree._Element
    content: bytes
    processes: list[Process] = field(default_factory=list)
    participants: list[Part] = field(default_factory=list)
    message_flows: list[Flow] = field(default_factory=list)
    by_id: dict[str, Part] = field(default_factory=dict)

    def scopes(self) -> Iterator[Scope]:
        """Every scope of every process."""
        for process in self.processes:
            yield from process.scope.all_scopes()

    def nodes(self) -> Iterator[Node]:
        """Every node of every process."""
        for process in self.processes:
            yield from process.scope.all_nodes()

    def flows(self) -> Iterator[Flow]:
        """Every arrow of every process."""
        for scope in self.scopes():
            yield from scope.flows

    def holder(self, element: etree._Element) -> Part:
        """The node, arrow, process or other part with an id that an element belongs to."""
        found: etree._Element | None = element
        while found is not None:
            part = self.by_id.get(found.get("id") or "")
            if part is not None and part.element is found and not part.kind.endswith(INNER):
                return part
            found = found.getparent()
        return Part(element)

    def referred(self, part: Part, attribute: str) -> Part | None:
        """What an attribute of `part` refers to in this file."""
        return self.by_id.get(reference(part.element, attribute))

    def trigger_name(self, definition: Part) -> str:
        """The name of the message, signal, error or escalation that an event definition refers to, else empty."""
        attribute = definition.kind.removesuffix("EventDefinition") + "Ref"
        referred = self.referred(definition, attribute)
        return referred.name if referred is not None else ""


def draw(path: str, root: etree._Element, content: bytes = b"") -> Drawing:
    """The drawing of a BPMN document.  Nothing is refused: what hangs in the air stays there."""
    drawing = Drawing(path, root, content)
    for element in root.iter(bpmn("process")):
        process = Process(element, drawing)
        drawing.processes.append(process)
        _fill(process.scope, element)
    drawing.participants = [Part(each) for each in root.iter(bpmn("participant"))]
    _index(drawing)
    for scope in drawing.scopes():
        _connect(scope, drawing)
    _place_in_lanes(drawing)
    _place_in_pools(drawing)
    return drawing


def _fill(scope: Scope, parent: etree._Element) -> None:
    for element in parent:
        kind = local(element)
        if kind == "sequenceFlow":
            scope.flows.append(Flow(element))
        elif kind in NODES and element.tag == bpmn(kind):
            node = Node(element, scope)
            scope.nodes.append(node)
            if kind in CONTAINERS:
                node.inside = Scope(node, scope.drawing, scope)
                _fill(node.inside, element)


def _index(drawing: Drawing) -> None:
    """Everything with an id; a node or flow goes before another element of the same id."""
    for element in drawing.root.iter():
        if element.get("id") and str(element.tag).startswith(f"{{{BPMN}}}"):
            drawing.by_id.setdefault(element.get("id", ""), Part(element))
    for part in (*drawing.nodes(), *drawing.flows(), *drawing.processes):
        if part.id:
            drawing.by_id[part.id] = part
    drawing.message_flows = [Flow(each) for each in drawing.root.iter(bpmn("messageFlow"))]


def _connect(scope: Scope, drawing: Drawing) -> None:
    for flow in scope.flows:
        source, target = drawing.by_id.get(flow.source_ref), drawing.by_id.get(flow.target_ref)
        if isinstance(source, Node):
            flow.source = source
            source.outgoing.append(flow)
        if isinstance(target, Node):
            flow.target = target
            target.incoming.append(flow)
    for node in scope.nodes:
        host = drawing.by_id.get(reference(node.element, "attachedToRef"))
        if node.kind == "boundaryEvent" and isinstance(host, Node):
            node.attached_to = host
            host.boundaries.append(node)


def _place_in_lanes(drawing: Drawing) -> None:
    """A lane tells the ids of its nodes; of nested lanes the innermost counts last."""
    for process in drawing.processes:
        for lane in process.lanes:
            for child in lane.element.iterfind(bpmn("flowNodeRef")):
                node = drawing.by_id.get((child.text or "").strip().rpartition(":")[2])
                if isinstance(node, Node):
                    node.lanes.append(lane)


def _place_in_pools(drawing: Drawing) -> None:
    by_process = {reference(each.element, "processRef"): each for each in drawing.participants}
    for process in drawing.processes:
        process.participant = by_process.get(process.id) if process.id else None

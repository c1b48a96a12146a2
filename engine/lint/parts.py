"""What a drawing is made of: processes, nodes, arrows and the scopes they lie in.

Everything that the XML schema promises may be missing: the drawings come from people and from twenty tools.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from engine.lint.memory import Remembering
from engine.lint.supported import WAITING
from engine.lint.tags import CONTAINERS, bpmn, camunda, local, reference
from engine.lint.words import Term

if TYPE_CHECKING:
    from engine.lint.drawing import Drawing


class Part:
    """Something drawn: it has an id, a name and a line, each of which may be missing in the file."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.kind = local(element)
        self.id = element.get("id") or ""
        self.name = " ".join((element.get("name") or "").split())
        self.line = int(element.sourceline or 1)

    @property
    def label(self) -> str:
        """The name, else the id: what a sentence calls this part."""
        return self.name or self.id or self.kind

    @property
    def term(self) -> Term:
        """The word for this kind of part."""
        return Term(self.kind)

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The `camunda:properties` of this part."""
        found = self.element.iterfind(f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}")
        return {each.get("name") or "": each.get("value") or "" for each in found}

    @property
    def documentation(self) -> str:
        """What the documentation of this part says."""
        return "\n".join("".join(each.itertext()).strip() for each in self.element.iterfind(bpmn("documentation")))

    def text_of(self, child: str) -> str:
        """The text of a child element of BPMN, stripped; empty where there is none."""
        found = self.element.find(bpmn(child))
        return "" if found is None else "".join(found.itertext()).strip()

    def camunda(self, name: str) -> str:
        """A `camunda:` attribute, stripped; empty where there is none."""
        return (self.element.get(camunda(name)) or "").strip()


class Flow(Part):
    """An arrow (sequence flow) between two nodes; either end may hang in the air."""

    def __init__(self, element: etree._Element) -> None:
        super().__init__(element)
        self.source_ref, self.target_ref = reference(element, "sourceRef"), reference(element, "targetRef")
        self.source: Node | None = None
        self.target: Node | None = None

    @property
    def label(self) -> str:
        """The name, else from where to where."""
        source = self.source.label if self.source else self.source_ref
        target = self.target.label if self.target else self.target_ref
        return self.name or f"{source} → {target}"

    @cached_property
    def condition(self) -> str:
        """The text of the condition; empty where there is none."""
        return self.text_of("conditionExpression")


class Node(Part):
    """An activity, event or gateway, with its arrows and what is attached to it."""

    def __init__(self, element: etree._Element, scope: "Scope") -> None:
        super().__init__(element)
        self.scope = scope
        self.incoming: list[Flow] = []
        self.outgoing: list[Flow] = []
        self.attached_to: Node | None = None
        self.boundaries: list[Node] = []
        self.inside: Scope | None = None
        self.lanes: list[Part] = []

    @cached_property
    def definitions(self) -> tuple[Part, ...]:
        """The event definitions: what this event waits for or throws."""
        held = tuple(Part(child) for child in self.element if local(child).endswith("EventDefinition"))
        referred = tuple(
            found
            for child in self.element.iterfind(bpmn("eventDefinitionRef"))
            if (found := self.scope.drawing.by_id.get((child.text or "").strip().rpartition(":")[2]))
        )
        return held + referred

    @property
    def triggers(self) -> frozenset[str]:
        """The kinds of the event definitions, as `timerEventDefinition`."""
        return frozenset(each.kind for each in self.definitions)

    @property
    def term(self) -> Term:
        return Term("eventSubProcess" if self.is_event_subprocess else self.kind)

    @property
    def is_event_subprocess(self) -> bool:
        """Whether this sub-process begins by an event and not by an arrow."""
        return self.kind in CONTAINERS and self.element.get("triggeredByEvent") == "true"

    @property
    def waits(self) -> bool:
        """Whether this node holds still until somebody or something outside moves it on."""
        return self.kind in WAITING or (self.kind == "intermediateCatchEvent" and not self.link_name)

    @property
    def lane_path(self) -> list[Part]:
        """The lanes this node lies in, outermost first; of a sub-process' inside, those of the sub-process."""
        if self.lanes:
            return self.lanes
        owner = self.scope.owner
        return owner.lane_path if isinstance(owner, Node) else []

    @property
    def link_name(self) -> str:
        """The name of the link that this event throws or catches; empty for any other node."""
        if self.kind not in ("intermediateThrowEvent", "intermediateCatchEvent"):
            return ""
        return next((each.name or self.name for each in self.definitions if each.kind == "linkEventDefinition"), "")

    @property
    def is_interrupting(self) -> bool:
        """Whether a boundary event or the start of an event sub-process ends what it watches."""
        return (self.element.get("cancelActivity") or self.element.get("isInterrupting") or "true") != "false"

    @property
    def is_compensation(self) -> bool:
        """Whether this activity undoes another one, reached by an association and not by an arrow."""
        return self.element.get("isForCompensation") == "true"

    @property
    def loop(self) -> Part | None:
        """How often this activity is repeated, if it is."""
        for name in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
            found = self.element.find(bpmn(name))
            if found is not None:
                return Part(found)
        return None

    @property
    def default_ref(self) -> str:
        """The id of the flow that is taken when no condition is true."""
        return reference(self.element, "default")

    @property
    def targets(self) -> Iterator["Node"]:
        """The nodes that the arrows out of this node and out of its boundary events lead to, and these events."""
        yield from self.boundaries
        yield from (flow.target for flow in self.outgoing if flow.target is not None)


class Scope:
    """The inside of a process or sub-process: arrows do not cross its edge."""

    def __init__(self, owner: Part, drawing: "Drawing", parent: "Scope | None" = None) -> None:
        self.owner, self.drawing, self.parent = owner, drawing, parent
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []

    @property
    def starts(self) -> list[Node]:
        """The start events directly inside."""
        return [node for node in self.nodes if node.kind == "startEvent"]

    def all_nodes(self) -> Iterator[Node]:
        """The nodes inside, those of sub-processes after their sub-process."""
        for node in self.nodes:
            yield node
            if node.inside is not None:
                yield from node.inside.all_nodes()

    def all_scopes(self) -> Iterator["Scope"]:
        """This scope and those of the sub-processes inside."""
        yield self
        for node in self.nodes:
            if node.inside is not None:
                yield from node.inside.all_scopes()


class Process(Part, Remembering):
    """A process with its inside and its lanes."""

    def __init__(self, element: etree._Element, drawing: "Drawing") -> None:
        super().__init__(element)
        self.scope = Scope(self, drawing)
        self.lanes: list[Part] = [Part(each) for each in element.iter(bpmn("lane"))]
        self.participant: Part | None = None

    @property
    def is_executable(self) -> bool:
        """Whether the author means the process to be run."""
        return self.element.get("isExecutable") in ("true", "1")

    @property
    def label(self) -> str:
        return self.name or (self.participant.name if self.participant else "") or self.id or self.kind

"""Building the specs of one scope: first every element, then the flows between them.

SpiffWorkflow's own parser follows the flows from element to element, so that a long diagram exhausts the stack and what
no flow reaches is never looked at; two passes do neither.
"""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from engine.spiff.elements import (
    FLOW_NODES,
    Lanes,
    child_text,
    children_of,
    compensation_handlers,
    element_of,
    is_compensation,
    kind_of,
)
from engine.spiff.event_parser import EventReader
from engine.spiff.process import Element
from engine.spiff.specs.boundary import Split
from engine.spiff.specs.events import BoundaryEvent, Listener
from engine.spiff.specs.gateways import InclusiveGateway
from engine.spiff.specs.node import Flow, Node
from engine.spiff.specs.scope import ScopeSpec
from engine.spiff.task_parsers import ElementParser


class ScopeParser(ProcessParser):
    """Builds the spec of a process, or of a sub-process's inside."""

    spec: ScopeSpec

    def _parse(self) -> None:
        self.lanes = Lanes(self._process())
        self.events = EventReader(self.parser)
        self.spec = ScopeSpec(self.bpmn_id, self.get_name(), self.filename)
        self.elements: dict[str, Element] = {}
        self.heads: dict[str, Any] = {}
        nodes = [node for node in self.node if kind_of(node) in FLOW_NODES and not self._only_undoes(node)]
        for node in nodes:
            self._add(node)
        for node in nodes:
            self._attach(node)
        for node in nodes:
            self._wire(node)
        self._hand_over()
        for spec in self.spec.task_specs.values():
            if isinstance(spec, InclusiveGateway):
                spec.upstream = {name: self._upstream(name, spec.name) for name in dict.fromkeys(spec._inputs)}

    @staticmethod
    def _only_undoes(node: etree._Element) -> bool:
        """Whether it is a compensation event at a boundary: no token ever waits there."""
        return kind_of(node) == "boundaryEvent" and is_compensation(node)

    def _hand_over(self) -> None:
        """Let each activity that can be undone know the one that undoes it."""
        for activity, handler in compensation_handlers(self.node).items():
            self.spec.task_specs[activity].handler = self.heads[handler]
            self.spec.task_specs[handler].compensates = True

    def _process(self) -> etree._Element:
        at: etree._Element = self.node
        while kind_of(at) != "process":
            parent = at.getparent()
            if parent is None:
                return at
            at = parent
        return at

    def _add(self, node: etree._Element) -> None:
        element = element_of(node, self.lanes)
        self.elements[element.id] = element
        parser_class, spec_class = self.parser._get_parser_class(node.tag)
        parser: ElementParser = parser_class(self, spec_class, node, self.nsmap)
        parser.element = element
        self.heads[element.id] = parser.parse_node()

    def _attach(self, node: etree._Element) -> None:
        """Put the helper before an activity that has events at its boundary."""
        events = tuple(
            self.heads[event.get("id", "")]
            for event in self.get_boundary_events(node.get("id"))
            if isinstance(self.heads.get(event.get("id", "")), BoundaryEvent)
        )
        if events:
            identifier = node.get("id", "")
            name = f"{identifier}.BoundaryEventSplit"
            self.heads[identifier] = Split(self.spec, name, self.elements[identifier], self.heads[identifier], events)

    def _wire(self, node: etree._Element) -> None:
        spec = self.spec.task_specs.get(node.get("id"))
        if spec is None or isinstance(spec, Listener):
            return
        flows = [
            Flow(
                id=flow.get("id", ""),
                target=self.heads[flow.get("targetRef")],
                condition=child_text(flow, "conditionExpression"),
                default=flow.get("id") == node.get("default"),
            )
            for flow in self.get_outgoing_sequence_flows(node.get("id"))
            if flow.get("targetRef") in self.heads
        ]
        if self._links_on(node):
            flows += [Flow("", target) for target in self._linked(spec)]
        spec.wire(flows)

    @staticmethod
    def _links_on(node: etree._Element) -> bool:
        return kind_of(node) == "intermediateThrowEvent" and bool(children_of(node, "linkEventDefinition"))

    def _linked(self, thrown: Any) -> list[Node]:
        """Where a link goes on: the catching link event of the same name in the same scope."""
        return [
            self.heads[element.id]
            for element in self.elements.values()
            if element.kind == "intermediateCatchEvent" and self.heads[element.id].event == thrown.event
        ]

    def _upstream(self, name: str, join: str) -> frozenset[str]:
        """The specs from which one can be reached without passing a join."""
        found, waiting = {name}, [name]
        while waiting:
            spec = self.spec.task_specs.get(waiting.pop())
            for before in spec._inputs if spec is not None else ():
                if before not in found and before != join:
                    found.add(before)
                    waiting.append(before)
        return frozenset(found)

"""Reading diagrams into processes, on SpiffWorkflow's parser."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.node_parser import DEFAULT_NSMAP
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser

from engine.errors import InvalidResource
from engine.spiff import task_parsers as parsers
from engine.spiff.elements import BPMN, CAMUNDA, FLOW_NODES, Lanes, camunda_properties, element_of, kind_of
from engine.spiff.process import Element, Process, Start
from engine.spiff.scope_parser import ScopeParser
from engine.spiff.specs import activities, events, gateways, subprocesses
from engine.spiff.unsupported import unsupported
from engine.xml import read_xml


class DiagramParser(BpmnDmnParser):
    """SpiffWorkflow's parser with every element of ours."""

    PROCESS_PARSER_CLASS = ScopeParser
    PARSER_CLASSES: Mapping[str, Any] = {}
    OVERRIDE_PARSER_CLASSES: Mapping[str, Any] = {
        full_tag(kind): classes
        for kind, classes in {
            "startEvent": (parsers.StartEventParser, events.StartEvent),
            "endEvent": (parsers.EventParser, events.EndEvent),
            "intermediateCatchEvent": (parsers.EventParser, events.CatchEvent),
            "intermediateThrowEvent": (parsers.EventParser, events.ThrowEvent),
            "boundaryEvent": (parsers.BoundaryEventParser, events.BoundaryEvent),
            "userTask": (parsers.ElementParser, activities.UserTask),
            "serviceTask": (parsers.ServiceTaskParser, activities.ServiceTask),
            "sendTask": (parsers.ServiceTaskParser, activities.ServiceTask),
            "receiveTask": (parsers.EventParser, events.CatchEvent),
            "scriptTask": (parsers.ScriptTaskParser, activities.ScriptTask),
            "businessRuleTask": (parsers.BusinessRuleTaskParser, activities.BusinessRuleTask),
            "subProcess": (parsers.SubProcessParser, subprocesses.SubProcess),
            "callActivity": (parsers.CallActivityParser, subprocesses.CallActivity),
            "exclusiveGateway": (parsers.ElementParser, gateways.ExclusiveGateway),
            "parallelGateway": (parsers.ElementParser, gateways.ParallelGateway),
            "inclusiveGateway": (parsers.ElementParser, gateways.InclusiveGateway),
            "eventBasedGateway": (parsers.ElementParser, gateways.EventGateway),
        }.items()
    }

    def __init__(self) -> None:
        super().__init__(namespaces={**DEFAULT_NSMAP, "camunda": CAMUNDA})

    def _add_data_stores(self, bpmn: etree._Element) -> None:
        """Data stores are drawings: data lives in the process and in the domain's tables."""

    def _add_correlations(self, bpmn: etree._Element) -> None:
        """Keys are the property `correlationKey`; BPMN's own are refused as unsupported."""

    def _add_diagram_indexes(self, bpmn: etree._Element) -> None:
        """Nothing here depends on where an element is drawn."""

    def _add_collaborations(self, bpmn: etree._Element) -> None:
        """Pools are drawings; each process is run by itself."""


def parse(files: Mapping[str, bytes]) -> dict[str, Process]:
    """The executable processes of diagrams, by their keys; `files` maps a path to the bytes of a `.bpmn` file.

    Raises InvalidResource, with file, line and element, for what is no diagram, what two files both define, and what
    `unsupported` lists.
    """
    found: dict[str, Process] = {}
    for path in sorted(files):
        content = files[path]
        for process in _parse_again(path, content) if len(content) <= _SMALL else _parse_file(path, content):
            if process.key in found:
                other = found[process.key].path
                raise InvalidResource(f"Expected one process {process.key!r}, but {other} and {path} both have it.")
            found[process.key] = process
    return found


def _parse_file(path: str, content: bytes) -> tuple[Process, ...]:
    root = read_xml(content, path)
    if root.tag != f"{{{BPMN}}}definitions":
        raise InvalidResource(f"Expected a BPMN diagram, but got <{etree.QName(root).localname}>, in {path} line 1.")
    for node, sentence in unsupported(root):
        name = node.get("name") or node.get("id") or kind_of(node)
        raise InvalidResource(f"{sentence[:-1]}, in {path} line {node.sourceline}, element {name!r}.")
    _demand_ids(path, root)
    parser = DiagramParser()
    try:
        parser.add_bpmn_xml(root, path)
        return tuple(
            _process(node, path, parser)
            for node in root.iterchildren(f"{{{BPMN}}}process")
            if node.get("isExecutable") != "false"
        )
    except ValidationException as error:
        line = getattr(error, "line_number", None) or 1
        raise InvalidResource(f"Expected a usable diagram, but {error}, in {path} line {line}.") from error


# Whoever draws asks again and again about a folder of thirty diagrams of which one has changed.  A process is never
# written to: instances share it, whoever read it.
_parse_again = lru_cache(maxsize=128)(_parse_file)
_SMALL = 500_000  # Bytes; a larger diagram is read each time, so that what is kept has a bound.


def _demand_ids(path: str, root: etree._Element) -> None:
    """Refuse steps without an id, and two with the same: everything is found by them."""
    seen = set[str]()
    for process in root.iterchildren(f"{{{BPMN}}}process"):
        for node in process.iter() if process.get("isExecutable") != "false" else ():
            if kind_of(node) not in FLOW_NODES:
                continue
            key = node.get("id", "")
            if not key or key in seen:
                name, found = node.get("name") or key or kind_of(node), f"has {key!r} again" if key else "has none"
                raise InvalidResource(
                    f"Expected an id of its own for every step, but {name!r} {found}, in {path} line {node.sourceline}."
                )
            seen.add(key)


def _process(node: etree._Element, path: str, parser: DiagramParser) -> Process:
    key = node.get("id", "")
    scope: ScopeParser = parser.process_parsers[key]
    spec = scope.get_spec()
    lanes = Lanes(node)
    nodes = [inner for inner in node.iter() if kind_of(inner) in FLOW_NODES]
    elements: dict[str, Element] = {inner.get("id", ""): element_of(inner, lanes) for inner in nodes}
    return Process(
        key=key,
        name=node.get("name") or key,
        path=path,
        elements=elements,
        properties=camunda_properties(node),
        calls=tuple(parsers.call_of(inner) for inner in nodes if kind_of(inner) == "callActivity"),
        starts=tuple(_start(start) for start in spec.starts.values()),
        decisions=_named(elements, "decisionRef"),
        forms=_named(elements, "formKey"),
        topics=_named(elements, "topic"),
        specs={key: spec},
    )


def _named(elements: Mapping[str, Element], attribute: str) -> frozenset[str]:
    return frozenset(
        element.attributes[attribute] for element in elements.values() if element.attributes.get(attribute)
    )


def _start(spec: Any) -> Start:
    event = spec.event
    name = f"{event.form} {event.text}" if event.kind == "timer" else event.name or ""
    return Start(event.kind, name, spec.element.id)

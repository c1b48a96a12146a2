"""Making the spec of one element: SpiffWorkflow's element parsers, with our specs and attributes."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.spiff.elements import CAMUNDA, child_text, children_of, kind_of
from engine.spiff.environment import feel_text
from engine.spiff.messages import Message
from engine.spiff.process import Call, Element
from engine.spiff.specs.activities import ScriptTask, ServiceTask
from engine.spiff.specs.events import BoundaryEvent, Listener
from engine.spiff.specs.instances import Instances, MultiInstance
from engine.spiff.specs.repetition import Loop
from engine.spiff.specs.subprocesses import CallActivity, EventSubProcess, SubProcess


class ElementParser(TaskParser):
    """An element that needs nothing but what every element has."""

    element: Element

    def parse_node(self) -> Any:
        """The spec a flow to this element leads to: its own, or that of the loop around it."""
        for loop in children_of(self.node, "multiInstanceLoopCharacteristics"):
            return self._instances(loop)
        for loop in children_of(self.node, "standardLoopCharacteristics"):
            return self._loop(loop)
        return self.create_task()

    def create_task(self) -> Any:
        """The element's own spec."""
        return self.make(self.element.id)

    def make(self, name: str, **more: Any) -> Any:
        """A spec of the element's kind under a name."""
        return self.spec_class(self.spec, name, self.element, documentation=self.element.documentation, **more)

    def body(self) -> Any:
        """The spec of one turn of a loop, under the name SpiffWorkflow would give it."""
        spec = self.create_task()
        del self.spec.task_specs[spec.name]
        spec.name = f"{spec.name} [child]"
        spec.told = "turn"
        self.spec.task_specs[spec.name] = spec
        return spec

    def _instances(self, loop: etree._Element) -> MultiInstance:
        properties = self.element.properties
        collection = loop.get(f"{{{CAMUNDA}}}collection") or child_text(loop, "loopDataInputRef")
        cardinality = child_text(loop, "loopCardinality")
        instances = Instances(
            sequential=loop.get("isSequential") == "true",
            collection=collection if collection or not cardinality else None,
            cardinality=cardinality,
            item=loop.get(f"{{{CAMUNDA}}}elementVariable") or _item(loop, "inputDataItem"),
            completion=child_text(loop, "completionCondition"),
            results=properties.get("resultCollection") or child_text(loop, "loopDataOutputRef"),
            result=properties.get("resultElement") or _item(loop, "outputDataItem"),
        )
        return MultiInstance(self.spec, self.element.id, self.element, self.body(), instances)

    def _loop(self, loop: etree._Element) -> Loop:
        return Loop(
            self.spec,
            self.element.id,
            self.element,
            self.body(),
            condition=child_text(loop, "loopCondition"),
            maximum=loop.get("loopMaximum"),
            before=loop.get("testBefore") == "true",
        )


def _item(loop: etree._Element, kind: str) -> str | None:
    """The name of an item; tools write it as name or as id."""
    for item in children_of(loop, kind):
        return item.get("name") or item.get("id")
    return None


class EventParser(ElementParser):
    """Events, and send and receive tasks."""

    def create_task(self) -> Any:
        return self.make(self.element.id, event=self.process_parser.events.read(self.node))


class StartEventParser(EventParser):
    """A start event: it begins the scope, or listens for the event sub-process it is in."""

    def create_task(self) -> Any:
        event = self.process_parser.events.read(self.node)
        spec = self.make(self.element.id, event=event)
        key = (event.kind, self.element.id if event.kind == "timer" else event.name or "")
        self.spec.starts[key] = spec
        if event.kind == "none" or self.node.getparent().get("triggeredByEvent") == "true":
            self.spec.begin = self.spec.begin or spec
        return spec


class BoundaryEventParser(EventParser):
    """A boundary event; it interrupts unless it says otherwise."""

    def create_task(self) -> BoundaryEvent:
        event = self.process_parser.events.read(self.node)
        interrupting = self.node.get("cancelActivity") != "false"
        return self.make(self.element.id, event=event, interrupting=interrupting)  # type: ignore[no-any-return]


class ServiceTaskParser(ElementParser):
    """Service and send tasks."""

    def create_task(self) -> ServiceTask:
        spec: ServiceTask = self.make(self.element.id)
        event = self.process_parser.events.read(self.node)
        if event.kind == "message":
            spec.message = Message("message", event.name or "")
        return spec


class ScriptTaskParser(ElementParser):
    """Script tasks, in FEEL."""

    def create_task(self) -> ScriptTask:
        spec: ScriptTask = self.make(self.element.id)
        spec.script = feel_text(child_text(self.node, "script") or "null")
        return spec


class BusinessRuleTaskParser(ElementParser):
    """Business rule tasks."""

    @staticmethod
    def get_decision_ref(node: etree._Element) -> str | None:
        """The decision's id; SpiffWorkflow collects them."""
        return node.get(f"{{{CAMUNDA}}}decisionRef")


class SubProcessParser(ElementParser):
    """Embedded and event sub-processes; the inside is a scope of its own."""

    def create_task(self) -> SubProcess:
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename)
        inside = parser.process_parsers[self.element.id]
        inside.parent = self.process_parser
        kind = EventSubProcess if self.node.get("triggeredByEvent") == "true" else SubProcess
        spec = kind(self.spec, self.element.id, self.element, documentation=self.element.documentation)
        spec.spec = inside.get_spec()
        if isinstance(spec, EventSubProcess):
            self._listen(spec)
        return spec

    def _listen(self, body: EventSubProcess) -> None:
        """Let the scope around listen for the event sub-process's start event."""
        start = body.spec.begin
        node = next(child for child in self.node if kind_of(child) == "startEvent")
        interrupting = node.get("isInterrupting") != "false"
        body.apart = not interrupting
        listener = Listener(self.spec, start.element.id, start.element, start.event, interrupting=interrupting)
        listener.body = body
        self.spec.listeners.append(listener)


class CallActivityParser(ElementParser):
    """Call activities; the called process is found when it begins."""

    def create_task(self) -> CallActivity:
        spec: CallActivity = self.make(self.element.id)
        spec.call = call_of(self.node)
        return spec


def call_of(node: etree._Element) -> Call:
    """Whom a call activity calls."""
    return Call(
        element=node.get("id", ""),
        key=node.get("calledElement", ""),
        binding=node.get(f"{{{CAMUNDA}}}calledElementBinding") or "latest",
        version=node.get(f"{{{CAMUNDA}}}calledElementVersion"),
    )

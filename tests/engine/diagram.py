"""Diagrams for tests, drawn in a few words.

    Diagram("idea").start().user("assess").xor("fit").end("done").end("no").flows(
        "start -> assess -> fit", "fit -> done: score > 3", "fit -> no: default").xml()

What an event is about is written `message:name`, `signal:name`, `timer:duration PT1H`, `error:code`, `escalation:code`,
`conditional:x > 3`, `link:name` or `terminate`.  Elements are laid out on a grid, so that the diagrams also open in an
editor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
_TIMERS = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
_NAMED = ("message", "signal", "error", "escalation")


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)


class Shapes:
    """The elements and flows of one process or sub-process."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self.parts: list[str] = []
        self._defaults: dict[str, str] = {}

    def node(
        self,
        kind: str,
        name: str,
        *,
        about: str = "",
        inside: str = "",
        camunda: Mapping[str, object] | None = None,
        properties: Mapping[str, object] | None = None,
        **attributes: object,
    ) -> Shapes:
        """Any element: `about` an event, `inside` its content as XML, the rest as attributes."""
        listed = "".join(
            f"<camunda:property{_attributes({'name': n, 'value': v})}/>" for n, v in (properties or {}).items()
        )
        extension = f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"
        prefixed = {f"camunda:{key}": value for key, value in (camunda or {}).items()}
        head = _attributes({"id": name, "name": name, **prefixed, **attributes})
        content = (extension if listed else "") + self._diagram.definition(about) + inside
        self.parts.append(f"<{kind}{head}§{name}§>{content}</{kind}>")
        self._diagram.shapes.append(name)
        return self

    def start(self, name: str = "start", about: str = "", **more: Any) -> Shapes:
        return self.node("startEvent", name, about=about, **more)

    def end(self, name: str = "end", about: str = "", **more: Any) -> Shapes:
        return self.node("endEvent", name, about=about, **more)

    def user(self, *names: str, **more: Any) -> Shapes:
        for name in names:
            self.node("userTask", name, **more)
        return self

    def service(self, name: str, topic: str = "", **more: Any) -> Shapes:
        return self.node("serviceTask", name, camunda={"topic": topic or name}, **more)

    def script(self, name: str, feel: str, variable: str, **more: Any) -> Shapes:
        content = f"<script>{escape(feel)}</script>"
        result = {"resultVariable": variable}
        return self.node("scriptTask", name, inside=content, camunda=result, scriptFormat="feel", **more)

    def rule(self, name: str, decision: str, variable: str) -> Shapes:
        return self.node("businessRuleTask", name, camunda={"decisionRef": decision, "resultVariable": variable})

    def catch(self, name: str, about: str, **more: Any) -> Shapes:
        return self.node("intermediateCatchEvent", name, about=about, **more)

    def throw(self, name: str, about: str = "", **more: Any) -> Shapes:
        return self.node("intermediateThrowEvent", name, about=about, **more)

    def receive(self, name: str, message: str, **more: Any) -> Shapes:
        return self.node("receiveTask", name, messageRef=self._diagram.declare("message", message), **more)

    def send(self, name: str, message: str, **more: Any) -> Shapes:
        return self.node("sendTask", name, messageRef=self._diagram.declare("message", message), **more)

    def boundary(self, name: str, on: str, about: str, *, interrupting: bool = True, **more: Any) -> Shapes:
        cancels = None if interrupting else "false"
        return self.node("boundaryEvent", name, about=about, attachedToRef=on, cancelActivity=cancels, **more)

    def undo(self, activity: str, handler: str, **more: Any) -> Shapes:
        """A user task that undoes an activity: a compensation event at its boundary, associated with the task."""
        event = f"undo_{activity}"
        self.boundary(event, activity, "compensate").user(handler, isForCompensation="true", **more)
        ends = _attributes({"id": f"{event}_leads_{handler}", "sourceRef": event, "targetRef": handler})
        self.parts.append(f"<association{ends}/>")
        return self

    def xor(self, *names: str) -> Shapes:
        return self._all("exclusiveGateway", names)

    def both(self, *names: str) -> Shapes:
        return self._all("parallelGateway", names)

    def any(self, *names: str) -> Shapes:
        return self._all("inclusiveGateway", names)

    def first(self, *names: str) -> Shapes:
        return self._all("eventBasedGateway", names)

    def _all(self, kind: str, names: tuple[str, ...]) -> Shapes:
        for name in names:
            self.node(kind, name)
        return self

    def call(self, name: str, key: str, **more: Any) -> Shapes:
        return self.node("callActivity", name, calledElement=key, **more)

    @contextmanager
    def sub(self, name: str, *, inside: str = "", **more: Any) -> Iterator[Shapes]:
        """A sub-process; what is drawn within the block is inside it."""
        inner = Shapes(self._diagram)
        yield inner
        self.node("subProcess", name, inside=inside + inner.content(), **more)

    def flows(self, *lines: str) -> Shapes:
        """Flows as `a -> b -> c`, or one as `a -> b: condition` or `a -> b: default`."""
        for line in lines:
            path, _, condition = line.partition(":")
            stops = [stop.strip() for stop in path.split("->")]
            for source, target in pairwise(stops):
                self._flow(source, target, condition.strip())
        return self

    def _flow(self, source: str, target: str, condition: str) -> None:
        name = f"flow_{len(self._diagram.edges) + 1}"
        self._diagram.edges.append((name, source, target))
        if condition == "default":
            self._defaults[source] = name
            condition = ""
        content = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
        ends = _attributes({"id": name, "sourceRef": source, "targetRef": target})
        self.parts.append(f"<sequenceFlow{ends}>{content}</sequenceFlow>")

    def content(self) -> str:
        """Everything drawn here, as XML."""
        text = "".join(self.parts)
        for name, flow in self._defaults.items():
            text = text.replace(f"§{name}§", f' default="{flow}"')
        return text


class Diagram(Shapes):
    """A file with one process."""

    def __init__(self, key: str = "process", *, properties: Mapping[str, str] | None = None, lanes: str = "") -> None:
        super().__init__(self)
        self.key, self.properties, self.lanes = key, properties or {}, lanes
        self.shapes: list[str] = []
        self.edges: list[tuple[str, str, str]] = []
        self.declared: dict[tuple[str, str], str] = {}

    def declare(self, kind: str, name: str) -> str:
        """The id of a message, signal, error or escalation that events refer to."""
        identifier = f"{kind}_{len(self.declared) + 1}"
        return self.declared.setdefault((kind, name), identifier)

    def definition(self, about: str) -> str:
        """An event definition as XML."""
        kind, _, rest = about.partition(":")
        if not kind:
            return ""
        if kind == "timer":
            form, _, text = rest.partition(" ")
            content, attributes = f"<{_TIMERS[form]}>{escape(text)}</{_TIMERS[form]}>", ""
        elif kind == "conditional":
            content, attributes = f"<condition>{escape(rest)}</condition>", ""
        elif kind == "compensate":
            content, attributes = "", _attributes({"activityRef": rest or None})
        else:
            content, attributes = "", _attributes({"name": rest} if kind == "link" else self._reference(kind, rest))
        return f"<{kind}EventDefinition{attributes}>{content}</{kind}EventDefinition>"

    def _reference(self, kind: str, name: str) -> dict[str, str]:
        return {f"{kind}Ref": self.declare(kind, name)} if kind in _NAMED and name else {}

    def xml(self) -> bytes:
        """The file."""
        process = self.content()
        while "§" in process:
            before, _, rest = process.partition("§")
            process = before + rest.partition("§")[2]
        listed = "".join(
            f"<camunda:property{_attributes({'name': n, 'value': v})}/>" for n, v in self.properties.items()
        )
        extension = f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"
        roots = "".join(
            f"<{kind}{_attributes({'id': identifier, 'name': name, **_code(kind, name)})}/>"
            for (kind, name), identifier in self.declared.items()
        )
        head = f'<process id="{self.key}" isExecutable="true">{extension if listed else ""}'
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}" '
            'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
            'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="test">\n'
            f"{roots}{head}{self.lanes}{process}</process>{self._drawing()}</definitions>"
        ).encode()

    def _drawing(self) -> str:
        places = {name: (100 + 160 * (i % 8), 100 + 120 * (i // 8)) for i, name in enumerate(self.shapes)}
        shapes = "".join(
            f'<bpmndi:BPMNShape bpmnElement="{name}"><dc:Bounds x="{x}" y="{y}" width="100" height="80"/>'
            "</bpmndi:BPMNShape>"
            for name, (x, y) in places.items()
        )
        edges = "".join(
            f'<bpmndi:BPMNEdge bpmnElement="{name}">{_point(places[source])}{_point(places[target])}</bpmndi:BPMNEdge>'
            for name, source, target in self.edges
        )
        plane = f'<bpmndi:BPMNPlane bpmnElement="{self.key}">{shapes}{edges}</bpmndi:BPMNPlane>'
        return f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"


def _code(kind: str, name: str) -> dict[str, str]:
    return {f"{kind}Code": name} if kind in {"error", "escalation"} else {}


def _point(place: tuple[int, int]) -> str:
    return f'<di:waypoint x="{place[0] + 50}" y="{place[1] + 40}"/>'

"""The kinds of step that can be put in, each with its element, its size and what it must say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.errors import InvalidInput
from engine.lint.tags import bpmn, camunda
from webapp.editing.document import Document, Element

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


class Kind(StrEnum):
    """What can be put in."""

    USER_TASK = "userTask"
    DECISION = "businessRuleTask"
    SERVICE = "serviceTask"
    CALL = "callActivity"
    TIMER = "intermediateCatchEvent"


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step that is to be put in: its kind, its label, and what its kind needs.

    `settings`: `form`, `group`, `due` of a user task; `decision` and `result` of a decision; `topic` of a service;
    `process` of a call; `time` of a timer.
    """

    kind: Kind
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height in the picture."""
        return (36.0, 36.0) if self.kind is Kind.TIMER else (120.0, 80.0)

    def needed(self, name: str) -> str:
        """A setting that the kind cannot do without; raises InvalidInput."""
        value = self.settings.get(name, "").strip()
        if not value:
            raise InvalidInput(f'Expected the setting "{name}" of a {self.kind}, but it is missing.')
        return value


def make(document: Document, step: NewStep, step_id: str) -> Element:
    """The element of a new step, not yet in its place."""
    if not step.name.strip():
        raise InvalidInput("Expected a name for the new step, but it is empty.")
    element = document.create(bpmn(step.kind), {"id": step_id, "name": " ".join(step.name.split())})
    if step.kind is Kind.USER_TASK:
        for name, attribute in (("form", "formKey"), ("group", "candidateGroups"), ("due", "dueDate")):
            document.set(element, camunda(attribute), step.settings.get(name, "").strip())
    elif step.kind is Kind.DECISION:
        element.set(camunda("decisionRef"), step.needed("decision"))
        element.set(camunda("resultVariable"), step.needed("result"))
    elif step.kind is Kind.SERVICE:
        element.set(camunda("topic"), step.needed("topic"))
    elif step.kind is Kind.CALL:
        element.set("calledElement", step.needed("process"))
    else:
        element.append(timer_definition(document, step.needed("time")))
    return element


def timer_definition(document: Document, time: str) -> Element:
    """The definition of a timer: a duration (`P14D`), a repetition (`R/P7D`), a cron line, else a date or FEEL."""
    definition = document.create(bpmn("timerEventDefinition"))
    definition.append(document.create(bpmn(timed_as(time)), {XSI_TYPE: "bpmn:tFormalExpression"}, time))
    return definition


def timed_as(time: str) -> str:
    """By which element of BPMN a time is told."""
    if time.startswith("P") or time.replace(" ", "").startswith('=duration("'):
        return "timeDuration"
    return "timeCycle" if time.startswith("R") or (len(time.split()) >= 5 and not time.startswith("=")) else "timeDate"

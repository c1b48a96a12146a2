"""What the engine carries out of BPMN 2.0.2, so that the rest is refused and never silently left undone."""

from collections.abc import Mapping

MESSAGE, SIGNAL, TIMER = "messageEventDefinition", "signalEventDefinition", "timerEventDefinition"
ERROR, ESCALATION = "errorEventDefinition", "escalationEventDefinition"
CONDITION, LINK = "conditionalEventDefinition", "linkEventDefinition"
TERMINATE, COMPENSATION = "terminateEventDefinition", "compensateEventDefinition"

# The start of a process, and that of an event sub-process, are different things under one name.
EVENT_SUBPROCESS_START = "eventSubProcessStart"

TRIGGERS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({MESSAGE, SIGNAL, TIMER}),
    EVENT_SUBPROCESS_START: frozenset({MESSAGE, SIGNAL, TIMER, ERROR, ESCALATION, CONDITION}),
    "endEvent": frozenset({MESSAGE, SIGNAL, ERROR, ESCALATION, TERMINATE, COMPENSATION}),
    "intermediateCatchEvent": frozenset({MESSAGE, SIGNAL, TIMER, CONDITION, LINK}),
    "intermediateThrowEvent": frozenset({MESSAGE, SIGNAL, ESCALATION, LINK, COMPENSATION}),
    "implicitThrowEvent": frozenset(),
    "boundaryEvent": frozenset({MESSAGE, SIGNAL, TIMER, ERROR, ESCALATION, CONDITION, COMPENSATION}),
}

# Kinds that hold still until somebody or something outside moves them on.
# (A sub-process or called process may or may not: it gets the benefit of the doubt.)
WAITING = frozenset(
    {"task", "userTask", "manualTask", "receiveTask", "eventBasedGateway", "callActivity"}
    | {"subProcess", "transaction", "adHocSubProcess"}
)

# Elements that say how something is done in ways that the engine does not follow -> what is written instead.
ELSEWISE: Mapping[str, str] = {
    "correlationKey": 'camunda:property "correlationKey"',
    "correlationSubscription": 'camunda:property "correlationKey"',
    "ioSpecification": 'camunda:property "in:…"',
    "assignment": "FEEL",
    "transformation": "FEEL",
    "resourceRole": "camunda:candidateGroups",
    "performer": "camunda:assignee",
    "humanPerformer": "camunda:assignee",
    "potentialOwner": "camunda:candidateGroups",
    "eventDefinitionRef": "eventDefinition",
}

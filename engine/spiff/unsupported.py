"""What a diagram may draw but this engine does not run: refused, so that nothing is ever silently wrong."""

from collections.abc import Iterator

from lxml import etree

from engine.spiff import unsupported_attributes, unsupported_compensation, unsupported_events, unsupported_flows
from engine.spiff.elements import BPMN, kind_of

UNSUPPORTED = {
    "task": "Expected a user task or a service task, but this is a task without a type.",
    "manualTask": "Expected a user task or a service task, but this is a manual task.",
    "complexGateway": "Expected an exclusive, parallel, inclusive or event gateway, but this is a complex gateway.",
    "transaction": "Expected a sub-process, but this is a transaction, which is not supported.",
    "adHocSubProcess": "Expected a sub-process with flows, but this is an ad-hoc sub-process, which is not supported.",
    "cancelEventDefinition": "Expected another event, but cancelling a transaction is not supported.",
    "subChoreography": "Expected a process, but choreographies are not run.",
    "choreographyTask": "Expected a process, but choreographies are not run.",
    "callChoreography": "Expected a process, but choreographies are not run.",
    "correlationKey": "Expected the property correlationKey at the events, but this is a correlation key of its own.",
    "correlationSubscription": "Expected the property correlationKey at the events, but this is a subscription.",
    "ioSpecification": "Expected an element that uses the process's data, but it names inputs and outputs of its own.",
    "assignment": "Expected a drawn data association, but it has an assignment, which is not supported.",
    "transformation": "Expected a drawn data association, but it has a transformation, which is not supported.",
    "resourceRole": "Expected camunda:candidateGroups or a lane, but this is a resource role.",
    "humanPerformer": "Expected camunda:assignee, but this is a human performer.",
    "potentialOwner": "Expected camunda:candidateGroups or a lane, but this is a potential owner.",
    "performer": "Expected camunda:assignee, but this is a performer.",
}
"""BPMN elements that are refused wherever they stand in an executable process, and the sentence that says so."""


def unsupported(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Everything in the executable processes of a diagram that is not run as drawn: the element and a sentence."""
    for process in root.iterchildren(f"{{{BPMN}}}process"):
        if process.get("isExecutable") != "false":
            yield from _in_process(process)
    for collaboration in root.iterchildren(f"{{{BPMN}}}collaboration"):
        for node in collaboration:
            if kind_of(node) == "correlationKey":
                yield node, UNSUPPORTED["correlationKey"]


def _in_process(process: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for node in process.iter(f"{{{BPMN}}}*"):
        kind = kind_of(node)
        if kind in UNSUPPORTED:
            yield node, UNSUPPORTED[kind]
            continue
        for findings in (unsupported_attributes.of, unsupported_events.of):
            for sentence in findings(node, kind):
                yield node, sentence
        if kind in {"process", "subProcess"}:
            yield from unsupported_flows.in_scope(node)
            yield from unsupported_compensation.in_scope(node)

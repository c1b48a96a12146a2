"""What a step, a flow or a lane says, changed one thing at a time.  An empty value takes the thing away."""

from engine.errors import InvalidInput
from engine.lint.tags import ACTIVITIES, EVENTS, GATEWAYS, NODES, bpmn, camunda, local
from webapp.editing.document import Document, Element
from webapp.editing.kinds import XSI_TYPE, timed_as

_NAMED = NODES | {"sequenceFlow", "lane", "process", "participant"}
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def rename(content: bytes, element: str, name: str) -> bytes:
    """Another label for a step, flow, lane, pool or process."""
    document = Document(content)
    found = document.find_kind(element, *_NAMED)
    document.set(found, "name", " ".join(name.split()))
    return document.content()


def set_documentation(content: bytes, element: str, text: str) -> bytes:
    """What the people who do it read beside the task."""
    document = Document(content)
    found = document.find_kind(element, *NODES, "process", "lane")
    write_child(document, found, "documentation", text.strip())
    return document.content()


def set_group(content: bytes, task: str, group: str) -> bytes:
    """The group (or FEEL that gives it) whose task it is; without one it is the lane's."""
    return _set_camunda(content, task, "candidateGroups", group, "userTask")


def set_assignee(content: bytes, task: str, person: str) -> bytes:
    """The one person (or FEEL that gives them) whose task it is."""
    return _set_camunda(content, task, "assignee", person, "userTask")


def set_form(content: bytes, task: str, form: str) -> bytes:
    """The form that is filled in at a task, or before a process starts."""
    return _set_camunda(content, task, "formKey", form, "userTask", "startEvent")


def set_due(content: bytes, task: str, due: str) -> bytes:
    """Until when a task is to be done: FEEL, a date, or a duration from its beginning."""
    return _set_camunda(content, task, "dueDate", due, "userTask")


def set_follow_up(content: bytes, task: str, day: str) -> bytes:
    """From when on a task is shown."""
    return _set_camunda(content, task, "followUpDate", day, "userTask")


def set_decision(content: bytes, task: str, decision: str, result: str) -> bytes:
    """The decision table that a step asks, and the name its answer gets."""
    document = Document(content)
    found = document.find_kind(task, "businessRuleTask")
    if not decision.strip() or not result.strip():
        raise InvalidInput("Expected a decision table and a name for its result, but one of them is empty.")
    found.set(camunda("decisionRef"), decision.strip())
    found.set(camunda("resultVariable"), result.strip())
    return document.content()


def set_topic(content: bytes, task: str, topic: str) -> bytes:
    """The service that a step calls."""
    if not topic.strip():
        raise InvalidInput("Expected a service, but it is empty.")
    return _set_camunda(content, task, "topic", topic, "serviceTask", "sendTask")


def set_called(content: bytes, task: str, process: str) -> bytes:
    """The process that a call activity begins."""
    document = Document(content)
    found = document.find_kind(task, "callActivity")
    if not process.strip():
        raise InvalidInput("Expected a process to call, but it is empty.")
    found.set("calledElement", process.strip())
    return document.content()


def set_phase(content: bytes, step: str, phase: str) -> bytes:
    """The phase of the lifecycle that begins with a step."""
    return set_property(content, step, "phase", phase)


def set_property(content: bytes, element: str, name: str, value: str) -> bytes:
    """A property (`camunda:property`) of a step, lane or process."""
    document = Document(content)
    write_property(document, document.find_kind(element, *NODES, "lane", "process"), name, value.strip())
    return document.content()


def set_timer(content: bytes, event: str, time: str) -> bytes:
    """The time of a timer event: a duration as `P14D`, a repetition as `R/P7D`, a date, or FEEL."""
    document = Document(content)
    found = document.find_kind(event, *EVENTS)
    definition = found.find(bpmn("timerEventDefinition"))
    if definition is None or not time.strip():
        raise InvalidInput(f'Expected a time for a timer event, but "{event}" ' + _lacking(definition))
    value = next((child for child in definition if local(child) in _TIMES), None)
    if value is None or local(value) != timed_as(time.strip()):
        if value is not None:
            document.remove(value)
        tag = bpmn(timed_as(time.strip()))
        document.append(definition, document.create(tag, {XSI_TYPE: "bpmn:tFormalExpression"}, time.strip()))
    else:
        value.text = time.strip()
    return document.content()


def set_condition(content: bytes, flow: str, condition: str) -> bytes:
    """When a flow is taken: FEEL with a leading `=`."""
    document = Document(content)
    found = document.find_kind(flow, "sequenceFlow")
    text = condition.strip()
    write_child(document, found, "conditionExpression", text if not text or text.startswith("=") else f"= {text}")
    source = document.find(found.get("sourceRef") or "")
    if text and source.get("default") == flow:
        document.set(source, "default", None)
    return document.content()


def set_default(content: bytes, step: str, flow: str) -> bytes:
    """Which flow out of a choice is taken when no condition is true; that flow has no condition then."""
    document = Document(content)
    found = document.find_kind(step, *(GATEWAYS | ACTIVITIES))
    if flow and document.find_kind(flow, "sequenceFlow").get("sourceRef") != step:
        raise InvalidInput(f'Expected a flow out of "{step}", but "{flow}" leaves another step.')
    document.set(found, "default", flow)
    if flow:
        write_child(document, document.find(flow), "conditionExpression", "")
    return document.content()


def write_property(document: Document, element: Element, name: str, value: str) -> None:
    """Write one property; without a value it goes, and what then is empty around it."""
    extensions = element.find(bpmn("extensionElements"))
    held = None if extensions is None else extensions.find(camunda("properties"))
    one = None if held is None else next((each for each in held if each.get("name") == name), None)
    if one is not None and value:
        one.set("value", value)
    elif one is not None:
        _remove_hollow(document, one, element)
    elif value:
        if extensions is None:
            extensions = document.insert_ordered(element, document.create(bpmn("extensionElements")))
        if held is None:
            held = document.append(extensions, document.create(camunda("properties")))
        document.append(held, document.create(camunda("property"), {"name": name, "value": value}))


def _remove_hollow(document: Document, element: Element, until: Element) -> None:
    parent = element.getparent()
    document.remove(element)
    while parent is not None and parent is not until and not len(parent):
        hollow, parent = parent, parent.getparent()
        document.remove(hollow)


def _set_camunda(content: bytes, element: str, attribute: str, value: str, *kinds: str) -> bytes:
    document = Document(content)
    document.set(document.find_kind(element, *kinds), camunda(attribute), value.strip())
    return document.content()


def write_child(document: Document, element: Element, name: str, text: str) -> None:
    """Write the text of a child element; without a text it goes."""
    child = element.find(bpmn(name))
    if child is not None and text:
        child.text = text
    elif child is not None:
        document.remove(child)
    elif text:
        attributes = {XSI_TYPE: "bpmn:tFormalExpression"} if name == "conditionExpression" else {}
        document.insert_ordered(element, document.create(bpmn(name), attributes, text))


def _lacking(definition: Element | None) -> str:
    return "is no timer." if definition is None else "would get none."

"""Small diagrams for the tests of rules: each says only what it is about."""

from itertools import pairwise

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="http://example.org/test">'
)
START = '<startEvent id="begin" name="Begin"/>'
END = '<endEvent id="done" name="Done"/>'
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
MESSAGES = '<message id="m" name="reply"/><message id="n" name="query"/><signal id="s" name="stop"/>'


def diagram(*parts: str, outside: str = MESSAGES, attributes: str = 'id="idea" isExecutable="true"') -> bytes:
    """A BPMN file with one process that holds the parts."""
    return f"{HEAD}{outside}<process {attributes} name='Idea'>{''.join(parts)}</process></definitions>".encode()


def flow(source: str, target: str, condition: str = "", **attributes: str) -> str:
    """An arrow, its id made of its ends."""
    given = {"id": f"{source}_to_{target}", "name": f"{source} to {target}"} | attributes
    written = " ".join(f'{name}="{value}"' for name, value in given.items())
    body = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow {written} sourceRef="{source}" targetRef="{target}">{body}</sequenceFlow>'


def path(*ids: str) -> str:
    """Arrows from each to the next."""
    return "".join(flow(source, target) for source, target in pairwise(ids))


def user(task: str = "work", inside: str = "", **attributes: str) -> str:
    """A user task that somebody does with a form."""
    given = {"candidateGroups": "owners", "formKey": "idea"} | attributes
    return task_of("userTask", task, inside, **given)


def task_of(kind: str, task: str, inside: str = "", **attributes: str) -> str:
    """An activity; attributes are Camunda's unless they stand in BPMN."""
    own = {"calledElement", "messageRef", "scriptFormat", "default", "triggeredByEvent", "instantiate", "name"}
    own |= {"isForCompensation", "attachedToRef", "cancelActivity", "isInterrupting"}
    given = {"name": task.capitalize()} | attributes
    written = " ".join(f'{key if key in own else f"camunda:{key}"}="{value}"' for key, value in given.items())
    return f'<{kind} id="{task}" {written}>{inside}</{kind}>'


def properties(**values: str) -> str:
    """Camunda's properties; a colon in a name is written as two underscores."""
    rows = "".join(
        f'<camunda:property name="{name.replace("__", ":")}" value="{value}"/>' for name, value in values.items()
    )
    return f"<extensionElements><camunda:properties>{rows}</camunda:properties></extensionElements>"


def one_step(step: str, name: str = "work", outside: str = MESSAGES) -> bytes:
    """A process of a start, one step and an end."""
    return diagram(START, step, END, path("begin", name, "done"), outside=outside)


def undoing(*more: str, associated: bool = True, thrown: str = "") -> bytes:
    """A process whose end undoes its step: `thrown` are the attributes of what it throws."""
    line = '<association id="leads" sourceRef="undo" targetRef="revert"/>' if associated else ""
    return diagram(
        START,
        user(),
        '<boundaryEvent id="undo" name="Undo" attachedToRef="work"><compensateEventDefinition/></boundaryEvent>',
        user("revert", isForCompensation="true"),
        f'<endEvent id="done" name="Done"><compensateEventDefinition {thrown}/></endEvent>',
        path("begin", "work", "done"),
        line,
        *more,
    )


def shape(element: str, left: int, top: int, width: int = 100, height: int = 80) -> str:
    """Where an element is drawn."""
    bounds = f'<dc:Bounds x="{left}" y="{top}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape bpmnElement="{element}">{bounds}</bpmndi:BPMNShape>'


def picture(*shapes: str) -> str:
    """The picture of a process."""
    plane = f'<bpmndi:BPMNPlane bpmnElement="idea">{"".join(shapes)}</bpmndi:BPMNPlane>'
    return f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"


def drawn(process: bytes, *shapes: str) -> bytes:
    """A diagram with its picture."""
    return process.replace(b"</definitions>", f"{picture(*shapes)}</definitions>".encode())

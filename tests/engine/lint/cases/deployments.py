"""Cases of several files: what is wrong, and the same mended."""

import json

from engine.lint import Known
from tests.engine.lint.drawn import END, START, diagram, flow, one_step, path, task_of, user

IDEA = one_step(user())


def form(form_id: str = "idea", **field: object) -> bytes:
    """A form with one field."""
    component = {"type": "textfield", "key": "title", "label": "Title", "properties": {"process": True}} | field
    return json.dumps({"id": form_id, "components": [component]}).encode()


def table(key: str = "share") -> bytes:
    """A decision that is always the same."""
    namespace = "https://www.omg.org/spec/DMN/20191111/MODEL/"
    return (
        f'<definitions xmlns="{namespace}" id="d" name="D" namespace="n"><decision id="{key}" name="{key}">'
        "<literalExpression><text>1</text></literalExpression></decision></definitions>"
    ).encode()


def translations(*texts: str) -> bytes:
    """A PO file that translates these texts."""
    rows = "".join(f'\nmsgid "{text}"\nmsgstr "{text}!"\n' for text in texts)
    return f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n{rows}'.encode()


def _calling(process: str, called: str) -> bytes:
    call = task_of("callActivity", "work", calledElement=called)
    return one_step(call).replace(b'id="idea"', f'id="{process}"'.encode())


AWAITING = IDEA.replace(
    b'<startEvent id="begin" name="Begin"/>',
    b'<startEvent id="begin" name="Begin"><messageEventDefinition messageRef="m"/></startEvent>',
)
FILED = one_step(user())
ASKING = one_step(task_of("businessRuleTask", "work", decisionRef="share", resultVariable="r"))
JUDGED = diagram(
    START,
    user(),
    '<exclusiveGateway id="which" name="Good?" default="which_to_no"/>',
    END,
    '<endEvent id="no" name="No"/>',
    path("begin", "work", "which"),
    flow("which", "done", "title = null"),
    flow("which", "no"),
)
WORDS = ("Idea", "Begin", "Work", "Done", "begin to work", "work to done", "Title")

Case = tuple[dict[str, bytes], dict[str, bytes]]

CASES: dict[str, Case] = {
    "name-undefined": (
        {"a.bpmn": JUDGED, "a.form.json": form(key="tilte")},
        {"a.bpmn": JUDGED, "a.form.json": form()},
    ),
    "form-field-not-kept": (
        {"a.bpmn": JUDGED, "a.form.json": form(properties={})},
        {"a.bpmn": JUDGED, "a.form.json": form()},
    ),
    "resource-name": ({"a.bpmn2": IDEA}, {"a.bpmn": IDEA}),
    "process-duplicate": ({"a.bpmn": IDEA, "b.bpmn": IDEA}, {"a.bpmn": IDEA}),
    "called-unknown": ({"a.bpmn": _calling("a", "b")}, {"a.bpmn": _calling("a", "idea"), "b.bpmn": IDEA}),
    "called-without-start": (
        {"a.bpmn": _calling("a", "idea"), "b.bpmn": AWAITING},
        {"a.bpmn": _calling("a", "idea"), "b.bpmn": IDEA},
    ),
    "call-cycle": (
        {"a.bpmn": _calling("a", "b"), "b.bpmn": _calling("b", "a")},
        {"a.bpmn": _calling("a", "b"), "b.bpmn": _calling("b", "c")},
    ),
    "form-unknown": ({"a.bpmn": IDEA}, {"a.bpmn": IDEA, "a.form.json": form()}),
    "form-file-at-start": (
        {
            "a.bpmn": FILED.replace(b'"Begin"', b'"Begin" camunda:formKey="idea"'),
            "a.form.json": form(type="filepicker"),
        },
        {"a.bpmn": FILED, "a.form.json": form(type="filepicker")},
    ),
    "form-duplicate": (
        {"a.bpmn": IDEA, "a.form.json": form(), "b.form.json": form()},
        {"a.bpmn": IDEA, "a.form.json": form()},
    ),
    "form-unused": (
        {"a.bpmn": IDEA, "a.form.json": form("other")},
        {"a.bpmn": IDEA, "a.form.json": form()},
    ),
    "decision-unknown": ({"a.bpmn": ASKING}, {"a.bpmn": ASKING, "a.dmn": table()}),
    "decision-none": (
        {"a.dmn": table().replace(b"decision ", b"inputData ").replace(b"/decision", b"/inputData")},
        {"a.dmn": table()},
    ),
    "decision-duplicate": ({"a.dmn": table(), "b.dmn": table()}, {"a.dmn": table()}),
    "decision-unused": ({"a.bpmn": IDEA, "a.dmn": table()}, {"a.bpmn": ASKING, "a.dmn": table()}),
    "text-untranslated": (
        {"a.bpmn": IDEA, "a.form.json": form(), "texts.sv.po": translations("Idea")},
        {"a.bpmn": IDEA, "a.form.json": form(), "texts.sv.po": translations(*WORDS)},
    ),
    "text-unused": (
        {"a.bpmn": IDEA, "a.form.json": form(), "texts.sv.po": translations(*WORDS, "Old")},
        {"a.bpmn": IDEA, "a.form.json": form(), "texts.sv.po": translations(*WORDS)},
    ),
}

RECEIVING = one_step(task_of("receiveTask", "work", messageRef="m"))
LISTED = form(type="select", properties={"list": "all_people"})
TOPIC = one_step(task_of("serviceTask", "work", topic="idea.register"))

# A file, names with which it breaks the rule, and names with which it does not.
NAMES: dict[str, tuple[bytes, Known, Known]] = {
    "topic-unknown": (TOPIC, Known(topics=frozenset({"a"})), Known(topics=frozenset({"idea.register"}))),
    "step-needed": (IDEA, Known(steps={"idea": frozenset({"a"})}), Known(steps={"idea": frozenset({"work"})})),
    "group-unknown": (IDEA, Known(groups=frozenset({"a"})), Known(groups=frozenset({"owners"}))),
    "form-list-unknown": (LISTED, Known(lists=frozenset({"a"})), Known(lists=frozenset({"all_people"}))),
    "message-from-nobody": (RECEIVING, Known(messages=frozenset()), Known(messages=frozenset({"reply"}))),
}

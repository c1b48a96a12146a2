"""Reading diagrams: what is kept, what is refused, and that nothing in a file can harm."""

import time

import pytest

from engine.errors import InvalidResource
from engine.spiff import Call, Start, parse, unsupported
from engine.spiff.elements import BPMN
from engine.xml import MAX_BYTES, read_xml
from tests.engine.diagram import Diagram
from tests.engine.spiff.stage import processes
from tests.engine.spiff.test_repetition import instances, loop

LANES = (
    '<laneSet><lane id="advisors" name="Neuvojat"><flowNodeRef>a</flowNodeRef></lane>'
    '<lane id="team" name="Tiimi"><extensionElements><camunda:properties>'
    '<camunda:property name="group" value="= body"/>'
    "</camunda:properties></extensionElements><flowNodeRef>s</flowNodeRef></lane></laneSet>"
)


def test_an_element_keeps_what_the_diagram_says_of_it() -> None:
    diagram = Diagram("idea", properties={"title": "= name"}, lanes=LANES).start()
    content = "<documentation>Lue *ensin*.</documentation>"
    more = {"camunda": {"formKey": "assessment", "priority": "50"}, "properties": {"phase": "Arviointi"}}
    diagram.user("a", inside=content, **more)
    with diagram.sub("s") as sub:
        sub.start("s1").user("b").rule("r", "fit", "result").service("mail", "send_mail").call("c", "other")
        sub.flows("s1 -> b -> r -> mail -> c")
    (process,) = processes(diagram.flows("start -> a -> s"))
    a, b = process.elements["a"], process.elements["b"]
    assert (a.kind, a.name, a.lane, a.group, a.scope) == ("userTask", "a", "Neuvojat", "advisors", ())
    assert a.attributes == {"formKey": "assessment", "priority": "50"}
    assert (a.properties, a.documentation) == ({"phase": "Arviointi"}, "Lue *ensin*.")
    assert (b.lane, b.group, b.scope) == ("Tiimi", "= body", ("s",))
    assert (process.key, process.properties, process.path) == ("idea", {"title": "= name"}, "0.bpmn")
    assert (process.forms, process.decisions, process.topics) == ({"assessment"}, {"fit"}, {"send_mail"})
    assert process.calls == (Call("c", "other"),)
    assert process.starts == (Start("none", "", "start"),)


def test_every_way_to_begin_is_told() -> None:
    diagram = Diagram().start().start("s", "signal:bell").start("m", "message:go").user("a")
    (process,) = processes(diagram.flows("start -> a", "s -> a", "m -> a"))
    assert process.starts == (Start("none", "", "start"), Start("signal", "bell", "s"), Start("message", "go", "m"))


def test_a_pool_that_is_not_executable_is_a_drawing() -> None:
    other = f'<process xmlns="{BPMN}" id="customer" isExecutable="false"><task id="t"/></process></definitions>'
    content = Diagram().start().user("a").flows("start -> a").xml().replace(b"</definitions>", other.encode())
    assert list(parse({"x.bpmn": content})) == ["process"]


def test_two_files_cannot_have_the_same_process() -> None:
    content = Diagram().start().user("a").flows("start -> a").xml()
    with pytest.raises(InvalidResource, match=r"Expected one process 'process', but a.bpmn and b.bpmn both have it"):
        parse({"a.bpmn": content, "b.bpmn": content})


BOMB = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "but the file is empty"),
        (b"<a><b></a>", "Expected well-formed XML, but"),
        (b"PK\x03\x04", "Expected text (BPMN, DMN, JSON or PO), but the file holds something else (ZIP)"),
        (BOMB, "Expected a document without a document type (DOCTYPE), but this one has it"),
        (BOMB.decode().encode("utf-16"), "Expected a document without a document type"),
        (
            b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
            "Expected UTF-8, UTF-16 or a Western encoding, but the file says utf-7",
        ),
        (b"<a>" + b"<b>" * 300 + b"</b>" * 300 + b"</a>", "Expected"),
        (b"<a>" + b"<b/>" * 60_000 + b"</a>", "Expected at most 50000 elements"),
        (b"<a>" + b" " * MAX_BYTES + b"</a>", "Expected a file of at most 5 MB"),
        (b"<a/>", "Expected a BPMN diagram, but got <a>"),
        (b'<definitions xmlns="http://other"/>', "Expected a BPMN diagram, but got <definitions>"),
    ],
)
def test_a_file_that_is_no_diagram_is_refused_at_once(content: bytes, sentence: str) -> None:
    began = time.process_time()
    with pytest.raises(InvalidResource) as caught:
        parse({"x.bpmn": content})
    assert sentence in str(caught.value)
    assert "in x.bpmn line " in str(caught.value)
    assert time.process_time() - began < 1


def test_entities_reach_neither_files_nor_the_network() -> None:
    for content in (
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://x/">]><a>&x;</a>',
    ):
        with pytest.raises(InvalidResource):
            read_xml(content, "x")


def event_sub(about: str, **more: object) -> Diagram:
    diagram = Diagram().start().user("a").flows("start -> a")
    with diagram.sub("sub", triggeredByEvent="true") as sub:
        sub.start("s", about, **more).user("b").flows("s -> b")
    return diagram


def extended(extension: str) -> str:
    return f"<extensionElements><camunda:{extension}/></extensionElements>"


MANY = instances("xs")


def flat(*flows: str) -> Diagram:
    return Diagram().start().user("a", "b").end().flows("start -> a", *flows)


REFUSED = [
    (flat().node("task", "x"), "this is a task without a type"),
    (flat().node("manualTask", "x"), "this is a manual task"),
    (flat().node("complexGateway", "x"), "this is a complex gateway"),
    (flat().node("transaction", "x"), "this is a transaction"),
    (flat().node("adHocSubProcess", "x"), "this is an ad-hoc sub-process"),
    (flat().node("scriptTask", "x", scriptFormat="python", inside="<script>1</script>"), "Expected a script in FEEL"),
    (flat().node("scriptTask", "x", scriptFormat="feel"), "Expected camunda:resultVariable"),
    (flat().node("serviceTask", "x"), "Expected camunda:topic with a registered service"),
    (flat().node("serviceTask", "x", camunda={"class": "A", "topic": "t"}), "it names a class"),
    (flat().node("serviceTask", "x", camunda={"expression": "${a}", "topic": "t"}), "an expression to run"),
    (flat().node("businessRuleTask", "x"), "Expected camunda:decisionRef"),
    (flat().node("sendTask", "x"), "Expected a message, but none is named"),
    (flat().node("receiveTask", "x"), "Expected a message, but none is named"),
    (flat().node("receiveTask", "x", messageRef="nowhere"), "Expected a message with a name"),
    (flat().node("receiveTask", "x", messageRef="m", instantiate="true"), "this task is to begin the process"),
    (flat().node("callActivity", "x"), "Expected the key of a process"),
    (flat().call("x", "${key}"), "Expected the key of a process"),
    (flat().call("x", "k", camunda={"calledElementBinding": "versionTag"}), "Expected the binding latest"),
    (flat().user("x", isForCompensation="true"), "Expected a compensation event that leads to this activity"),
    (flat().user("x", inside=instances()), "Expected either a collection or a number"),
    (flat().user("x", inside=instances("xs", number="3")), "Expected either a collection or a number"),
    (flat().user("x", inside=MANY, properties={"resultElement": "= y"}), "Expected the property resultCollection"),
    (flat().user("x", inside=loop()), "Expected a condition or a maximum"),
    (flat().user("x", inside="<ioSpecification/>"), "names inputs and outputs of its own"),
    (flat().user("x", inside=extended("taskListener")), "it has a task listener"),
    (flat().user("x", inside=extended("inputOutput")), "an input/output mapping"),
    (flat().catch("x", ""), "but it is an event about nothing"),
    (flat().catch("x", "error:a"), "but it is an error event"),
    (flat().throw("x", "timer:duration PT1H"), "but it is a timer event"),
    (flat().end("x", "timer:duration PT1H"), "but it is a timer event"),
    (flat().end("x", "error:"), "Expected an error to end with"),
    (flat().boundary("x", "a", "compensate"), "Expected an association to one activity for compensation"),
    (flat().start("x", "error:a").flows("x -> a"), "but it is an error event"),
    (flat().first("g").receive("r", "m").boundary("x", "r", "signal:s").flows("a -> g -> r"), "Expected a plain event"),
    (flat().end("x", "cancel:"), "cancelling a transaction is not supported"),
    (flat().throw("x", "message:"), "Expected a message with a name"),
    (flat().throw("x", "link:away"), "Expected one place where the link 'away' goes on"),
    (flat().catch("x", "timer:duration 1 hour"), "Expected a duration as P30D or PT1H, but got '1 hour'"),
    (flat().catch("x", "timer:cycle 0 0 * * *"), "Expected a cycle as R3/P1M"),
    (flat().catch("x", "conditional:"), "Expected a condition to wait for"),
    (flat().boundary("x", "nowhere", "signal:s"), "Expected an activity that the event is attached to"),
    (flat().boundary("x", "a", "error:e", interrupting=False), "Expected an error to interrupt the activity"),
    (flat().boundary("x", "a", ""), "but it is an event about nothing"),
    (event_sub(""), "Expected what can stand at this start event"),
    (event_sub("error:e", isInterrupting="false"), "Expected an error to interrupt"),
    (Diagram().user("a"), "Expected a start event, but there is none"),
    (flat().start("again").flows("again -> a"), "Expected one start event"),
    (Diagram().start("x", "conditional:y").user("a").flows("x -> a"), "it is a conditional event"),
    (flat("a -> end", "end -> b"), "Expected nothing after an end event"),
    (flat("a -> start"), "one of them begins by an event"),
    (flat().xor("g").flows("a -> g", "g -> b: x", "g -> end"), "Expected a condition, or the mark of the default flow"),
    (flat().both("g").flows("a -> g", "g -> b: x", "g -> end"), "Expected a flow without a condition"),
    (flat().first("g").flows("a -> g"), "Expected events after the gateway"),
    (flat().first("g").flows("a -> g -> b"), "Expected an event to wait for after an event gateway"),
]  # fmt: skip


@pytest.mark.parametrize(("diagram", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_is_not_run_as_drawn_is_refused(diagram: Diagram, sentence: str) -> None:
    content = diagram._diagram.xml()
    with pytest.raises(InvalidResource) as caught:
        parse({"x.bpmn": content})
    found = [text for _, text in unsupported(read_xml(content, "x.bpmn"))]
    assert any(sentence in text for text in found)
    assert all(text.startswith("Expected ") and text.endswith(".") for text in found)
    assert "in x.bpmn line " in str(caught.value)
    assert ", element " in str(caught.value)


def test_any_id_may_be_used() -> None:
    diagram = Diagram("process").start("Start").user("Root", "process.EndJoin").end("End")
    (process,) = processes(diagram.flows("Start -> Root -> process.EndJoin -> End"))
    assert set(process.elements) == {"Start", "Root", "process.EndJoin", "End"}

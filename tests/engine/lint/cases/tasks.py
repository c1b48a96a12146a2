"""Cases for tasks, people, expressions, extensions, words and pictures."""

from tests.engine.lint.drawn import (
    END,
    MESSAGES,
    START,
    diagram,
    drawn,
    flow,
    one_step,
    path,
    properties,
    shape,
    task_of,
    undoing,
    user,
)

GOOD = one_step(user())
SCRIPT = "<script>score + 1</script>"
BEFORE = shape("begin", 0, 0, 36, 36)
AFTER = shape("done", 300, 0, 36, 36)
EDGES = "".join(f'<bpmndi:BPMNEdge bpmnElement="{name}"/>' for name in ("begin_to_work", "work_to_done"))
POOL = '<collaboration id="c"><participant id="pool" name="Pool" processRef="idea"/></collaboration>'
DRAWN = drawn(
    one_step(user(), outside=MESSAGES + POOL),
    shape("pool", -50, -50, 600, 300),
    BEFORE,
    shape("work", 100, 0),
    AFTER,
    EDGES,
)


def _lanes(*lanes: tuple[str, str]) -> str:
    rows = "".join(f'<lane id="{lane}" name="{lane}"><flowNodeRef>{node}</flowNodeRef></lane>' for lane, node in lanes)
    return f"<laneSet>{rows}</laneSet>"


def _with_lanes(*lanes: tuple[str, str]) -> bytes:
    everything = (("owners", "begin"), ("owners_2", "done"), *lanes)
    return diagram(_lanes(*everything), START, user(), END, path("begin", "work", "done"))


CASES = {
    "task-untyped": (one_step('<task id="work" name="Work"/>'), GOOD),
    "service-without-topic": (
        one_step(task_of("serviceTask", "work")),
        one_step(task_of("serviceTask", "work", topic="idea.register")),
    ),
    "receive-without-message": (
        one_step(task_of("receiveTask", "work")),
        one_step(task_of("receiveTask", "work", messageRef="m")),
    ),
    "script-language": (
        one_step(task_of("scriptTask", "work", SCRIPT, scriptFormat="javascript", resultVariable="score")),
        one_step(task_of("scriptTask", "work", SCRIPT, scriptFormat="feel", resultVariable="score")),
    ),
    "script-missing": (
        one_step(task_of("scriptTask", "work", scriptFormat="feel", resultVariable="score")),
        one_step(task_of("scriptTask", "work", SCRIPT, scriptFormat="feel", resultVariable="score")),
    ),
    "result-variable-missing": (
        one_step(task_of("scriptTask", "work", SCRIPT, scriptFormat="feel")),
        one_step(task_of("scriptTask", "work", SCRIPT, scriptFormat="feel", resultVariable="score")),
    ),
    "decision-missing": (
        one_step(task_of("businessRuleTask", "work", resultVariable="r")),
        one_step(task_of("businessRuleTask", "work", resultVariable="r", decisionRef="d")),
    ),
    "called-missing": (
        one_step(task_of("callActivity", "work")),
        one_step(task_of("callActivity", "work", calledElement="meeting")),
    ),
    "called-binding": (
        one_step(task_of("callActivity", "work", calledElement="meeting", calledElementBinding="version")),
        one_step(task_of("callActivity", "work", calledElement="meeting", calledElementBinding="latest")),
    ),
    "ad-hoc": (one_step(task_of("adHocSubProcess", "work", user("t"))), GOOD),
    "transaction": (one_step(task_of("transaction", "work", user("t"))), GOOD),
    "subprocess-empty": (
        one_step(task_of("subProcess", "work")),
        one_step(task_of("subProcess", "work", '<startEvent id="in" name="In"/>')),
    ),
    "compensation-unpaired": (undoing(associated=False), undoing()),
    "compensation-on-a-path": (undoing(path("revert", "done")), undoing()),
    "compensation-out-of-reach": (undoing(thrown='activityRef="elsewhere"'), undoing(thrown='activityRef="work"')),
    "data-not-moved": (one_step(user(inside='<dataInputAssociation id="d"/>')), GOOD),
    "user-task-without-audience": (one_step(user(candidateGroups="")), GOOD),
    "user-task-without-form": (one_step(user(formKey="")), GOOD),
    "priority": (one_step(user(priority="high")), one_step(user(priority="50"))),
    "lane-several": (_with_lanes(("a", "work"), ("b", "work")), _with_lanes(("a", "work"))),
    "lane-missing": (_with_lanes(), _with_lanes(("a", "work"))),
    "expression-unreadable": (one_step(user(dueDate="= date(")), one_step(user(dueDate="= date(today)"))),
    "expression-foreign": (one_step(user(assignee="${owner}")), one_step(user(assignee="= owner"))),
    "expression-language": (
        one_step(user()).replace(
            b"</sequenceFlow>", b'<conditionExpression language="groovy">x</conditionExpression></sequenceFlow>', 1
        ),
        GOOD,
    ),
    "extension-ignored": (one_step(task_of("serviceTask", "work", **{"class": "org.Example"})), GOOD),
    "extension-foreign": (
        one_step(user(inside="<extensionElements><zeebe:userTask/></extensionElements>")),
        GOOD,
    ),
    "element-unsupported": (one_step(user(inside="<ioSpecification/>")), GOOD),
    "property-misspelt": (
        one_step(user(inside=properties(Phase="Aihio"))),
        one_step(user(inside=properties(phase="Aihio"))),
    ),
    "time-to-live": (
        one_step(user(inside=properties(timeToLive="a week"))),
        one_step(user(inside=properties(timeToLive="P7D"))),
    ),
    "reference-unresolved": (
        one_step('<receiveTask id="work" name="R" messageRef="gone"/>'),
        one_step('<receiveTask id="work" name="R" messageRef="m"/>'),
    ),
    "label-missing": (one_step(user(name="")), GOOD),
    "label-missing-on-way": (
        diagram(
            START,
            '<exclusiveGateway id="g" name="G" default="a"/>',
            END,
            path("begin", "g"),
            flow("g", "done", id="a", name=""),
            flow("g", "done", "x", id="b"),
        ),
        GOOD,
    ),
    "label-long": (one_step(user(name="word " * 40)), GOOD),
    "picture-missing": (GOOD, DRAWN),
    "picture-incomplete": (drawn(GOOD, BEFORE, AFTER), DRAWN),
    "picture-overlap": (drawn(GOOD, BEFORE, shape("work", 10, 10), AFTER), DRAWN),
    "picture-outside": (
        drawn(
            one_step(user(), outside=MESSAGES + POOL), shape("pool", 0, 0, 50, 50), BEFORE, shape("work", 100, 0), AFTER
        ),
        DRAWN,
    ),
}

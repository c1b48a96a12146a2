"""Cases for gateways and loops."""

from tests.engine.lint.drawn import END, START, TIMER, diagram, flow, one_step, path, task_of, user

NO = '<endEvent id="no" name="No"/>'


def _choice(*flows: str, kind: str = "exclusiveGateway", attributes: str = "") -> bytes:
    gateway = f'<{kind} id="which" name="Which?" {attributes}/>'
    return diagram(START, gateway, END, NO, path("begin", "which"), *flows)


def _branches(split: str, join: str, last: str = "") -> bytes:
    parts = (
        f'<{split} id="split" name="Split" default="split_to_b"/>',
        user("a"),
        user("b"),
        f'<{join} id="join" name="Join"/>',
    )
    arrows = (
        path("begin", "split"),
        flow("split", "a", "x = 1" if split.startswith("exclusive") else ""),
        flow("split", "b"),
        path("a", "join"),
        path("b", "join"),
        path("join", "done"),
    )
    return diagram(START, *parts, END, *arrows, last)


def _repeated(loop: str) -> bytes:
    return one_step(user(inside=loop))


CHOICE = _choice(flow("which", "done", "x = 1"), flow("which", "no"), attributes='default="which_to_no"')
WAIT = f'<intermediateCatchEvent id="wait" name="Wait">{TIMER}</intermediateCatchEvent>'
MULTI = "multiInstanceLoopCharacteristics"
ROUND = (START, task_of("serviceTask", "a", topic="t"), task_of("serviceTask", "b", topic="t"))

CASES = {
    "gateway-complex": (_choice(flow("which", "done"), kind="complexGateway"), CHOICE),
    "gateway-condition-missing": (_choice(flow("which", "done", "x = 1"), flow("which", "no")), CHOICE),
    "gateway-without-default": (_choice(flow("which", "done", "x = 1"), flow("which", "no", "x = 2")), CHOICE),
    "default-with-condition": (
        _choice(flow("which", "done", "x = 1"), flow("which", "no", "x = 2"), attributes='default="which_to_no"'),
        CHOICE,
    ),
    "default-elsewhere": (CHOICE.replace(b'default="which_to_no"', b'default="begin_to_which"'), CHOICE),
    "condition-ignored": (
        _choice(flow("which", "done", "x = 1"), flow("which", "no"), kind="parallelGateway"),
        _choice(flow("which", "done"), flow("which", "no"), kind="parallelGateway"),
    ),
    "gateway-superfluous": (_choice(flow("which", "done")), CHOICE),
    "gateway-joins-and-splits": (
        CHOICE.replace(b"</process>", user("again").encode() + path("again", "which").encode() + b"</process>"),
        CHOICE,
    ),
    "event-gateway-target": (
        diagram(
            START,
            '<eventBasedGateway id="which"/>',
            user(),
            WAIT,
            END,
            path("begin", "which", "work", "done"),
            path("which", "wait", "done"),
        ),
        diagram(START, '<eventBasedGateway id="which"/>', WAIT, END, path("begin", "which", "wait", "done")),
    ),
    "event-gateway-starts": (
        one_step('<receiveTask id="work" name="R" messageRef="m" instantiate="true"/>'),
        one_step('<receiveTask id="work" name="R" messageRef="m"/>'),
    ),
    "join-never-complete": (
        _branches("exclusiveGateway", "parallelGateway"),
        _branches("exclusiveGateway", "exclusiveGateway"),
    ),
    "parallel-not-joined": (
        _branches("parallelGateway", "exclusiveGateway"),
        _branches("parallelGateway", "parallelGateway"),
    ),
    "multi-instance-of-what": (
        _repeated(f"<{MULTI}/>"),
        _repeated(f'<{MULTI} camunda:collection="members" camunda:elementVariable="member"/>'),
    ),
    "multi-instance-item": (
        _repeated(f'<{MULTI} camunda:collection="members"/>'),
        _repeated(f'<{MULTI} camunda:collection="members" camunda:elementVariable="member"/>'),
    ),
    "multi-instance-results": (
        _repeated(
            '<extensionElements><camunda:properties><camunda:property name="resultElement" value="= score"/>'
            f"</camunda:properties></extensionElements><{MULTI}><loopCardinality>2</loopCardinality></{MULTI}>"
        ),
        _repeated(f"<{MULTI}><loopCardinality>2</loopCardinality></{MULTI}>"),
    ),
    "loop-without-end": (
        _repeated("<standardLoopCharacteristics/>"),
        _repeated('<standardLoopCharacteristics loopMaximum="3"/>'),
    ),
    "loop-never-waits": (
        diagram(*ROUND, path("begin", "a", "b", "a")),
        diagram(*ROUND, END, path("begin", "a", "b", "done")),
    ),
}

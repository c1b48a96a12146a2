"""Cases for ids, structure and arrows."""

from tests.engine.lint.drawn import END, HEAD, START, TIMER, diagram, flow, one_step, path, task_of, user

GOOD = one_step(user())
WORK = user()
LONG = "".join(f'<userTask id="t{index}" name="T"/>' for index in range(2_001))

CASES = {
    "id-missing": (one_step(WORK.replace('id="work"', "")), GOOD),
    "id-duplicate": (
        diagram(START, WORK, user("other").replace('id="other"', 'id="work"'), END, path("begin", "work", "done")),
        GOOD,
    ),
    "id-reserved": (
        diagram('<startEvent id="Start" name="Begin"/>', WORK, END, path("Start", "work", "done")),
        GOOD,
    ),
    "process-key": (diagram(attributes='id="Idea-2" isExecutable="true"'), diagram()),
    "process-missing": (
        f'{HEAD}<collaboration id="c"><participant id="p"/></collaboration></definitions>'.encode(),
        GOOD,
    ),
    "process-empty": (diagram(), GOOD),
    "process-not-executable": (GOOD.replace(b'isExecutable="true"', b'isExecutable="false"'), GOOD),
    "process-not-run": (
        GOOD.replace(b"</definitions>", b'<process id="other"><task id="t" name="T"/></process></definitions>'),
        GOOD,
    ),
    "too-many-steps": (diagram(START, LONG), GOOD),
    "choreography": (diagram('<choreographyTask id="talk" name="Talk"/>'), GOOD),
    "start-missing": (diagram(WORK, END, path("work", "done")), GOOD),
    "start-several": (
        diagram(START, '<startEvent id="again" name="Again"/>', WORK, END, path("begin", "work", "done")),
        GOOD,
    ),
    "start-trigger": (
        one_step(task_of("subProcess", "work", f'<startEvent id="in">{TIMER}</startEvent>')),
        one_step(task_of("subProcess", "work", '<startEvent id="in"/>')),
    ),
    "start-without-trigger": (
        diagram(task_of("subProcess", "work", '<startEvent id="in"/>', triggeredByEvent="true")),
        diagram(task_of("subProcess", "work", f'<startEvent id="in">{TIMER}</startEvent>', triggeredByEvent="true")),
    ),
    "flow-loose": (diagram(START, WORK, END, path("begin", "work", "don")), GOOD),
    "flow-crosses-edge": (
        diagram(START, task_of("subProcess", "outer", WORK), END, path("begin", "outer", "work")),
        GOOD,
    ),
    "flow-into-start": (diagram(START, WORK, END, path("begin", "work", "begin")), GOOD),
    "flow-out-of-end": (diagram(START, WORK, END, path("begin", "done", "work")), GOOD),
    "flow-duplicate": (
        diagram(START, WORK, END, path("begin", "work", "done"), flow("begin", "work", id="twice")),
        GOOD,
    ),
    "disconnected": (diagram(START, WORK, END, path("begin", "done")), GOOD),
    "unreachable": (diagram(START, WORK, END, path("begin", "done"), flow("work", "done")), GOOD),
    "end-implicit": (diagram(START, WORK, path("begin", "work")), GOOD),
    "split-implicit": (
        diagram(
            START, WORK, END, '<endEvent id="too" name="Too"/>', path("begin", "work", "done"), flow("work", "too")
        ),
        GOOD,
    ),
}

"""Cases for events, timers and messages."""

from tests.engine.lint.drawn import (
    END,
    MESSAGES,
    START,
    TIMER,
    diagram,
    one_step,
    path,
    properties,
    task_of,
    user,
)

GOOD = one_step(user())


def _waiting(inside: str, kind: str = "intermediateCatchEvent") -> bytes:
    return one_step(f'<{kind} id="work" name="Wait">{inside}</{kind}>')


def _timer(kind: str, text: str) -> bytes:
    return _waiting(f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>")


def _boundary(inside: str, attributes: str = 'attachedToRef="work"') -> bytes:
    event = f'<boundaryEvent id="late" name="Late" {attributes}>{inside}</boundaryEvent>'
    other = '<endEvent id="stop" name="Stop"/>'
    return diagram(START, user(), event, other, END, path("begin", "work", "done"), path("late", "stop"))


def _ending(inside: str, outside: str = MESSAGES, extra: str = "") -> bytes:
    return diagram(
        START, f'<endEvent id="done" name="Done">{inside}</endEvent>', path("begin", "done"), extra, outside=outside
    )


def _starting(kind: str) -> str:
    return f'<startEvent id="{kind}" name="{kind}"><messageEventDefinition messageRef="m"/></startEvent>'


def _beginning(timer: str, lead: str = "") -> bytes:
    kept = properties(lead=lead) if lead else ""
    start = (
        f'<startEvent id="begin" name="Begin">{kept}<timerEventDefinition>{timer}</timerEventDefinition></startEvent>'
    )
    return diagram(start, user(), END, path("begin", "work", "done"))


BAD_ERROR = '<error id="e" name="No"/>'
ERROR = '<error id="e" name="No" errorCode="no"/>'
ERROR_EVENT = '<errorEventDefinition errorRef="e"/>'
MESSAGE = '<messageEventDefinition messageRef="m"/>'
THROWN = f'{properties(correlationKey="= key")}<messageEventDefinition messageRef="m"/>'
INNER = f'<startEvent id="in" name="In"/><endEvent id="out" name="Out">{ERROR_EVENT}</endEvent>' + path("in", "out")
CAUGHT = diagram(
    START,
    task_of("subProcess", "work", INNER),
    f'<boundaryEvent id="caught" name="Caught" attachedToRef="work">{ERROR_EVENT}</boundaryEvent>',
    END,
    path("begin", "work", "done"),
    path("caught", "done"),
    outside=ERROR,
)
LINKED = diagram(
    START,
    '<intermediateThrowEvent id="away" name="L"><linkEventDefinition name="L"/></intermediateThrowEvent>',
    '<intermediateCatchEvent id="here" name="L"><linkEventDefinition name="L"/></intermediateCatchEvent>',
    END,
    path("begin", "away"),
    path("here", "done"),
)
AWAITED = _waiting(MESSAGE)
SENT = one_step(f'<sendTask id="work" name="Send" messageRef="m">{properties(correlationKey="= key")}</sendTask>')
ANSWERED = SENT.replace(b"</process>", f"{_starting('m_start')}</process>".encode())

CASES = {
    "event-unsupported": (_ending(TIMER), _ending("<terminateEventDefinition/>")),
    "event-several-triggers": (_waiting(TIMER + MESSAGE), _waiting(TIMER)),
    "event-without-trigger": (_waiting(""), _waiting(TIMER)),
    "boundary-unattached": (_boundary(TIMER, 'attachedToRef="nothing"'), _boundary(TIMER)),
    "boundary-error-goes-on": (
        _boundary(ERROR_EVENT, 'attachedToRef="work" cancelActivity="false"'),
        _boundary(ERROR_EVENT),
    ),
    "error-without-code": (_ending(ERROR_EVENT, outside=BAD_ERROR), _ending(ERROR_EVENT, outside=ERROR)),
    "error-uncaught": (_ending(ERROR_EVENT, outside=ERROR), CAUGHT),
    "link-unpaired": (
        LINKED.replace(
            b'<linkEventDefinition name="L"/></intermediateC', b'<linkEventDefinition name="K"/></intermediateC'
        ),
        LINKED,
    ),
    "condition-missing": (
        _waiting("<conditionalEventDefinition/>"),
        _waiting(
            "<conditionalEventDefinition><condition>score > 3</condition></conditionalEventDefinition>".replace(
                ">", "&gt;", 0
            )
        ),
    ),
    "timer-missing": (_waiting("<timerEventDefinition/>"), _waiting(TIMER)),
    "timer-several": (
        _waiting(
            "<timerEventDefinition><timeDate>2099-01-01</timeDate><timeDuration>PT1H</timeDuration></timerEventDefinition>"
        ),
        _waiting(TIMER),
    ),
    "timer-unreadable": (_timer("timeDuration", "one hour"), _timer("timeDuration", "PT1H")),
    "timer-cron": (_timer("timeCycle", "0 0 1 ? * *"), _timer("timeCycle", "R/P1M")),
    "timer-endless": (_timer("timeCycle", "R/PT0S"), _timer("timeCycle", "R/PT1S")),
    "timer-never": (_timer("timeCycle", "R0/PT1H"), _timer("timeCycle", "R1/PT1H")),
    "timer-past": (_timer("timeDate", "2001-01-01T00:00:00Z"), _timer("timeDate", "2999-01-01T00:00:00Z")),
    "timer-negative": (_timer("timeDuration", "-PT1H"), _timer("timeDuration", "PT1H")),
    "timer-cycle-once": (_timer("timeCycle", "R/P1M"), _timer("timeDuration", "P1M")),
    "start-timer": (
        _beginning("<timeCycle>R/P1M</timeCycle>"),
        _beginning("<timeDate>= for m in [2, 9] return date(year, m, 10)</timeDate>"),
    ),
    "start-lead": (
        _beginning("<timeCycle>R/2026-03-01/P6M</timeCycle>", "a month"),
        _beginning("<timeCycle>R/2026-03-01/P6M</timeCycle>", "P30D"),
    ),
    "due-date": (one_step(user(dueDate="soon")), one_step(user(dueDate="P14D"))),
    "message-missing": (_waiting("<messageEventDefinition/>"), AWAITED),
    "message-name": (AWAITED.replace(b'name="reply"', b'name="The reply"'), AWAITED),
    "message-without-correlation": (SENT.replace(b'name="correlationKey"', b'name="key"'), SENT),
    "message-to-nobody": (SENT, ANSWERED),
    "start-message-twice": (
        diagram(_starting("one"), _starting("two"), END, path("one", "done"), path("two", "done")),
        diagram(_starting("one"), END, path("one", "done")),
    ),
}

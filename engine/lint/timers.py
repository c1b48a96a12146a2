"""Rules about time: every timer can be read, fires, and stops firing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from engine.lint.drawing import Drawing
from engine.lint.parts import Node, Part
from engine.lint.rules import ERROR, WARNING, Fault, rule
from engine.lint.supported import TIMER

_KINDS = ("timeDate", "timeDuration", "timeCycle")
_DURATION = re.compile(
    r"(?=P.)(?P<sign>-?)P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:[.,]\d+)?S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?P<rest>.+)")
_CRON = re.compile(r"[\d*?/,\-A-Za-z#]+(?:\s+[\d*?/,\-A-Za-z#]+){4,6}")


@rule(
    "drawing",
    "timer-missing",
    ERROR,
    why="A timer without a time never fires.",
    en='Expected a date, duration or cycle at the timer "{label}", but there is none.',
    fi='Ajastimella "{label}" pitää olla päivä, kesto tai toistuvuus, mutta sitä ei ole.',
    sv='Timern "{label}" ska ha ett datum, en tid eller en upprepning, men det saknas.',
)
def timer_missing(drawing: Drawing) -> Iterator[Fault]:
    for node, timer in _timers(drawing):
        if not any(timer.text_of(kind) for kind in _KINDS):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "timer-several",
    ERROR,
    why="Of a date, a duration and a cycle only one can be meant.",
    en='Expected one time at the timer "{label}", but there are several.',
    fi='Ajastimella "{label}" saa olla yksi aika, mutta niitä on useita.',
    sv='Timern "{label}" ska ha en tid, men har flera.',
)
def timer_several(drawing: Drawing) -> Iterator[Fault]:
    for node, timer in _timers(drawing):
        if sum(1 for kind in _KINDS if timer.text_of(kind)) > 1:
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "timer-unreadable",
    ERROR,
    why="A time that cannot be read never comes.",
    en='Expected {example} at the timer "{label}", but it is "{text}".',
    fi='Ajastimella "{label}" pitää olla {example}, mutta siinä on "{text}".',
    sv='Timern "{label}" ska ha {example}, men har "{text}".',
)
def timer_unreadable(drawing: Drawing) -> Iterator[Fault]:
    for node, kind, text in _times(drawing):
        if not _CRON.fullmatch(text) and not _readable(kind, text):
            yield Fault(node, {"label": node.label, "text": text, "example": EXAMPLES[kind]})


@rule(
    "drawing",
    "timer-cron",
    ERROR,
    why="Cron knows neither the organisation's calendar nor an end.",
    en='Expected an ISO 8601 cycle such as R/P1M at the timer "{label}", but it is a cron expression "{text}".',
    fi='Ajastimella "{label}" pitää olla ISO 8601 -toistuvuus, esimerkiksi R/P1M, mutta siinä on cron: "{text}".',
    sv='Timern "{label}" ska ha en ISO 8601-upprepning som R/P1M, men har cron-uttrycket "{text}".',
)
def timer_cron(drawing: Drawing) -> Iterator[Fault]:
    for node, _kind, text in _times(drawing):
        if _CRON.fullmatch(text):
            yield Fault(node, {"label": node.label, "text": text})


@rule(
    "drawing",
    "timer-endless",
    ERROR,
    why="A cycle without time between its turns would never let the instance go.",
    en='Expected some time between the turns of the timer "{label}", but "{text}" leaves none.',
    fi='Ajastimen "{label}" kierrosten välissä pitää kulua aikaa, mutta toistuvuudessa "{text}" sitä ei ole.',
    sv='Mellan varven för timern "{label}" ska det gå tid, men "{text}" ger ingen.',
)
def timer_endless(drawing: Drawing) -> Iterator[Fault]:
    for node, kind, text in _times(drawing):
        cycle = _CYCLE.fullmatch(text) if kind == "timeCycle" else None
        if cycle and any(_is_no_time(part) for part in cycle["rest"].split("/")):
            yield Fault(node, {"label": node.label, "text": text})


@rule(
    "drawing",
    "timer-never",
    ERROR,
    why="A cycle of no turns never fires.",
    en='Expected at least one turn of the timer "{label}", but "{text}" has none.',
    fi='Ajastimella "{label}" pitää olla ainakin yksi kierros, mutta toistuvuudessa "{text}" ei ole yhtään.',
    sv='Timern "{label}" ska ha minst ett varv, men "{text}" har inget.',
)
def timer_never(drawing: Drawing) -> Iterator[Fault]:
    for node, kind, text in _times(drawing):
        cycle = _CYCLE.fullmatch(text) if kind == "timeCycle" else None
        if cycle and cycle["times"] and int(cycle["times"][:9]) == 0:
            yield Fault(node, {"label": node.label, "text": text})


@rule(
    "drawing",
    "timer-past",
    WARNING,
    why="A timer whose date is past fires at once.",
    en='Expected a date to come at the timer "{label}", but {text} is past: it fires at once.',
    fi='Ajastimen "{label}" päivän pitäisi olla edessä, mutta {text} on mennyt: se laukeaa heti.',
    sv='Datumet för timern "{label}" borde ligga framåt, men {text} har passerat: den utlöses genast.',
)
def timer_past(drawing: Drawing) -> Iterator[Fault]:
    now = datetime.now(UTC)
    for node, kind, text in _times(drawing):
        date = _date(text) if kind == "timeDate" and node.kind != "startEvent" else None
        if date is not None and date < now:
            yield Fault(node, {"label": node.label, "text": text})


@rule(
    "drawing",
    "timer-negative",
    WARNING,
    why="A negative duration is over before it begins.",
    en='Expected a time to come at the timer "{label}", but {text} lies back: it fires at once.',
    fi='Ajastimen "{label}" keston pitäisi olla eteenpäin, mutta {text} on taaksepäin: se laukeaa heti.',
    sv='Tiden för timern "{label}" borde gå framåt, men {text} går bakåt: den utlöses genast.',
)
def timer_negative(drawing: Drawing) -> Iterator[Fault]:
    for node, kind, text in _times(drawing):
        if kind == "timeDuration" and text.startswith("-P"):
            yield Fault(node, {"label": node.label, "text": text})


@rule(
    "drawing",
    "timer-cycle-once",
    WARNING,
    why="What is passed or interrupted once has no second turn.",
    en='Expected a duration or date at the timer "{label}", but it is a cycle ("{text}"), and only one turn counts.',
    fi='Ajastimella "{label}" pitäisi olla kesto tai päivä, mutta siinä on toistuvuus ("{text}"), josta vain yksi '
    "kierros toteutuu.",
    sv='Timern "{label}" borde ha en tid eller ett datum, men har en upprepning ("{text}") där bara ett varv räknas.',
)
def timer_cycle_once(drawing: Drawing) -> Iterator[Fault]:
    for node, kind, text in _times(drawing):
        once = node.kind == "intermediateCatchEvent" or (node.kind == "boundaryEvent" and node.is_interrupting)
        if kind == "timeCycle" and once and not text.startswith("R1/"):
            yield Fault(node, {"label": node.label, "text": text})


@rule(
    "drawing",
    "due-date",
    ERROR,
    why="The inbox sorts by the due date, and reminders follow from it.",
    en='Expected a date or duration (2027-01-31, P14D) or "= FEEL" as {attribute} of "{label}", but it is "{text}".',
    fi='Tehtävän "{label}" määreen {attribute} pitää olla päivä tai kesto (2027-01-31, P14D) tai "= FEEL", '
    'mutta se on "{text}".',
    sv='{attribute} för "{label}" ska vara ett datum, en tid (2027-01-31, P14D) eller "= FEEL", men är "{text}".',
)
def due_date(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        for attribute in ("dueDate", "followUpDate"):
            text = node.camunda(attribute)
            if text and not text.startswith(("=", "$", "#")) and not _DURATION.fullmatch(text) and _date(text) is None:
                yield Fault(node, {"label": node.label, "attribute": attribute, "text": text})


EXAMPLES = {
    "timeDate": "2027-01-31T09:00:00",
    "timeDuration": "P14D / PT1H",
    "timeCycle": "R3/P7D / R/P1M",
}


def _timers(drawing: Drawing) -> Iterator[tuple[Node, Part]]:
    for node in drawing.nodes():
        for definition in node.definitions:
            if definition.kind == TIMER:
                yield node, definition


def _times(drawing: Drawing) -> Iterator[tuple[Node, str, str]]:
    """Node, kind and text of every literal time; FEEL (`=`) and foreign expressions have rules of their own."""
    for node, timer in _timers(drawing):
        for kind in _KINDS:
            text = timer.text_of(kind)
            if text and not text.startswith("=") and "${" not in text and "#{" not in text:
                yield node, kind, text


def is_duration(text: str) -> bool:
    """Whether a text is an ISO 8601 duration."""
    return bool(_DURATION.fullmatch(text))


def _readable(kind: str, text: str) -> bool:
    if kind == "timeDuration":
        return bool(_DURATION.fullmatch(text))
    if kind == "timeDate":
        return _date(text) is not None
    cycle = _CYCLE.fullmatch(text)
    if cycle is None:
        return False
    parts = cycle["rest"].split("/")
    return len(parts) <= 2 and all(_DURATION.fullmatch(part) or _date(part) for part in parts) and _has_duration(parts)


def _has_duration(parts: list[str]) -> bool:
    return any(_DURATION.fullmatch(part) and not part.startswith("-") for part in parts)


def _date(text: str) -> datetime | None:
    """The instant of an ISO date or date-time, read in UTC where no zone is given: near enough for a warning."""
    try:
        found = datetime.fromisoformat(text.partition("[")[0])
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_no_time(duration: str) -> bool:
    return bool(_DURATION.fullmatch(duration)) and not re.search("[1-9]", duration)

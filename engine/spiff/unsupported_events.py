"""Events in places where BPMN does not allow them, or this engine does not run them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lxml import etree

from engine.spiff.elements import child_text, children_of, kind_of
from engine.spiff.parking import Stuck
from engine.spiff.timers import schedule

_SUFFIX = "EventDefinition"
_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_WAITED = {"message", "signal", "timer", "conditional"}
_ALLOWED = {
    "startEvent": {"", "message", "signal", "timer"},
    "intermediateCatchEvent": {*_WAITED, "link"},
    "intermediateThrowEvent": {"", "message", "signal", "escalation", "compensate", "link"},
    "boundaryEvent": {*_WAITED, "error", "escalation", "compensate"},
    "endEvent": {"", "message", "signal", "escalation", "error", "compensate", "terminate"},
}
_IN_EVENT_SUB_PROCESS = {*_WAITED, "error", "escalation"}
_ELSEWHERE = {"cancel"}  # Refused by its own sentence.
_ACTIVITIES = {
    "userTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
    "subProcess", "callActivity",
}  # fmt: skip


def of(node: etree._Element, kind: str) -> Iterator[str]:
    """The sentences about one element."""
    if kind in _ALLOWED:
        yield from _event(node, kind)
    elif kind == "timerEventDefinition":
        yield from _timer(node)
    elif kind in {"messageEventDefinition", "signalEventDefinition"}:
        yield from _reference(node, kind[: -len(_SUFFIX)])
    elif kind in {"sendTask", "receiveTask"}:
        yield from _message_task(node, kind)
    elif kind == "conditionalEventDefinition" and not child_text(node, "condition"):
        yield "Expected a condition to wait for, but there is none."
    elif kind == "errorEventDefinition" and _in_end_event(node) and not node.get("errorRef"):
        yield "Expected an error to end with, but none is named."


def _in_end_event(node: etree._Element) -> bool:
    outer = node.getparent()
    return outer is not None and kind_of(outer) == "endEvent"


def _event(node: etree._Element, kind: str) -> Iterator[str]:
    about = [kind_of(child)[: -len(_SUFFIX)] for child in node if kind_of(child).endswith(_SUFFIX)]
    about += ["" for _ in range(1 - len(about))]
    if len(about) > 1:
        yield "Expected an event about one thing, but it is about several."
    if children_of(node, "eventDefinitionRef"):
        yield "Expected the event's definition in the event, but it refers to one elsewhere."
    allowed = _ALLOWED[kind]
    if kind == "startEvent":
        allowed = _starts(node)
    for one in about:
        if one not in allowed and one not in _ELSEWHERE:
            yield _not_here(one, kind)
    if kind == "boundaryEvent":
        yield from _boundary(node, about)
    if kind == "startEvent" and about == ["error"] and node.get("isInterrupting") == "false":
        yield "Expected an error to interrupt, but this event does not."


def _starts(node: etree._Element) -> set[str]:
    outer = node.getparent()
    if outer is None or kind_of(outer) == "process":
        return _ALLOWED["startEvent"]
    return _IN_EVENT_SUB_PROCESS if outer.get("triggeredByEvent") == "true" else {""}


def _not_here(about: str, kind: str) -> str:
    place = {
        "startEvent": "at this start event",
        "intermediateCatchEvent": "at an event that is waited for",
        "intermediateThrowEvent": "at an event that is thrown",
        "boundaryEvent": "at the boundary of an activity",
        "endEvent": "at an end event",
    }[kind]
    return f"Expected what can stand {place}, but it is {_an_event(about)}."


def _an_event(about: str) -> str:
    if not about:
        return "an event about nothing"
    return f"{'an' if about[0] in 'aeiou' else 'a'} {about} event"


def _boundary(node: etree._Element, about: list[str]) -> Iterator[str]:
    if about == ["error"] and node.get("cancelActivity") == "false":
        yield "Expected an error to interrupt the activity, but this event does not."
    attached = node.get("attachedToRef")
    outer = node.getparent()
    found = [other for other in (outer if outer is not None else ()) if other.get("id") == attached]
    if not found or kind_of(found[0]) not in _ACTIVITIES:
        yield f"Expected an activity that the event is attached to, but {attached!r} is none."


def _timer(node: etree._Element) -> Iterator[str]:
    given = [tag for tag in _TIMERS if children_of(node, tag)]
    if len(given) != 1:
        yield "Expected one of a date, a duration and a cycle, but the timer has none or several."
        return
    text = child_text(node, given[0]) or ""
    if text.startswith("="):
        return
    try:
        schedule(_TIMERS[given[0]], text, datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    except Stuck as stuck:
        yield stuck.sentence


def _reference(node: etree._Element, kind: str) -> Iterator[str]:
    reference = node.get(f"{kind}Ref")
    root = node.getroottree().getroot()
    if not any(kind_of(found) == kind and found.get("id") == reference and found.get("name") for found in root):
        yield f"Expected a {kind} with a name, but {reference!r} is none."


def _message_task(node: etree._Element, kind: str) -> Iterator[str]:
    if node.get("instantiate") == "true":
        yield "Expected a message start event, but this task is to begin the process."
    has_topic = any(str(name).endswith("}topic") for name in node.attrib)
    if node.get("messageRef"):
        yield from _reference(node, "message")
    elif kind == "receiveTask" or not has_topic:
        yield "Expected a message, but none is named."

"""Reading what an event is about."""

from typing import Any

from lxml import etree

from engine.spiff.elements import child_text, children_of, kind_of
from engine.spiff.specs.events import Event

_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_SUFFIX = "EventDefinition"


class EventReader:
    """Reads events with the messages, signals, errors and escalations that SpiffWorkflow's parser has collected."""

    def __init__(self, parser: Any) -> None:
        self.parser = parser

    def read(self, node: etree._Element) -> Event:
        """What an event, or a send or receive task, is about; a dangling reference is an event without a name."""
        if node.get("messageRef"):
            return Event("message", self.parser.messages.get(node.get("messageRef")))
        for child in node:
            kind = kind_of(child)
            if kind.endswith(_SUFFIX):
                return self._read(kind[: -len(_SUFFIX)], child)
        return Event()

    def _read(self, kind: str, definition: etree._Element) -> Event:
        if kind == "timer":
            return _timer(definition)
        if kind == "conditional":
            return Event(kind, text=child_text(definition, "condition") or "")
        if kind == "compensate":
            return Event(kind, definition.get("activityRef"))
        if kind == "link":
            return Event(kind, definition.get("name"))
        return Event(kind, self._name(kind, definition))

    def _name(self, kind: str, definition: etree._Element) -> str | None:
        reference = definition.get(f"{kind}Ref")
        if kind == "message":
            return _text(self.parser.messages.get(reference))
        if kind == "signal":
            return _text(self.parser.signals.get(reference))
        if kind == "error":
            return _text(self.parser.errors.get(reference, {}).get("error_code"))
        if kind == "escalation":
            return _text(self.parser.escalations.get(reference, {}).get("escalation_code"))
        return None


def _timer(definition: etree._Element) -> Event:
    for tag, form in _TIMERS.items():
        if children_of(definition, tag):
            return Event("timer", form=form, text=child_text(definition, tag) or "")
    return Event("timer", form="date", text="")


def _text(value: object) -> str | None:
    return str(value) if value else None

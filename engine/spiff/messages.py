"""Messages and signals: what is thrown with which key, and what a catcher waits for.

The key is worked out once, when the token comes to wait, and kept; an absent one stands for the business key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.values import YearsMonthsDuration
from engine.spiff.host import Thrown
from engine.spiff.parking import Stuck
from engine.spiff.tokens import Token

DEFAULT_TIME_TO_LIVE = "P90D"


@dataclass(frozen=True, slots=True)
class Message:
    """A message or signal that an element throws or waits for."""

    kind: str
    name: str

    def awaited(self, node: Any, token: Token) -> str | None:
        """The key a catcher waits with; raises Stuck."""
        return self._text(node, token, "correlationKey") if self.kind == "message" else None

    def throw(self, node: Any, token: Token) -> None:
        """Hand it to the engine, which finds who waits for it; raises Stuck."""
        properties = node.element.properties
        payload = node.evaluate(token, properties.get("payload") or "= {}")
        if not isinstance(payload, Mapping):
            raise Stuck("message", f"Expected a context as the payload of {self.name!r}, but got {payload!r}.")
        token.top.host.throw(
            Thrown(
                kind=self.kind,
                name=self.name,
                element=node.element.id,
                correlation=self._text(node, token, "correlationKey"),
                payload=dict(payload),
                business_key=self._text(node, token, "businessKey"),
                time_to_live=self._text(node, token, "timeToLive") or DEFAULT_TIME_TO_LIVE,
            )
        )

    def _text(self, node: Any, token: Token, name: str) -> str | None:
        written = node.element.properties.get(name)
        if not written:
            return None
        value = node.evaluate(token, written)
        text = key_text(value)
        if text is None:
            raise Stuck(
                "message", f"Expected a text as {name} of {self.name!r}, but {written.strip()!r} gives {value!r}."
            )
        return text


def key_text(value: object) -> str | None:
    """A value as the text by which messages find each other; None for what is no key."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta | YearsMonthsDuration):
        return str(value)
    return None

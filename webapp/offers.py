"""Messages that a person may send to an instance by hand: a deviation noticed, a funder's answer.

A waiting message event offers itself by its property `offeredTo`: groups or people, as a comma list or `=` FEEL.
"""

from dataclasses import dataclass

from engine import Actor, InstanceView
from engine.errors import InvalidInput
from engine.expressions import Present

STRAY = "PT1S"
"""How long a message that came too late is kept: not for whoever waits for it next year."""


@dataclass(frozen=True)
class Offer:
    """A message that somebody may send; `element` is the event's id, `label` its name in the diagram's language."""

    message: str
    element: str
    label: str
    correlation: str


def offers(view: InstanceView, by: Actor, present: Present) -> list[Offer]:
    """What this person may send now, in the order in which the instance waits for it."""
    return [
        Offer(one.name, one.element.id, one.element.name, one.correlation or view.business_key)
        for one in view.subscriptions
        if one.kind == "message" and _may(one.element.properties.get("offeredTo"), view, by, present)
    ]


def _may(to: str | None, view: InstanceView, by: Actor, present: Present) -> bool:
    try:
        offered = present.texts(to, view.data)
    except InvalidInput:
        return False  # Whoever may cannot be worked out: then nobody may.
    return bool(offered) and (by.administers or not (by.groups | view.people(by)).isdisjoint(offered))

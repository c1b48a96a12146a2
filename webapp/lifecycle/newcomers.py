"""Newcomers: whoever joins a group is asked to learn what it does, by the process that welcomes them."""

from collections.abc import Iterable

from engine import Actor, Engine, UnitOfWork
from webapp.lifecycle.people import is_occasional

BEGUN = "membership_begun"
"""The message that begins a newcomer's onboarding."""

STRAY = "PT1S"
"""How long it is kept where nobody is welcomed: not for a diagram of next year."""


def welcome(unit: UnitOfWork, engine: Engine, person: str, groups: Iterable[str], *, by: Actor) -> None:
    """Begin a person's onboarding to groups; nothing happens without groups, or where no diagram welcomes anybody.

    Who takes part by personal links has no inbox to find the task in.
    """
    joined = sorted(groups)
    if not joined or is_occasional(unit.connection, person):
        return
    key = f"onboarding/{person}/{engine.clock.now().isoformat()}"
    payload = {"person": person, "groups": joined}
    engine.send(unit, BEGUN, correlation="", business_key=key, payload=payload, by=by, time_to_live=STRAY)

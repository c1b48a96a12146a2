"""What comes by itself: the days on which processes begin, and the timers that fire where nobody does anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from engine.kinds import Kind
from engine.simulation.ground import Ground
from engine.simulation.world import Fired, World

MOST = 1_000
"""How many moments are told at most."""


@dataclass(frozen=True)
class Coming:
    """Something that happens by itself: a process begins (`begins`), or an element's time has come."""

    at: datetime
    process: str
    element: str
    name: str
    begins: bool


def foresee(ground: Ground, at: datetime, until: datetime, keys: Collection[str] | None = None) -> list[Coming]:
    """What happens by itself between two instants, in order, at most MOST; of these processes, else of all.

    Nobody does any task meanwhile: the reminders are all that would be sent at the most.
    """
    world = ground.open_alive(at, ground.numbers.keys() if keys is None else keys)
    found: list[Coming] = []
    try:
        while (moment := world.next_moment()) is not None and moment <= until and len(found) < MOST:
            fired = world.travel(max(moment, world.clock.now()))
            if not fired:
                break
            found += [coming for one in fired for coming in _told(ground, world, one)]
    finally:
        world.close()
    return found


def _told(ground: Ground, world: World, fired: Fired) -> list[Coming]:
    if fired.begun is not None:
        definition = ground.definition(fired.begun.key)
        element = fired.begun.element
        name = definition.process.elements[element].name or element
        return [Coming(fired.at, fired.begun.key, element, name, begins=True)]
    with world.database.read() as connection:
        events = world.engine.timeline(connection, fired.instance_id)
        latest = next((one for one in reversed(events) if one.kind is Kind.TIMER and one.at == fired.at), None)
        if latest is None:
            return []
        timers = [element for _, element in (latest.value or {}).get("timers", ())]
        names = {one: world.engine.name_of(connection, latest.definition_id, one) for one in timers}
    return [Coming(fired.at, latest.process, one, names[one], begins=False) for one in timers]

"""Documents of an instance: the engine keeps none, but its history holds their digests."""

from collections.abc import Mapping
from typing import Any

from engine import instances
from engine.actors import Actor
from engine.history import Entry
from engine.kinds import Kind
from engine.steps import Parts, annotate
from engine.work import UnitOfWork


def attach(parts: Parts, unit: UnitOfWork, instance_id: int, value: Mapping[str, Any], by: Actor) -> None:
    """Enter that a document was added, with what its caller says of it.

    Raises NotFound.
    """
    head = instances.find(unit.connection, instance_id, lock=unit.writing)
    annotate(unit, head, Entry(Kind.ATTACHED, parts.clock.now(), by, head.definition_id, value=value), [])

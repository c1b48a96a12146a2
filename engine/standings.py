"""Looking at an instance without moving it."""

from sqlalchemy.engine import Connection

from engine import instances
from engine.actors import SYSTEM
from engine.instances import Head
from engine.spiff import Standing
from engine.steps import Parts, Step
from engine.work import UnitOfWork


def standing_of(parts: Parts, connection: Connection, instance_id: int) -> Standing:
    """Where an instance stands.

    Raises NotFound.
    """
    return standing_at(parts, connection, instances.find(connection, instance_id))


def standing_at(parts: Parts, connection: Connection, head: Head) -> Standing:
    """Where an instance stands that was read already."""
    return Step.load(parts, UnitOfWork(connection), head, SYSTEM).before

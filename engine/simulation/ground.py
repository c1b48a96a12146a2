"""The ground of a simulation: resources deployed once into a database in memory, of which every run takes a copy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from engine import occurrences
from engine.actors import SYSTEM
from engine.clock import TravellingClock
from engine.database import Database, open_database
from engine.definitions import Definition, Definitions
from engine.engine import Engine
from engine.schema import metadata
from engine.schema import occurrence as occurrence_rows
from engine.simulation.settings import Setting
from engine.simulation.world import World

IN_MEMORY = "sqlite://"


@dataclass(frozen=True, eq=False)
class Ground:
    """Deployed resources with their setting; it is never written to again."""

    setting: Setting
    zone: ZoneInfo
    database: Database
    definitions: Definitions
    numbers: Mapping[str, int]
    """The definition of each process, by its key."""
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)
    """A database in memory has one connection: one thread copies at a time."""

    def definition(self, key: str) -> Definition:
        """A deployed process.  Raises KeyError when the resources have none of this key."""
        with self._lock, self.database.read() as connection:
            return self.definitions.get(connection, self.numbers[key])

    def open(self, at: datetime) -> World:
        """A world of its own at an instant, in which nothing begins by itself."""
        return self._copied(at)

    def open_alive(self, at: datetime, keys: Collection[str]) -> World:
        """A world in which these processes begin by themselves on their days."""
        world = self._copied(at)
        present = world.engine.parts.present()
        with world.database.unit() as unit:
            for key in sorted(keys):
                occurrences.plan(unit.write(), self.definition(key).process, present)
            unit.commit()
        return world

    def close(self) -> None:
        """Let the memory go."""
        self.database.close()

    def _copied(self, at: datetime) -> World:
        clock = TravellingClock(self.zone, at)
        with self._lock:
            copied = copy_database(self.database)
        return World(copied, Engine(self.setting.services, clock, self.definitions), clock, self.setting)


def prepare(resources: Mapping[str, bytes], setting: Setting, *, at: datetime, zone: ZoneInfo) -> Ground:
    """Deploy resources (by path) into memory.

    Raises InvalidResource with what lint found, as a real deployment would.
    """
    database = open_database(IN_MEMORY)
    engine = Engine(setting.services, TravellingClock(zone, at))
    with database.unit() as unit:
        metadata.create_all(unit.write())
        setting.furnish(unit.write())
        unit.commit()
    deployed = database.transact(lambda unit: engine.deploy(unit, resources, by=SYSTEM, note="simulation"))
    with database.unit() as unit:  # Who wants processes to begin by themselves says which ones.
        unit.write().execute(delete(occurrence_rows))
        unit.commit()
    numbers = {one.key: one.definition_id for one in deployed.definitions}
    return Ground(setting, zone, database, engine.definitions, numbers)


def copy_database(database: Database) -> Database:
    """A database in memory once more, as it stands."""
    copied = open_database(IN_MEMORY)
    source, target = _driver(database), _driver(copied)
    target.execute("PRAGMA query_only=OFF")
    source.backup(target)
    target.execute("PRAGMA query_only=ON")
    return copied


def _driver(database: Database) -> Any:
    """SQLite's own connection: one in memory has a single one."""
    return database.pool.raw_connection().driver_connection

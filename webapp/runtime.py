"""What the running program holds: its settings, its clock, the database and the engine."""

from dataclasses import dataclass, field
from datetime import date

from flask import current_app

from engine import Engine, Services
from engine.clock import Clock, SystemClock
from engine.database import Database, open_database
from webapp.accounts.sessions import Limits
from webapp.config import Config
from webapp.lifecycle.services import services as lifecycle_services
from webapp.rights import Rights, read_rights

EXTENSION = "hankepolku"


@dataclass(frozen=True)
class Runtime:
    """Shared by all threads of a process: the web's, the worker's and the commands'."""

    config: Config
    clock: Clock
    database: Database
    engine: Engine
    rights: Rights = field(default_factory=read_rights)

    @property
    def limits(self) -> Limits:
        """How long sessions live."""
        return Limits(self.config.session_idle, self.config.session_longest)

    def today(self) -> date:
        """The day in the organisation's zone."""
        return self.clock.now().astimezone(self.config.zone).date()


def open_runtime(config: Config, clock: Clock | None = None, services: Services | None = None) -> Runtime:
    """Open the database and set up the engine; clock and services are the real ones unless given."""
    ticking = clock or SystemClock(config.zone)
    rights = read_rights(config.rights)
    engine = Engine(services or lifecycle_services, ticking)
    return Runtime(config, ticking, open_database(config.database_url), engine, rights)


def runtime() -> Runtime:
    """The runtime of the application that answers this request."""
    here: Runtime = current_app.extensions[EXTENSION]
    return here

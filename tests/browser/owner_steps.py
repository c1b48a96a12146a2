"""What a process owner's journeys share: the region, its running idea, and what must be true at the end."""

from dataclasses import dataclass
from pathlib import Path

from tests.journeys.conftest import build_stage
from tests.journeys.steps import filter_idea, prepare_proposal, propose_idea
from tests.webapp.world import PASSWORD, World
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.runtime import Runtime

OWNER = "omistaja.witas"
CHECK = "Oikeudellinen tarkistus"
FIELDS = (("textarea", "Havainnot"), ("checkbox", "Lainmukainen"), ("date", "Tarkistettu"))
"""The form of the check: kind and label of its three fields."""
OLD, NEW = "Vanha idea", "Uusi idea"


def build_region(folder: Path) -> World:
    """The region with its people and the diagrams of `bpmn/`, on SQLite; its process owner can log in."""
    stage = build_stage(f"sqlite:///{folder / 'hankepolku.db'}")
    stage.database.transact(lambda unit: change_password(unit.write(), OWNER, PASSWORD))
    here = Runtime(Config(secret_key="a secret of the tests, long enough"), stage.clock, stage.database, stage.engine)
    return World(here, stage.clock, create_app(here))


@dataclass
class Lifecycle:
    """Ideas of the region: one that runs already, and one that begins when the new version is in use."""

    stage: Stage
    running: int

    def new_idea_meets_the_check_and_the_running_one_does_not(self, check: str) -> None:
        """Both ideas are filtered: the running one is prepared at once, as when it began."""
        stage = self.stage
        filter_idea(stage, OLD, "prepare")
        assert self._waiting(self.running) == {"prepare_proposal"}
        fresh = propose_idea(stage, NEW, 2)
        filter_idea(stage, NEW, "prepare")
        assert self._waiting(fresh) == {check}
        stage.do("koordinaattori", check, NEW, havainnot="Ei huomautettavaa.", lainmukainen=True)
        assert self._waiting(fresh) == {"prepare_proposal"}
        prepare_proposal(stage, NEW)

    def _waiting(self, instance: int) -> set[str]:
        with self.stage.database.read() as connection:
            return {row.element for row in self.stage.engine.instance(connection, instance).tasks}


def begin_lifecycle(world: World) -> Lifecycle:
    """An idea that waits to be filtered."""
    stage = Stage(world.here.database, world.here.engine, world.clock)
    return Lifecycle(stage, propose_idea(stage, OLD, 1))

"""Half a year of the region for an auditor to ask about; told with the helpers of the journeys."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine import Actor, Database, Engine, UnitOfWork
from tests.journeys.conftest import build_stage
from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from tests.journeys.steps import OWNER, OWNERS, filter_idea, prepare_proposal, propose_idea
from tests.journeys.test_life import TITLE, lead_through
from tests.webapp.conftest import Visitor
from tests.webapp.world import PASSWORD, World
from webapp.accounts.account import change_password
from webapp.accounts.secrets import digest
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.rights import AUDITOR as GROUP
from webapp.runtime import Runtime
from webapp.sealing import seal_history
from webapp.verifications import verify_history

AUDITOR = "tarkastaja"
FUNDED, WAITING = TITLE, "Luontomatkailun talvi"
IN_APRIL, IN_MAY = "Kylien laajakaista", "Lähiruokapolku"
"""Ideas that one person filtered, each in its month."""


def build_world(folder: Path) -> World:
    """The region until the end of June, sealed and verified; the auditor can log in."""
    stage = build_stage(f"sqlite:///{folder / 'hankepolku.db'}")
    for person in (AUDITOR, OWNER):
        stage.database.transact(lambda unit, person=person: change_password(unit.write(), person, PASSWORD))
    here = Runtime(Config(secret_key="a secret of the tests, long enough"), stage.clock, stage.database, stage.engine)
    world = World(here, stage.clock, create_app(here))
    assert stage.actor(AUDITOR).groups == {GROUP}  # An auditor and nothing else.
    lead_through(stage)
    _let_one_wait_for_peloton(stage)
    _let_the_owner_work_in_april_and_in_may(world, stage)
    stage.travel(datetime(2027, 6, 28, 7, 0, tzinfo=UTC))
    seal_history(here)
    verify_history(here)
    return world


def _let_one_wait_for_peloton(stage: Stage) -> None:
    propose_idea(stage, WAITING, 2)
    filter_idea(stage, WAITING, "prepare")
    prepare_proposal(stage, WAITING)
    owners = Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, {WAITING: "proceed"}, OWNERS)
    hold_meeting(stage, owners)


def _let_the_owner_work_in_april_and_in_may(world: World, stage: Stage) -> None:
    stage.travel(datetime(2027, 4, 20, 7, 0, tzinfo=UTC))
    propose_idea(stage, IN_APRIL, 3)
    filter_idea(stage, IN_APRIL, "drop")
    stage.travel(datetime(2027, 5, 10, 7, 0, tzinfo=UTC))
    _bring_from_outside(stage.database, stage.engine, stage.clock.now())
    stage.settle()
    owner = Visitor(world.app.test_client())
    owner.post("/login", {"email": [f"{OWNER}@esimerkki.invalid"], "password": [PASSWORD]})
    assert "maija@kylamylly.invalid" in owner.get("/ideas/4").get_data(as_text=True)
    stage.travel(timedelta(hours=2))
    filter_idea(stage, IN_MAY, "drop")


def _bring_from_outside(database: Database, engine: Engine, now: datetime) -> None:
    contact = Contact("Maija Mylläri", "Kylämylly Oy", "maija@kylamylly.invalid", "fi")

    def bring(unit: UnitOfWork) -> None:
        proposer = keep_proposer(unit.write(), "idea/4", contact, digest("a secret"), now)
        need = "Ravintolat eivät löydä kylien ruokatuottajia."
        idea = {"title": IN_MAY, "need": need, "area": "innovations", "proposer": proposer, "origin": "public"}
        engine.send(unit, "idea_sent", correlation="", business_key="idea/4", payload=idea, by=Actor(proposer))

    database.transact(bring)

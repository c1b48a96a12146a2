"""What is left of a journey: told on the project's page, and whole in the database."""

import re

from playwright.sync_api import Page
from sqlalchemy import select

from engine.audit import verify
from engine.schema import incident, instance
from tests.browser.lifecycle_answers import MANAGER, NAMES, OWNER, STEERING
from tests.browser.lifecycle_steps import Region


def the_timeline_tells_every_step(region: Region) -> None:
    """Who, when, on which version, and what was entered."""
    page = region.as_(OWNER).page
    page.wait_for_selector("[data-ready]")
    told = {sentence: step_of(page, sentence) for sentence in page.locator(".timeline strong").all_inner_texts()}
    for done, who, entered in (
        ("Tehty: Nimeä projektipäällikkö ja ohjausryhmä", OWNER, NAMES[MANAGER]),
        ("Tehty: Laadi projektisuunnitelma", MANAGER, "Palvelun rakentaminen"),
        ("Tehty: Käsittele suunnitelma", STEERING, ""),
        ("Tehty: Kirjoita raportti", MANAGER, "Palvelu rakentuu"),
        ("Tehty: Käsittele raportti", STEERING, ""),
        ("Tehty: Lue raportti", OWNER, "Etenee hyvin."),
        ("Tehty: Kuvaa poikkeama", MANAGER, "Kone myöhästyy neljä kuukautta."),
        ("Tehty: Arvioi olennaisuus", OWNER, "Siirtää aikataulua."),
    ):
        assert NAMES[who] in told[done], done
        assert entered in told[done], done
    assert all(re.search(r"\d+\.\d+\.2027.* · versio \d", step, re.DOTALL) for step in told.values())


def step_of(page: Page, sentence: str) -> str:
    """All that the timeline says of the last step of this sentence."""
    return str(page.locator(".timeline li").filter(has_text=sentence).first.text_content())


def the_history_is_whole(region: Region) -> None:
    """Nothing is stuck, the chains hold, and the inputs replayed give what is stored."""
    stage = region.stage
    with stage.database.read() as connection:
        assert connection.scalars(select(incident.c.sentence)).all() == []
        assert verify(connection) == []
        for number in connection.scalars(select(instance.c.id)).all():
            assert stage.engine.replay(connection, number) == stage.engine.state(connection, number)

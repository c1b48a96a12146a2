"""What a trial asks beside plain questions: files, and messages whose choices are called as the diagram calls them."""

import re
from pathlib import Path

from flask import g

from engine.simulation.ground import prepare
from engine.simulation.payloads import OTHER
from tests.webapp.conftest import Visitor
from tests.webapp.test_trials import TRIAL, begin, do, main_of
from tests.webapp.world import ERRAND, World
from webapp.answer_words import payload_words
from webapp.deployment import read_folder
from webapp.drafting.drafts import read_draft, save_file
from webapp.trials import demonstration_setting

BPMN = Path(__file__).parents[2] / "bpmn"
FORM = "errand/errand.form.json"
ASKED = """{"type": "filepicker", "key": "annex", "label": "Liite", "validate": {"required": true}},"""


def ask_for_file(world: World) -> None:
    """The errand's first form wants a file."""
    with world.here.database.read() as connection:
        content = read_draft(connection, "errand").files[FORM].decode()
    changed = re.sub(r'("components": \[)', rf"\1{ASKED}", content, count=1)
    now = world.clock.now()
    world.here.database.transact(lambda unit: save_file(unit.write(), "errand", FORM, changed.encode(), 0, "bo", now))


def test_a_question_for_a_file_is_answered_with_the_example(world: World, cecilia: Visitor) -> None:
    ask_for_file(world)
    begin(cecilia)
    page = main_of(cecilia, f"{TRIAL}/task/describe/0")
    assert "esimerkki.txt" in page
    assert 'type="file"' not in page
    refused = do(cecilia, "describe", 0, ERRAND)
    assert refused.status_code == 422
    assert "esimerkki.txt" in refused.get_data(as_text=True)
    number = re.findall(r'name="annex" value="(\d+)"', page)
    assert do(cecilia, "describe", 0, ERRAND | {"annex": number}).status_code == 303
    assert "Arvioi asia" in main_of(cecilia)


def test_the_choices_of_a_message_are_called_as_the_diagram_calls_them(world: World) -> None:
    resources = read_folder(BPMN)
    at = world.clock.now()
    ground = prepare(resources, demonstration_setting(resources, {}, {}), at=at, zone=world.clock.zone)
    idea = [ground.definition("idea")]
    with world.app.test_request_context(headers={"Accept-Language": "fi"}):
        g.person = None
        told = {
            value: payload_words(ground, idea, "rmg_outcome", {"outcome": value})
            for value in ("returned", "approved", "approved_with_conditions", OTHER)
        }
    assert told == {
        "returned": "Päätös: palautettu",
        "approved": "Päätös: valittu",
        "approved_with_conditions": "Päätös: Valitaan ehdoin",
        OTHER: "Päätös: jokin muu",
    }

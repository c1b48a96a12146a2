"""The lifecycle as people meet it on the pages: what happened outside is told with one button."""

import re
from datetime import date

from tests.journeys.asking import elements
from tests.journeys.meetings import call_peloton
from tests.journeys.steps import MANAGER, OWNER, begin_project, decide, fund
from tests.journeys.test_project import propose_two_ideas
from tests.webapp.conftest import Visitor
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.runtime import Runtime

TITLE, PASSWORD = "Puualan kehittämisverkosto", "pitkä ja vaikea tunnussana"


def log_in(stage: Stage, person: str) -> Visitor:
    """Somebody at the region's pages, with a password of their own."""
    config = Config(secret_key="a secret of the tests, long enough", database_url="sqlite:///unused")
    visitor = Visitor(create_app(Runtime(config, stage.clock, stage.database, stage.engine)).test_client())
    stage.database.transact(lambda unit: change_password(unit.write(), person, PASSWORD))
    answer = visitor.post("/login", {"email": [f"{person}@esimerkki.invalid"], "password": [PASSWORD]})
    assert answer.status_code == 303
    return visitor


def test_a_project_manager_tells_of_a_deviation_on_the_projects_page(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    project = begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 9, 30))
    visitor = log_in(stage, MANAGER)
    page = visitor.get(f"/projects/{project}").get_data(as_text=True)
    assert "Poikkeama havaittu</button>" in page

    answer = visitor.post(f"/projects/{project}/tell/deviation_noticed", page=f"/projects/{project}")

    assert answer.status_code == 303
    assert "report_deviation" in elements(stage, MANAGER)


def test_a_button_pressed_twice_tells_once(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    project = begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 9, 30))
    visitor, path = log_in(stage, MANAGER), f"/projects/{project}/tell/deviation_noticed"
    page = visitor.get(f"/projects/{project}").get_data(as_text=True)
    form = page[page.index(f'action="{path}"') :]
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', form)[:2])

    answers = [visitor.client.post(path, data=hidden).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert elements(stage, MANAGER).count("report_deviation") == 1


def test_what_several_tasks_of_one_meeting_are_about_stands_in_the_inbox(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    stage.do("omistaja.ks", "declare_disqualification", disqualified=[])

    page = log_in(stage, "omistaja.ks").get("/inbox").get_data(as_text=True)

    assert f"Arvioi asia: {TITLE}</a>" in page
    assert "Arvioi asia: Matkailun yhteinen myynti</a>" in page


def test_only_the_area_owner_tells_of_the_funders_answer(stage: Stage) -> None:
    idea = decide(stage, TITLE, external=True)
    fund(stage, TITLE)
    stage.do(OWNER, "submit_application", TITLE, system="eura", applied_on=stage.today, applied_amount="150000,00")
    visitor = log_in(stage, MANAGER)
    assert "Myönteinen päätös</button>" not in visitor.get(f"/projects/{idea}").get_data(as_text=True)
    asked = {"request_key": ["0" * 32]}  # The page has no such button: somebody made the form up.
    refused = visitor.post(f"/projects/{idea}/tell/funder_positive", asked, page=f"/projects/{idea}")
    assert refused.status_code == 403

    visitor = log_in(stage, OWNER)
    answer = visitor.post(f"/projects/{idea}/tell/funder_positive", page=f"/projects/{idea}")

    assert answer.status_code == 303
    assert "record_reply" in elements(stage, OWNER)
    assert "Myönteinen päätös</button>" not in visitor.get(f"/projects/{idea}").get_data(as_text=True)

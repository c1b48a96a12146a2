"""The lifecycle as people meet it on the pages: what happened outside is told with one button."""

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.journeys.asking import elements, waiting_of
from tests.journeys.meetings import call_peloton, task_data
from tests.journeys.steps import MANAGER, OWNER, STEERING, begin_project, decide, fund, plan, write_report
from tests.journeys.test_project import propose_two_ideas
from tests.webapp.conftest import Visitor
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.demonstration.acting import posted
from webapp.lifecycle.schema import person
from webapp.runtime import Runtime

TITLE, PASSWORD = "Puualan kehittämisverkosto", "pitkä ja vaikea tunnussana"


def rows_of(page: str) -> list[list[str]]:
    """The rows of a page's tables, cell by cell."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.replace("\N{NO-BREAK SPACE}", " "), re.DOTALL)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def speak(stage: Stage, who: str, language: str) -> None:
    """A person reads the pages in a language."""
    changed = update(person).where(person.c.id == who).values(language=language)
    stage.database.transact(lambda unit: unit.write().execute(changed))


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


def test_a_projects_page_tells_money_indicators_work_reports_plans_and_people(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    project = begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 9, 30))
    stage.travel(timedelta(days=70))
    (task,) = waiting_of(stage, MANAGER, "write_report")
    asked = task_data(stage, task.task_id, MANAGER)["report"]
    write_report(
        stage,
        TITLE,
        measured=[{"indicator": asked["indicators"][0]["value"], "actual": "7,5"}],
        payments=[{"source": "Seudun kunnat", "claimed": "45000,00", "received": "20000,00"}],
    )
    stage.travel(timedelta(days=120))  # The interim report is late.

    shown = rows_of(log_in(stage, MANAGER).get(f"/projects/{project}").get_data(as_text=True))

    assert ["Seudun kunnat", "190 000,00 €", "190 000,00 €", "45 000,00 €", "20 000,00 €"] in shown
    assert ["Palkkakustannukset", "150 000,00 €", "30 000,00 €"] in shown
    assert ["Yhteensä", "210 000,00 €", "45 000,00 €"] in shown
    assert ["Yrityksiä mukana", "0", "20", "7,5"] in shown
    assert ["1. Kehittämispalvelu", "Palvelun rakentaminen", ""] in shown
    assert ["Aloitustilaisuus", "", "suunniteltu"] in shown
    status, interim = (row for row in shown if row[0] in ("Tilanneraportti 1", "Väliraportti 1"))
    assert status[2:] == ["hyväksytty", "45 000,00 €"]
    assert re.fullmatch(r"kirjoitettavana, \d+ päivää myöhässä", interim[2])
    assert [row[0] for row in shown if row[-2].startswith("ohjausryhmä, ")] == ["1"]
    assert ["POKE", "Suomi", "Koulutus"] in shown
    assert ["Kunnanjohtaja, Karstula", "puheenjohtaja"] in shown


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "kustannukset ovat yhteensä 210 000,00 € ja rahoitus 209 999,50 €. Niiden on oltava yhtä suuret."),
        ("sv", "kostnaderna är sammanlagt 210 000,00 € och finansieringen 209 999,50 €. De ska vara lika stora."),
        ("en", "the costs are 210 000.00 € in all and the financing 209 999.50 €. They must be equal."),
    ],
)
def test_a_plan_whose_costs_and_financing_differ_is_refused_with_both_sums(
    stage: Stage, language: str, sentence: str
) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    people = {"project_manager": MANAGER, "steering_group": [STEERING], "steering_chair": STEERING}
    stage.do(OWNER, "appoint_team", TITLE, **people)
    speak(stage, MANAGER, language)
    (task,) = waiting_of(stage, MANAGER, "plan_project")
    financing = [
        {"source": "Seudun kunnat", "kind": "municipal", "amount": "190000.00" if language == "en" else "190000,00"},
        {"source": "WITAS", "kind": "own", "amount": "19999.50" if language == "en" else "19999,50"},
    ]
    written = dict(posted(plan(stage.today, date(stage.today.year + 1, 9, 30), financing=financing)))
    if language == "en":
        written = {name: [text.replace(",", ".") for text in texts] for name, texts in written.items()}

    answer = log_in(stage, MANAGER).post(f"/tasks/{task.task_id}/complete", written, page=f"/tasks/{task.task_id}")

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")


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

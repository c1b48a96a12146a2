"""Another project manager in the middle of a project: what is open follows, and so does what comes later."""

from datetime import date

from tests.journeys.asking import elements, incidents
from tests.journeys.steps import MANAGER, OWNER, begin_project, decide, fund
from tests.journeys.test_pages import TITLE, log_in
from webapp.demonstration import Stage
from webapp.lifecycle.schema import project as projects

NEW = "projekti.ks"


def test_the_area_owner_names_another_manager_and_the_tasks_follow(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    number = begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 9, 30))
    log_in(stage, MANAGER).post(f"/projects/{number}/tell/deviation_noticed", page=f"/projects/{number}")
    assert "report_deviation" in elements(stage, MANAGER)

    path, owner = f"/projects/{number}/manager", log_in(stage, OWNER)
    assert path in owner.get(f"/projects/{number}").get_data(True)
    assert log_in(stage, "neuvoja.ks").get(path).status_code == 403
    assert owner.post(path, {"to": [MANAGER], "reason": [""]}).status_code == 422
    assert owner.post(path, {"to": [NEW], "reason": ["Vaihtoi työpaikkaa"]}).status_code == 303

    assert "report_deviation" in elements(stage, NEW)
    assert "report_deviation" not in elements(stage, MANAGER)
    with stage.database.read() as connection:
        assert connection.scalar(projects.select().with_only_columns(projects.c.manager)) == NEW
    page = log_in(stage, NEW).get(f"/projects/{number}").get_data(True)
    assert "Poikkeama havaittu</button>" in page
    assert "Projektipäällikkö, WITAS → Projektipäällikkö, KS" in page
    assert "Vaihtoi työpaikkaa" in page
    assert "Poikkeama havaittu</button>" not in log_in(stage, MANAGER).get(f"/projects/{number}").get_data(True)
    assert incidents(stage) == []

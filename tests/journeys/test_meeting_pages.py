"""Meetings as people see them: the list, one meeting, and the screen from which the secretary runs it."""

import re
from datetime import timedelta

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.journeys.asking import elements
from tests.journeys.meetings import COORDINATOR, call_peloton, confirm_agenda, open_meeting, plan_meeting
from tests.journeys.test_pages import log_in
from tests.journeys.test_project import propose_two_ideas
from tests.webapp.conftest import Visitor
from webapp.demonstration import Stage
from webapp.lifecycle.schema import agenda_item, attendance, meeting

FIRST, SECOND = "Puualan kehittämisverkosto", "Matkailun yhteinen myynti"
MEMBERS = ["omistaja.ks", "omistaja.poke", "omistaja.ssyp", "yritysjasen.metsa"]


def call(stage: Stage) -> int:
    """Peloton is called to two proposals, and its time has come; the number of the meeting."""
    propose_two_ideas(stage)
    call_peloton(stage)
    stage.travel(timedelta(days=10))
    return number_of(stage)


def number_of(stage: Stage, body: str = "peloton") -> int:
    """The number of a body's last meeting."""
    with stage.database.read() as connection:
        asked = select(meeting.c.id).where(meeting.c.body == body).order_by(meeting.c.id.desc())
        return int(connection.scalars(asked).first() or 0)


def items_of(stage: Stage, number: int) -> dict[str, int]:
    """The numbers of a meeting's items by their titles."""
    with stage.database.read() as connection:
        rows = connection.execute(select(agenda_item).where(agenda_item.c.meeting_id == number)).all()
    return {row.title: row.id for row in rows}


def run(visitor: Visitor, number: int, answers: dict[str, list[str]], page: str | None = None) -> TestResponse:
    """Press a button of the screen, as the screen (or a screen opened before) has it."""
    page = page or visitor.get(f"/meetings/{number}/run").get_data(as_text=True)
    form = page[page.index('id="task-form"') :]
    action = re.findall(r'action="([^"]+)"', form)[0].replace("&amp;", "&")
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', form))
    return visitor.client.post(action, data={**hidden, **answers})


def all_said(stage: Stage, number: int) -> dict[str, list[str]]:
    """What the secretary fills in: four were there, one proposal is supported and the other to be developed."""
    items = items_of(stage, number)
    answers = {"present": MEMBERS, "chair": [MEMBERS[0]], "quorate": ["true"], "inspectors": [MEMBERS[0]]}
    for title, outcome in ((FIRST, "support"), (SECOND, "develop_further")):
        answers[f"matters.{items[title]}.item_outcome"] = [outcome]
        answers[f"matters.{items[title]}.item_grounds"] = [f"Perustelu: {outcome}"]
    return answers


def test_a_cancelled_meeting_says_so_and_does_not_wait_for_its_agenda(stage: Stage) -> None:
    propose_two_ideas(stage)
    instance = open_meeting(stage, MEMBERS[0], "peloton", "Peloton")
    plan_meeting(stage, MEMBERS[0], instance)
    number, member = number_of(stage), log_in(stage, MEMBERS[0])
    waits = "Esityslistaa ei ole vielä vahvistettu"
    assert waits in member.get(f"/meetings/{number}").get_data(as_text=True)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, MEMBERS[0], instance, decision="cancel")

    page = log_in(stage, MEMBERS[0]).get(f"/meetings/{number}").get_data(as_text=True)
    assert "Kokous peruttiin. Siinä ei käsitelty mitään" in page
    assert waits not in page


def test_the_list_tells_what_comes_and_who_convenes_next(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    page = log_in(stage, "omistaja.ks").get("/meetings").get_data(as_text=True)
    assert "Peloton-ryhmä 1</a>" in page
    assert "kutsuttu koolle</span>" in page
    turns = page[page.index('id="turns"') :]
    assert re.search(r"<dt>Peloton-ryhmä</dt><dd>SSYP</dd>", turns)
    assert "Omistajien tapaaminen 1" in log_in(stage, "omistaja.ks").get("/meetings?show=held").get_data(as_text=True)


def test_a_meeting_shows_its_agenda_with_the_way_to_each_matter(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    page = log_in(stage, "omistaja.ks").get(f"/meetings/{number_of(stage)}").get_data(as_text=True)
    assert re.search(rf'1\. <a href="/projects/\d+">{FIRST}</a>', page)
    assert "Viitasaari" in page
    assert "Ilmoita esteellisyys" in page


def test_the_secretary_records_the_whole_meeting_on_one_page(stage: Stage) -> None:
    number = call(stage)
    secretary = log_in(stage, COORDINATOR)
    assert "Pidä kokous tällä sivulla</a>" in secretary.get(f"/meetings/{number}").get_data(as_text=True)

    answer = run(secretary, number, all_said(stage, number))

    assert answer.status_code == 303
    assert "/tasks/" in answer.headers["Location"]
    assert "decide_item" not in elements(stage, COORDINATOR)
    assert "write_minutes" in elements(stage, COORDINATOR)
    with stage.database.read() as connection:
        outcomes = dict(connection.execute(select(agenda_item.c.title, agenda_item.c.outcome)
                                           .where(agenda_item.c.meeting_id == number)).all())  # fmt: skip
        there = connection.scalars(select(attendance.c.person_id).where(attendance.c.meeting_id == number)).all()
    assert outcomes == {FIRST: "support", SECOND: "develop_further"}
    assert set(there) == set(MEMBERS)
    page = secretary.get(f"/meetings/{number}").get_data(as_text=True)
    assert "<strong>Puolletaan</strong>" in page
    assert "Perustelu: develop_further" in page


def test_one_item_without_an_outcome_records_nothing_and_loses_nothing(stage: Stage) -> None:
    number = call(stage)
    secretary, answers = log_in(stage, COORDINATOR), all_said(stage, number)
    missing = f"matters.{items_of(stage, number)[SECOND]}.item_outcome"

    answer = run(secretary, number, answers | {missing: []})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#field-{missing.replace(".", "-")}"' in page
    assert "Perustelu: support" in page
    assert "Perustelu: develop_further" in page
    assert "hold_meeting" in elements(stage, COORDINATOR)
    assert run(secretary, number, answers, page).status_code == 303


def test_finishing_twice_records_once(stage: Stage) -> None:
    number = call(stage)
    secretary, answers = log_in(stage, COORDINATOR), all_said(stage, number)
    page = secretary.get(f"/meetings/{number}/run").get_data(as_text=True)
    assert [run(secretary, number, answers, page).status_code for _ in range(2)] == [303, 303]
    assert elements(stage, COORDINATOR).count("write_minutes") == 1


def test_a_draft_of_the_meeting_is_kept_with_every_item(stage: Stage) -> None:
    number = call(stage)
    secretary, answers = log_in(stage, COORDINATOR), all_said(stage, number)
    page = secretary.get(f"/meetings/{number}/run").get_data(as_text=True)
    draft = re.findall(r'data-draft="([^"]+)"', page)[0].replace("&amp;", "&")
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    some = {"present": MEMBERS[:1], f"matters.{items_of(stage, number)[FIRST]}.item_grounds": ["Puolikas"]}
    kept = secretary.client.post(draft, data={"csrf_token": token, **some}, headers={"Accept": "application/json"})
    assert kept.status_code == 200
    page = secretary.get(f"/meetings/{number}/run").get_data(as_text=True)
    assert "Puolikas" in page
    assert "Läsnä 1/" in page
    assert run(secretary, number, answers).status_code == 303


def test_what_another_has_recorded_meanwhile_is_told_and_what_was_typed_is_kept(stage: Stage) -> None:
    number = call(stage)
    secretary, answers = log_in(stage, COORDINATOR), all_said(stage, number)
    page = secretary.get(f"/meetings/{number}/run").get_data(as_text=True)
    stage.do(COORDINATOR, "hold_meeting", present=MEMBERS, chair=MEMBERS[0], quorate=True, inspectors=MEMBERS[:1])

    answer = run(secretary, number, answers, page)

    assert answer.status_code == 409
    assert "Perustelu: support" in answer.get_data(as_text=True)
    rest = secretary.get(f"/meetings/{number}/run").get_data(as_text=True)
    assert 'name="present"' not in rest
    said = {name: texts for name, texts in answers.items() if name.startswith("matters.")}
    assert run(secretary, number, said).status_code == 303
    assert "write_minutes" in elements(stage, COORDINATOR)


def test_only_the_secretary_runs_a_meeting(stage: Stage) -> None:
    number = call(stage)
    member = log_in(stage, "omistaja.ks")
    assert member.get(f"/meetings/{number}/run").status_code == 403
    assert f"/meetings/{number}/run" not in member.get(f"/meetings/{number}").get_data(as_text=True)


def test_before_it_begins_there_is_nothing_to_run(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    page = log_in(stage, COORDINATOR).get(f"/meetings/{number_of(stage)}/run")
    assert page.status_code == 200
    assert 'id="task-form"' not in page.get_data(as_text=True)

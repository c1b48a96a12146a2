"""Horizontal principles at three stages: in the preparation, in the application, and reviewed in the implementation."""

from collections.abc import Mapping
from datetime import date

from tests.journeys.asking import incidents, waiting_of
from tests.journeys.foresight_steps import noon
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import MANAGER, OWNER, RMG, begin_project, decide, fund, write_report
from tests.journeys.test_funding import record_reply
from webapp.demonstration import Stage

TITLE = "Puualan kehittämisverkosto"
APPLIED, SEEN = "Puurakenteet sitovat hiiltä.", "Kuusi yritystä vaihtoi puuhun."


def test_principles_of_the_proposal_are_asked_in_the_application_and_reviewed_in_the_implementation(
    stage_anywhere: Stage,
) -> None:
    stage = stage_anywhere
    decide(stage, TITLE, external=True)
    fund(stage, TITLE)
    begun = _form(stage, OWNER, "submit_application")
    assert (begun["sustainability"], begun["sustainability_text"]) == ("positive", "Puu korvaa muita rakennusaineita.")

    application = {"system": "eura", "applied_on": stage.today, "applied_amount": "150000,00"}
    principles = {"sustainability": "positive", "sustainability_text": APPLIED, "equality": "neutral"}
    stage.do(OWNER, "submit_application", TITLE, **application, **principles)
    stage.tell(OWNER, "funder_positive", "idea/1")
    record_reply(stage, TITLE, "as_applied", "150000,00")
    begin_project(stage, TITLE, stage.today, date(2028, 9, 30), status_months=3, interim_months=6)

    stage.travel(noon(date(2027, 6, 20)))
    write_report(stage, TITLE, sustainability="negative", sustainability_text="Ei kysytä.")  # It is a status report.
    stage.travel(noon(date(2027, 9, 20)))
    begun = _form(stage, MANAGER, "write_report")
    assert (begun["sustainability_text"], begun["equality"]) == (APPLIED, "neutral")
    write_report(stage, TITLE, sustainability="positive", sustainability_text=SEEN, equality="positive",
                 equality_text="Puolet mukaan tulleista on naisten yrityksiä.")  # fmt: skip
    assert incidents(stage) == []


def test_a_report_begins_from_what_the_one_before_saw_of_the_principles(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)
    begin_project(stage, TITLE, stage.today, date(2028, 9, 30), status_months=6, interim_months=6)
    stage.travel(noon(date(2027, 8, 10)))
    assert _form(stage, MANAGER, "write_report")["sustainability_text"] == "Puu korvaa muita rakennusaineita."

    write_report(stage, TITLE, sustainability="positive", sustainability_text=SEEN)
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Väliraportti": "continue"}, RMG))

    stage.travel(noon(date(2028, 2, 10)))
    assert _form(stage, MANAGER, "write_report")["sustainability_text"] == SEEN
    assert incidents(stage) == []


def _form(stage: Stage, person: str, element: str) -> Mapping[str, object]:
    """What the fields of an open form hold when it is opened."""
    (row,) = waiting_of(stage, person, element)
    with stage.database.read() as connection:
        view = stage.engine.task(connection, row.task_id, by=stage.actor(person))
    return view.form.prefill(view.data)

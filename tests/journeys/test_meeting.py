"""A body's meeting: who assesses, who does not answer, what is corrected, what waits for the next time."""

from datetime import date, timedelta

from sqlalchemy import select

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters, phase_of, status_of
from tests.journeys.meetings import COORDINATOR, SCORES, Sitting, data_of, hold_meeting
from tests.journeys.steps import OWNER, OWNERS, PELOTON, RMG, filter_idea, prepare_proposal, propose_idea
from webapp.demonstration import Stage
from webapp.lifecycle.schema import agenda_item, meeting
from webapp.lifecycle.schema import idea as ideas

TITLE, CONVENOR = "Puualan kehittämisverkosto", "omistaja.ks"


def test_a_member_who_does_not_answer_is_reminded_and_does_not_hold_the_meeting_up(stage: Stage) -> None:
    _wait_for_peloton(stage)
    number = _call(stage)
    one = "omistaja.ssyp"
    stage.do(one, "declare_disqualification", disqualified=[])
    stage.do(one, "give_opinion", scores=SCORES, recommendation="support_with_conditions", statement="Hyvä, mutta.")

    stage.travel(timedelta(days=10))

    assert letters(stage, "omistaja.poke").count("Ennakkoarviosi puuttuu: Peloton-ryhmä 1") == 2
    assert "declare_disqualification" not in elements(stage, "omistaja.poke")
    (matter,) = data_of(stage, number)["matters"]
    assert (matter["opinions"], matter["recommendations"]["support_with_conditions"]) == (1, 1)
    assert str(matter["mean"]) == "4.3"  # 3 × 5, 3 × 4 and 1 × 3, of 7.


def test_a_written_procedure_ends_as_soon_as_everybody_has_answered(stage: Stage) -> None:
    _wait_for_peloton(stage)
    number = _call(stage, procedure="written")

    for member in PELOTON:
        assert phase_of(stage, number) == "Ennakkoarvio"
        stage.do(member, "declare_disqualification", disqualified=[])
        stage.do(member, "give_opinion", scores=SCORES, recommendation="support", statement="Hyvä.")

    assert "hold_meeting" in elements(stage, COORDINATOR)


def test_a_cancelled_meeting_leaves_its_items_to_the_next(stage: Stage) -> None:
    _wait_for_peloton(stage)
    number = _plan(stage)

    stage.do(CONVENOR, "confirm_agenda", agenda_items=["agenda/2"], agenda_decision="cancel")

    assert status_of(stage, number) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        assert connection.scalars(select(meeting.c.status).where(meeting.c.body == "peloton")).all() == [
            "cancelled",
            "open",
        ]
        assert connection.scalar(select(agenda_item.c.meeting_id).where(agenda_item.c.body == "peloton")) is None
    assert "plan_meeting" in elements(stage, "omistaja.ssyp")  # The turn goes on.


def test_minutes_come_back_until_the_inspectors_accept_them_and_only_then_is_anything_sent(stage: Stage) -> None:
    idea = _wait_for_peloton(stage)
    _call(stage)
    stage.travel(timedelta(days=10))
    present = [CONVENOR, OWNER]
    stage.do(COORDINATOR, "hold_meeting", present=present, chair=CONVENOR, quorate=True, inspectors=present)
    stage.do(COORDINATOR, "decide_item", item_outcome="support", item_grounds="Rohkea.")
    stage.do(COORDINATOR, "write_minutes", minutes_text="Muisto")
    stage.do(CONVENOR, "inspect_minutes", inspection="return", inspection_note="Muistio")
    stage.do(OWNER, "inspect_minutes", inspection="accept")
    assert phase_of(stage, idea) == "Peloton-arvio"

    stage.do(COORDINATOR, "write_minutes", minutes_text="Muistio")
    for inspector in present:
        stage.do(inspector, "inspect_minutes", inspection="accept")

    assert phase_of(stage, idea) == "Päätösesitys"
    with stage.database.read() as connection:
        kept = connection.execute(select(meeting).where(meeting.c.body == "peloton", meeting.c.number == 1)).one()
    assert (kept.status, kept.minutes, kept.quorate) == ("closed", "Muistio", True)


def test_a_bold_proposal_of_the_meeting_begins_as_an_idea(stage: Stage) -> None:
    _wait_for_peloton(stage)
    _call(stage)
    stage.travel(timedelta(days=10))
    bold = [{"title": "Drooneja metsään", "need": "Metsien kunto on tunnettava.", "area": "innovations"}]
    stage.do(
        COORDINATOR,
        "hold_meeting",
        present=[CONVENOR],
        chair=CONVENOR,
        quorate=True,
        inspectors=[CONVENOR],
        new_ideas=bold,
    )
    stage.do(COORDINATOR, "decide_item", item_outcome="support", item_grounds="Rohkea.")
    stage.do(COORDINATOR, "write_minutes", minutes_text="Muistio")
    stage.do(CONVENOR, "inspect_minutes", inspection="accept")

    assert [row.title for row in stage.waiting(OWNER) if row.element == "filter_idea"] == ["Drooneja metsään"]
    with stage.database.read() as connection:
        brought = connection.execute(select(ideas).where(ideas.c.origin == "peloton")).one()
    assert brought.proposer is None
    assert incidents(stage) == []


def test_a_standing_item_is_on_each_agenda_of_the_rmg_once(stage: Stage) -> None:
    for held in (1, 2):
        hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG))
        with stage.database.read() as connection:
            titles = connection.scalars(select(agenda_item.c.title).where(agenda_item.c.body == "rmg")).all()
        assert titles == ["SeutuPROVE:n toimeenpano"] * held
    assert incidents(stage) == []


def _wait_for_peloton(stage: Stage) -> int:
    """A proposal stands at Peloton's door."""
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    said = {TITLE: "proceed"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))
    return idea


def _plan(stage: Stage, procedure: str = "meeting") -> int:
    number = stage.start(CONVENOR, "meeting", "meeting/peloton/1", body="peloton", procedure=procedure)
    day: date = stage.today + timedelta(days=14)
    stage.do(
        CONVENOR,
        "plan_meeting",
        meeting_date=day,
        meeting_time="09:00",
        place="Karstula",
        procedure=procedure,
        agenda_closes=stage.today + timedelta(days=4),
    )
    stage.travel(timedelta(days=5))
    return number


def _call(stage: Stage, procedure: str = "meeting") -> int:
    number = _plan(stage, procedure)
    stage.do(CONVENOR, "confirm_agenda", agenda_items=["agenda/2"], agenda_decision="confirm")
    return number

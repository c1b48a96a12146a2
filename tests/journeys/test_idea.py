"""An idea's way to a decision, and the ways on which it ends or turns back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import InstanceStatus, InvalidSubmission
from tests.journeys.asking import elements, incidents, letters, phase_of, status_of
from tests.journeys.meetings import COORDINATOR, Sitting, data_of, hold_meeting
from tests.journeys.steps import (
    ADVISOR,
    OWNER,
    OWNERS,
    RMG,
    decide,
    filter_idea,
    prepare_proposal,
    propose_idea,
)
from webapp.demonstration import Stage
from webapp.lifecycle.schema import idea as ideas

TITLE = "Puualan kehittämisverkosto"


def test_a_dropped_idea_is_answered_with_grounds_and_stays_searchable(stage: Stage) -> None:
    idea = propose_idea(stage, "Lentokenttä", 1)

    filter_idea(stage, "Lentokenttä", "drop")

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    assert letters(stage, ADVISOR) == ["Lentokenttä"]
    with stage.database.read() as connection:
        kept = connection.execute(select(ideas)).one()
    assert (kept.title, kept.status, kept.origin) == ("Lentokenttä", "dropped", "person")


def test_an_idea_is_merged_into_another(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    propose_idea(stage, "Puualan palvelu", 2)

    filter_idea(stage, "Puualan palvelu", "merge", merged_into="1")

    with stage.database.read() as connection:
        assert connection.execute(select(ideas.c.status, ideas.c.merged_into).order_by(ideas.c.id)).all() == [
            ("open", None),
            ("merged", 1),
        ]


def test_an_unclear_area_is_assigned_by_the_owners(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1, area="unclear")
    assert "filter_idea" not in elements(stage, OWNER)

    stage.do("omistaja.ks", "assign_area", TITLE, area="wellbeing", grounds="Hyvinvointialan asia.")

    assert data_of(stage, idea)["area_owner"] == "area_owner_witas"
    assert "filter_idea" in elements(stage, OWNER)


def test_an_idea_moves_to_another_area_and_its_owner(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)

    filter_idea(stage, TITLE, "transfer", area="entrepreneurship")

    assert "filter_idea" in elements(stage, "omistaja.ks")
    assert "filter_idea" not in elements(stage, OWNER)


def test_an_owner_who_does_not_answer_in_thirty_days_is_reminded_and_may_still_answer(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)

    stage.travel(timedelta(days=31))

    assert letters(stage, OWNER) == [f"Idea odottaa karsintaa: {TITLE}"]
    assert "filter_idea" in elements(stage, OWNER)


def test_a_proposal_whose_costs_and_financing_differ_is_refused(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")

    with pytest.raises(InvalidSubmission) as refused:
        prepare_proposal(stage, TITLE, total_cost="220 000,00")

    assert list(refused.value.errors) == ["total_cost"]


def test_the_owners_may_want_more_preparation(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)

    said = {TITLE: "prepare_further"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))

    assert phase_of(stage, idea) == "Valmistelu"


def test_a_proposal_that_waits_long_for_peloton_goes_the_written_way(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    said = {TITLE: "proceed"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))

    stage.travel(timedelta(days=61))
    stage.do("omistaja.ks", "consider_written", TITLE, written_procedure="open")

    assert phase_of(stage, idea) == "Peloton-arvio"
    assert [row.title for row in stage.waiting("omistaja.ks") if row.element == "plan_meeting"] == ["Peloton-ryhmä 1"]


def test_the_rmg_sends_a_proposal_back_and_then_rejects_it(stage: Stage) -> None:
    idea = decide(stage, TITLE, "returned")
    assert phase_of(stage, idea) == "Päätösesitys"

    stage.do(OWNER, "finish_proposal", TITLE, assessment="Täydennetty.", proposed_decision="reject")
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {TITLE: "rejected"}, RMG))

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    assert TITLE in letters(stage, ADVISOR)
    with stage.database.read() as connection:
        assert connection.scalars(select(ideas.c.status)).all() == ["rejected"]
    assert incidents(stage) == []

"""An idea's way to a decision, and the ways on which it ends or turns back."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engine import InstanceStatus, InvalidSubmission
from engine.expressions import Present
from tests.journeys.asking import elements, incidents, letters, phase_of, status_of
from tests.journeys.meetings import COORDINATOR, Sitting, data_of, hold_meeting
from tests.journeys.steps import (
    ADVISOR,
    OWNER,
    OWNERS,
    PELOTON,
    RMG,
    decide,
    filter_idea,
    prepare_proposal,
    propose_idea,
)
from webapp.demonstration import Stage
from webapp.lifecycle.agenda import waiting_items
from webapp.lifecycle.ideas import beginning_again, find_idea
from webapp.lifecycle.proposals import versions_of
from webapp.lifecycle.schema import idea as ideas
from webapp.offers import offers

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
    assert sorted(letters(stage, ADVISOR)) == [f"Ideaasi yhdistettiin toinen idea: {TITLE}", "Puualan palvelu"]
    stage.do(OWNER, "read_merged", TITLE, merged_note="Palvelu otetaan mukaan.")
    assert "filter_idea" in elements(stage, OWNER)
    assert incidents(stage) == []


def test_the_idea_to_merge_into_is_chosen_from_those_on_their_way_the_most_alike_first(stage: Stage) -> None:
    propose_idea(stage, "Lentokenttä", 1)
    propose_idea(stage, TITLE, 2)
    asked = propose_idea(stage, "Puualan kehittämispalvelu", 3)

    with pytest.raises(InvalidSubmission) as refused:
        filter_idea(stage, "Puualan kehittämispalvelu", "merge")

    assert refused.value.errors == {"merged_into": "Idea, johon tämä yhdistetään: valitse idea."}
    assert [one["title"] for one in data_of(stage, asked)["others"]["similar"]] == [TITLE]
    assert _offered(stage, "Puualan kehittämispalvelu") == [f"2: {TITLE}", "1: Lentokenttä"]


def test_the_ideas_to_merge_into_are_those_that_are_open_when_the_form_is_shown(stage: Stage) -> None:
    propose_idea(stage, "Lentokenttä", 1)
    propose_idea(stage, TITLE, 2)
    propose_idea(stage, "Datapankki", 3)
    filter_idea(stage, "Datapankki", "drop")

    assert _offered(stage, "Lentokenttä") == [f"2: {TITLE}"]
    with pytest.raises(InvalidSubmission):
        filter_idea(stage, "Lentokenttä", "merge", merged_into="3")
    filter_idea(stage, "Lentokenttä", "merge", merged_into="2")

    with stage.database.read() as connection:
        assert connection.scalar(select(ideas.c.merged_into).where(ideas.c.id == 1)) == 2


def _offered(stage: Stage, title: str) -> list[str]:
    """The labels of the ideas that the form of an idea's screening offers to merge it into."""
    task = next(row for row in stage.waiting(OWNER) if row.element == "filter_idea" and row.title == title)
    with stage.database.read() as connection:
        view = stage.engine.task(connection, task.task_id, by=stage.actor(OWNER))
    assert view.form
    fields = view.form.view("fi", None, view.data, clock=stage.clock)
    return [option.label for field in fields if field.name == "merged_into" for option in field.options]


def test_a_dropped_idea_is_reopened_as_the_same_idea(stage: Stage) -> None:
    first = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "drop")

    reopen(stage, 1)

    with stage.database.read() as connection:
        kept = connection.execute(select(ideas.c.id, ideas.c.status, ideas.c.answered_at, ideas.c.proposer)).all()
    assert kept == [(1, "open", None, ADVISOR)]
    second = filter_idea(stage, TITLE, "prepare")
    assert second != first
    assert data_of(stage, second)["idea"] == 1
    assert phase_of(stage, second) == "Valmistelu"


def test_a_proposer_withdraws_an_idea_and_its_item_leaves_the_agenda(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)

    stage.tell(ADVISOR, "idea_withdrawn", "idea/1")

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    assert f"Ehdottaja perui idean: {TITLE}" in letters(stage, OWNER)
    with stage.database.read() as connection:
        assert connection.scalars(select(ideas.c.status)).all() == ["withdrawn"]
        assert waiting_items(connection, "owners_meeting") == []
    assert incidents(stage) == []


def test_an_idea_is_withdrawn_also_before_it_was_described(stage: Stage) -> None:
    idea = stage.start(ADVISOR, "idea", "idea/1", proposer=ADVISOR)

    stage.tell(ADVISOR, "idea_withdrawn", "idea/1")

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_after_the_decision_nobody_is_offered_to_withdraw(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    assert withdrawers(stage, idea) == [ADVISOR]

    stage.tell(ADVISOR, "idea_withdrawn", "idea/1")
    decided = decide(stage, TITLE, number=2)

    assert phase_of(stage, decided) == "Rahoitus"
    assert withdrawers(stage, decided) == []


def test_a_proposal_of_peloton_gets_an_owner_who_may_not_drop_it(stage: Stage) -> None:
    bring(stage, "Rohkea esitys")
    assert "Idea odottaa arviotasi: Rohkea esitys" in letters(stage, OWNER)

    with pytest.raises(InvalidSubmission) as refused:
        filter_idea(stage, "Rohkea esitys", "drop")
    assert list(refused.value.errors) == ["filtering"]

    idea = filter_idea(stage, "Rohkea esitys", "prepare")
    assert phase_of(stage, idea) == "Valmistelu"
    with stage.database.read() as connection:
        kept = connection.execute(select(ideas.c.origin, ideas.c.direction)).one()
    assert kept == ("peloton", "bottom_up")


def test_the_weighted_score_is_worked_out_from_the_table_and_kept(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)

    idea = filter_idea(stage, TITLE, "prepare", scores=(5, 4, 3, 2, 1))

    assert data_of(stage, idea)["weighted_score"] == Decimal("3.56")  # (5·3 + 4·2 + 3·2 + 2·1 + 1·1) / 9
    with stage.database.read() as connection:
        assert connection.scalar(select(ideas.c.score)) == Decimal("3.56")


def test_a_supplement_is_counted_and_the_newer_wording_is_kept(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "supplement")

    need = "Kahdeksan puuyritystä pyysi yhteistä tuotekehitystä."
    idea = stage.do(ADVISOR, "supplement_idea", TITLE, title=f"{TITLE} 2", need=need, supplement="Kahdeksan yritystä.")

    assert data_of(stage, idea)["supplement_rounds"] == 1
    assert letters(stage, OWNER)[-1] == f"Idea odottaa arviotasi: {TITLE} 2"
    with stage.database.read() as connection:
        assert connection.execute(select(ideas.c.title, ideas.c.need)).all() == [(f"{TITLE} 2", need)]
    assert "filter_idea" in elements(stage, OWNER)


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

    assert letters(stage, OWNER) == [f"Idea odottaa arviotasi: {TITLE}", f"Idea odottaa karsintaa: {TITLE}"]
    assert "filter_idea" in elements(stage, OWNER)


def test_a_proposal_whose_costs_and_financing_differ_is_refused(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")

    with pytest.raises(InvalidSubmission) as refused:
        prepare_proposal(stage, TITLE, own="10000,00")

    said = refused.value.errors["financing"].replace("\u00a0", " ")
    assert said == "Rahoitussuunnitelma: kustannukset 210 000,00 € ja rahoitus 200 000,00 € eroavat 10 000,00 €."


def test_a_flat_rate_is_worked_out_by_the_cost_model(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    too_little = "prosenttimääräisten kustannusten pitää valitussa mallissa olla 60 000,00 € (40 %)."
    not_its_own = "valittu kustannusmalli kattaa muut kustannukset, joten niitä ei voi merkitä erikseen."
    for line, amount, said in (("salaries", "150000", too_little), ("purchases", "210000", not_its_own)):
        with pytest.raises(InvalidSubmission) as refused:
            prepare_proposal(stage, TITLE, costs=[{"line": line, "amount": amount}])
        assert refused.value.errors["costs"].replace("\u00a0", " ") == f"Kustannusarvio: {said}"


def test_every_version_of_a_proposal_is_kept_and_the_next_begins_from_it(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    said = {TITLE: "prepare_further"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))

    form = prefilled(stage, OWNER, "prepare_proposal")
    assert form["summary"] == "Kehitetään yhteinen tuotekehityspalvelu."
    assert [row["line"] for row in form["costs"]] == ["salaries", "flat_rate"]
    prepare_proposal(stage, TITLE, summary="Kehitetään palvelu ja verkosto.")

    with stage.database.read() as connection:
        kept = versions_of(connection, 1)
    assert [(one.number, one.prepared_by, one.total_cost) for one in kept] == [(1, OWNER, 210_000), (2, OWNER, 210_000)]
    assert [one.content["summary"] for one in kept] == [form["summary"], "Kehitetään palvelu ja verkosto."]


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
    second = "omistaja.ssyp"  # The calendar's own meeting is the first, and nobody plans it.
    stage.do(second, "consider_written", TITLE, written_procedure="open")

    assert phase_of(stage, idea) == "Peloton-arvio"
    assert [row.title for row in stage.waiting(second) if row.element == "plan_meeting"] == ["Peloton-ryhmä 2"]


def test_a_written_procedure_brings_pelotons_opinion_without_a_meeting(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    said = {TITLE: "proceed"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))
    stage.travel(timedelta(days=61))
    second = "omistaja.ssyp"  # The calendar's own meeting is the first, and nobody plans it.
    stage.do(second, "consider_written", TITLE, written_procedure="open")

    said = {TITLE: "support"}
    hold_meeting(stage, Sitting("peloton", "Peloton", second, said, PELOTON, assessors=PELOTON, procedure="written"))

    assert phase_of(stage, idea) == "Päätösesitys"
    assert incidents(stage) == []


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


def reopen(stage: Stage, number: int) -> None:
    """The area's owner opens an idea again, as the page of ideas does."""
    by = stage.actor(OWNER)
    with stage.database.read() as connection:
        idea = find_idea(connection, number)
    payload = beginning_again(idea, "Tarve on kasvanut.")
    stage.database.transact(
        lambda unit: stage.engine.send(
            unit, "idea_reopened", correlation="", business_key=idea.business_key, payload=payload, by=by
        )
    )
    stage.settle()


def bring(stage: Stage, title: str) -> None:
    """Peloton brings a bold new proposal."""
    payload = {"title": title, "need": "Kokeillaan uutta.", "area": "innovations", "origin": "peloton"}
    by = stage.actor(OWNER)
    stage.database.transact(
        lambda unit: stage.engine.send(
            unit, "idea_proposed", correlation="", business_key="idea/meeting/1/1", payload=payload, by=by
        )
    )
    stage.settle()


def withdrawers(stage: Stage, instance: int) -> list[str]:
    """Which of two people are offered to withdraw an idea."""
    present = Present(stage.clock.now(), stage.clock.zone)
    with stage.database.read() as connection:
        view = stage.engine.instance(connection, instance)
    return [
        person
        for person in (ADVISOR, OWNER)
        if any(offer.message == "idea_withdrawn" for offer in offers(view, stage.actor(person), present))
    ]


def prefilled(stage: Stage, person: str, element: str) -> Mapping[str, Any]:
    """What a task's form holds when it is opened."""
    by = stage.actor(person)
    task = next(row.task_id for row in stage.waiting(person) if row.element == element)
    with stage.database.read() as connection:
        view = stage.engine.task(connection, task, by=by)
    assert view.form is not None
    return view.form.prefill(view.data)

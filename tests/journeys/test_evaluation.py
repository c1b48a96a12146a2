"""The programme's evaluation: its criteria first, then from inside and from outside, then what is done about it."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from engine import Actor
from tests.journeys.meetings import COORDINATOR, Sitting, data_of, hold_meeting
from tests.journeys.steps import OWNERS
from webapp.demonstration import Stage
from webapp.demonstration.habits import HABITS
from webapp.lifecycle import knowledge
from webapp.lifecycle.schema import evaluation, evaluation_criterion, evaluation_measure
from webapp.lifecycle.search import Filters, find_entries, read_query

CHAIR = "rmg.puheenjohtaja"  # Calls the Assembly.
MEMBER = "edustaja.saarijarvi"


def elements(stage: Stage, person: str) -> set[str]:
    """What a person could do now in an evaluation."""
    return {row.element for row in stage.waiting(person)} - {"plan_meeting", "write_report"}


def begin(stage: Stage) -> int:
    """The coordinator wants a mid-term evaluation; the number of its instance."""
    return stage.start(COORDINATOR, "evaluation", "evaluation/1", evaluation_kind="mid")


def act(stage: Stage, person: str, element: str) -> None:
    """A person does a task as the demonstration's people do."""
    row = next(one for one in stage.waiting(person) if one.element == element)
    with stage.database.read() as connection:
        data = stage.engine.task(connection, row.task_id, by=stage.actor(person)).data
    stage.do_task(person, row.task_id, **(HABITS[element](data, stage.today) or {}))


def assembly_says(stage: Stage, outcome: str) -> None:
    """The Assembly meets and says the same of every item on the evaluation."""
    hold_meeting(stage, Sitting("assembly", "Seutuedustajisto", CHAIR, {"arviointi": outcome}, (MEMBER,)))


def approve_criteria(stage: Stage) -> None:
    """Criteria are defined, and the Assembly approves them."""
    act(stage, COORDINATOR, "define_criteria")
    assembly_says(stage, "approved")


def test_an_evaluation_is_blocked_without_approved_criteria(stage: Stage) -> None:
    begin(stage)

    assert "define_criteria" in elements(stage, COORDINATOR)
    act(stage, COORDINATOR, "define_criteria")
    assert all("evaluate_self" not in elements(stage, owner) for owner in OWNERS)
    assert not elements(stage, COORDINATOR) & {"order_external", "evaluate_externally", "define_criteria"}

    assembly_says(stage, "returned")
    assert "define_criteria" in elements(stage, COORDINATOR)
    assert all("evaluate_self" not in elements(stage, owner) for owner in OWNERS)

    approve_criteria(stage)
    assert all("evaluate_self" in elements(stage, owner) for owner in OWNERS)
    assert "order_external" in elements(stage, COORDINATOR)


def test_a_programme_is_evaluated_from_both_sides_and_measures_follow(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    begun = begin(stage)
    approve_criteria(stage)
    for owner in OWNERS:
        act(stage, owner, "evaluate_self")
    assert "finish_evaluation" not in elements(stage, COORDINATOR)
    act(stage, COORDINATOR, "order_external")
    act(stage, COORDINATOR, "evaluate_externally")
    assert "Yrityslähtöisyys**: 3,8 / 5 (5 arviota)" in data_of(stage, begun)["summary"]["text"]
    act(stage, COORDINATOR, "finish_evaluation")
    assembly_says(stage, "approved")
    act(stage, COORDINATOR, "agree_measures")

    with stage.database.read() as connection:
        found = find_entries(
            connection, Actor("neuvoja.ks"), read_query("väliarviointi"), Filters(), after=None, most=5
        )
        entry = knowledge.find(connection, found[0].id, Actor("neuvoja.ks"))
    assert entry.wording.kind is knowledge.Kind.EVALUATION
    assert "Esimerkkikorkeakoulu" in entry.wording.text
    act(stage, COORDINATOR, "carry_out_improvement")
    with stage.database.read() as connection:
        assert connection.scalar(select(evaluation_measure.c.result)) == "Mittarit sovittiin omistajien tapaamisessa."
        assert stage.engine.instance(connection, begun).status == "completed"


def test_criteria_that_are_in_force_hold_for_the_next_evaluation_too(stage: Stage) -> None:
    begin(stage)
    approve_criteria(stage)

    stage.start(COORDINATOR, "evaluation", "evaluation/2", evaluation_kind="final")

    assert "define_criteria" not in elements(stage, COORDINATOR)
    with stage.database.read() as connection:
        approved = connection.scalars(select(evaluation_criterion.c.agenda_item_id)).all()
    assert len(approved) == 3
    assert None not in approved


def test_a_report_that_the_assembly_returns_is_mended(stage: Stage) -> None:
    begin(stage)
    approve_criteria(stage)
    for owner in OWNERS:
        act(stage, owner, "evaluate_self")
    act(stage, COORDINATOR, "order_external")
    act(stage, COORDINATOR, "evaluate_externally")
    act(stage, COORDINATOR, "finish_evaluation")

    assembly_says(stage, "returned")

    assert "finish_evaluation" in elements(stage, COORDINATOR)
    assert "agree_measures" not in elements(stage, COORDINATOR)


def test_the_programmes_last_year_begins_its_final_evaluation_by_itself(stage: Stage) -> None:
    stage.travel(datetime(2027, 9, 1, 9, tzinfo=UTC))

    with stage.database.read() as connection:
        begun = connection.execute(select(evaluation.c.kind, evaluation.c.opened_on)).all()
    assert [tuple(row) for row in begun] == [("final", date(2027, 9, 1))]

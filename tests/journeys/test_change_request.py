"""Another plan: asked for before the change starts, decided by whom it concerns, and a version of its own."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.errors import InvalidSubmission
from tests.journeys.asking import elements, incidents
from tests.journeys.conftest import A_MONDAY, copy_stage
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import MANAGER, RMG, STEERING, begin_project, decide, fund, plan, request_change
from webapp.demonstration import Stage
from webapp.lifecycle.budgets import cost_lines
from webapp.lifecycle.plans import Version, versions
from webapp.lifecycle.schema import agenda_item, change_request, report

TITLE = "Puualan kehittämisverkosto"
MOVED = [{"line": "salaries", "amount": "100000,00"}, {"line": "purchases", "amount": "110000,00"}]
SLIGHTLY_MOVED = [{"line": "salaries", "amount": "140000,00"}, {"line": "flat_rate", "amount": "70000,00"}]


@pytest.fixture(scope="module")
def begun(built_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A project that has just begun: where it lies, and when that is."""
    path = tmp_path_factory.mktemp("begun") / "project.db"
    stage = copy_stage(built_region, path, A_MONDAY)
    decide(stage, TITLE)
    fund(stage, TITLE)
    begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 9, 30))
    stage.database.close()
    return path, stage.clock.now()


@pytest.fixture
def stage(begun: tuple[Path, datetime], tmp_path: Path) -> Iterator[Stage]:
    """The region in which the project has begun, and its manager wants a change."""
    copied = copy_stage(begun[0], tmp_path / "journey.db", begun[1])
    copied.tell(MANAGER, "change_wanted", "project/1")
    yield copied
    copied.database.close()


def test_a_small_change_needs_the_steering_group_only(stage: Stage) -> None:
    request_change(stage, TITLE, stage.today, _end(stage), costs=SLIGHTLY_MOVED)

    stage.do(STEERING, "review_change", change_review="approve")

    first, second = _versions(stage)
    assert (first.plan.costs[0]["amount"], second.plan.costs[0]["amount"]) == (150_000, 140_000)
    assert (second.number, second.reason, second.approved_by) == (2, "Laite myöhästyi.", "steering_group")
    assert _items(stage) == []
    with stage.database.read() as connection:
        assert {one.line: one.planned for one in cost_lines(connection, 1)} == {
            "salaries": 140_000,
            "flat_rate": 70_000,
        }
    assert incidents(stage) == []


@pytest.mark.parametrize("change", ["money", "end", "content"])
def test_a_change_beyond_the_limits_is_the_rmgs_to_decide(stage: Stage, change: str) -> None:
    end = _end(stage) + timedelta(days=120 if change == "end" else 0)
    changed = {
        "money": {"costs": MOVED},
        "end": {},
        "content": {"work_packages": [{"name": "Aivan muuta", "content": "Toista"}]},
    }
    request_change(stage, TITLE, stage.today, end, **changed[change])
    stage.do(STEERING, "review_change", change_review="approve")
    assert len(_versions(stage)) == 1

    _rmg_says(stage, "approved")

    assert [one.approved_by for one in _versions(stage)] == ["steering_group", "rmg"]
    assert incidents(stage) == []


@pytest.mark.parametrize("who", ["steering_group", "rmg"])
def test_a_refused_change_leaves_the_plan_as_it_was(stage: Stage, who: str) -> None:
    request_change(stage, TITLE, stage.today, _end(stage), costs=MOVED)
    if who == "steering_group":
        stage.do(STEERING, "review_change", change_review="reject")
    else:
        stage.do(STEERING, "review_change", change_review="approve")
        _rmg_says(stage, "rejected")

    assert len(_versions(stage)) == 1
    with stage.database.read() as connection:
        assert connection.scalars(select(change_request.c.status)).all() == ["rejected"]
    assert "request_change" not in elements(stage, MANAGER)


def test_a_change_that_the_rmg_sends_back_is_asked_for_again(stage: Stage) -> None:
    request_change(stage, TITLE, stage.today, _end(stage), costs=MOVED)
    stage.do(STEERING, "review_change", change_review="approve")
    _rmg_says(stage, "returned")

    request_change(stage, TITLE, stage.today, _end(stage), costs=SLIGHTLY_MOVED)
    stage.do(STEERING, "review_change", change_review="approve")

    assert len(_versions(stage)) == 2
    assert incidents(stage) == []


def test_a_change_cannot_be_asked_for_when_it_has_started(stage: Stage) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        stage.do(
            MANAGER,
            "request_change",
            change_scope="shared",
            change_reason="Tehtiin jo.",
            change_starts_on=stage.today - timedelta(days=1),
            **plan(stage.today, _end(stage)),
        )

    assert refused.value.errors == {"change_starts_on": "Muutos alkaa: anna tämä päivä tai myöhempi."}


def test_a_new_end_moves_the_reports_that_have_not_begun(stage: Stage) -> None:
    end = _end(stage) + timedelta(days=60)

    request_change(stage, TITLE, stage.today, end)
    stage.do(STEERING, "review_change", change_review="approve")

    with stage.database.read() as connection:
        assert connection.scalar(select(report.c.due_on).where(report.c.kind == "final")) == end
    stage.travel(timedelta(days=70))
    assert "write_report" in elements(stage, MANAGER)


def test_an_outside_funder_answers_as_well(built_region: Path, tmp_path: Path) -> None:
    stage = copy_stage(built_region, tmp_path / "funded.db", A_MONDAY)
    decide(stage, TITLE)
    fund(stage, TITLE)
    financing = [
        {"source": "Keski-Suomen liitto", "kind": "external", "amount": "150000,00"},
        {"source": "Seudun kunnat", "kind": "municipal", "amount": "60000,00"},
    ]
    begin_project(stage, TITLE, stage.today, _end(stage), financing=financing)
    stage.tell(MANAGER, "change_wanted", "project/1")
    request_change(stage, TITLE, stage.today, _end(stage), costs=SLIGHTLY_MOVED, financing=financing)
    stage.do(STEERING, "review_change", change_review="approve")
    stage.do(MANAGER, "submit_change", change_applied_on=stage.today)
    assert len(_versions(stage)) == 1

    stage.tell(MANAGER, "change_answered", "change/1")
    stage.do(MANAGER, "record_answer", change_decision_number="KSL/12/2027", change_answer="approved")

    assert [one.approved_by for one in _versions(stage)] == ["steering_group", "funder"]
    with stage.database.read() as connection:
        assert connection.scalar(select(change_request.c.funder_decision)) == "KSL/12/2027"
    assert incidents(stage) == []
    stage.database.close()


def _end(stage: Stage) -> date:
    return date(stage.today.year + 1, 9, 30)


def _versions(stage: Stage) -> list[Version]:
    with stage.database.read() as connection:
        return versions(connection, 1)


def _items(stage: Stage) -> list[str]:
    asked = select(agenda_item.c.title).where(agenda_item.c.kind == "change_request")
    with stage.database.read() as connection:
        return list(connection.scalars(asked))


def _rmg_says(stage: Stage, outcome: str) -> None:
    assert len(_items(stage)) >= 1
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Suunnitelman muutos": outcome}, RMG))

"""Reports and what the RMG makes of them: suspended, changed, ended early; and what is only noted."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from tests.journeys.asking import elements, incidents, letters, phase_of, waiting_of
from tests.journeys.conftest import A_MONDAY, copy_stage
from tests.journeys.hesitating import hesitant
from tests.journeys.meetings import Sitting, hold_meeting, task_data
from tests.journeys.steps import (
    MANAGER,
    OWNER,
    RMG,
    STEERING,
    begin_project,
    decide,
    describe_deviation,
    fund,
    report_deviation,
    request_change,
    write_report,
)
from webapp.demonstration import Stage
from webapp.lifecycle import appropriation
from webapp.lifecycle.budgets import cost_lines, sources
from webapp.lifecycle.indicators import list_indicators
from webapp.lifecycle.plans import versions
from webapp.lifecycle.schema import agenda_item, deviation, report
from webapp.lifecycle.work import list_activities

TITLE = "Puualan kehittämisverkosto"
LATE = f"Tilanneraportti 1 on myöhässä: {TITLE}"


@pytest.fixture(scope="module")
def begun(built_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime, int]:
    """A project of eighteen months that has just begun: where it lies, when that is, the number of its instance."""
    path = tmp_path_factory.mktemp("begun") / "project.db"
    stage = copy_stage(built_region, path, A_MONDAY)
    decide(stage, TITLE)
    fund(stage, TITLE)
    number = begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 9, 30))
    stage.database.close()
    return path, stage.clock.now(), number


@pytest.fixture
def stage(begun: tuple[Path, datetime, int], tmp_path: Path) -> Iterator[Stage]:
    """The region in which the project has begun."""
    copied = copy_stage(begun[0], tmp_path / "journey.db", begun[1])
    yield copied
    copied.database.close()


@pytest.fixture
def project(begun: tuple[Path, datetime, int]) -> int:
    """The number of the project's instance."""
    return begun[2]


def test_the_schedule_has_an_interim_report_every_half_year_and_ends_with_the_final_one(
    stage: Stage, project: int
) -> None:
    assert phase_of(stage, project) == "Toteutus"
    with stage.database.read() as connection:
        kinds = connection.scalars(select(report.c.kind).order_by(report.c.due_on)).all()
    assert kinds == ["status", "interim", "status", "interim", "status", "final"]


def test_the_steering_group_sends_a_report_back(stage: Stage, project: int) -> None:
    stage.travel(timedelta(days=70))
    stage.do(MANAGER, "write_report", report_status="behind", report_summary="Viivettä.")
    stage.do(STEERING, "review_report", report_review="return", review_comment="Miksi?")

    assert "write_report" in elements(stage, MANAGER)
    write_report(stage, TITLE)
    assert "write_report" not in elements(stage, MANAGER)


@pytest.mark.parametrize(
    ("outcome", "person", "element"),
    [
        ("suspend", OWNER, "resume_project"),
        ("continue_with_changes", MANAGER, "request_change"),
        ("end", MANAGER, "write_report"),
    ],
)
def test_the_rmg_decides_on_an_interim_report(
    stage: Stage, project: int, outcome: str, person: str, element: str
) -> None:
    _report_until_interim(stage)

    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Väliraportti": outcome}, RMG))

    assert element in elements(stage, person)
    if outcome == "end":
        assert _open_report(stage).kind == "final"
    assert incidents(stage) == []


def test_a_suspended_project_reports_nothing_until_it_is_resumed(stage: Stage, project: int) -> None:
    _report_until_interim(stage)
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Väliraportti": "suspend"}, RMG))
    assert phase_of(stage, project) == "Keskeytetty"
    stage.travel(timedelta(days=150))
    assert "write_report" not in elements(stage, MANAGER)

    stage = hesitant(stage)
    stage.do(OWNER, "resume_project", resumption_grounds="Rahoitus varmistui.")
    assert "resume_project" in stage.undone

    assert phase_of(stage, project) == "Toteutus"
    assert [row.kind for row in _reports(stage)] == ["status", "interim", "interim", "status", "final"]
    stage.travel(timedelta(days=30))
    assert [row.subject for row in waiting_of(stage, MANAGER, "write_report")] == [
        "Väliraportti 2"
    ]  # Nothing that fell due meanwhile.
    assert incidents(stage) == []


def test_a_deviation_that_is_not_material_never_reaches_an_agenda_of_the_rmg(stage: Stage, project: int) -> None:
    report_deviation(stage, TITLE, "project/1", "minor")
    report_deviation(stage, TITLE, "project/1", "minor")  # As often as need be.

    with stage.database.read() as connection:
        assert connection.scalars(select(deviation.c.material)).all() == [False, False]
        assert connection.scalars(select(agenda_item.c.id).where(agenda_item.c.kind == "deviation")).all() == []
    assert phase_of(stage, project) == "Toteutus"


@pytest.mark.parametrize(
    ("days", "euros", "severity", "material"),
    [("30", None, "considerable", False), ("120", None, "minor", True), (None, "30000,00", "minor", True),
     (None, "5000,00", "minor", False), ("0", None, "severe", True)],
)  # fmt: skip
def test_a_table_says_whether_a_deviation_is_material_and_the_owner_decides(
    stage: Stage, project: int, days: str | None, euros: str | None, severity: str, material: bool
) -> None:
    kind = {"deviation_kind": "cost", "deviation_euros": euros} if euros else {"deviation_days": days or ""}

    describe_deviation(stage, TITLE, "project/1", deviation_severity=severity, **kind)

    (task,) = [row for row in stage.waiting(OWNER) if row.element == "assess_deviation"]
    assert task_data(stage, task.task_id, OWNER)["materiality"] is material


def test_a_material_deviation_that_is_to_be_corrected_asks_for_another_plan(stage: Stage, project: int) -> None:
    report_deviation(stage, TITLE, "project/1", "material")
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Poikkeama": "correction_required"}, RMG))

    request_change(stage, TITLE, stage.today, date(stage.today.year + 1, 10, 31))
    stage.do(STEERING, "review_change", change_review="approve")

    assert _versions(stage) == [(1, "steering_group"), (2, "steering_group")]
    assert incidents(stage) == []


def test_an_overdue_report_still_escalates_at_plus_7_and_plus_14_after_its_due_date_was_moved(
    stage: Stage, project: int
) -> None:
    stage.travel(timedelta(days=70))
    opened = _open_report(stage)
    stage.travel(opened.due_on + timedelta(days=3) - stage.today)  # Late already: the manager has been told.
    assert letters(stage, f"{MANAGER}").count(LATE) == 1
    moved_to = stage.today + timedelta(days=20)
    stage.tell(OWNER, "due_move_wanted", f"report/{opened.id}")
    stage.do(OWNER, "move_due", new_due_on=moved_to, move_grounds="Tilinpäätös valmistuu myöhemmin.")

    stage.travel(moved_to + timedelta(days=1) - stage.today)
    assert letters(stage, OWNER).count(LATE) == 0
    assert _late_items(stage) == []
    stage.travel(timedelta(days=1))
    assert letters(stage, MANAGER).count(LATE) == 2
    stage.travel(timedelta(days=6))
    assert letters(stage, OWNER).count(LATE) == 1
    assert _late_items(stage) == []
    stage.travel(timedelta(days=7))
    assert _late_items(stage) == [LATE]
    moved = _open_report(stage)
    assert (moved.due_on, moved.planned_on) == (moved_to, opened.due_on)
    write_report(stage, TITLE)
    assert incidents(stage) == []


def test_a_report_that_was_sent_back_is_due_again_on_a_day_of_its_own(stage: Stage, project: int) -> None:
    stage.travel(timedelta(days=70))
    opened = _open_report(stage)
    stage.do(MANAGER, "write_report", report_status="behind", report_summary="Viivettä.")
    stage.do(STEERING, "review_report", report_review="return", review_comment="Miksi?")

    assert _open_report(stage).due_on == stage.today + timedelta(days=14)
    stage.travel(timedelta(days=16))
    assert letters(stage, MANAGER).count(LATE) == 1
    (task,) = waiting_of(stage, MANAGER, "write_report")
    form = task_data(stage, task.task_id, MANAGER)["report"]
    assert (form["id"], form["summary"], form["situation"]) == (opened.id, "Viivettä.", "behind")


def test_two_rounds_of_reports_are_open_at_once_and_each_keeps_its_own(stage: Stage, project: int) -> None:
    stage.travel(timedelta(days=160))  # The first was not written; the interim report has opened beside it.
    subjects = [row.subject for row in waiting_of(stage, MANAGER, "write_report")]
    assert subjects == ["Tilanneraportti 1", "Väliraportti 1"]

    status, interim = waiting_of(stage, MANAGER, "write_report")
    written = {"report_status": "on_schedule", "report_costs": [{"line": "salaries", "spent": "10000,00"}]}
    later = {"report_status": "at_risk", "report_costs": [{"line": "salaries", "spent": "25000,00"}]}
    stage.do_task(MANAGER, interim.task_id, report_summary="Puoli vuotta.", **later)
    stage.do_task(MANAGER, status.task_id, report_summary="Ensimmäinen neljännes.", **written)
    for _ in range(2):
        stage.do(STEERING, "review_report", report_review="accept")
    for _ in range(2):
        stage.do(OWNER, "read_report")

    kept = {(row.kind, row.number): (row.summary, row.spent, row.situation) for row in _reports(stage)[:2]}
    assert kept == {
        ("status", 1): ("Ensimmäinen neljännes.", 10_000, "on_schedule"),
        ("interim", 1): ("Puoli vuotta.", 25_000, "at_risk"),
    }
    assert incidents(stage) == []


def test_what_reports_tell_of_costs_measures_work_and_payments_is_kept(stage: Stage, project: int) -> None:
    stage.travel(timedelta(days=70))
    (task,) = waiting_of(stage, MANAGER, "write_report")
    asked = task_data(stage, task.task_id, MANAGER)["report"]
    assert asked["payments"] == [{"source": "Seudun kunnat"}]
    write_report(
        stage,
        TITLE,
        measured=[{"indicator": asked["indicators"][0]["value"], "actual": "7"}],
        progress=[{"activity": asked["activities"][0]["value"], "status": "done"}],
        payments=[{"source": "Seudun kunnat", "claimed": "45000,00", "received": "20000,00"}],
    )

    with stage.database.read() as connection:
        lines = {one.line: (one.planned, one.spent) for one in cost_lines(connection, 1)}
        money = {one.source: (one.granted, one.claimed, one.received) for one in sources(connection, 1)}
        ledger = appropriation.standing(connection, 2027)
        (measured,) = list_indicators(connection, 1)
        (activity,) = list_activities(connection, 1)
    assert lines == {"salaries": (150_000, 30_000), "flat_rate": (60_000, 15_000)}
    assert money == {"Seudun kunnat": (190_000, 45_000, 20_000), "WITAS": (None, None, None)}
    assert (ledger.granted, ledger.claimed, ledger.paid) == (190_000, 45_000, 20_000)
    assert (measured.name, measured.baseline, measured.target, measured.actual) == ("Yrityksiä mukana", 0, 20, 7)
    assert (activity.name, activity.status) == ("Aloitustilaisuus", "done")


def test_a_report_that_is_not_accepted_yet_counts_for_nothing(stage: Stage, project: int) -> None:
    stage.travel(timedelta(days=70))
    costs = [{"line": "salaries", "spent": "30000,00"}]
    stage.do(MANAGER, "write_report", report_status="on_schedule", report_summary="Alussa.", report_costs=costs)

    with stage.database.read() as connection:
        assert {one.spent for one in cost_lines(connection, 1)} == {None}


def _reports(stage: Stage) -> Sequence[Row[Any]]:
    with stage.database.read() as connection:
        return connection.execute(select(report).order_by(report.c.due_on)).all()


def _open_report(stage: Stage) -> Row[Any]:
    """The report whose round runs."""
    return next(row for row in _reports(stage) if row.opened_at and not row.recorded_at)


def _late_items(stage: Stage) -> Sequence[str]:
    with stage.database.read() as connection:
        return connection.scalars(select(agenda_item.c.title).where(agenda_item.c.kind == "late_report")).all()


def _versions(stage: Stage) -> list[tuple[int, str]]:
    with stage.database.read() as connection:
        return [(one.number, str(one.approved_by)) for one in versions(connection, 1)]


def _report_until_interim(stage: Stage) -> None:
    stage.travel(timedelta(days=70))
    write_report(stage, TITLE)
    stage.travel(timedelta(days=90))
    write_report(stage, TITLE)

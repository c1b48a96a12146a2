"""Reports and what the RMG makes of them: suspended, changed, ended early; and what is only noted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.journeys.asking import elements, incidents, phase_of
from tests.journeys.conftest import A_MONDAY, copy_stage
from tests.journeys.meetings import Sitting, data_of, hold_meeting
from tests.journeys.steps import (
    MANAGER,
    OWNER,
    RMG,
    STEERING,
    begin_project,
    decide,
    fund,
    report_deviation,
    write_report,
)
from webapp.demonstration import Stage
from webapp.lifecycle.schema import deviation, report

TITLE = "Puualan kehittämisverkosto"


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
    stage.do(MANAGER, "write_report", report_status="behind", report_summary="Viivettä.", report_spent="1000,00")
    stage.do(STEERING, "review_report", report_review="return", review_comment="Miksi?")

    assert "write_report" in elements(stage, MANAGER)
    write_report(stage, TITLE)
    assert "write_report" not in elements(stage, MANAGER)


@pytest.mark.parametrize(
    ("outcome", "person", "element"),
    [
        ("suspend", OWNER, "resume_project"),
        ("continue_with_changes", MANAGER, "plan_project"),
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
        assert data_of(stage, project)["report"]["kind"] == "final"
    assert incidents(stage) == []


def test_a_suspended_project_goes_on_when_it_is_resumed(stage: Stage, project: int) -> None:
    _report_until_interim(stage)
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Väliraportti": "suspend"}, RMG))
    assert phase_of(stage, project) == "Keskeytetty"

    stage.do(OWNER, "resume_project", resumption_grounds="Rahoitus varmistui.")

    assert phase_of(stage, project) == "Toteutus"


def test_a_deviation_that_is_not_material_is_only_kept(stage: Stage, project: int) -> None:
    report_deviation(stage, TITLE, "project/1", "minor")
    report_deviation(stage, TITLE, "project/1", "minor")  # As often as need be.

    with stage.database.read() as connection:
        assert connection.scalars(select(deviation.c.material)).all() == [False, False]
    assert phase_of(stage, project) == "Toteutus"


def _report_until_interim(stage: Stage) -> None:
    stage.travel(timedelta(days=70))
    write_report(stage, TITLE)
    stage.travel(timedelta(days=90))
    write_report(stage, TITLE)

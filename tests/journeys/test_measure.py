"""A measure: the area's owner carries it out, is reminded, and the next round hears of it."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.journeys.asking import elements, incidents, letters
from tests.journeys.conftest import A_MONDAY, copy_stage
from tests.journeys.foresight_steps import begin_round, conclude, contribute, decide_report, instances_of, meet, noon
from tests.journeys.meetings import data_of
from webapp.demonstration import Stage
from webapp.lifecycle.schema import measure

OWNER, MEASURE = "omistaja.witas", "Yhteinen rekrytointipalvelu"


@pytest.fixture(scope="module")
def agreed(built_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A measure that was agreed upon in May: where it lies, and when that is."""
    path = tmp_path_factory.mktemp("agreed") / "measure.db"
    stage = copy_stage(built_region, path, A_MONDAY)
    begin_round(stage)
    contribute(stage)
    meet(stage)
    decide_report(stage, "approved")
    conclude(stage)
    stage.database.close()
    return path, stage.clock.now()


@pytest.fixture
def stage(agreed: tuple[Path, datetime], tmp_path: Path) -> Iterator[Stage]:
    """The region in which the measure was agreed upon."""
    copied = copy_stage(agreed[0], tmp_path / "journey.db", agreed[1])
    yield copied
    copied.database.close()


def test_the_owner_of_the_area_carries_a_measure_out_and_tells_the_result(stage: Stage) -> None:
    assert "carry_out_measure" not in elements(stage, "omistaja.poke")

    stage.do(OWNER, "carry_out_measure", MEASURE, measure_result="Palvelu avattiin.", measure_outcome="done")

    with stage.database.read() as connection:
        kept = connection.execute(select(measure)).one()
    assert (kept.outcome, kept.result) == ("done", "Palvelu avattiin.")
    assert incidents(stage) == []


def test_a_measure_is_reminded_of_before_its_day_and_reported_when_it_is_late(stage: Stage) -> None:
    stage.travel(noon(date(2027, 8, 19)))
    assert letters(stage, OWNER).count(f"Toimenpiteen määräaika lähestyy: {MEASURE}") == 1
    assert f"Toimenpide on myöhässä: {MEASURE}" not in letters(stage, "koordinaattori")

    stage.travel(noon(date(2027, 9, 9)))
    assert f"Toimenpide on myöhässä: {MEASURE}" in letters(stage, "koordinaattori")


def test_the_next_round_hears_what_came_of_a_measure(stage: Stage) -> None:
    stage.do(OWNER, "carry_out_measure", MEASURE, measure_result="Palvelu avattiin.", measure_outcome="done")
    stage.travel(noon(date(2027, 9, 2)))
    stage.do(
        "omistaja.witas", "invite_group", meeting_date=date(2027, 10, 14), meeting_time="09:00", place="Viitasaari"
    )

    stage.travel(noon(date(2027, 10, 14)))

    autumn = instances_of(stage, "foresight")[-1]
    assert f"Toimenpide: {MEASURE} (toteutettu): Palvelu avattiin." in data_of(stage, autumn)["gathered"]["text"]

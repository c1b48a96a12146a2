"""The yearly summary: prefilled from the projects, completed by the heads of areas, noted by the RMG."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import InstanceStatus
from tests.journeys.asking import incidents, letter, letters, status_of
from tests.journeys.conftest import A_MONDAY, copy_stage
from tests.journeys.foresight_steps import instances_of, noon
from tests.journeys.meetings import Sitting, data_of, hold_meeting, task_data
from tests.journeys.steps import OWNER, RMG, begin_project, decide, fund, write_report
from webapp.demonstration import Stage
from webapp.lifecycle.schema import area_summary

TITLE = "Puualan kehittämisverkosto"
OWNERS = ("omistaja.ks", "omistaja.ssyp", "omistaja.poke")


@pytest.fixture(scope="module")
def december(built_region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """December, with one project under way that has reported: where it lies, and when that is."""
    path = tmp_path_factory.mktemp("december") / "summary.db"
    stage = copy_stage(built_region, path, A_MONDAY)
    decide(stage, TITLE)
    fund(stage, TITLE)
    begin_project(stage, TITLE, stage.today, date(2028, 9, 30))
    stage.travel(noon(date(2027, 6, 10)))
    write_report(stage, TITLE)
    stage.travel(noon(date(2027, 12, 2)))
    stage.database.close()
    return path, stage.clock.now()


@pytest.fixture
def stage(december: tuple[Path, datetime], tmp_path: Path) -> Iterator[Stage]:
    """The region in that December."""
    copied = copy_stage(december[0], tmp_path / "journey.db", december[1])
    yield copied
    copied.database.close()


def test_the_areas_summaries_are_joined_and_noted_by_the_rmg(stage: Stage) -> None:
    task = next(row for row in stage.waiting(OWNER) if row.subject == "Innovaatiot ja verkostot")
    begun = task_data(stage, task.task_id, OWNER)["one"]["text"]
    assert begun.startswith(f"{TITLE} (etenee suunnitellusti, päättyy 30.9.2028): Palvelu rakentuu")

    stage.do_task(OWNER, task.task_id, area_text="Verkosto laajenee.")
    stage.do(OWNER, "summarise_area", area_text="Ei hankkeita.")
    for person in OWNERS:
        stage.do(person, "summarise_area", area_text="Ei hankkeita.")
    number = instances_of(stage, "yearly_summary")[0]
    summary = data_of(stage, number)["summary"]
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG))

    assert "Innovaatiot ja verkostot\n\nVerkosto laajenee." in summary["text"]
    assert summary["missing"] == []
    assert status_of(stage, number) is InstanceStatus.COMPLETED
    for person in ("hallitus.ssyp", "asiantuntija.ksl", "kunta.kinnula"):
        assert "Verkosto laajenee." in letter(stage, person, "Vuosiyhteenveto 2027")
    with stage.database.read() as connection:
        assert len(connection.scalars(select(area_summary.c.text).where(area_summary.c.year == 2027)).all()) == 5
    assert incidents(stage) == []


def test_a_silent_head_is_reminded_and_then_the_records_speak(stage: Stage) -> None:
    stage.do("omistaja.ks", "summarise_area", area_text="Ensiaskel toimii.")
    stage.travel(noon(date(2027, 12, 23)))
    assert "Vuosiyhteenveto puuttuu: Innovaatiot ja verkostot" in letters(stage, OWNER)
    assert "Vuosiyhteenveto puuttuu: Yrittäjyyteen kannustaminen" not in letters(stage, "omistaja.ks")

    stage.travel(noon(date(2028, 1, 16)))

    summary = data_of(stage, instances_of(stage, "yearly_summary")[0])["summary"]
    assert len(summary["missing"]) == 4
    assert "Ensiaskel toimii." in summary["text"]
    assert f"{TITLE} (etenee suunnitellusti" in summary["text"]


def test_the_project_day_shows_each_projects_page_to_the_assembly_and_elected_officials(stage: Stage) -> None:
    stage.travel(noon(date(2027, 12, 4)))
    stage.do(
        "koordinaattori",
        "plan_day",
        "2028",
        event_date=date(2028, 2, 3),
        place="Saarijärvi",
        programme="Hankkeet esittäytyvät.",
        invited=["assembly", "elected_official"],
    )

    assert "Hankepäivä 2028" in letters(stage, "edustaja.saarijarvi")
    assert "Hankepäivä 2028" in letters(stage, "luottamushenkilo.viitasaari")
    assert TITLE in data_of(stage, instances_of(stage, "project_day")[-1])["pages"]["text"]

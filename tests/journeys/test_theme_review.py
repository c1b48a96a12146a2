"""When the situation report is updated, the owners look at the themes of their areas."""

from datetime import timedelta

from sqlalchemy import select

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, status_of
from tests.journeys.foresight_steps import begin_round, conclude, contribute, decide_report, meet
from webapp.demonstration import Stage
from webapp.lifecycle.schema import foresight_note


def test_owners_propose_a_change_or_leave_the_themes_and_silence_ends_after_sixty_days(stage: Stage) -> None:
    begin_round(stage)
    contribute(stage)
    meet(stage)
    decide_report(stage, "approved")
    conclude(stage)
    review = next(row.instance_id for row in stage.waiting("omistaja.poke") if row.element == "review_themes")

    stage.do("omistaja.ks", "review_themes", theme_change="Rekrytointi omaksi teemaksi.", theme_review="change")
    stage.do("omistaja.poke", "review_themes", theme_review="keep")
    stage.travel(timedelta(days=61))

    assert "review_themes" not in elements(stage, "omistaja.ssyp")
    assert status_of(stage, review) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        noted = connection.execute(
            select(foresight_note.c.about, foresight_note.c.text).where(foresight_note.c.kind == "observation")
        ).all()
    assert noted == [("Kehittämisteemat, KS", "Rekrytointi omaksi teemaksi.")]
    assert incidents(stage) == []

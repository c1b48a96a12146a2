"""What a project taught: from its final report and its impact into the knowledge bank, and to who sums the year up."""

from datetime import date

from sqlalchemy import Row, select

from tests.journeys.asking import incidents
from tests.journeys.foresight_steps import noon
from tests.journeys.meetings import Sitting, data_of, hold_meeting, task_data
from tests.journeys.steps import OWNER, RMG, begin_project, decide, fund, write_report
from webapp.demonstration import Stage
from webapp.lifecycle.schema import knowledge_entry, lesson

TITLE = "Puualan kehittämisverkosto"
LESSON, PRACTICE = "Yritykset mukaan jo suunnitteluun.", "Yhteinen tarjouspohja säästi viikkoja."
LATER = "Verkosto elää, kun yritykset johtavat sitä."


def test_the_lessons_of_a_final_report_come_into_the_knowledge_bank_and_to_the_yearly_summary(
    stage_anywhere: Stage,
) -> None:
    stage = stage_anywhere
    project = end_project(stage, report_lessons=LESSON, report_practices=PRACTICE)

    entries = lessons_in_bank(stage)
    assert [(one.kind, one.title, one.text) for one in entries] == [
        ("lesson", f"Opit: {TITLE}", LESSON),
        ("good_practice", f"Hyvät käytännöt: {TITLE}", PRACTICE),
    ]
    assert {(one.project_id, one.area) for one in entries} == {(project, "innovations")}

    stage.travel(noon(date(2027, 12, 2)))
    tasks = {row.subject: row for row in stage.waiting(OWNER) if row.element == "summarise_area"}
    said = task_data(stage, tasks["Innovaatiot ja verkostot"].task_id, OWNER)["one"]
    assert said["lessons"] == f"Opit: {TITLE}: {LESSON}\n\nHyvät käytännöt: {TITLE}: {PRACTICE}"
    other = next(row for subject, row in tasks.items() if subject != "Innovaatiot ja verkostot")
    assert task_data(stage, other.task_id, OWNER)["one"]["lessons"] == ""
    assert incidents(stage) == []


def test_what_a_project_teaches_after_its_end_comes_into_the_knowledge_bank(stage: Stage) -> None:
    project = end_project(stage)
    assert lessons_in_bank(stage) == []

    stage.travel(noon(date(2028, 5, 20)))
    stage.do(OWNER, "record_impact", TITLE, impact_text="Viisi uutta tuotetta.", impact_lessons=LATER)

    (entry,) = lessons_in_bank(stage)
    assert (entry.kind, entry.text, entry.project_id) == ("lesson", LATER, project)
    assert entry.title == f"Opit vaikutuksista, 6 kk: {TITLE}"
    with stage.database.read() as connection:
        assert connection.scalars(select(lesson.c.text)).all() == [LATER]
    assert incidents(stage) == []


def end_project(stage: Stage, **learnt: str) -> int:
    """A project of half a year reports once, at its end, in September; its number."""
    decide(stage, TITLE)
    fund(stage, TITLE)
    instance = begin_project(stage, TITLE, stage.today, date(2027, 9, 15), status_months=12, interim_months=12)
    stage.travel(noon(date(2027, 9, 16)))
    write_report(stage, TITLE, **learnt)
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {"Loppuraportti": "close"}, RMG))
    return int(data_of(stage, instance)["project"])


def lessons_in_bank(stage: Stage) -> list[Row]:
    """The lessons and good practices of the knowledge bank, the oldest first."""
    kinds = knowledge_entry.c.kind.in_(("lesson", "good_practice"))
    with stage.database.read() as connection:
        return list(connection.execute(select(knowledge_entry).where(kinds).order_by(knowledge_entry.c.id)))

"""From an advisor's idea to the follow-up of the project that came of it."""

from datetime import date, datetime, timedelta

from sqlalchemy import Row, select

from engine import InstanceStatus
from engine.audit import verify
from engine.schema import incident, instance
from tests.journeys.asking import phase_of, status_of
from tests.journeys.meetings import Sitting, data_of, hold_meeting
from tests.journeys.steps import (
    ADVISOR,
    COORDINATOR,
    MANAGER,
    OWNER,
    OWNERS,
    PELOTON,
    RMG,
    STEERING,
    begin_project,
    filter_idea,
    fund,
    prepare_proposal,
    propose_idea,
    report_deviation,
    request_change,
    write_report,
)
from webapp.demonstration import Stage
from webapp.lifecycle.schema import agenda_item, disqualification, lineage, meeting, opinion
from webapp.lifecycle.schema import deviation as deviations
from webapp.lifecycle.schema import idea as ideas
from webapp.lifecycle.schema import project as projects
from webapp.lifecycle.schema import report as reports

TITLE, OTHER = "Puualan kehittämisverkosto", "Matkailun yhteinen myynti"


def test_a_project_lives_from_idea_to_final_report(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    idea = propose_two_ideas(stage)
    assert phase_of(stage, idea) == "Peloton-arvio"

    let_peloton_assess(stage)
    assert phase_of(stage, idea) == "Päätösesitys"
    decide_with_conditions(stage)
    fund(stage, TITLE)
    assert status_of(stage, idea) is InstanceStatus.COMPLETED

    project = begin_project(stage, TITLE, stage.today, date(stage.today.year + 1, 6, 30))
    let_a_report_be_late(stage, project)
    let_a_deviation_reach_rmg(stage)
    follow_up = report_until_the_end(stage, project)

    assert phase_of(stage, project) == "Vaikuttavuuden seuranta"
    assert follow_up.title == "Puualan vienti"
    assert follow_up.parent_project == data_of(stage, project)["project"]
    assert [row.title for row in stage.waiting(OWNER) if row.element == "filter_idea"] == ["Puualan vienti"]
    assert_told_and_whole(stage)


def propose_two_ideas(stage: Stage) -> int:
    """Both are proposed and filtered, one after a supplement, and the owners let them go on to Peloton."""
    idea = propose_idea(stage, TITLE, 1)
    propose_idea(stage, OTHER, 2)
    filter_idea(stage, TITLE, "supplement")
    stage.do(
        ADVISOR,
        "supplement_idea",
        TITLE,
        title=TITLE,
        need="Kahdeksan yritystä tarvitsee yhteistä kehitystä.",
        supplement="Aiesopimukset liitteenä.",
    )
    assert data_of(stage, idea)["supplement_rounds"] == 1
    for title in (TITLE, OTHER):
        filter_idea(stage, title, "prepare")
        prepare_proposal(stage, title)
    both = {TITLE: "proceed", OTHER: "proceed"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, both, OWNERS))
    return idea


def let_peloton_assess(stage: Stage) -> None:
    """Two proposals, six members, one of them disqualified in one proposal; the other proposal goes back."""
    said = {TITLE: "support", OTHER: "develop_further"}
    sitting = Sitting(
        "peloton", "Peloton", "omistaja.ks", said, PELOTON, assessors=PELOTON, disqualified={OWNER: TITLE}
    )
    held = hold_meeting(stage, sitting)
    minutes = data_of(stage, held)["minutes_draft"]["text"]
    assert "Esteellisinä poissa: Kehittämisalueen omistaja, WITAS" in minutes
    with stage.database.read() as connection:
        assert connection.scalars(select(disqualification.c.person_id)).all() == [OWNER]
        given = connection.execute(
            select(agenda_item.c.title, opinion.c.person_id).join(opinion, opinion.c.agenda_item_id == agenda_item.c.id)
        ).all()
        assert len(given) == 2 * len(PELOTON) - 1
        assert (TITLE, OWNER) not in [tuple(row) for row in given]
        turns = select(meeting.c.convenor).where(meeting.c.body == "peloton").order_by(meeting.c.number)
        assert connection.scalars(turns).all() == ["ks"]
    assert [row.title for row in stage.waiting(OWNER) if row.element == "prepare_proposal"] == [OTHER]


def decide_with_conditions(stage: Stage) -> None:
    """The owner finishes the proposal and the RMG decides with conditions."""
    stage.do(
        OWNER,
        "finish_proposal",
        TITLE,
        assessment="Yrityslähtöinen ja vaikuttava.",
        proposed_decision="approve_with_conditions",
        proposed_conditions="Kaksi yritystä lisää.",
    )
    meet_rmg(stage, {TITLE: "approved_with_conditions"}, "Kaksi yritystä lisää ennen alkua.")


def meet_rmg(stage: Stage, said: dict[str, str], conditions: str = "") -> None:
    """The RMG's next meeting."""
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], said, RMG, conditions))


def let_a_report_be_late(stage: Stage, project: int) -> None:
    """Nobody writes the first status report: the owner is told a day and a week late, the RMG after two weeks."""
    first = due_report(stage, project)
    stage.travel(at_noon(stage, first.due_on + timedelta(days=15)))
    with stage.database.read() as connection:
        escalated = connection.scalar(select(reports.c.escalated_at).where(reports.c.id == first.id))
        assert escalated is not None
        assert escalated.astimezone(stage.clock.zone).date() == first.due_on + timedelta(days=7)
        late = connection.scalars(select(agenda_item.c.title).where(agenda_item.c.kind == "late_report")).all()
        assert late == [f"Tilanneraportti 1 on myöhässä: {TITLE}"]
        passed = {element for event in stage.engine.timeline(connection, project)
                  for element, _, _ in (event.value or {}).get("followed", ())}  # fmt: skip
    assert {"three_days_left", "one_day_late", "one_week_late", "two_weeks_late"} <= passed
    write_report(stage, TITLE)


def let_a_deviation_reach_rmg(stage: Stage) -> None:
    """A material deviation is put before the RMG while the project goes on."""
    report_deviation(stage, TITLE, "project/1", "material")
    meet_rmg(stage, {"Poikkeama": "change_accepted"})
    with stage.database.read() as connection:
        (kept,) = connection.execute(select(deviations)).all()
    assert (kept.material, kept.outcome) == (True, "change_accepted")
    request_change(stage, TITLE, stage.today, date(stage.today.year + 1, 7, 31))
    stage.do(STEERING, "review_change", TITLE, change_review="approve")


def report_until_the_end(stage: Stage, project: int) -> Row:
    """Every report to the final one; the RMG says yes to a follow-up, whose idea is given back."""
    while (coming := due_report(stage, project)).kind != "final":
        stage.travel(at_noon(stage, max(coming.opens_on, stage.today)))
        write_report(stage, TITLE)
        if coming.kind == "interim":
            meet_rmg(stage, {"Väliraportti": "continue"})
    stage.travel(at_noon(stage, max(coming.opens_on, stage.today)))
    write_report(stage, TITLE, follow_up_title="Puualan vienti", follow_up_need="Verkosto on valmis vientiin.")
    meet_rmg(stage, {"Loppuraportti": "follow_up"})
    with stage.database.read() as connection:
        ended = connection.execute(select(projects).where(projects.c.business_key == "project/1")).one()
        assert (ended.status, ended.ended_on, ended.manager) == ("ended", stage.today, MANAGER)
        assert connection.execute(select(lineage)).all() == []  # The follow-up is an idea; it is no project yet.
        return connection.execute(select(ideas).where(ideas.c.origin == "follow_up")).one()


def due_report(stage: Stage, project: int) -> Row:
    """The next report of the project's schedule."""
    number = data_of(stage, project)["project"]
    waiting = select(reports).where(reports.c.project_id == number, reports.c.recorded_at.is_(None))
    with stage.database.read() as connection:
        return connection.execute(waiting.order_by(reports.c.due_on).limit(1)).one()


def at_noon(stage: Stage, day: date) -> datetime:
    """Noon of a day, or now when that is past."""
    return max(datetime(day.year, day.month, day.day, 12, tzinfo=stage.clock.zone), stage.clock.now())


def assert_told_and_whole(stage: Stage) -> None:
    """Nothing is stuck, every step says who, when and on which version, the chains hold, and replay gives the state."""
    with stage.database.read() as connection:
        assert connection.execute(select(incident.c.element, incident.c.sentence)).all() == []
        assert verify(connection) == []
        for number in connection.scalars(select(instance.c.id)).all():
            told = stage.engine.timeline(connection, number)
            assert all(event.actor and event.at and event.version == 1 and event.value is not None for event in told)
            assert stage.engine.replay(connection, number) == stage.engine.state(connection, number)

"""Somebody goes on leave: the deputy does what comes due, history tells both, and nobody decides in a matter of
their own."""

from datetime import date, timedelta

import pytest

from engine import NotAllowed
from tests.journeys.asking import incidents
from tests.journeys.meetings import call_peloton
from tests.journeys.steps import OWNER, filter_idea, propose_idea
from tests.journeys.test_pages import log_in
from tests.journeys.test_personal_links import FIRST, items_of, number_of
from tests.journeys.test_project import propose_two_ideas
from webapp.demonstration import Stage
from webapp.lifecycle.absences import absent_for, barred_tasks
from webapp.lifecycle.deputies import Scope, Wanted, appoint
from webapp.lifecycle.opinions import excuse

DEPUTY, MEMBER = "omistaja.ks", "omistaja.ssyp"


def go_away(stage: Stage, person: str, deputy: str, days: int = 14) -> None:
    """A person is away from today on."""
    today = stage.today
    wanted = Wanted(person, deputy, today, today + timedelta(days=days - 1), Scope.EVERYTHING)
    stage.database.transact(lambda unit: appoint(unit.write(), wanted, person, stage.clock.now()))


def test_an_area_owner_goes_on_leave_and_the_deputy_filters_the_idea_on_their_behalf(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    path = "/account/deputies"
    today: date = stage.today
    answers = {
        "deputy": [DEPUTY],
        "begins_on": [f"{today.day}.{today.month}.{today.year}"],
        "ends_on": [(today + timedelta(days=6)).isoformat()],
        "scope": ["everything"],
    }
    assert log_in(stage, OWNER).post(path, answers).status_code == 303
    instance = propose_idea(stage, "Puualan verkosto", 1)

    visitor = log_in(stage, DEPUTY)
    assert "Henkilön Kehittämisalueen omistaja, WITAS puolesta" in visitor.get("/inbox?tab=groups").get_data(True)
    with stage.database.read() as connection:
        (task,) = [one for one in stage.engine.instance(connection, instance).tasks if one.element == "filter_idea"]
    assert visitor.post(f"/tasks/{task.task_id}/claim", page=f"/tasks/{task.task_id}").status_code == 303
    assert visitor.get(f"/tasks/{task.task_id}").status_code == 200

    # When the leave ends, what was begun in the other's place may be finished.
    stage.travel(timedelta(days=8))
    assert "Henkilön" not in log_in(stage, DEPUTY).get("/inbox?tab=groups").get_data(True)
    with stage.database.read() as connection:
        acts = [one for one in stage.engine.timeline(connection, instance) if one.actor == DEPUTY]
    assert [(str(one.kind), one.on_behalf_of) for one in acts] == [("claimed", OWNER)]
    assert incidents(stage) == []


def test_who_is_back_does_the_own_work_again(stage: Stage) -> None:
    go_away(stage, OWNER, DEPUTY)
    propose_idea(stage, "Puualan verkosto", 1)
    # Being away takes nothing from anybody: who looks in may do it.
    instance = filter_idea(stage, "Puualan verkosto", "prepare")
    with stage.database.read() as connection:
        last = [one for one in stage.engine.timeline(connection, instance) if one.element == "filter_idea"][-1]
    assert (last.actor, last.on_behalf_of) == (OWNER, None)


def test_who_is_disqualified_in_an_item_gives_no_opinion_on_it_for_another(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    stage.do(MEMBER, "declare_disqualification")
    item = items_of(stage, number_of(stage))[FIRST]
    stage.database.transact(lambda unit: excuse(unit.write(), item, DEPUTY, stage.clock.now()))
    go_away(stage, MEMBER, DEPUTY)

    opinions = [row for row in stage.waiting(MEMBER) if row.element == "give_opinion"]
    (own,) = [row.task_id for row in opinions if row.subject == FIRST]
    (other,) = [row.task_id for row in opinions if row.subject != FIRST]
    with stage.database.read() as connection:
        assert own in barred_tasks(connection, DEPUTY)
        assert [one.person for one in absent_for(connection, DEPUTY, stage.today)] == [MEMBER]
    visitor = log_in(stage, DEPUTY)
    assert visitor.get(f"/tasks/{own}").status_code == 403
    assert visitor.get(f"/tasks/{other}").status_code == 200
    listed = visitor.get("/inbox?tab=mine").get_data(True)
    assert f"/tasks/{other}" in listed
    assert f"/tasks/{own}" not in listed
    with pytest.raises(NotAllowed):
        stage.complete(DEPUTY, own, recommendation="support", statement="x")

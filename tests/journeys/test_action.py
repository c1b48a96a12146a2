"""What a meeting agreed that somebody does: reminded before its day and after it, done, kept."""

from datetime import timedelta

from sqlalchemy import select

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters
from tests.journeys.hesitating import hesitant, sound
from tests.journeys.meetings import (
    confirm_agenda,
    gather,
    minute,
    open_meeting,
    plan_meeting,
    say_of_each,
)
from tests.journeys.steps import RMG
from webapp.demonstration import Stage
from webapp.lifecycle.schema import action

TASK, WHO = "Kootaan kuntien kommentit", "rmg.karstula"


def test_an_action_agreed_at_a_meeting_becomes_a_task_with_a_day_and_reminders(stage: Stage) -> None:
    text = _agree(stage)
    assert f"Tehtävä: {TASK}, Kunnanjohtaja, Karstula," in text
    assert "do_action" in elements(stage, WHO)
    assert letters(stage, WHO).count(TASK) == 1

    stage.travel(timedelta(days=12))
    assert letters(stage, WHO).count(TASK) == 3  # Three days before its day and one after.

    done = stage.do(WHO, "do_action", TASK, done_note="Kommentit koottu ja lähetetty.")
    with stage.database.read() as connection:
        assert stage.engine.instance(connection, done).status is InstanceStatus.COMPLETED
        kept = connection.execute(select(action)).one()
    assert (kept.person_id, kept.note) == (WHO, "Kommentit koottu ja lähetetty.")
    assert kept.done_at is not None
    assert incidents(stage) == []


def test_an_action_that_is_not_done_after_all_is_open_again(stage: Stage) -> None:
    _agree(stage)
    stage = hesitant(stage)
    stage.do(WHO, "do_action", TASK, done_note="Kommentit koottu.")
    assert stage.undone == {"do_action"}
    sound(stage)


def _agree(stage: Stage) -> str:
    number = open_meeting(stage, RMG[0], "rmg", "Seutujohtoryhmä")
    plan_meeting(stage, RMG[0], number)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, RMG[0], number)
    stage.travel(timedelta(days=10))
    gather(stage, number, RMG)
    agreed = [{"title": TASK, "person": WHO, "due_on": stage.today + timedelta(days=10)}]
    say_of_each(stage, number, {}, item_actions=agreed)
    return minute(stage, number, [RMG[0]])

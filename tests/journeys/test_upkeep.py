"""Once a year the owner of each process says whether its diagram is still how things are done."""

from datetime import UTC, datetime, timedelta

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letter, letters, status_of
from tests.journeys.meetings import COORDINATOR, data_of
from webapp.demonstration import Stage

BOARD, SENT = "hallitus.witas", "SeutuPROVE-toimintamalli 2027"
SEPTEMBER = datetime(2027, 9, 15, 7, 0, tzinfo=UTC)


def review_all(stage: Stage, change: str = "") -> int:
    """Everybody reviews, and the owners of ideas want a change; the number of the instance."""
    stage.travel(SEPTEMBER)
    instance = 0
    for one in stage.everything():
        if one.element == "review_diagram":
            by = stage.actor(one.person)
            with stage.database.read() as connection:
                ideas = stage.engine.task(connection, one.task_id, by=by).data["one"]["key"] == "idea"
            wants = change if ideas else ""
            result = "change" if wants else "confirm"
            instance = stage.do_task(one.person, one.task_id, review_result=result, review_change=wants)
    return instance


def test_diagrams_that_are_as_people_work_are_confirmed_and_nothing_follows(stage_anywhere: Stage) -> None:
    review = review_all(stage_anywhere)
    assert status_of(stage_anywhere, review) is InstanceStatus.COMPLETED
    assert len(data_of(stage_anywhere, review)["reviews"]) >= 9
    assert SENT in letters(stage_anywhere, BOARD)
    assert incidents(stage_anywhere) == []


def test_a_change_that_an_owner_wants_comes_to_the_coordinator(stage: Stage) -> None:
    review = review_all(stage, "Karsinta kestää liian kauan.")

    assert "decide_changes" in elements(stage, COORDINATOR)
    assert SENT not in letters(stage, BOARD)
    stage.do(COORDINATOR, "decide_changes", changes_decided="Määräaika lyhenee 20 päivään.")

    assert status_of(stage, review) is InstanceStatus.COMPLETED
    for person in (BOARD, "hallitus.ks", "asiantuntija.ksl", "asiantuntija.evk", "kunta.kinnula"):
        assert letters(stage, person).count(SENT) == 1
    assert "- Ideasta päätökseen (1)\n" in letter(stage, BOARD, SENT)


def test_an_owner_who_does_not_answer_is_reminded(stage: Stage) -> None:
    stage.travel(SEPTEMBER + timedelta(days=31))
    assert "Tarkista kaavio: Ideasta päätökseen" in letters(stage, "omistaja.witas")

"""Undoing over HTTP: the page after completing offers it, for a while and for as long as nothing has followed."""

from datetime import timedelta
from pathlib import Path

from tests.webapp.conftest import Visitor
from tests.webapp.test_tasks import judged
from tests.webapp.world import ERRAND, World, open_world


def complete(world: World, anna: Visitor) -> int:
    task_id = world.start_errand()
    anna.post(f"/tasks/{task_id}/complete", ERRAND, page=f"/tasks/{task_id}")
    return task_id


def test_the_next_page_offers_it_once_with_the_time_that_is_left(world: World, anna: Visitor) -> None:
    complete(world, anna)
    world.clock.travel(timedelta(minutes=4))
    page = anna.get("/inbox").get_data(as_text=True)
    assert "Tehtävän ”Kuvaa asia” voi avata uudelleen vielä 11 minuutin ajan" in page
    assert "Kumoa" not in anna.get("/inbox").get_data(as_text=True)


def test_undoing_opens_the_task_with_the_answers_as_its_draft(world: World, anna: Visitor) -> None:
    task_id = complete(world, anna)
    answer = anna.post(f"/tasks/{task_id}/undo", page="/inbox")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tasks/{task_id}")
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert "Tehtävä on taas auki" in page
    assert 'value="Kaukolämpö Karstulaan"' in page
    assert "Kumottu: Kuvaa asia" in anna.get("/projects/1").get_data(as_text=True)
    done = anna.get("/inbox?tab=done").get_data(as_text=True)
    assert "Kuvaa asia" not in done


def test_who_comes_back_to_the_task_finds_the_offer_again(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = judged(world)
    bo.post(f"/tasks/{task_id}/complete", {"grounds": ["Hyvä"], "judgement": ["accept"]}, page=f"/tasks/{task_id}")
    assert f'action="/tasks/{task_id}/undo"' in bo.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert f'action="/tasks/{task_id}/undo"' not in anna.get(f"/tasks/{task_id}").get_data(as_text=True)


def test_what_has_moved_on_is_told_in_a_sentence(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = complete(world, anna)
    offer = anna.get("/inbox").get_data(as_text=True)
    assert "Kumoa" in offer
    following = world.task_of(1)
    bo.post(f"/tasks/{following}/claim", page=f"/tasks/{following}")
    answer = anna.post(f"/tasks/{task_id}/undo", page="/start/errand")
    assert answer.status_code == 409
    assert "Asia on jo edennyt" in answer.get_data(as_text=True)


def test_an_installation_sets_the_time(prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path, undo_within=timedelta(0))
    anna = Visitor(world.app.test_client()).log_in("anna")
    complete(world, anna)
    assert "Kumoa" not in anna.get("/inbox").get_data(as_text=True)
    world.here.database.close()

"""A task over HTTP, without scripts."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from engine import Actor, Kind
from tests.sizes import SIZE
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World

ADVISORS = frozenset({"advisors"})


def judged(world: World) -> int:
    """An errand that waits for an advisor's judgement; the number of that task."""
    task_id, here = world.start_errand(), world.here
    here.database.transact(lambda unit: here.engine.complete(unit, task_id, ERRAND, by=Actor("anna", ADVISORS)))
    return world.task_of(1)


def test_a_task_is_opened_filled_in_and_completed(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    assert "Kuvaa asia" in anna.get("/inbox").get_data(as_text=True)

    done = anna.post(f"/tasks/{task_id}/complete", ERRAND, page=f"/tasks/{task_id}")

    assert done.status_code == 303
    groups = anna.get("/inbox?tab=groups").get_data(as_text=True)
    assert "Arvioi asia" in groups
    assert "Kaukolämpö Karstulaan" in groups
    assert "Kuvaa asia" in anna.get("/inbox?tab=done").get_data(as_text=True)


def test_a_form_with_errors_keeps_what_was_typed_and_says_what_is_wrong(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    answers = ERRAND | {"cost": ["paljon"], "need": [""], "subject": ["Säilyvä otsikko"]}

    answer = anna.post(f"/tasks/{task_id}/complete", answers, page=f"/tasks/{task_id}")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Virhe:" in page
    assert 'href="#field-cost"' in page
    assert page.count('<p class="error"') == 2
    assert 'value="Säilyvä otsikko"' in page
    assert 'value="paljon"' in page


def test_a_hidden_field_is_neither_asked_nor_kept_until_it_is_needed(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert re.search(r'data-field="earlier" hidden', page)
    answers = ERRAND | {"kind": ["follow_up"]}
    page = anna.post(f"/tasks/{task_id}/complete", answers, page=f"/tasks/{task_id}").get_data(as_text=True)
    assert 'data-field="earlier">' in page
    assert 'href="#field-earlier"' in page


def test_a_draft_is_kept_unchecked_and_found_again(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = judged(world)
    saved = anna.post(f"/tasks/{task_id}/draft", {"grounds": ["Puolikas"]}, page=f"/tasks/{task_id}")
    assert saved.status_code == 303
    assert "Puolikas" in anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert "Puolikas" not in bo.get(f"/tasks/{task_id}").get_data(as_text=True)


def test_a_row_is_added_without_scripts(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    answers = {"partners.0.name": ["POKE"], "more_rows": ["partners"]}
    anna.post(f"/tasks/{task_id}/draft", answers, page=f"/tasks/{task_id}")
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert 'name="partners.0.name" value="POKE"' in page
    assert 'name="partners.1.name"' in page


def test_pressing_twice_does_it_once(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', page))
    codes = [anna.client.post(f"/tasks/{task_id}/complete", data=hidden | ERRAND).status_code for _ in range(2)]
    assert codes == [303, 303]
    with world.here.database.read() as connection:
        assert [event.kind for event in world.here.engine.timeline(connection, 1)] == ["started", "completed"]


def test_who_comes_second_learns_who_was_first_and_loses_nothing(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = judged(world)
    pages = {visitor: visitor.get(f"/tasks/{task_id}").get_data(as_text=True) for visitor in (anna, bo)}
    answers = {"grounds": ["Pitkä perustelu"], "judgement": ["accept"]}

    def send(visitor: Visitor) -> str:
        found = re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', pages[visitor])
        answer = visitor.client.post(f"/tasks/{task_id}/complete", data=dict(found) | answers)
        return f"{answer.status_code} {answer.get_data(as_text=True)}"

    assert send(bo).startswith("303")
    world.clock.travel(timedelta(minutes=5))
    second = send(anna)
    assert second.startswith("409")
    assert "Bo Berg" in second
    assert "4.1.2027 klo 9.00" in second
    assert "Perustelut" in second
    assert "Pitkä perustelu" in second


def test_a_taken_task_is_for_its_taker_only(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = judged(world)
    assert anna.post(f"/tasks/{task_id}/claim", page=f"/tasks/{task_id}").status_code == 303
    assert "Anna Ahonen" in bo.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert 'id="task-form"' not in bo.get(f"/tasks/{task_id}").get_data(as_text=True)
    late = bo.post(f"/tasks/{task_id}/claim", page="/inbox")
    assert late.status_code == 409
    assert "Anna Ahonen" in late.get_data(as_text=True)
    assert anna.post(f"/tasks/{task_id}/release", page=f"/tasks/{task_id}").status_code == 303
    assert 'id="task-form"' in bo.get(f"/tasks/{task_id}").get_data(as_text=True)


def test_a_holder_hands_a_task_over(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = judged(world)
    anna.post(f"/tasks/{task_id}/claim", page=f"/tasks/{task_id}")
    assert anna.post(f"/tasks/{task_id}/hand-over", {"to": ["nobody"]}, page=f"/tasks/{task_id}").status_code == 422
    assert anna.post(f"/tasks/{task_id}/hand-over", {"to": ["bo"]}, page=f"/tasks/{task_id}").status_code == 303
    assert 'id="task-form"' in bo.get(f"/tasks/{task_id}").get_data(as_text=True)


def test_lateness_is_told_in_words(world: World, anna: Visitor, bo: Visitor) -> None:
    judged(world)
    assert "14 päivän kuluttua" in anna.get("/inbox?tab=groups").get_data(as_text=True)
    world.clock.travel(timedelta(days=13))
    anna.log_in("anna")
    assert "huomenna" in anna.get("/inbox?tab=groups").get_data(as_text=True)
    world.clock.travel(timedelta(days=4))
    anna.log_in("anna")
    assert "3 päivää myöhässä" in anna.get("/inbox?tab=groups").get_data(as_text=True)
    bo.log_in("bo")
    assert "3 dagar försenad" in bo.get("/inbox?tab=groups").get_data(as_text=True)


def test_the_texts_of_a_diagram_are_read_in_the_readers_language(world: World, bo: Visitor) -> None:
    task_id = world.start_errand("bo")
    page = bo.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert "Beskriv ärendet" in page
    assert re.search(r'<label for="field-subject">Ärende', page)


def test_an_inbox_is_read_page_by_page(world: World, anna: Visitor) -> None:
    for _ in range(30):
        world.start_errand()
    page = anna.get("/inbox").get_data(as_text=True)
    assert page.count('class="row choosable"') == 25
    after = re.findall(r'href="(/inbox\?tab=mine&amp;after=[^"]+)"', page)[0].replace("&amp;", "&")
    assert anna.get(after).get_data(as_text=True).count('class="row choosable"') == 5


def test_an_unknown_position_is_the_beginning(world: World, anna: Visitor) -> None:
    assert anna.get("/inbox?after=nonsense&tab=nonsense").status_code == 200


def test_a_task_for_others_is_not_shown(world: World, as_person: object) -> None:
    task_id = judged(world)
    david = Visitor(world.app.test_client()).log_in("david")
    assert david.get(f"/tasks/{task_id}").status_code == 403
    assert david.get("/tasks/999").status_code == 404


def test_many_press_complete_at_once_and_one_wins(world: World) -> None:
    task_id, people = judged(world), SIZE.pick(8, 50)
    clients = [Visitor(world.app.test_client()).log_in("anna" if number % 2 else "bo") for number in range(people)]
    pages = [client.get(f"/tasks/{task_id}").get_data(as_text=True) for client in clients]
    answers = {"grounds": ["Sama"], "judgement": ["accept"]}
    start = threading.Barrier(people)

    def press(number: int) -> tuple[int, str]:
        found = re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', pages[number])
        start.wait()
        answer = clients[number].client.post(f"/tasks/{task_id}/complete", data=dict(found) | answers)
        return answer.status_code, answer.get_data(as_text=True)

    with ThreadPoolExecutor(people) as pool:
        answered = list(pool.map(press, range(people)))
    assert sorted(status for status, _ in answered) == [303] + [409] * (people - 1)
    assert all("Sama" in page for status, page in answered if status == 409)
    with world.here.database.read() as connection:
        assert world.here.engine.instance(connection, 1).status == "completed"
        kinds = [event.kind for event in world.here.engine.timeline(connection, 1)]
    assert kinds.count(Kind.COMPLETED) == 2


def test_two_who_look_at_the_same_task_see_each_other(world: World, anna: Visitor, bo: Visitor) -> None:
    task_id = judged(world)
    assert "on ollut auki" not in anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    world.clock.travel(timedelta(minutes=12))
    assert "Anna Ahonen har haft den här öppen sedan kl. 09:00" in bo.get(f"/tasks/{task_id}").get_data(as_text=True)
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert "Tämä on ollut auki henkilöllä Bo Berg klo 9.12 alkaen" in page
    assert "Anna Ahonen klo" not in page
    world.clock.travel(timedelta(minutes=20))
    assert "on ollut auki" not in anna.get(f"/tasks/{task_id}").get_data(as_text=True)


def test_a_look_is_noted_at_most_once_a_minute(world: World, anna: Visitor) -> None:
    task_id = judged(world)
    anna.get(f"/tasks/{task_id}")
    with world.here.database.read() as connection:
        first = world.here.engine.sightings(connection, task_id)
    world.clock.travel(timedelta(seconds=59))
    anna.get(f"/tasks/{task_id}")
    with world.here.database.read() as connection:
        assert world.here.engine.sightings(connection, task_id) == first
    world.clock.travel(timedelta(seconds=1))
    anna.get(f"/tasks/{task_id}")
    with world.here.database.read() as connection:
        (again,) = world.here.engine.sightings(connection, task_id)
    assert (again.opened_at, again.seen_at) == (first[0].opened_at, world.clock.now())


def test_earlier_answers_stand_beside_the_form(world: World, anna: Visitor) -> None:
    task_id = judged(world)
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    earlier = page[page.index("Aiemmat vastaukset") :]
    assert "Tehty: Kuvaa asia" in earlier
    assert "Lämpö on kallista." in earlier


def test_the_help_of_a_task_is_safe_markdown(world: World, anna: Visitor) -> None:
    page = anna.get(f"/tasks/{world.start_errand()}").get_data(as_text=True)
    assert 'Kerro <strong>lyhyesti</strong>, mistä on kyse. <a href="https://example.org/ohje" rel="noopener' in page

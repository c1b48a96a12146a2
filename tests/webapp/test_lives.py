"""The life of a small matter: taken, handed on, taken back, done on another's behalf; and stepped through."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from sqlalchemy import event

from engine import Actor, UnitOfWork
from engine.places import places_of
from tests.webapp.conftest import Visitor
from tests.webapp.world import A_MONDAY, DIAGRAMS, ERRAND, World
from webapp.asked_words import asked_words
from webapp.deployment import deploy_folder
from webapp.lifecycle.documents import Filing, Kind, Publicity, Retention, add_document

ANNA, BO = Actor("anna", frozenset({"advisors"})), Actor("bo", frozenset({"advisors"}))
JUDGED = {"grounds": ["Hyvä"], "judgement": ["accept"]}


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).replace("\xa0", " ").split())


def judge_slowly(world: World) -> None:
    """Anna describes; Bo takes the judging after three days, and is done two days later."""
    here, task = world.here, world.start_errand("anna")
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=ANNA))
    judging = world.task_of(1)
    world.clock.travel(timedelta(days=3))
    here.database.transact(lambda unit: here.engine.claim(unit, judging, by=BO))
    world.clock.travel(timedelta(days=2))
    here.database.transact(lambda unit: here.engine.complete(unit, judging, JUDGED, by=BO))


def test_a_wait_is_split_into_until_it_was_taken_and_from_then_on(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    judge_slowly(world)

    told = read(as_person("anna"), "/projects/1/life")

    said = "«Arvioi asia» kesti: 5 päivää. Odotettiin: Neuvojat. Odotti ottajaa: 3 päivää. Tekeminen: 2 päivää."
    assert said in told.replace("&#34;", '"')


def test_the_life_is_narrowed_by_person_and_by_kind(world: World, as_person: Callable[[str], Visitor]) -> None:
    judge_slowly(world)
    visitor = as_person("anna")

    of_bo, of_process = read(visitor, "/projects/1/life?person=bo"), read(visitor, "/projects/1/life?kind=process")

    assert "Otettu käsittelyyn: Arvioi asia" in of_bo
    assert "Tehty: Arvioi asia" in of_bo
    assert "Tehty: Kuvaa asia" not in of_bo
    assert "Käsittely alkoi" in of_process
    assert "Tehty" not in of_process
    assert "Mikään tapahtuma ei vastaa rajausta." in read(visitor, "/projects/1/life?person=nobody")


def test_an_undone_step_is_told_as_undone_and_can_still_be_looked_at(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    here, task = world.here, world.start_errand("anna")
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=ANNA))
    here.database.transact(lambda unit: here.engine.undo(unit, task, by=ANNA))
    visitor = as_person("anna")

    told, then = read(visitor, "/projects/1/life"), read(visitor, "/projects/1/life?at=2")
    after = read(visitor, "/projects/1/life?at=3")

    assert "Tehty: Kuvaa asia kumottu" in told
    assert "Seuraava merkintä kumosi tämän." in then
    assert "Silloin odotti Arvioi asia" in then
    assert "Silloin odotti Kuvaa asia" in after


def test_a_moment_leads_to_the_one_before_and_after_without_scripts(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    judge_slowly(world)
    page = as_person("anna").get("/projects/1/life?at=2").get_data(as_text=True)

    assert 'href="/projects/1/life?at=1" rel="prev"' in page
    assert 'href="/projects/1/life?at=3" rel="next"' in page
    assert "merkintä 2/4" in page


def test_a_secret_document_is_told_without_its_title_to_who_may_not_read_it(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    world.start_errand("anna")
    world.here.database.transact(keep_secret)

    assert "Salainen liite" in read(as_person("bo"), "/projects/1/life")  # Who added it.
    told = read(as_person("david"), "/projects/1/life")
    assert "Asiakirja: salassa pidettävä asiakirja, versio 1" in told
    assert "Salainen liite" not in told


def keep_secret(unit: UnitOfWork) -> None:
    """Bo adds a secret document to the errand."""
    filing = Filing(
        "Salainen liite", Kind.ANNEX, "liite.txt", Publicity.SECRET, Retention.PROJECT, business_key="errand/1",
        publicity_reason="JulkL 24 § 1 mom. 20 k.",
    )  # fmt: skip
    add_document(unit.write(), filing, BytesIO(b"Liite"), "bo", A_MONDAY)


def test_the_form_answered_last_before_a_moment_has_the_word(world: World, tmp_path: Path) -> None:
    ask_again(world, tmp_path, "Laji tarkistettuna")
    task = world.start_errand("anna")
    here = world.here
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=ANNA))
    judging = world.task_of(1)
    ask_again(world, tmp_path, "Laji uudessa versiossa")
    judged = {**JUDGED, "kind": ["follow_up"]}
    here.database.transact(lambda unit: here.engine.complete(unit, judging, judged, by=BO))
    here.database.transact(lambda unit: here.engine.undo(unit, judging, by=BO))

    with here.database.read() as connection, world.app.app_context():
        events = here.engine.timeline(connection, 1)
        words = asked_words(connection, events, places_of(here.engine.definitions, connection, events))
        told = [(words[one.sequence]["kind"].label, words[one.sequence]["kind"].text("follow_up")) for one in events]
        first = words[1]["judgement"].text("accept"), words[1].get("sender")

    described, judged_so = ("Laji", "Jatkoa aiemmalle"), ("Laji tarkistettuna", "Jatkuu")
    assert told == [described, described, judged_so, described]  # Begun, described, judged, and that undone.
    assert first == ("Hyväksy", None)  # A form will ask for the one; nobody ever asks for the other.


def ask_again(world: World, folder: Path, label: str) -> None:
    """Put into use a version whose judges are asked for the kind too, by this label."""
    source = folder / label
    shutil.copytree(DIAGRAMS, source)
    form = source / "errand" / "judgement.form.json"
    asked = json.loads(form.read_text(encoding="utf-8"))
    kept = {"type": "radio", "key": "kind", "label": label, "values": [{"value": "follow_up", "label": "Jatkuu"}]}
    asked["components"].insert(0, kept)
    form.write_text(json.dumps(asked), encoding="utf-8")
    deploy_folder(world.here, source, by="cecilia", note="Asked again")


def test_many_grounds_cost_a_life_no_more_statements(world: World, as_person: Callable[[str], Visitor]) -> None:
    world.start_errand("anna")
    here, visitor = world.here, as_person("anna")
    heard: list[str] = []
    event.listen(here.database.pool, "before_cursor_execute", lambda *told: heard.append(told[2]))

    def go_round() -> None:
        """Described, and sent back: the gateway's condition holds."""
        here.database.transact(lambda unit: here.engine.complete(unit, world.task_of(1), ERRAND, by=ANNA))
        sent_back = {**JUDGED, "judgement": ["supplement"]}
        here.database.transact(lambda unit: here.engine.complete(unit, world.task_of(1), sent_back, by=BO))

    def cost(path: str) -> int:
        visitor.get(path)
        heard.clear()
        assert visitor.get(path).status_code == 200
        return len(heard)

    go_round()
    pages = ("/projects/1/life", "/projects/1/life?at=3", "/projects/1")
    few = [cost(page) for page in pages]
    for _ in range(4):
        go_round()

    told = read(visitor, "/projects/1/life")
    assert told.count("Arvot: Miten asia etenee? judgement : Pyydä täydennystä") == 5
    assert read(visitor, "/projects/1").count("Arvot: Miten asia etenee? judgement : Pyydä täydennystä") == 5
    assert [cost(page) for page in pages] == few

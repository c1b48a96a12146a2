"""People talk about a matter beside its history; whom they mention is told."""

import re

from sqlalchemy import event, select

from engine import UnitOfWork
from engine.outbox import read, waiting
from engine.schema import OutboxKind
from tests.webapp.conftest import Visitor
from tests.webapp.world import World
from webapp.lifecycle.comments import add_comment, find_mentions
from webapp.lifecycle.schema import comment

MATTER = "/projects/1"


def say(visitor: Visitor, text: str, mention: str = "", page: str = MATTER) -> None:
    answer = visitor.post("/projects/1/comments", {"comment": [text], "mention": [mention]}, page=page)
    assert answer.status_code == 303


def letters(world: World) -> list[dict[str, object]]:
    """The contents of the letters that wait."""
    with world.here.database.read() as connection:
        found = waiting(connection, {OutboxKind.MAIL}, world.clock.now(), 50)
        return [dict(one.letter.content) for number in found if (one := read(connection, number))]


def test_what_is_said_on_the_task_is_read_on_the_matter_as_safe_markdown(
    world: World, anna: Visitor, bo: Visitor
) -> None:
    task_id = world.start_errand()
    say(anna, "Onko **lupa** jo?\n\n<script>alert(1)</script> [x](javascript:alert(1))", page=f"/tasks/{task_id}")

    for visitor, path in ((anna, f"/tasks/{task_id}"), (bo, MATTER)):
        page = visitor.get(path).get_data(as_text=True)
        assert "<strong>lupa</strong>" in page
        assert "Anna Ahonen" in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page


def test_whom_a_comment_mentions_gets_a_letter_that_does_not_repeat_it(world: World, anna: Visitor) -> None:
    world.start_errand()
    say(anna, "Mitä mieltä olet, @bo berg? Salainen sana on kissa.")

    (letter,) = letters(world)
    assert letter["to"] == "bo"
    assert "kissa" not in str(letter)
    assert "instance/1" in str(letter)
    assert "<strong>@Bo Berg</strong>" in anna.get(MATTER).get_data(as_text=True)


def test_somebody_is_mentioned_from_the_list_without_typing_a_name(world: World, anna: Visitor) -> None:
    world.start_errand()
    say(anna, "Katsotko tätä?", mention="bo")
    assert [letter["to"] for letter in letters(world)] == ["bo"]
    assert "<strong>@Bo Berg</strong> Katsotko" in anna.get(MATTER).get_data(as_text=True)


def test_who_mentions_oneself_gets_no_letter(world: World, anna: Visitor) -> None:
    world.start_errand()
    say(anna, "@Anna Ahonen muista tämä")
    assert letters(world) == []


def test_the_writer_takes_a_comment_back_and_that_remains_to_be_seen(world: World, anna: Visitor, bo: Visitor) -> None:
    world.start_errand()
    say(anna, "Harkitsematon sana")
    assert bo.post("/comments/1/remove", page=MATTER).status_code == 403
    assert "Harkitsematon" in bo.get(MATTER).get_data(as_text=True)

    assert anna.post("/comments/1/remove", page=MATTER).status_code == 303

    page = anna.get(MATTER).get_data(as_text=True)
    assert "Harkitsematon" not in page
    assert "Kirjoittaja otti kommenttinsa takaisin" in page
    with world.here.database.read() as connection:
        assert connection.scalar(select(comment.c.text)) == "Harkitsematon sana"


def test_pressing_twice_says_it_once(world: World, anna: Visitor) -> None:
    world.start_errand()
    page = anna.get(MATTER).get_data(as_text=True)
    form = page[page.index('action="/projects/1/comments"') :]
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', form)[:2])
    for _ in range(2):
        anna.client.post("/projects/1/comments", data=hidden | {"comment": "@Bo Berg kerran"})
    assert len(letters(world)) == 1
    with world.here.database.read() as connection:
        assert len(connection.execute(select(comment)).all()) == 1


def test_nothing_is_no_comment(world: World, anna: Visitor) -> None:
    world.start_errand()
    say(anna, "   ", mention="bo")
    assert letters(world) == []
    assert "Kirjoita kommentti ennen" in anna.get(MATTER).get_data(as_text=True)


def test_a_matter_that_is_not_has_no_comments(world: World, anna: Visitor) -> None:
    assert anna.post("/projects/99/comments", {"comment": ["x"]}, page="/inbox").status_code in {400, 404}


def test_of_names_that_begin_alike_the_whole_one_is_meant() -> None:
    names = {"a": "Anna Aho", "b": "Anna Ahonen"}
    assert find_mentions("@Anna Ahonen", names) == ["b"]
    assert find_mentions("@Anna Aho, kuule", names) == ["a"]
    assert find_mentions("anna@ahonen.fi ja @Anna Ahola", names) == []


def test_many_comments_of_many_people_cost_no_more_statements(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    heard: list[str] = []
    event.listen(world.here.database.pool, "before_cursor_execute", lambda *told: heard.append(told[2]))

    def cost() -> int:
        anna.get(f"/tasks/{task_id}")
        heard.clear()
        anna.get(f"/tasks/{task_id}")
        return len(heard)

    def talk(unit: UnitOfWork, people: list[str]) -> None:
        for at, person in enumerate(people):
            key = f"{person}{at}".rjust(32, "0")
            text, now = "@Anna Ahonen", world.clock.now()
            add_comment(unit.write(), 1, text, by=person, mentions=["anna"], request_key=key, now=now)

    world.here.database.transact(lambda unit: talk(unit, ["bo"]))
    few = cost()
    world.here.database.transact(lambda unit: talk(unit, ["anna", "cecilia", "david"] * 5))
    assert cost() == few

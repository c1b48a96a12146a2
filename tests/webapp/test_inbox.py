"""The inbox over HTTP, without scripts: tabs, filters that a link carries, several tasks at once, a quick idea."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bench.counting import count_statements
from engine import ADMINISTRATOR, Actor
from engine.schema import instance, user_task
from tests.webapp.calendars import draw_clock
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.accounts.saved_filters import MOST
from webapp.deployment import read_folder
from webapp.lifecycle.schema import project

Login = Callable[[str], Visitor]
ADVISORS = frozenset({"advisors"})
ANNA = Actor("anna", ADVISORS)
BPMN = Path(__file__).parents[2] / "bpmn"


def judged(world: World, subject: str, by: str = "anna", need: str = "Lämpö on kallista.") -> int:
    """An errand of somebody that waits for an advisor's judgement; the number of that task."""
    here, first = world.here, world.start_errand(by)
    answers = ERRAND | {"subject": [subject], "need": [need]}
    done = here.database.transact(lambda unit: here.engine.complete(unit, first, answers, by=Actor(by, ADVISORS)))
    return world.task_of(done.instance_id)


def claim(world: World, task_id: int, by: str) -> None:
    here = world.here
    here.database.transact(lambda unit: here.engine.claim(unit, task_id, by=Actor(by, ADVISORS)))


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def titles(page: str) -> list[str]:
    """What the rows are about, in order."""
    return re.findall(r'<div class="meta">\s*<p>(.*?)(?: <span|</p>)', page)


def assignee(world: World, task_id: int) -> str | None:
    with world.here.database.read() as connection:
        found: str | None = connection.scalar(select(user_task.c.assignee).where(user_task.c.id == task_id))
    return found


def test_each_tab_says_how_many_tasks_it_has(world: World, anna: Visitor, as_person: Login) -> None:
    judged(world, "Kaukolämpö", by="david")
    judged(world, "Biokaasu", by="david")
    world.start_errand("anna")

    assert re.findall(r'class="count">(\d+)<', read(anna, "/inbox")) == ["1", "2", "0", "0"]
    assert re.findall(r'class="count">(\d+)<', read(as_person("david"), "/inbox")) == ["0", "0", "2", "2"]


def test_one_sees_what_one_waits_for_and_with_whom_it_is(world: World, as_person: Login) -> None:
    claim(world, judged(world, "Kaukolämpö", by="david"), "bo")

    page = read(as_person("david"), "/inbox?tab=waiting")

    assert titles(page) == ["Kaukolämpö"]
    assert "Käsittelyssä: Bo Berg" in page
    assert 'href="/projects/1"' in page  # The task itself is not David's to open.


def test_a_manager_waits_for_others_in_the_project(world: World, as_person: Login) -> None:
    judged(world, "Kaukolämpö", by="bo")
    assert titles(read(as_person("david"), "/inbox?tab=waiting")) == []
    values = {"name": "Kaukolämpö", "status": "active", "origin": "process", "summary": ""}
    managed = values | {"business_key": "errand/1", "manager": "david"}
    world.here.database.transact(lambda unit: unit.write().execute(insert(project).values(managed)))

    assert titles(read(as_person("david"), "/inbox?tab=waiting")) == ["Kaukolämpö"]


def test_a_row_tells_its_age_that_it_is_new_and_that_a_draft_is_unfinished(world: World, as_person: Login) -> None:
    task_id = judged(world, "Kaukolämpö", by="david")
    world.clock.travel(timedelta(days=3))
    anna = as_person("anna")
    page = read(anna, "/inbox?tab=groups")
    assert "odottanut 3 päivää" in page
    assert ">Uusi</span>" in page
    assert "11 päivän kuluttua" in page

    world.clock.travel(timedelta(days=12))
    anna = as_person("anna")
    anna.get(f"/tasks/{task_id}")
    anna.post(f"/tasks/{task_id}/draft", {"grounds": ["Kesken"]}, page=f"/tasks/{task_id}")
    page = read(anna, "/inbox?tab=groups")
    assert ">Uusi</span>" not in page
    assert ">Luonnos kesken</span>" in page
    assert '<p class="due late"><svg class="sign"' in page
    assert "1 päivä myöhässä" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=biokaasun", ["Biokaasu"]),
        ("q=KAUKO", ["Kaukolämpö"]),
        ("q=arvioi asia", ["Kaukolämpö", "Biokaasu", "Sähköautot"]),
        ("q=latauspiste", []),
        ("q=latauspiste&forms=1", ["Sähköautot"]),
        ("q=xyzzy&forms=1", []),
        ("process=errand&phase=Arviointi", ["Kaukolämpö", "Biokaasu", "Sähköautot"]),
        ("process=other", []),
        ("phase=Aihio", []),
        ("group=advisors", ["Kaukolämpö", "Biokaasu", "Sähköautot"]),
        ("group=strangers", []),
        ("due=late", ["Kaukolämpö"]),
        ("due=week", ["Biokaasu"]),
        ("due=none", []),
        ("due=nonsense", ["Kaukolämpö", "Biokaasu", "Sähköautot"]),
        ("unread=1", ["Biokaasu", "Sähköautot"]),
    ],
)
def test_an_address_narrows_the_inbox_down(world: World, as_person: Login, query: str, found: list[str]) -> None:
    late = judged(world, "Kaukolämpö", by="david")
    world.clock.travel(timedelta(days=3))
    judged(world, "Biokaasu", by="david")
    world.clock.travel(timedelta(days=11, hours=3))  # Monday again: the second one is due on Thursday.
    judged(world, "Sähköautot", by="david", need="Joka kylään latauspiste.")
    anna = as_person("anna")
    anna.get(f"/tasks/{late}")

    assert titles(read(anna, f"/inbox?tab=groups&{query}")) == found


def test_tasks_without_a_date_are_found_as_such(world: World, anna: Visitor) -> None:
    world.start_errand("anna")

    assert titles(read(anna, "/inbox?due=none")) == ["Uusi asia"]
    assert titles(read(anna, "/inbox?due=late")) == []


def test_a_narrowed_inbox_goes_on_where_a_page_ended(world: World, anna: Visitor) -> None:
    for number in range(30):
        judged(world, f"Biokaasu {number:02}", by="david")
        judged(world, f"Tuuli {number:02}", by="david")
    page = read(anna, "/inbox?tab=groups&q=tuuli")
    assert titles(page) == [f"Tuuli {number:02}" for number in range(25)]
    (more,) = re.findall(r'href="([^"]*after[^"]*)"', page)
    assert titles(read(anna, more)) == [f"Tuuli {number:02}" for number in range(25, 30)]


def test_the_statements_of_a_page_do_not_grow_with_its_rows(world: World, anna: Visitor) -> None:
    def asked(path: str) -> int:
        anna.get(path)
        with count_statements(world.here.database) as counted:
            anna.get(path)
        return counted.statements

    paths = ["/inbox?tab=groups", "/inbox?tab=waiting", "/inbox?tab=groups&q=kauko&forms=1", "/inbox?tab=done"]
    claim(world, judged(world, "Kaukolämpö", by="anna"), "bo")
    judged(world, "Kaukolämpö", by="anna")
    few = [asked(path) for path in paths]
    for by in ("bo", "anna", "cecilia", "david") * 5:
        task_id = judged(world, f"Kaukolämpö {by}", by=by)
        if by == "anna":
            claim(world, task_id, "bo")
    assert [asked(path) for path in paths] == few
    assert max(few) <= 15


def test_a_filter_is_kept_by_name_renamed_and_removed(world: World, anna: Visitor, bo: Visitor) -> None:
    address = "/inbox?tab=groups&q=kauko lämpö&due=late"
    query = "tab=groups&q=kauko+lämpö&due=late&evil=https://evil.example"
    kept = anna.post("/inbox/filters", {"name": ["  Kaukolämpö,  myöhässä "], "query": [query]}, page=address)
    assert kept.headers["Location"] == "/inbox?tab=groups&q=kauko+l%C3%A4mp%C3%B6&due=late"

    page = read(anna, kept.headers["Location"])
    assert re.search(r'<a href="/inbox\?tab=groups&q=[^"]*" aria-current="page">Kaukolämpö, myöhässä</a>', page)
    assert "Kaukolämpö, myöhässä" not in read(bo, "/inbox")

    bo.post("/inbox/filters/1/remove", {"query": [""]}, page="/inbox")
    assert bo.post("/inbox/filters/1/rename", {"name": ["Minun"], "query": [""]}, page="/inbox").status_code == 404
    anna.post("/inbox/filters/1/rename", {"name": ["Lämpö"], "query": [""]}, page="/inbox")
    page = read(anna, "/inbox")
    assert ">Lämpö</a>" in page
    assert "Kaukolämpö, myöhässä" not in page

    anna.post("/inbox/filters/1/remove", {"query": [""]}, page="/inbox")
    assert ">Lämpö</a>" not in read(anna, "/inbox")


def test_filters_have_names_of_their_own_and_are_not_too_many(world: World, anna: Visitor) -> None:
    for number in range(MOST):
        anna.post("/inbox/filters", {"name": [f"Suodatin {number}"], "query": ["q=a"]}, page="/inbox?q=a")
    full = anna.post("/inbox/filters", {"name": ["Vielä yksi"], "query": ["q=a"]}, page="/inbox?q=a")
    assert f"Sinulla on jo {MOST} rajausta" in read(anna, full.headers["Location"])
    anna.post("/inbox/filters", {"name": ["Suodatin 1"], "query": ["q=b"]}, page="/inbox?q=a")
    assert 'href="/inbox?q=b"' in read(anna, "/inbox")

    taken = anna.post("/inbox/filters/1/rename", {"name": ["Suodatin 2"], "query": [""]}, page="/inbox")
    assert "toinen rajaus" in read(anna, taken.headers["Location"])
    nameless = anna.post("/inbox/filters", {"name": [" "], "query": ["q=a"]}, page="/inbox?q=a")
    assert "Anna rajaukselle nimi" in read(anna, nameless.headers["Location"])


def selected(visitor: Visitor, verb: str, tasks: list[int], **more: str) -> tuple[int, str]:
    """What comes of choosing tasks and pressing a button."""
    typed = {"verb": [verb], "task": [str(one) for one in tasks], **{name: [text] for name, text in more.items()}}
    answer = visitor.post("/inbox/selected", typed, page="/inbox?tab=groups")
    return answer.status_code, unescape(answer.get_data(as_text=True))


def test_several_tasks_are_taken_at_once_and_what_failed_says_why(world: World, anna: Visitor) -> None:
    free, taken, done = (judged(world, name, by="david") for name in ("Vapaa", "Otettu", "Tehty"))
    claim(world, taken, "bo")
    here = world.here
    judgement = {"grounds": ["Hyvä"], "judgement": ["accept"]}
    here.database.transact(lambda unit: here.engine.complete(unit, done, judgement, by=Actor("bo", ADVISORS)))
    theirs = world.start_errand("david")

    status, page = selected(anna, "claim", [free, taken, done, theirs, 999])

    assert status == 409
    assert "1 tehtävä onnistui, 4 ei onnistunut" in page
    assert "Arvioi asia (Otettu): Bo Berg on ottanut sen käsittelyyn." in page
    assert f"Tehtävä {done}: Bo Berg on jo tehnyt sen." in page
    assert "Kuvaa asia (Uusi asia): Se ei ole sinun eikä ryhmiesi." in page
    assert "Tehtävä 999: Tehtävää ei ole." in page
    assert (assignee(world, free), assignee(world, taken)) == ("anna", "bo")


def test_several_tasks_are_given_back_but_not_those_for_one_person_alone(world: World, anna: Visitor) -> None:
    mine = judged(world, "Vapaa", by="david")
    claim(world, mine, "anna")
    alone = world.start_errand("anna")

    status, page = selected(anna, "release", [mine, alone])

    assert status == 409
    assert "Kuvaa asia (Uusi asia): Se on vain yhdelle henkilölle." in page
    assert (assignee(world, mine), assignee(world, alone)) == (None, "anna")
    assert selected(anna, "release", [mine])[0] == 200


def test_several_tasks_are_handed_over_in_two_steps(world: World, anna: Visitor) -> None:
    tasks = [judged(world, name, by="david") for name in ("Yksi", "Kaksi")]
    for one in tasks:
        claim(world, one, "anna")

    status, page = selected(anna, "hand_over", tasks)
    assert status == 200
    assert page.count('<input type="hidden" name="task"') == 2
    assert selected(anna, "hand_over", tasks, to="nobody")[0] == 422
    status, page = selected(anna, "hand_over", tasks, to="bo")
    assert (status, "Bo Berg" in page) == (200, True)
    assert [assignee(world, one) for one in tasks] == ["bo", "bo"]


def test_nothing_chosen_is_said(world: World, anna: Visitor) -> None:
    judged(world, "Vapaa", by="david")
    assert selected(anna, "claim", [], back="/inbox?tab=groups&due=late")[0] == 303
    assert "Valitse ensin ainakin yksi tehtävä" in read(anna, "/inbox")
    assert selected(anna, "explode", [1])[0] == 400


def test_a_suspended_matters_task_stays_as_it_was(world: World, anna: Visitor) -> None:
    task_id, here = judged(world, "Vapaa", by="david"), world.here
    by = Actor("cecilia", frozenset({ADMINISTRATOR}))
    with here.database.read() as connection:
        number = connection.scalar(select(instance.c.id))
    here.database.transact(lambda unit: here.engine.suspend(unit, number or 0, by=by, reason="Selvitetään"))

    assert "Asia on keskeytetty." in selected(anna, "claim", [task_id])[1]


def test_an_empty_inbox_says_what_comes_next(world: World, anna: Visitor) -> None:
    draw_clock(world)
    judged(world, "Vapaa", by="david")

    page = read(anna, "/inbox")

    assert re.search(r'href="/inbox\?tab=groups">[^<]*\(1\)', page)
    assert "Mitä sinulle on tulossa" in page
    assert '<span class="coming-when">18.1.2027' in page


@pytest.fixture
def with_ideas(world: World) -> World:
    """A world with the region's own diagrams."""
    here = world.here
    here.database.transact(
        lambda unit: here.engine.deploy(unit, read_folder(BPMN), by=Actor("cecilia"), note="The region's")
    )
    return world


def test_an_idea_is_noted_with_a_name_and_a_need(with_ideas: World, anna: Visitor) -> None:
    assert 'href="/ideas/new"' in read(anna, "/inbox")
    assert 'href="/ideas/new"' in read(anna, "/start")
    wrong = anna.post("/ideas/new", {"title": ["Kylien ruoka"], "need": [" "]})
    assert wrong.status_code == 422
    assert 'value="Kylien ruoka"' in wrong.get_data(as_text=True)

    noted = anna.post("/ideas/new", {"title": ["Kylien ruoka"], "need": ["Ruoka ei löydä tietä kylistä."]})

    assert noted.headers["Location"] == "/inbox"
    page = read(anna, "/inbox")
    assert titles(page) == ["Kylien ruoka"]
    task = read(anna, re.findall(r'href="(/tasks/\d+)"', page)[0])
    assert 'value="Kylien ruoka"' in task
    assert "Ruoka ei löydä tietä kylistä.</textarea>" in task


def test_an_idea_noted_twice_by_one_press_begins_once(with_ideas: World, anna: Visitor) -> None:
    page = anna.get("/ideas/new").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', page))
    for _ in range(2):
        anna.client.post("/ideas/new", data=hidden | {"title": "Kylien ruoka", "need": "Ruoka ei kulje."})
    assert titles(read(anna, "/inbox")) == ["Kylien ruoka"]


def test_where_ideas_are_not_taken_none_is_noted(world: World, anna: Visitor) -> None:
    assert anna.get("/ideas/new").status_code == 404
    assert "/ideas/new" not in read(anna, "/inbox")


def test_the_shortcuts_are_turned_off_and_on(world: World, anna: Visitor, bo: Visitor) -> None:
    assert "shortcuts.js" in read(anna, "/inbox")
    anna.post("/account/shortcuts", {"shortcuts": ["off"]}, page="/account")
    assert "shortcuts.js" not in read(anna, "/inbox")
    assert "shortcuts.js" in read(bo, "/inbox")
    anna.post("/account/shortcuts", {"shortcuts": ["on"]}, page="/account")
    assert "shortcuts.js" in read(anna, "/inbox")

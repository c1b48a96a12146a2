"""The search box of every page: what it finds, for whom, and what that costs."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import Connection, insert

from bench.counting import count_statements
from engine import ADMINISTRATOR, Actor, Database
from tests.webapp.conftest import Visitor
from tests.webapp.portfolio_rows import load_portfolio
from tests.webapp.test_inbox import judged
from tests.webapp.world import A_MONDAY, World
from webapp import migrations
from webapp.accounts import saved_filters
from webapp.lifecycle import documents, finding, knowledge
from webapp.lifecycle.decisions import Decision, Openly, record_decision
from webapp.lifecycle.finding import Question
from webapp.lifecycle.knowledge import Kind, Publicity, Wording, Writing
from webapp.lifecycle.projects import managed_by
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.lifecycle.schema import agenda_item, body, idea, person, person_group, project

Login = Callable[[str], Visitor]


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def found(page: str) -> dict[str, list[str]]:
    """The names of what was found, by kind."""
    sections = re.findall(r'id="found-(\w+)">.*?</h2>(.*?)</section>', page, re.S)
    return {kind: re.findall(r"<li>(?:<a[^>]*>)?(.*?)(?:</a>| <span|</li>)", rows) for kind, rows in sections}


def file(connection: Connection, title: str, publicity: documents.Publicity, by: str, key: str) -> None:
    filing = documents.Filing(
        title, documents.Kind.ANNEX, f"{title}.txt", publicity, documents.Retention.PROJECT, business_key=key
    )
    documents.add_document(connection, filing, BytesIO(b"Liite"), by, A_MONDAY)


def write_down(world: World) -> None:
    """Something of each kind that speaks of wood."""
    load_portfolio(world)

    def write(connection: Connection) -> None:
        names = {"key": "advisors", "name": "Neuvojat", "chair_group": "advisors", "secretary_group": "advisors"}
        connection.execute(insert(body).values(names))
        item = {"body": "advisors", "kind": "proposal", "title": "Puualan rahoitus", "business_key": "errand/1"}
        connection.execute(insert(agenda_item).values(id=1, proposed_at=A_MONDAY, **item))
        made = Decision("errand/1", "funding", "granted", date(2027, 1, 4), 1, grounds="Puuala tarvitsee sen.")
        record_decision(connection, made, Openly(), A_MONDAY)
        file(connection, "Puun hinta", documents.Publicity.INTERNAL, "bo", "errand/1")
        file(connection, "Puun salainen hinta", documents.Publicity.SECRET, "bo", "errand/1")
        file(connection, "Puun oma salaisuus", documents.Publicity.SECRET, "david", "errand/9")
        secret = Publicity.SECRET
        for title, publicity, readers in (
            ("Puualan opit", Publicity.PUBLIC, ()),
            ("Puun salat", secret, ("advisors",)),
        ):
            wording = Wording(Kind.LESSON, title, "Opittua.", publicity=publicity, readers=readers,
                              secrecy_grounds="JulkL 24 §" if readers else None)  # fmt: skip
            knowledge.add(connection, wording, Writing("cecilia", A_MONDAY, A_MONDAY.date()))
        contact = Contact("Puukko Puunen", "Puu Oy", "puu@example.invalid", "fi")
        keep_proposer(connection, "idea/2", contact, b"0" * 32, A_MONDAY)

    world.here.database.transact(lambda unit: write(unit.write()))


def test_each_finds_what_each_may_see(world: World, as_person: Login) -> None:
    judged(world, "Puuta lämpöön", by="bo")
    write_down(world)

    anna, david = (found(read(as_person(name), "/search?q=puu")) for name in ("anna", "david"))

    everybody = {
        "projects": ["Puualan kehittämisverkosto"],
        "ideas": ["Puualan kehittämisverkosto"],
        "decisions": ["Puualan rahoitus"],
    }
    assert anna == everybody | {
        "tasks": ["Arvioi asia"],
        "documents": ["Puun salainen hinta", "Puun hinta"],
        "knowledge": ["Puun salat", "Puualan opit"],
    }
    assert david == everybody | {"documents": ["Puun oma salaisuus", "Puun hinta"], "knowledge": ["Puualan opit"]}


def test_a_proposers_contact_details_are_never_found(world: World, cecilia: Visitor) -> None:
    write_down(world)
    for words in ("Puukko", "Puunen", "puu@example.invalid"):
        assert "Puunen" not in found(read(cecilia, f"/search?q={words}")).get("people", [])
        assert found(read(cecilia, f"/search?q={words}")).keys() <= {"projects", "ideas", "documents", "knowledge"}


def test_people_are_found_by_name_and_open_to_administrators(world: World, anna: Visitor, cecilia: Visitor) -> None:
    page = read(anna, "/search?q=berg")
    assert found(page) == {"people": ["Bo Berg"]}
    assert "bo@example.fi" not in page
    assert "/people/bo" not in page
    assert 'href="/people/bo"' in read(cecilia, "/search?q=BERG")


def test_at_most_ten_of_a_kind_are_shown_with_their_number_and_the_way_to_all(world: World, anna: Visitor) -> None:
    rows = [{"name": f"Tuuli {n}", "status": "active", "origin": "process", "summary": ""} for n in range(120)]
    world.here.database.transact(lambda unit: unit.write().execute(insert(project), rows))

    page = read(anna, "/search?q=tuuli")
    assert len(found(page)["projects"]) == 10
    assert '<span class="count">100+</span>' in page
    assert 'href="/search?q=tuuli&kind=projects"' in page
    whole = read(anna, "/search?q=tuuli&kind=projects")
    assert len(found(whole)["projects"]) == 100
    assert "lisää hakuun sana" in whole


def test_the_box_is_on_every_page_of_who_is_logged_in(visitor: Visitor, anna: Visitor) -> None:
    for path in ("/inbox", "/projects", "/account", "/no/such/page"):
        assert 'action="/search" role="search"' in anna.get(path).get_data(as_text=True)
    assert 'role="search"' not in visitor.get("/login").get_data(as_text=True)
    assert visitor.get("/search?q=puu").status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Kirjoita sivun yläreunan hakukenttään"), ("x", "vähintään kahden kirjaimen"), ("%%", "vähintään"),
     ("xyzzy", "Mitään ei löytynyt"), ("puu & ' \" ) OR 1=1", "Mitään ei löytynyt")],
)  # fmt: skip
def test_whatever_is_typed_has_an_answer(world: World, anna: Visitor, typed: str, said: str) -> None:
    answer = anna.client.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert said in answer.get_data(as_text=True)


def test_a_search_asks_as_much_whatever_it_finds(world: World, anna: Visitor) -> None:
    def asked() -> int:
        anna.get("/search?q=puu")
        with count_statements(world.here.database) as counted:
            anna.get("/search?q=puu")
        return counted.statements

    judged(world, "Puuta lämpöön", by="bo")
    write_down(world)
    few = asked()

    def write(connection: Connection) -> None:
        values = {"status": "active", "origin": "process", "summary": "Puuta"}
        connection.execute(insert(project), [values | {"name": f"Puu {number}"} for number in range(40)])
        for number in range(20):
            file(connection, f"Puu {number}", documents.Publicity.SECRET, "bo", "errand/1")

    world.here.database.transact(lambda unit: write(unit.write()))
    judged(world, "Puusta taloja", by="bo")
    assert asked() == few
    assert few <= 20


@pytest.fixture
def filled(empty: Database) -> Database:
    """A few rows to find, on each of the databases."""
    migrations.upgrade(empty)
    empty.transact(lambda unit: _fill(unit.write()))
    return empty


def _fill(connection: Connection) -> None:
    connection.execute(insert(person_group).values(key="advisors", name="Neuvojat"))
    for name, active in (("Äiti Öljynen", True), ("Isä Öljynen", False)):
        values = {"id": name[:3].lower(), "name": name, "email": f"{name[:3]}@example.fi", "language": "fi"}
        connection.execute(insert(person).values(values | {"active": active, "is_demo": False}))
    common = {"origin": "person", "need": "Tiedon kulku", "status": "open", "proposed_at": A_MONDAY}
    for number, title in enumerate(("ÄLYKKÄÄT KYLÄT", "Yritysten tieto", "Kunnan 100 % hanke"), 1):
        connection.execute(insert(idea).values(id=number, title=title, business_key=f"idea/{number}", **common))
    names = {"key": "advisors", "name": "Neuvojat", "chair_group": "advisors", "secretary_group": "advisors"}
    connection.execute(insert(body).values(names))
    item = {"body": "advisors", "kind": "proposal", "title": "Öljyn säästö", "business_key": "idea/1"}
    connection.execute(insert(agenda_item).values(id=1, proposed_at=A_MONDAY, **item))
    record_decision(connection, Decision("idea/1", "funding", "granted", date(2027, 1, 4), 1), Openly(), A_MONDAY)
    file(connection, "Öljyn hinta", documents.Publicity.SECRET, "äit", "idea/1")


@pytest.mark.parametrize(
    ("typed", "ideas"),
    [("älykäs kylä", [1]), ("Älykkäät", [1]), ("yrityksen", [2]), ("tieto", [3, 2, 1]), ("100 %", [3]), ("kunta", [3]),
     ("kylä kunta", [])],
)  # fmt: skip
def test_words_are_found_in_whatever_form_on_both_databases(filled: Database, typed: str, ideas: list[int]) -> None:
    with filled.read() as connection:
        hits = finding.find_ideas(connection, Question.read(typed, 10))
    assert [hit.number for hit in hits] == ideas


def test_people_decisions_and_secrets_are_found_alike_on_both_databases(filled: Database) -> None:
    asked = Question.read("öljy", 10)
    with filled.read() as connection:
        assert [hit.name for hit in finding.find_people(connection, asked, date(2027, 1, 4))] == ["Äiti Öljynen"]
        assert [hit.name for hit in finding.find_decisions(connection, asked)] == ["Öljyn säästö"]
        for by, names in (
            (Actor("bo", frozenset({"advisors"})), ["Öljyn hinta"]),
            (Actor("äit"), ["Öljyn hinta"]),
            (Actor("bo", frozenset({ADMINISTRATOR})), []),
        ):
            assert [hit.name for hit in finding.find_documents(connection, asked, by)] == names
        assert finding.find_projects(connection, asked) == []


def test_kept_filters_and_managed_projects_are_alike_on_both_databases(filled: Database) -> None:
    def keep(connection: Connection) -> None:
        for name, query in (("Myöhässä", "due=late"), ("Ideat", "process=idea"), ("Ideat", "process=idea&unread=1")):
            saved_filters.keep_filter(connection, saved_filters.inbox_filters("äit"), name, query)
        values = {"status": "active", "origin": "process", "summary": "", "manager": "äit"}
        for number, ended_on in enumerate((None, date(2026, 1, 1), None), 1):
            mine = values | {"name": f"Hanke {number}", "business_key": f"project/{number}", "ended_on": ended_on}
            connection.execute(insert(project).values(mine))

    filled.transact(lambda unit: keep(unit.write()))
    with filled.read() as connection:
        kept = saved_filters.list_filters(connection, saved_filters.inbox_filters("äit"))
        assert [(one.name, one.query) for one in kept] == [("Ideat", "process=idea&unread=1"), ("Myöhässä", "due=late")]
        assert saved_filters.list_filters(connection, saved_filters.inbox_filters("isä")) == []
        assert managed_by(connection, "äit", 10) == ["project/3", "project/1"]
        assert managed_by(connection, "äit", 1) == ["project/3"]

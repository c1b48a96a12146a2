"""What is known of a person, in one file; and who has looked at it."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from sqlalchemy import MetaData, String

from engine import Actor
from engine.schema import metadata as engine_metadata
from engine.seals import verify_all
from tests.webapp.conftest import Visitor
from tests.webapp.programs import make_program
from tests.webapp.world import ERRAND, World
from webapp.lifecycle.access_log import looks_at
from webapp.lifecycle.comments import add_comment
from webapp.lifecycle.schema import metadata
from webapp.personal_data import TABLES, people_in

# Columns of 200 characters that name other things than people.
OTHER_NAMES = frozenset({
    "business_key", "element", "event", "folder", "form", "group_key", "id", "key", "member", "name", "owner",
    "reference", "scopes", "subject",
})  # fmt: skip
# What holds people's ids and is told by the audit log, or holds no more than the ids of everybody who may take a task.
ELSEWHERE = frozenset({"history", "journal", "audience_member"})


def open_file(visitor: Visitor, path: str) -> tuple[dict[str, object], str]:
    """The data, and the page to read."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_a_person_takes_out_everything_that_is_known_of_them(world: World, anna: Visitor) -> None:
    task, here = world.start_errand("anna"), world.here
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=Actor("anna")))
    said = {"by": "anna", "mentions": ["bo"], "request_key": "k", "now": here.clock.now()}
    here.database.transact(lambda unit: add_comment(unit.write(), 1, "Hei @Bo", **said))

    data, page = open_file(anna, "/account/data.zip")

    assert {"account", "groups", "sessions", "comments", "doings"} <= set(data)
    told = json.dumps(data, ensure_ascii=False)
    assert "Kaukolämpö Karstulaan" in told
    assert "$argon2" not in told
    assert "Hei @Bo" in page
    assert "Kaukolämpö Karstulaan" in page
    doings = data["doings"]
    assert isinstance(doings, list)
    assert {"logged in", "started", "completed"} <= {one["kind"] for one in doings}


def test_taking_out_another_persons_data_is_for_administrators_and_is_told_to_that_person(
    as_person: Callable[[str], Visitor], world: World
) -> None:
    assert as_person("bo").get("/people/anna/data.zip").status_code == 403
    open_file(as_person("cecilia"), "/people/anna/data.zip")

    page = as_person("anna").get("/account/data").text
    assert "Cecilia Crane" in page
    with world.here.database.read() as connection:
        assert [(look.by, look.kind) for look in looks_at(connection, "person/anna", None, 9)] == [
            ("cecilia", "exported")
        ]
        assert verify_all(connection) == []


def test_a_look_is_written_down_once_an_hour_for_each_person_and_subject(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    def looks(person: str) -> list[str]:
        with world.here.database.read() as connection:
            return [look.page for look in looks_at(connection, f"person/{person}", None, 9)]

    cecilia = as_person("cecilia")
    for path in ("/people/bo", "/people/bo/deputies", "/people/bo/hand-over", "/people/bo/data", "/people/bo"):
        assert cecilia.get(path).status_code == 200
    assert looks("bo") == ["person"]
    cecilia.get("/people/anna/hand-over")
    assert looks("anna") == ["hand over"]
    world.clock.travel(timedelta(hours=1))
    cecilia = as_person("cecilia")  # Her session has rested too long.
    cecilia.get("/people/bo/deputies")
    assert looks("bo") == ["deputies", "person"]
    cecilia.get("/people/cecilia")
    cecilia.get("/account/data")
    assert looks("cecilia") == []


def test_a_program_that_reads_a_history_has_looked_at_the_matter(world: World) -> None:
    world.start_errand("anna")
    jems = make_program(world)
    for _ in range(2):
        assert jems.get("/instances/1/history").status_code == 200
    with world.here.database.read() as connection:
        assert [(look.by, look.page) for look in looks_at(connection, "errand/1", None, 9)] == [
            (jems.account, "history")
        ]


def test_who_looked_is_shown_page_by_page(world: World, as_person: Callable[[str], Visitor]) -> None:
    for _ in range(3):
        as_person("cecilia").get("/people/anna")
        world.clock.travel(timedelta(hours=1))
    with world.here.database.read() as connection:
        first = looks_at(connection, "person/anna", None, 2)
        rest = looks_at(connection, "person/anna", first[-1].sequence, 2)
    assert len(first) == 2
    assert len(rest) == 1


def test_every_table_that_names_people_is_told_of() -> None:
    told = {table.name for tables in TABLES.values() for table in tables} | ELSEWHERE
    naming = {table.name for each in (metadata, engine_metadata) for table in each.sorted_tables if people_in(table)}
    assert naming <= told
    assert all(people_in(table) for tables in TABLES.values() for table in tables)


def test_every_column_that_may_name_people_was_thought_of() -> None:
    def doubtful(each: MetaData) -> set[str]:
        return {
            f"{table.name}.{column.name}"
            for table in each.sorted_tables
            for column in table.c
            if isinstance(column.type, String)
            and column.type.length == 200
            and table.name not in ELSEWHERE
            and column not in people_in(table)
            and not column.foreign_keys
            and column.name not in OTHER_NAMES
        }

    assert doubtful(metadata) | doubtful(engine_metadata) == set()

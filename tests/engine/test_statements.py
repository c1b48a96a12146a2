"""What one completion costs the database: counted, so that nobody adds a statement unnoticed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from engine import Database, Engine, Request
from engine.work import UnitOfWork
from tests.engine.drawings import drawing, end, field, flows, form, service_task, start, user_task
from tests.engine.play import ANNA, Play

CHAIN = {
    "chain/chain.bpmn": drawing(
        "chain", start(), user_task("first", formKey="ask"), user_task("second", formKey="ask"), end(),
        flows("begin > first > second > over"),
    ),
    "chain/ask.form.json": form("ask", field("name", process=True)),
}  # fmt: skip

CONTROL = ("BEGIN", "COMMIT", "PRAGMA query_only", "SAVEPOINT", "RELEASE")


@contextmanager
def listened(unit: UnitOfWork) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile, whichever way it is spoken."""
    heard: list[str] = []
    driver: Any = unit.connection.connection.driver_connection
    if unit.connection.dialect.name == "sqlite":
        driver.set_trace_callback(heard.append)
        yield heard
        driver.set_trace_callback(None)
        return

    class Listening(psycopg.Cursor[Any]):
        def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
            heard.append(str(query))
            return super().execute(query, *arguments, **options)

    plain, driver.cursor_factory = driver.cursor_factory, Listening
    yield heard
    driver.cursor_factory = plain


def spoken(database: Database, action: Any) -> tuple[list[str], int]:
    """The statements of an action, and how often it was committed."""
    with database.unit() as unit, listened(unit) as heard:
        action(unit)
        unit.commit()
    # SQLite tells of a cascade to another table as the same statement once more.
    once = [one for at, one in enumerate(heard) if at == 0 or one != heard[at - 1]]
    statements = [one for one in once if not one.startswith((*CONTROL, "--"))]
    return statements, sum(one.startswith("COMMIT") for one in heard)


@pytest.fixture
def first(play: Play, engine: Engine) -> int:
    """A task that waits in a process that is warm: what is remembered is remembered."""
    play.deploy(CHAIN)
    play.complete(play.start("chain"), "first", name="x")
    return play.task(play.start("chain"), "first")


def test_a_completion_that_opens_one_task_is_six_statements_and_one_commit(play: Play, first: int) -> None:
    statements, commits = spoken(
        play.database,
        lambda unit: play.engine.complete(unit, first, {"name": ["y"]}, by=ANNA, request=Request("a key", "a digest")),
    )

    assert [one.split()[0] for one in statements] == ["SELECT", "UPDATE", "INSERT", "INSERT", "DELETE", "INSERT"]
    assert commits == 1


def test_a_start_is_six_statements_and_one_commit(play: Play, first: int) -> None:
    statements, commits = spoken(
        play.database, lambda unit: play.engine.start(unit, "chain", business_key="b", data={}, by=ANNA)
    )

    assert [one.split()[0] for one in statements] == ["SELECT", *["INSERT"] * 5]
    assert commits == 1


def test_a_claim_is_five_statements(play: Play, first: int) -> None:
    statements, _ = spoken(play.database, lambda unit: play.engine.claim(unit, first, by=ANNA))

    assert [one.split()[0] for one in statements] == ["SELECT", "UPDATE", "INSERT", "INSERT", "UPDATE"]


def test_a_service_that_writes_nothing_costs_nothing(play: Play, engine: Engine) -> None:
    engine.parts.services.register("nothing")(lambda call: None)
    play.deploy(
        {
            "quiet.bpmn": drawing("quiet", start(), user_task("act"), service_task("rest", "nothing"),
                                  user_task("more"), end(), flows("begin > act > rest > more > over"))
        }
    )  # fmt: skip
    play.complete(play.start("quiet"), "act")
    task = play.task(play.start("quiet"), "act")

    statements, _ = spoken(play.database, lambda unit: engine.complete(unit, task, {}, by=ANNA))

    assert len(statements) == 6


def test_a_page_of_the_inbox_is_two_statements(play: Play, first: int) -> None:
    statements, _ = spoken(play.database, lambda unit: play.engine.inbox(unit.connection, ANNA, "groups"))
    assert len(statements) == 2
    statements, _ = spoken(play.database, lambda unit: play.engine.inbox(unit.connection, ANNA, "mine"))
    assert len(statements) == 1

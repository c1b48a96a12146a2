"""Retention: what is due, what is held back, and what remains of what was disposed of."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import Actor
from engine.decisions import parse_decisions
from engine.errors import Conflict
from engine.schema import history_value, state
from engine.seals import verify_all
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.deployment import deploy_folder
from webapp.lifecycle.audit_log import Question, answer
from webapp.lifecycle.comments import add_comment, comments_of
from webapp.lifecycle.documents import Filing, Kind, Publicity, Retention, add_document, find_document, read_content
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.retention import DECISION, Due, Rules, Since, What, dispose_of, due, hold_on, place_hold

TABLE = Path(__file__).parents[2] / "bpmn" / "upkeep" / "retention.dmn"
RULES = Rules(parse_decisions(TABLE.read_bytes(), "retention.dmn"))


def live(world: World) -> None:
    """An errand in which Anna did a task and said something, which then ended, and a document of it."""
    task, here = world.start_errand("anna"), world.here
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=Actor("anna")))
    said = {"by": "anna", "mentions": ["bo"], "request_key": "k", "now": here.clock.now()}
    here.database.transact(lambda unit: add_comment(unit.write(), 1, "Kaukolämpö, @Bo", **said))
    filing = Filing("Tarjous", Kind.ANNEX, "t.pdf", Publicity.INTERNAL, Retention.TWO_YEARS, "errand/1")
    file = BytesIO(b"%PDF-1.7 a file")
    here.database.transact(lambda unit: add_document(unit.write(), filing, file, "anna", here.clock.now()))
    cecilia = Actor("cecilia", frozenset({"administrator"}))
    here.database.transact(lambda unit: here.engine.cancel(unit, 1, by=cecilia, reason="Turha"))


def what_is_due(world: World, day: date) -> list[Due]:
    with world.here.database.read() as connection:
        return due(connection, RULES, day, world.here.config.zone)


def dispose_all(world: World, day: date) -> None:
    for one in what_is_due(world, day):
        world.here.database.transact(lambda unit, one=one: dispose_of(unit.write(), one, world.clock.now()))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("what", "kind", "fund_years", "years", "since"),
    [
        (What.DOCUMENT, "permanent", None, None, Since.MADE),
        (What.DOCUMENT, "project", 7, 7, Since.PROJECT_ENDED),
        (What.DOCUMENT, "project", None, 10, Since.PROJECT_ENDED),
        (What.DOCUMENT, "two_years", None, 2, Since.MADE),
        (What.MATTER, "rmg", None, None, Since.ENDED),
        (What.MATTER, "project", 15, 15, Since.ENDED),
        (What.MATTER, "accessibility_feedback", None, 2, Since.ENDED),
        (What.MATTER, "errand", None, 10, Since.ENDED),
    ],
)
def test_the_table_says_how_long_each_class_is_kept(
    what: What, kind: str, fund_years: int | None, years: int | None, since: Since
) -> None:
    assert RULES.of(what, kind, fund_years) == (years, since)


def test_whole_calendar_years_are_kept_and_what_goes_on_is_never_due(world: World) -> None:
    world.start_errand("anna")
    assert what_is_due(world, date(2099, 1, 1)) == []
    cecilia = Actor("cecilia", frozenset({"administrator"}))
    world.here.database.transact(lambda unit: world.here.engine.cancel(unit, 1, by=cecilia, reason="Turha"))
    assert what_is_due(world, date(2037, 12, 31)) == []
    assert [one.key for one in what_is_due(world, date(2038, 1, 1))] == ["errand/1"]


def test_nothing_that_was_said_is_left_and_the_chain_stays_whole(either: World) -> None:
    live(either)
    engine = either.here.engine
    with either.here.database.read() as connection:
        before = [(event.kind, event.element, event.actor, event.hash) for event in engine.timeline(connection, 1)]
        digest = find_document(connection, 1).digest

    dispose_all(either, date(2040, 1, 1))

    with either.here.database.read() as connection:
        assert verify_all(connection) == []
        after = engine.timeline(connection, 1)
        assert [(event.kind, event.element, event.actor, event.hash) for event in after] == before
        assert all(event.value is None for event in after)
        there = history_value.c.content.is_not(None)
        assert connection.scalar(select(func.count()).select_from(history_value).where(there)) == 0
        assert engine.instance(connection, 1).data == {}
        assert [one.text for one in comments_of(connection, 1)] == [""]
        assert find_document(connection, 1).digest == digest
        assert list(read_content(connection, 1)) == []
        content = connection.scalar(select(state.c.content).where(state.c.instance_id == 1))
        assert content is not None
    assert what_is_due(either, date(2040, 1, 1)) == []


def test_a_matter_on_hold_is_not_due_and_cannot_be_disposed_of(world: World) -> None:
    live(world)
    found = what_is_due(world, date(2040, 1, 1))
    assert {one.what for one in found} == {What.MATTER, What.DOCUMENT}
    now = world.clock.now()
    world.here.database.transact(lambda unit: place_hold(unit.write(), "errand/1", "Valitus", "cecilia", now))

    assert what_is_due(world, date(2040, 1, 1)) == []
    for one in found:
        with pytest.raises(Conflict):
            world.here.database.transact(lambda unit, one=one: dispose_of(unit.write(), one, now))  # type: ignore[misc]


def test_an_administrator_disposes_with_a_reason_and_a_certificate_stands_in_the_journal(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    live(world)
    deploy_folder(world.here, TABLE.parent.parent, by="cecilia", note="The model")
    world.clock.travel(timedelta(days=365 * 13))
    cecilia = as_person("cecilia")
    page = cecilia.get("/retention").text
    assert "Tarjous" in page
    refused = cecilia.post("/retention/dispose", {"one": ["matter:errand/1"], "reason": [" "]}, page="/retention")
    assert refused.status_code == 422

    chosen = {"one": ["matter:errand/1", "document:1"], "reason": ["Arkistonhoitajan päätös 3/2040"]}
    assert cecilia.post("/retention/dispose", chosen, page="/retention").status_code == 303

    with world.here.database.read() as connection:
        lines = answer(connection, Question(kind=Doing.DISPOSED), None, 9)
        assert verify_all(connection) == []
        digest = find_document(connection, 1).digest.hex()
    assert {line.subject for line in lines} == {"errand/1", "document/1"}
    assert all(line.value["reason"] == "Arkistonhoitajan päätös 3/2040" for line in lines)
    assert digest in {line.value.get("sha256") for line in lines}
    assert cecilia.get("/documents/1/file").status_code == 410
    assert "disposed of" in cecilia.get("/documents/1").text
    assert cecilia.get("/projects/1").status_code == 200
    assert "Kaukolämpö" not in cecilia.get("/projects/1").text.partition("<main")[2].partition("</h1>")[2]
    assert cecilia.get("/log?matter=errand/1").status_code == 200


def test_a_matter_is_held_back_and_let_go_with_a_reason(world: World, as_person: Callable[[str], Visitor]) -> None:
    live(world)
    cecilia = as_person("cecilia")
    nowhere = {"matter": ["errand/9"], "hold_reason": ["Valitus"]}
    assert cecilia.post("/retention/holds", nowhere, page="/retention").status_code == 422
    held = {"matter": ["errand/1"], "hold_reason": ["Valitus hallinto-oikeudessa"]}
    assert cecilia.post("/retention/holds", held, page="/retention").status_code == 303
    assert "Valitus hallinto-oikeudessa" in cecilia.get("/retention").text
    assert cecilia.post("/retention/holds/1/lift", page="/retention").status_code == 303
    with world.here.database.read() as connection:
        assert hold_on(connection, "errand/1") is None
        kinds = {line.kind for line in answer(connection, Question(matter="errand/1"), None, 50)}
    assert {Doing.HELD, Doing.HOLD_LIFTED} <= kinds


def test_the_model_has_the_table(world: World) -> None:
    deploy_folder(world.here, TABLE.parent.parent, by="cecilia", note="The model")
    definitions = world.here.engine.definitions
    with world.here.database.read() as connection:
        upkeep = definitions.get(connection, definitions.newest(connection, "upkeep"))
        assert upkeep.decision_model(DECISION).decisions[DECISION]

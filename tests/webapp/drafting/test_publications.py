"""A day's publication: its recorded tests are gone through again when the day comes, and refuse it where one fails."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from engine.schema import journal
from tests.webapp.conftest import Visitor
from tests.webapp.test_drafts import diagram, renamed, save, state, versions
from tests.webapp.test_trials import TRIAL, through
from tests.webapp.world import World
from webapp.drafting.schema import process_draft, trial_test
from webapp.lifecycle.audit_log import Question, answers
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.notices import Delivery, Kind, choose_deliveries
from webapp.lifecycle.schema import group_membership, notice
from webapp.worker import run_round

DRAFT = "/processes/errand/draft"
PUBLISH = "/processes/errand/publish"


def recorded(visitor: Visitor) -> None:
    """A run from beginning to end, kept as a test."""
    through(visitor)
    visitor.post(f"{TRIAL}/tests", {"name": ["Hyväksytty asia päättyy"]}, page=TRIAL)


def scheduled(world: World, visitor: Visitor, **more: list[str]) -> None:
    """The draft is to be published in three days."""
    day = (world.clock.now() + timedelta(days=3)).strftime("%d.%m.%Y")
    asked = {"note": ["Uusi nimi"], "when": ["later"], "day": [day]} | more
    assert visitor.post(PUBLISH, asked).status_code == 303


def expect_otherwise(world: World) -> None:
    """What was tried goes another way by now, as it would after a table of another folder changed."""
    with world.here.database.read() as connection:
        content = connection.scalar(select(trial_test.c.content)) or ""
    other = content.replace('"over": true', '"over": false')
    assert other != content
    world.here.database.transact(lambda unit: unit.write().execute(update(trial_test).values(content=other)))


def told(world: World, person: str) -> list[str]:
    with world.here.database.read() as connection:
        mine = select(notice.c.words).where(notice.c.person_id == person, notice.c.kind == "draft")
        return list(connection.scalars(mine))


@pytest.fixture
def due(world: World, cecilia: Visitor, bo: Visitor) -> World:
    """The morning of a draft that Cecilia made and Bo approved, with a recorded test."""
    recorded(cecilia)
    save(world, renamed(world))
    scheduled(world, cecilia)
    assert state(world) == "scheduled"
    world.here.database.transact(lambda unit: unit.write().execute(update(process_draft).values(reviewed_by="bo")))
    return world


def test_a_test_that_goes_the_same_way_lets_the_draft_be_published(due: World) -> None:
    due.clock.travel(timedelta(days=3))
    run_round(due.here)
    assert (versions(due), state(due)) == (2, "published")
    assert told(due, "cecilia") == []
    with due.here.database.read() as connection:
        assert connection.scalar(select(func.count()).where(journal.c.kind == Doing.HINDERED)) == 0


def test_a_test_that_fails_when_the_day_comes_sends_the_draft_back_and_owner_and_approver_hear_why(
    due: World, cecilia: Visitor, bo: Visitor
) -> None:
    expect_otherwise(due)
    due.clock.travel(timedelta(days=3))
    run_round(due.here)
    assert (versions(due), state(due)) == (1, "open")
    cecilia.log_in("cecilia")  # Her session did not last the three days.
    page = cecilia.get(DRAFT).get_data(as_text=True)
    assert "recorded tests go otherwise than they did: «Hyväksytty asia päättyy»" in page
    for person in ("cecilia", "bo"):
        (words,) = told(due, person)
        assert "säilytetyt testit kulkevat nyt toisin kuin ennen: «Hyväksytty asia päättyy»" in words
    assert "Ett utkast som inte publicerades" in bo.log_in("bo").get("/notices").get_data(as_text=True)
    run_round(due.here)
    assert len(told(due, "cecilia")) == 1

    log = cecilia.get("/log?actor=system").get_data(as_text=True)
    assert "Draft not published when its time came" in log
    assert log.count("recorded tests go otherwise than they did: «Hyväksytty asia päättyy»") == 1
    with due.here.database.read() as connection:
        newest = next(answers(connection, Question(matter="process/errand")))
    value = {"obstacle": "tests", "what": "«Hyväksytty asia päättyy»"}
    assert (newest.kind, newest.actor, newest.value) == (Doing.HINDERED, "system", value)

    assert cecilia.get("/drafts/1").headers["Location"] == DRAFT
    assert 'class="row unread"' not in cecilia.get("/notices").get_data(as_text=True)
    save(due, renamed(due, "Vielä toisin"), base=1)
    assert "recorded tests go" not in cecilia.get(DRAFT).get_data(as_text=True)


def test_a_test_that_may_go_otherwise_does_not_hinder_but_another_does(world: World, cecilia: Visitor) -> None:
    recorded(cecilia)
    expect_otherwise(world)
    save(world, renamed(world))
    scheduled(world, cecilia, despite=["yes"])
    world.clock.travel(timedelta(days=3))
    run_round(world.here)
    assert (versions(world), state(world)) == (2, "published")


def test_the_second_person_s_approval_goes_through_the_tests_again(world: World, cecilia: Visitor, bo: Visitor) -> None:
    recorded(cecilia)
    four = '<camunda:properties><camunda:property name="four_eyes" value="true" />'
    save(world, diagram(world).replace("<camunda:properties>", four, 1).encode())
    cecilia.post(PUBLISH, {"note": ["Neljä silmää"], "when": ["now"]})
    expect_otherwise(world)
    belongs = {"person_id": "bo", "group_key": "administrator", "valid_from": world.here.today()}
    world.here.database.transact(lambda unit: unit.write().execute(insert(group_membership).values(**belongs)))
    answer = bo.post(f"{PUBLISH}/approve", {}, page=PUBLISH)
    assert answer.status_code == 409
    assert "sparade tester går nu annorlunda" in answer.get_data(as_text=True)
    assert state(world) == "open"
    assert len(told(world, "cecilia")) == 1
    assert told(world, "bo") == []


def test_whoever_does_not_want_to_hear_of_it_does_not(due: World) -> None:
    off = {Kind.DRAFT: Delivery.OFF}
    due.here.database.transact(lambda unit: choose_deliveries(unit.write(), "cecilia", off))
    expect_otherwise(due)
    due.clock.travel(timedelta(days=3))
    run_round(due.here)
    assert told(due, "cecilia") == []
    assert len(told(due, "bo")) == 1

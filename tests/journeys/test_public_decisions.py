"""Decisions that anybody may read: what is public, what is not yet, and what never is, byte by byte."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import Engine, event, select

from engine import UnitOfWork
from engine.journal import faults_of, read_journal_value
from engine.schema import journal, journal_value
from tests.journeys.asking import incidents
from tests.journeys.meetings import (
    COORDINATOR,
    Sitting,
    confirm_agenda,
    gather,
    hold_meeting,
    minute,
    open_meeting,
    plan_meeting,
    say_of_each,
    task_data,
    tasks_in,
)
from tests.journeys.steps import OWNER, OWNERS, PELOTON, RMG, decide, filter_idea, fund, prepare_proposal, propose_idea
from tests.journeys.test_pages import log_in
from tests.webapp.conftest import Visitor
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.lifecycle.decisions import Openly, find_decision, record_decision
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.proposers import Contact, erase_contact, find_proposer, keep_proposer
from webapp.lifecycle.public_decisions import Asked, Place, public_decisions
from webapp.lifecycle.schema import decision
from webapp.runtime import Runtime

TITLE = "Puualan kehittämisverkosto"
GROUNDS = "Sahakone maksaa 45 000 euroa. Maija Meikäläisen idea palvelee seutua."
CONDITIONS = "Varastossa 112 kuutiota."
PASSAGE = {"part": "passage", "passage": "Sahakone maksaa 45 000 euroa", "ground": "24.1.20"}
STOCK = {"part": "conditions", "passage": "", "ground": "24.1.17"}
GROUND = "salassa pidettävä, JulkL 24 § 1 mom. 20 k"


def strangers(stage: Stage, *, on: bool = True) -> Visitor:
    """Somebody who has not logged in."""
    config = Config(
        secret_key="a secret of the tests, long enough", database_url="sqlite:///unused", public_decisions=on
    )
    return Visitor(create_app(Runtime(config, stage.clock, stage.database, stage.engine)).test_client())


def bring_to_rmg(stage: Stage) -> int:
    """An idea from outside goes on until the RMG's meeting is held; the number of the meeting's instance."""
    propose_idea(stage, TITLE, 1)
    sender = Contact("Maija Meikäläinen", "", "maija@esimerkki.fi", "fi")
    stage.database.transact(lambda unit: keep_proposer(unit.write(), "idea/1", sender, None, stage.clock.now()))
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, {TITLE: "proceed"}, OWNERS))
    hold_meeting(stage, Sitting("peloton", "Peloton", "omistaja.ks", {TITLE: "support"}, PELOTON))
    stage.do(OWNER, "finish_proposal", TITLE, assessment="Yrityslähtöinen.", proposed_decision="approve")
    meeting = open_meeting(stage, RMG[0], "rmg", "Seutujohtoryhmä")
    plan_meeting(stage, RMG[0], meeting)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, RMG[0], meeting)
    stage.travel(timedelta(days=10))
    gather(stage, meeting, RMG)
    return meeting


def say(stage: Stage, meeting: int, **openness: Any) -> None:
    """The secretary records that it was approved, and how open that is; and what is noted at every meeting."""
    for row in tasks_in(stage, meeting, COORDINATOR, "decide_item"):
        if task_data(stage, row.task_id, COORDINATOR)["matter"]["title"] == TITLE:
            said = {"item_outcome": "approved", "item_conditions": CONDITIONS, "item_grounds": GROUNDS}
            stage.do_task(COORDINATOR, row.task_id, **{**said, **openness})
    say_of_each(stage, meeting, {}, item_grounds="Maija Meikäläistä kuultiin.")


def every_page(visitor: Visitor) -> str:
    """Every byte that a stranger gets of decisions, in every language."""
    found = []
    for language in ("fi", "sv", "en"):
        listed = visitor.get(f"/decisions?language={language}").get_data(as_text=True)
        numbers = set(re.findall(r'href="/decisions/(\d+)', listed))
        addresses = [f"/decisions/{number}?language={language}" for number in numbers]
        addresses += [f"/decisions/feed.atom?language={language}", "/decisions/sitemap.xml"]
        found += [listed, *(visitor.get(address).get_data(as_text=True) for address in addresses)]
    return html.unescape("\n".join(found)).replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_public_before_the_minutes_are_inspected(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    meeting = bring_to_rmg(stage)
    say(stage, meeting)
    visitor = strangers(stage)

    before = every_page(visitor)
    assert (TITLE in before, "palvelee seutua" in before) == (False, False)
    assert visitor.get(f"/decisions/{_number(stage)}").status_code == 404

    minute(stage, meeting, [RMG[0]])

    page = html.unescape(visitor.get(f"/decisions/{_number(stage)}?language=fi").get_data(as_text=True))
    assert all(part in page for part in (TITLE, "Seutujohtoryhmä", "Valitaan", "palvelee seutua", CONDITIONS))
    assert incidents(stage) == []


@pytest.mark.parametrize(
    ("openness", "shown"),
    [
        ({"item_publicity": "partly", "item_secret_parts": [PASSAGE, STOCK]}, True),
        ({"item_publicity": "secret", "item_secrecy_ground": "24.1.20"}, False),
    ],
)
def test_what_is_secret_is_in_no_byte_that_strangers_get(
    stage: Stage, openness: Mapping[str, Any], shown: bool
) -> None:
    meeting = bring_to_rmg(stage)
    say(stage, meeting, **openness)
    minute(stage, meeting, [RMG[0]])

    told = every_page(strangers(stage))

    for secret in ("Sahakone", "45 000", "112", "Meikäläi", "Maija"):
        assert secret not in told
    assert GROUND in told
    assert ("palvelee seutua" in told, TITLE in told, "Valitaan" in told) == (shown, shown, shown)
    for words in ("Sahakone", "45", "Meikäläinen", "112"):
        assert "/decisions/1?" not in strangers(stage).get(f"/decisions?q={words}").get_data(as_text=True)


def test_a_private_persons_name_is_left_out_of_a_public_decision_and_said_to_be(stage: Stage) -> None:
    meeting = bring_to_rmg(stage)
    say(stage, meeting)
    minute(stage, meeting, [RMG[0]])

    told = every_page(strangers(stage))

    assert "Meikäläi" not in told
    assert "Maija" not in told
    assert "[yksityishenkilön tieto] idea palvelee seutua" in re.sub(r"<[^>]+>", "", told)


def test_what_a_body_has_no_default_for_is_not_published(stage: Stage) -> None:
    meeting = bring_to_rmg(stage)
    say(stage, meeting)
    minute(stage, meeting, [RMG[0]])

    with stage.database.read() as connection:
        classes = {row.kind: row.publicity for row in connection.execute(select(decision).order_by(decision.c.id))}
        bodies = {one.body for one in public_decisions(connection, Asked(), None, 100)}
    assert None in classes.values() or classes
    assert bodies == {"rmg"}


def test_a_decision_on_money_is_public_when_it_is_made(stage: Stage) -> None:
    decide(stage, TITLE)
    fund(stage, TITLE)

    told = every_page(strangers(stage))

    assert "Kuntarahoitus myönnetään" in told
    assert "Isäntäkunta" in told


def test_an_installation_that_did_not_turn_it_on_has_no_such_pages(stage: Stage) -> None:
    visitor = strangers(stage, on=False)
    paths = ("/decisions", "/decisions/1", "/decisions/feed.atom", "/decisions/sitemap.xml")
    assert [visitor.get(path).status_code for path in paths] == [404] * 4


def test_the_class_is_changed_with_a_reason_that_the_journal_keeps_without_the_secret(stage: Stage) -> None:
    meeting = bring_to_rmg(stage)
    say(stage, meeting)
    minute(stage, meeting, [RMG[0]])
    number, secretary = _number(stage), log_in(stage, COORDINATOR)
    path = f"/decisions/{number}/openness"
    answers = {
        "item_publicity": ["partly"],
        "item_secret_parts.0.part": ["passage"],
        "item_secret_parts.0.passage": ["Sahakone maksaa 45 000 euroa"],
        "item_secret_parts.0.ground": ["24.1.20"],
    }
    assert secretary.post(path, answers).status_code == 422
    assert "Sahakone" in every_page(strangers(stage))

    answer = secretary.post(path, {**answers, "reason": ["Yritys huomautti."]})

    assert answer.status_code == 303, answer.get_data(as_text=True)
    told = every_page(strangers(stage))
    assert "Sahakone" not in told
    assert GROUND in told
    with stage.database.read() as connection:
        asked = select(journal_value.c.content).join(journal, journal.c.sequence == journal_value.c.sequence)
        (kept,) = connection.scalars(asked.where(journal.c.kind == Doing.DECISION_CLASSIFIED))
        value = read_journal_value(kept)
        assert list(faults_of(connection)) == []
    assert (value["reason"], value["openness_before"]) == ("Yritys huomautti.", "public; passage: person")
    assert value["openness_after"] == "partly; passage: 24.1.20"


def test_a_name_stays_out_when_the_class_changes_after_the_contact_details_were_erased(stage: Stage) -> None:
    meeting = bring_to_rmg(stage)
    say(stage, meeting)
    minute(stage, meeting, [RMG[0]])
    path, secretary = f"/decisions/{_number(stage)}/openness", log_in(stage, COORDINATOR)

    def forget(unit: UnitOfWork) -> None:
        erase_contact(unit.write(), find_proposer(unit.connection, "external/1"), stage.clock.now())

    stage.database.transact(forget)
    secret = {"item_publicity": ["secret"], "item_secrecy_ground": ["24.1.20"], "reason": ["Selvitetään."]}
    assert secretary.post(path, secret).status_code == 303
    assert "palvelee seutua" not in every_page(strangers(stage))
    assert secretary.post(path, {"item_publicity": ["public"], "reason": ["Selvitetty."]}).status_code == 303

    told = every_page(strangers(stage))
    assert "palvelee seutua" in told
    assert "Meikäläi" not in told


def test_a_page_costs_as_many_statements_whatever_it_lists(stage: Stage) -> None:
    def cost() -> int:
        asked: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        event.listen(Engine, "before_cursor_execute", hear)
        try:
            assert strangers(stage).get("/decisions").status_code == 200
        finally:
            event.remove(Engine, "before_cursor_execute", hear)
        return len(asked)

    decide(stage, TITLE)
    fund(stage, TITLE)
    few = cost()
    with stage.database.unit() as unit:
        for number in range(10):
            made = replace(find_decision(unit.connection, _number(stage)), business_key=f"idea/{number}")
            record_decision(unit.write(), made, Openly("public"), stage.clock.now())
        unit.commit()
    assert (cost(), few > 0) == (few, True)


def test_the_feed_is_a_feed(stage: Stage) -> None:
    decide(stage, TITLE)
    answer = strangers(stage).get("/decisions/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.get_data())
    space = {"a": "http://www.w3.org/2005/Atom"}
    for name in ("id", "title", "updated", "author/a:name", "entry/a:id", "entry/a:title", "entry/a:updated"):
        assert feed.findtext(f"a:{name}", namespaces=space)


def test_pages_go_on_where_the_one_before_ended(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    decide(stage, TITLE)
    fund(stage, TITLE)
    with stage.database.read() as connection:
        every = [one.number for one in public_decisions(connection, Asked(), None, 100)]
        walked: list[int] = []
        place: Place | None = None
        while found := public_decisions(connection, Asked(), place, 1):
            walked.append(found[0].number)
            place = found[0].place
        by_body = public_decisions(connection, Asked(body="rmg"), None, 100)
        by_words = public_decisions(connection, Asked(words="kehittämisverkostojen"), None, 100)
        by_day = public_decisions(connection, Asked(until=stage.today - timedelta(days=400)), None, 100)
    assert (walked, len(every) > 1) == (every, True)
    assert {one.body for one in by_body} == {"rmg"}
    assert {one.kind for one in by_words} == {"selection", "funding"}
    assert by_day == []


def _number(stage: Stage) -> int:
    """The RMG's decision."""
    with stage.database.read() as connection:
        found: Sequence[int] = connection.scalars(
            select(decision.c.id).where(decision.c.outcome == "approved").order_by(decision.c.id.desc())
        ).all()
    return found[0]

"""An idea from outside, on the pages: sent, followed, supplemented, taken back, and found and reopened by the staff."""

import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from engine import Actor, Database, InstanceStatus, TravellingClock, UnitOfWork
from engine import metadata as engine_metadata
from engine.content import unpack
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from tests.journeys.steps import OWNER, OWNERS, PELOTON, RMG, filter_idea, fund, prepare_proposal, propose_idea
from tests.journeys.test_funding import record_reply
from tests.journeys.test_pages import log_in
from tests.webapp.conftest import Visitor
from tests.webapp.test_mail import Mailbox, mailbox
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.lifecycle.access_log import looks_at
from webapp.lifecycle.ideas import find_idea, find_idea_by_key
from webapp.lifecycle.proposals import versions_of
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.lifecycle.schema import external_proposer
from webapp.lifecycle.schema import idea as ideas
from webapp.mail import send_letters
from webapp.runtime import Runtime

__all__ = ["mailbox"]  # A fixture of the tests of letters.

IDEA = {
    "title": ["Kylien lähiruokapolku"],
    "area": ["innovations"],
    "need": ["Ravintolat eivät löydä kylien ruokatuottajia."],
    "organisation": ["Kylämylly Oy"],
    "contact_name": ["Maija Mylläri"],
    "email": ["maija@kylamylly.invalid"],
    "consent": ["true"],
}
ADDRESS = "maija@kylamylly.invalid"
OUTSIDE, PROPOSER = "idea/outside", "external/1"


class Outside:
    """The region's public pages, a stranger's browser, and the stranger's mailbox."""

    def __init__(self, stage: Stage, box: Mailbox, smtp: str) -> None:
        config = Config(secret_key="a secret of the tests, long enough", database_url="sqlite:///unused", smtp_url=smtp)
        self.here = Runtime(config, stage.clock, stage.database, stage.engine)
        self.visitor, self.box = Visitor(create_app(self.here).test_client()), box

    def letters(self) -> list[str]:
        """The texts of the letters that came to the proposer, once all that waits was sent."""
        while send_letters(self.here):
            pass
        return [letter.get_content() for to, letter in self.box.letters if to == [ADDRESS]]

    def link(self) -> str:
        """The path of the private link in the proposer's first letter."""
        found = re.search(r"http://127\.0\.0\.1:8000(/idea/\S+)", self.letters()[0])
        assert found
        return found[1]

    def page(self, path: str) -> str:
        """A page's text."""
        return self.visitor.get(path).get_data(as_text=True)

    def send(self, **otherwise: list[str]) -> int:
        """Send the idea; the answer's status."""
        return self.visitor.post("/ehdota-ideaa", {**IDEA, **otherwise}).status_code


@pytest.fixture
def stranger(stage: Stage, mailbox: tuple[Mailbox, str]) -> Outside:
    """A stranger at the region's public pages."""
    return Outside(stage, *mailbox)


def test_the_same_idea_sent_twice_at_the_same_moment_is_one_idea(
    stage_on_postgresql: Stage, mailbox: tuple[Mailbox, str]
) -> None:
    outside = Outside(stage_on_postgresql, *mailbox)
    found = outside.page("/ehdota-ideaa")
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', found))
    cookie = outside.visitor.client.get_cookie("form")
    assert cookie
    browsers = [outside.visitor.client.application.test_client() for _ in range(2)]
    for browser in browsers:
        browser.set_cookie("form", cookie.value)

    with ThreadPoolExecutor(2) as threads, nobody_writes(outside.here.database, "external_proposer", 2):
        sent = [threads.submit(browser.post, "/ehdota-ideaa", data=IDEA | hidden) for browser in browsers]
    statuses = [one.result().status_code for one in sent]
    stage_on_postgresql.settle()

    assert statuses == [303, 303]
    with stage_on_postgresql.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(ideas)) == 1
        assert connection.scalar(select(func.count()).select_from(external_proposer)) == 1
    assert len(outside.letters()) == 1


@contextmanager
def nobody_writes(database: Database, table: str, writers: int) -> Iterator[None]:
    """Hold up whoever writes into a table of a PostgreSQL database, until so many wait that all meet there."""
    with database.unit() as unit:
        unit.write().execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        yield
        asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        for _ in range(200):
            if (unit.connection.scalar(asked) or 0) >= writers:
                return
            time.sleep(0.05)
        raise AssertionError(f"Expected {writers} to wait for {table}, but fewer did.")


def test_an_idea_from_outside_begins_with_its_areas_owner(stage: Stage, stranger: Outside) -> None:
    assert stranger.send() == 303

    with stage.database.read() as connection:
        kept = connection.execute(select(ideas.c.title, ideas.c.origin, ideas.c.direction, ideas.c.proposer)).one()
    assert kept == ("Kylien lähiruokapolku", "public", "bottom_up", "external/1")
    assert "filter_idea" in elements(stage, OWNER)
    page = stranger.page(stranger.link())
    assert "Idea odottaa kehittämisalueen omistajan arviota." in page
    assert "Kylien lähiruokapolku" in page


def test_personal_data_stand_in_their_own_table_only(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    filter_idea(stage, "Kylien", "supplement")

    with stage.database.read() as connection:
        rows = [
            str([part.decode("utf-8", "replace") if isinstance(part, bytes) else part for part in _unpacked(row)])
            for table in (*engine_metadata.sorted_tables, *ideas.metadata.sorted_tables)
            if table is not external_proposer
            for row in connection.execute(select(table)).all()
        ]
    assert any("Kylien lähiruokapolku" in row for row in rows)
    for secret in (ADDRESS, "Maija", "Kylämylly"):
        assert [row for row in rows if secret in row] == []


def _unpacked(row: Iterable[object]) -> Iterator[object]:
    """A row's values, those of history read as the text they were packed from."""
    for part in row:
        try:
            yield unpack(part) if isinstance(part, bytes) else part
        except ValueError:
            yield part


def test_the_proposer_answers_a_question_by_the_private_link(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    link = stranger.link()
    filter_idea(stage, "Kylien", "supplement")
    page = stranger.page(link)
    assert "Ketkä yritykset ovat mukana?" in page
    found = re.search(r'action="(/idea/[^"]+/tasks/\d+)"', page)
    assert found

    wrong = stranger.visitor.post(found[1], {"title": ["Kylien lähiruokapolku"]}, page=link)
    assert wrong.status_code == 422
    answer = {"title": ["Kylien lähiruokapolku"], "need": ["Kahdeksan ravintolaa."], "supplement": ["Kahdeksan."]}
    assert stranger.visitor.post(found[1], answer, page=link).status_code == 303

    assert "filter_idea" in elements(stage, OWNER)
    assert "Kahdeksan ravintolaa." in stranger.page(link)


def test_the_proposer_takes_the_idea_back_and_hears_nothing_more_after_erasure(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    link = stranger.link()

    assert stranger.visitor.post(f"{link}/withdraw", {"grounds": ["Toteutamme itse."]}, page=link).status_code == 303
    with stage.database.read() as connection:
        assert connection.execute(select(ideas.c.status, ideas.c.grounds)).one() == ("withdrawn", "Toteutamme itse.")
    assert "Olet perunut idean." in stranger.page(link)
    asked = {"request_key": ["0" * 32]}  # The page has no such button any more.
    assert stranger.visitor.post(f"{link}/withdraw", asked, page=link).status_code == 409

    assert stranger.visitor.post(f"{link}/forget", page=link).status_code == 303
    assert stranger.visitor.get(link).status_code == 404
    with stage.database.read() as connection:
        row = connection.execute(select(external_proposer)).one()
    assert (row.name, row.organisation, row.email, row.digest) == (None, None, None, None)


def test_an_answer_reaches_the_proposer_by_letter_and_on_the_page(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    link = stranger.link()

    filter_idea(stage, "Kylien", "drop")

    assert "Ketkä yritykset ovat mukana?" in stranger.letters()[-1]
    page = stranger.page(link)
    assert "Ideaasi ei otettu valmisteluun." in page
    assert "Ketkä yritykset ovat mukana?" in page


def test_similar_ideas_are_shown_before_sending_and_sending_anyway_sends(stage: Stage, stranger: Outside) -> None:
    propose_idea(stage, "Lähiruokapolku kyliin", 1)

    answer = stranger.visitor.post("/ehdota-ideaa", dict(IDEA))

    page = answer.get_data(as_text=True)
    assert "Samankaltaista on jo ehdotettu" in page
    assert "Lähiruokapolku kyliin" in page
    assert 'value="Kylien lähiruokapolku"' in page  # Nothing that was typed is lost.
    assert stranger.letters() == []
    assert stranger.send(seen_similar=["1"]) == 303
    assert len(stranger.letters()) == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "Idean nimi: täytä tämä kohta."),
        ("email", "maija", "Sähköpostiosoite: anna osoite muodossa nimi@yritys.fi."),
        (
            "consent",
            "",
            "Suostun siihen, että yhteystietojani käytetään näin: vahvista tämä kohta merkitsemällä ruutu.",
        ),
    ],
)
def test_what_lacks_is_said_at_its_field(stranger: Outside, field: str, typed: str, said: str) -> None:
    answer = stranger.visitor.post("/ehdota-ideaa", {**IDEA, field: [typed]})

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_program_that_fills_in_everything_sends_nothing(stage: Stage, stranger: Outside) -> None:
    assert stranger.send(website=["https://spam.invalid"]) == 303
    with stage.database.read() as connection:
        assert connection.scalars(select(ideas.c.id)).all() == []


def test_one_address_cannot_fill_the_regions_inbox(stage: Stage, stranger: Outside) -> None:
    sent = [stranger.send(title=[f"Aivan oma aihe {number}"], seen_similar=["1"]) for number in range(5)]
    assert sent == [303, 303, 303, 429, 429]

    assert isinstance(stage.clock, TravellingClock)
    stage.clock.travel(stage.clock.now().replace(hour=20))
    assert stranger.send(seen_similar=["1"]) == 303


def test_pressing_twice_sends_one_idea(stage: Stage, stranger: Outside) -> None:
    page = stranger.page("/ehdota-ideaa")
    form = page[page.index('action="/ehdota-ideaa"') :]
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', form)[:2])
    for _ in range(2):
        answer = stranger.visitor.client.post("/ehdota-ideaa", data={**hidden, **IDEA})
        assert answer.status_code == 303
    with stage.database.read() as connection:
        assert connection.scalars(select(ideas.c.id)).all() == [1]
    assert len(stranger.letters()) == 1


def test_a_forged_form_is_refused(stranger: Outside) -> None:
    assert stranger.visitor.client.post("/ehdota-ideaa", data=IDEA).status_code == 400


def test_a_link_that_was_never_sent_opens_nothing(stranger: Outside) -> None:
    assert stranger.visitor.get("/idea/abc").status_code == 404
    assert stranger.visitor.post("/idea/abc/forget", page="/ehdota-ideaa").status_code == 404


@pytest.mark.parametrize(
    ("language", "heading", "subject", "standing"),
    [
        ("sv", "Föreslå en idé", "Din idé har kommit fram", "Idén väntar på bedömning"),
        ("en", "Propose an idea", "Your idea has arrived", "The idea waits to be assessed"),
    ],
)
def test_form_letter_and_page_speak_the_proposers_language(
    stranger: Outside, language: str, heading: str, subject: str, standing: str
) -> None:
    stranger.visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    assert f"<h1>{heading}</h1>" in stranger.page("/ehdota-ideaa")
    stranger.send()
    link = stranger.link()
    assert [letter["Subject"] for to, letter in stranger.box.letters if to == [ADDRESS]] == [subject]
    assert standing in stranger.page(link)


def test_staff_find_a_dropped_idea_by_its_words_and_its_owner_reopens_it(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    filter_idea(stage, "Kylien", "drop")
    owner = log_in(stage, OWNER)
    assert "Kylien lähiruokapolku" in owner.get("/ideas?q=ravintoloiden&status=dropped").get_data(as_text=True)
    assert "Ideoita ei löytynyt" in owner.get("/ideas?q=lentokenttä").get_data(as_text=True)
    page = owner.get("/ideas/1").get_data(as_text=True)
    assert ADDRESS in page
    assert "Avaa idea uudelleen" in page
    with stage.database.read() as connection:
        assert [look.page for look in looks_at(connection, find_idea(connection, 1).business_key, None, 9)] == ["idea"]

    assert owner.post("/ideas/1/reopen", {"grounds": ["Ravintolat pyysivät."]}, page="/ideas/1").status_code == 303

    stage.settle()
    assert "filter_idea" in elements(stage, OWNER)
    assert owner.get("/ideas/1").get_data(as_text=True).count("Käsittely, joka alkoi") == 2
    assert "Idea odottaa kehittämisalueen omistajan arviota." in stranger.page(stranger.link())


def test_others_see_neither_the_contact_details_nor_the_button(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    filter_idea(stage, "Kylien", "drop")
    other = log_in(stage, "omistaja.ks")

    page = other.get("/ideas/1").get_data(as_text=True)

    assert ADDRESS not in page
    assert "Avaa idea uudelleen" not in page
    asked = {"grounds": ["Minä."], "request_key": ["0" * 32]}
    assert other.post("/ideas/1/reopen", asked, page="/ideas").status_code == 403
    assert other.post("/ideas/1/forget", page="/ideas").status_code == 403


def test_the_area_owner_erases_contact_details_when_asked(stage: Stage, stranger: Outside) -> None:
    stranger.send()
    owner = log_in(stage, OWNER)

    assert owner.post("/ideas/1/forget", page="/ideas/1").status_code == 303

    assert "Ehdottajan yhteystiedot on poistettu." in owner.get("/ideas/1").get_data(as_text=True)
    filter_idea(stage, "Kylien", "drop")
    assert stranger.letters() == []


def test_an_idea_from_outside_becomes_a_project_by_all_its_turns(stage_anywhere: Stage) -> None:
    stage, title = stage_anywhere, "Kylien lähiruokapolku"
    bring_from_outside(stage, title)
    filter_idea(stage, title, "supplement")
    answers = {"title": title, "need": "Kahdeksan ravintolaa hakee tuottajia.", "supplement": "Kahdeksan."}
    stage.do(PROPOSER, "supplement_idea", title, **answers)
    idea = filter_idea(stage, title, "prepare")
    prepare_proposal(stage, title, external=True)
    owners = Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, {title: "prepare_further"}, OWNERS)
    hold_meeting(stage, owners)
    prepare_proposal(stage, title, external=True)
    hold_meeting(stage, replace(owners, said={title: "proceed"}))
    hold_meeting(stage, Sitting("peloton", "Peloton", "omistaja.ks", {title: "support"}, PELOTON))
    stage.do(OWNER, "finish_proposal", title, assessment="Yrityslähtöinen.", proposed_decision="approve")
    rmg = Sitting("rmg", "Seutujohtoryhmä", RMG[0], {title: "approved"}, RMG)
    hold_meeting(stage, rmg)
    fund(stage, title)
    stage.do(OWNER, "submit_application", title, system="eura", applied_on=stage.today, applied_amount="150000,00")
    stage.tell(OWNER, "funder_positive", OUTSIDE)
    record_reply(stage, title, "changed", "100000,00")
    hold_meeting(stage, replace(rmg, said={title: "continue_changed"}))
    fund(stage, title)

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    assert title in letters(stage, PROPOSER)
    with stage.database.read() as connection:
        kept = find_idea_by_key(connection, OUTSIDE)
        assert kept is not None
        assert (kept.status, kept.origin, kept.direction) == ("project", "public", "bottom_up")
        assert "kuntarahoitusta 190 000,00 €" in (kept.grounds or "").replace("\u00a0", " ")
        assert [one.number for one in versions_of(connection, kept.id)] == [1, 2]
    assert incidents(stage) == []


def bring_from_outside(stage: Stage, title: str) -> None:
    """Somebody outside sends an idea, as the public page does."""

    def act(unit: UnitOfWork) -> None:
        contact = Contact("Maija Mylläri", "Kylämylly Oy", ADDRESS, "fi")
        proposer = keep_proposer(unit.write(), OUTSIDE, contact, bytes(32), stage.clock.now())
        idea = {"title": title, "need": "Ravintolat hakevat tuottajia.", "area": "innovations", "proposer": proposer}
        payload = idea | {"origin": "public", "direction": "bottom_up"}
        stage.engine.send(unit, "idea_sent", correlation="", business_key=OUTSIDE, payload=payload, by=Actor(proposer))

    stage.database.transact(act)
    stage.settle()

"""A member without an account takes part by the link in the invitation; calendars read the invitation."""

import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar, Component
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.journeys.asking import elements, incidents
from tests.journeys.meetings import COORDINATOR, SCORES, call_peloton
from tests.journeys.test_meeting_pages import FIRST, SECOND, items_of, number_of
from tests.journeys.test_pages import log_in
from tests.journeys.test_project import propose_two_ideas
from tests.webapp.conftest import Visitor
from tests.webapp.test_mail import Mailbox
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.lifecycle.schema import disqualification, opinion, personal_link, score
from webapp.mail import send_letters
from webapp.runtime import Runtime

GUEST, MEMBER = "yritysjasen.metsa", "omistaja.ssyp"
Letters = dict[str, list[EmailMessage]]


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mail server of our own, and its address."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def here(stage: Stage, mailbox: tuple[Mailbox, str]) -> Runtime:
    """The region, with its mail going to the mailbox."""
    config = Config(
        secret_key="a secret of the tests, long enough",
        database_url="sqlite:///unused",
        smtp_url=mailbox[1],
        mail_from="hanke@example.fi",
        base_url="http://hanke.example.fi",
    )
    return Runtime(config, stage.clock, stage.database, stage.engine)


def letters(here: Runtime, mailbox: tuple[Mailbox, str]) -> Letters:
    """What came since one looked last, by the receiver."""
    mailbox[0].letters.clear()
    while send_letters(here):
        pass
    found: Letters = {}
    for receivers, letter in mailbox[0].letters:
        found.setdefault(receivers[0].partition("@")[0], []).append(letter)
    return found


def text_of(letter: EmailMessage) -> str:
    """What a person reads."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def event_of(letter: EmailMessage) -> tuple[str, Component]:
    """What a calendar reads: the method and the event."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == part.get_param("method")
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def called(stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]) -> Letters:
    """Peloton is called to two proposals; the letters."""
    propose_two_ideas(stage)
    letters(here, mailbox)
    call_peloton(stage)
    return letters(here, mailbox)


def link_in(letter: EmailMessage) -> str:
    """The path of the personal link."""
    return re.findall(r"http://hanke\.example\.fi(/m/\S+)", text_of(letter))[0]


def send(visitor: Visitor, path: str, answers: dict[str, list[str]], page: str | None = None) -> TestResponse:
    """Press the page's button."""
    page = page or visitor.get(path).get_data(as_text=True)
    form = page[page.index('<form method="post" action="' + path) :]
    action = re.findall(r'action="([^"]+)"', form)[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', form))
    return visitor.client.post(action, data={**hidden, **answers})


def opinion_of(item: int) -> dict[str, list[str]]:
    """A guest's opinion of an item."""
    prefix = f"matters.{item}."
    answers = {f"{prefix}recommendation": ["support"], f"{prefix}statement": ["Tätä yritykset tarvitsevat."]}
    for row, given in enumerate(SCORES):
        answers[f"{prefix}scores.{row}.criterion"] = [str(given["criterion"])]
        answers[f"{prefix}scores.{row}.score"] = [str(given["score"])]
    return answers


def test_each_member_is_invited_once_and_only_a_guest_gets_a_link(
    stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]
) -> None:
    came = called(stage, here, mailbox)
    assert {name: len(one) for name, one in came.items()}[GUEST] == 1
    (invitation,) = came[MEMBER]
    method, event = event_of(invitation)
    assert method == "REQUEST"
    assert event["UID"] == f"meeting-{number_of(stage)}@hanke.example.fi"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == datetime(2027, 2, 2, 7, 0, tzinfo=UTC)
    assert event["ATTENDEE"] == f"mailto:{MEMBER}@esimerkki.invalid"
    assert event["ORGANIZER"] == "mailto:hanke@example.fi"
    assert FIRST in text_of(invitation)
    assert "/m/" not in text_of(invitation)
    assert link_in(came[GUEST][0])


def test_a_guest_answers_without_an_account_and_only_once(
    stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]
) -> None:
    path, guest = link_in(called(stage, here, mailbox)[GUEST][0]), Visitor(create_app(here).test_client())
    page, items = guest.get(path).get_data(as_text=True), items_of(stage, number_of(stage))
    assert FIRST in page
    answers = {"disqualified": [f"agenda/{items[SECOND]}"], **opinion_of(items[FIRST])}

    assert [send(guest, path, answers, page).status_code for _ in range(2)] == [303, 303]

    with stage.database.read() as connection:
        (said,) = connection.execute(select(opinion)).all()
        assert (said.agenda_item_id, said.person_id, said.recommendation) == (items[FIRST], GUEST, "support")
        assert len(connection.execute(select(score)).all()) == 3
        assert [row.agenda_item_id for row in connection.execute(select(disqualification))] == [items[SECOND]]
    assert 'name="disqualified"' not in guest.get(path).get_data(as_text=True)
    assert elements(stage, GUEST) == []
    assert incidents(stage) == []


def test_an_item_left_untouched_stays_open_for_another_visit(
    stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]
) -> None:
    path, guest = link_in(called(stage, here, mailbox)[GUEST][0]), Visitor(create_app(here).test_client())
    items = items_of(stage, number_of(stage))
    assert send(guest, path, opinion_of(items[FIRST])).status_code == 303
    page = guest.get(path).get_data(as_text=True)
    assert f"matters.{items[FIRST]}." not in page
    assert send(guest, path, opinion_of(items[SECOND])).status_code == 303
    with stage.database.read() as connection:
        assert len(connection.execute(select(opinion)).all()) == 2


def test_half_an_opinion_is_refused_and_stays_on_the_page(
    stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]
) -> None:
    path, guest = link_in(called(stage, here, mailbox)[GUEST][0]), Visitor(create_app(here).test_client())
    item = items_of(stage, number_of(stage))[FIRST]
    answer = send(guest, path, opinion_of(item) | {f"matters.{item}.recommendation": []})
    assert answer.status_code == 422
    assert "Tätä yritykset tarvitsevat." in answer.get_data(as_text=True)
    assert f'href="#field-matters-{item}-recommendation"' in answer.get_data(as_text=True)
    assert "declare_disqualification" in elements(stage, GUEST)


def test_only_the_digest_of_a_link_is_kept_and_no_page_tells_others_of_it(
    stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]
) -> None:
    path, guest = link_in(called(stage, here, mailbox)[GUEST][0]), Visitor(create_app(here).test_client())
    with stage.database.read() as connection:
        kept = connection.execute(select(personal_link).where(personal_link.c.person_id == GUEST)).one()
    assert path.removeprefix("/m/").encode() not in kept.digest
    assert len(kept.digest) == 32
    headers = guest.get(path).headers
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert guest.get("/meetings").status_code == 303  # The link opens its own page only.


def test_a_link_ends_after_the_meeting(stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]) -> None:
    path, guest = link_in(called(stage, here, mailbox)[GUEST][0]), Visitor(create_app(here).test_client())
    stage.travel(timedelta(days=9, hours=1))
    over = guest.get(path)
    assert over.status_code == 200
    assert 'name="disqualified"' not in over.get_data(as_text=True)
    stage.travel(timedelta(days=1))
    assert guest.get(path).status_code == 410


def test_the_secretary_sends_the_link_again_and_the_earlier_one_stops_working(
    stage: Stage, here: Runtime, mailbox: tuple[Mailbox, str]
) -> None:
    lost = link_in(called(stage, here, mailbox)[GUEST][0])
    secretary, guest = log_in(stage, COORDINATOR), Visitor(create_app(here).test_client())
    page, again = f"/meetings/{number_of(stage)}", f"/meetings/{number_of(stage)}/members/{GUEST}/link"
    assert again in secretary.get(page).get_data(as_text=True)

    assert secretary.post(again, page=page).status_code == 303

    assert guest.get(lost).status_code == 410
    came = letters(here, mailbox)
    assert list(came) == [GUEST]
    (letter,) = came[GUEST]
    assert FIRST in guest.get(link_in(letter)).get_data(as_text=True)
    method, event = event_of(letter)
    assert (method, event["SEQUENCE"]) == ("REQUEST", 0)  # The meeting is as it was told before.


def test_only_the_secretary_sends_a_link_and_only_to_a_guest_of_a_called_meeting(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    page = f"/meetings/{number_of(stage)}"
    secretary, member = log_in(stage, COORDINATOR), log_in(stage, MEMBER)
    assert f"{page}/members/{GUEST}/link" not in member.get(page).get_data(as_text=True)
    assert member.post(f"{page}/members/{GUEST}/link", page="/inbox").status_code == 403
    assert secretary.post(f"{page}/members/{MEMBER}/link", page=page).status_code == 409
    assert secretary.post(f"{page}/members/projekti.ks/link", page=page).status_code == 404
    stage.travel(timedelta(days=11))
    secretary = log_in(stage, COORDINATOR)
    assert secretary.post(f"{page}/members/{GUEST}/link", page=page).status_code == 409
    assert f"{page}/members/{GUEST}/link" not in secretary.get(page).get_data(as_text=True)


def test_who_guesses_links_has_to_wait(here: Runtime) -> None:
    guest = Visitor(create_app(here).test_client())
    codes = [guest.get(f"/m/{number}").status_code for number in range(12)]
    assert codes[0] == 410
    assert codes[-1] == 429


def test_the_secretary_writes_down_a_members_answers_and_the_history_names_both(stage: Stage) -> None:
    propose_two_ideas(stage)
    instance = call_peloton(stage)
    number, secretary = number_of(stage), log_in(stage, COORDINATOR)
    path = f"/meetings/{number}/members/{GUEST}"
    assert path in secretary.get(f"/meetings/{number}").get_data(as_text=True)
    assert send(secretary, path, opinion_of(items_of(stage, number)[FIRST])).status_code == 303
    with stage.database.read() as connection:
        events = [one for one in stage.engine.timeline(connection, instance) if one.element == "give_opinion"]
    assert [(one.actor, one.on_behalf_of) for one in events] == [(COORDINATOR, GUEST)]
    assert log_in(stage, MEMBER).get(path).status_code == 403
    assert secretary.get(f"/meetings/{number}/members/projekti.ks").status_code == 404


def test_a_meeting_is_taken_into_a_calendar_from_its_page(stage: Stage) -> None:
    propose_two_ideas(stage)
    call_peloton(stage)
    number = number_of(stage)
    calendar = log_in(stage, MEMBER).get(f"/meetings/{number}.ics")
    assert calendar.mimetype == "text/calendar"
    assert "attachment" in calendar.headers["Content-Disposition"]
    event = Calendar.from_ical(calendar.get_data()).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == "Peloton-ryhmä 1"
    assert event.decoded("DTSTART") == datetime(2027, 2, 2, 7, 0, tzinfo=UTC)
    assert "ATTENDEE" not in event

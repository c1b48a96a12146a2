"""Feedback on accessibility: anybody sends it, the answer is due in fourteen days and goes to who asked."""

from datetime import timedelta

import pytest

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters, status_of
from tests.journeys.meetings import COORDINATOR
from tests.webapp.conftest import Visitor
from tests.webapp.test_mail import Mailbox, mailbox
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.lifecycle.proposers import find_proposer
from webapp.mail import send_letters
from webapp.runtime import Runtime

__all__ = ["mailbox"]  # A fixture of the tests of letters.

FORM = "/accessibility/feedback"
FEEDBACK = {"feedback": ["En kommer åt kalendern med tangentbord."], "page": ["Årsklocka"]}
ADDRESS = "fraga@exempel.invalid"
ADMINISTRATOR = "yllapito"


@pytest.fixture
def outside(stage: Stage, mailbox: tuple[Mailbox, str]) -> tuple[Runtime, Visitor]:
    """A stranger at the region's public pages, and what sends the region's mail."""
    config = Config(
        secret_key="a secret of the tests, long enough", database_url="sqlite:///unused", smtp_url=mailbox[1]
    )
    here = Runtime(config, stage.clock, stage.database, stage.engine)
    visitor = Visitor(create_app(here).test_client())
    visitor.client.set_cookie("language", "sv")
    return here, visitor


def send(stage: Stage, outside: tuple[Runtime, Visitor], **otherwise: list[str]) -> int:
    """Send feedback; the answer's status."""
    status = outside[1].post(FORM, FEEDBACK | otherwise).status_code
    stage.settle()
    return status


def test_the_answer_goes_to_who_asked_in_their_language(
    stage: Stage, outside: tuple[Runtime, Visitor], mailbox: tuple[Mailbox, str]
) -> None:
    assert send(stage, outside, email=[ADDRESS]) == 303
    instance = stage.do(COORDINATOR, "answer_feedback", answer="Kalendern rättas i december.")

    while send_letters(outside[0]):
        pass
    ((_, letter),) = [(to, letter) for to, letter in mailbox[0].letters if to == [ADDRESS]]
    assert letter["Subject"] == "Svar på din respons om tillgänglighet"
    assert "Tack för din respons" in letter.get_content()
    assert "Kalendern rättas i december." in letter.get_content()
    assert "saavutettavuusvaatimukset.fi" in letter.get_content()

    stage.travel(timedelta(days=31))
    with stage.database.read() as connection:
        assert find_proposer(connection, "external/1").contact is None  # The address is not kept.
    assert status_of(stage, instance) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_feedback_without_an_address_is_read_and_nothing_is_sent(
    stage: Stage, outside: tuple[Runtime, Visitor], mailbox: tuple[Mailbox, str]
) -> None:
    assert send(stage, outside) == 303
    instance = stage.do(COORDINATOR, "answer_feedback", answer="Kalenteri korjataan.")
    while send_letters(outside[0]):
        pass
    assert all(to == ["koordinaattori"] for to, _ in mailbox[0].letters)
    assert status_of(stage, instance) is InstanceStatus.COMPLETED
    assert incidents(stage) == []


def test_the_answer_is_due_in_fourteen_days_reminded_of_and_escalated(
    stage: Stage, outside: tuple[Runtime, Visitor]
) -> None:
    send(stage, outside, email=[ADDRESS])
    (task,) = [row for row in stage.waiting(COORDINATOR) if row.element == "answer_feedback"]
    assert task.due_at == stage.clock.now() + timedelta(days=14)

    reminder = "Saavutettavuuspalaute odottaa vastausta: aikaa on neljä päivää"
    late = "Saavutettavuuspalautteeseen ei ole vastattu 14 päivässä"
    stage.travel(timedelta(days=9))
    assert reminder not in letters(stage, COORDINATOR)
    stage.travel(timedelta(days=2))
    assert letters(stage, COORDINATOR).count(reminder) == 1
    assert late not in letters(stage, ADMINISTRATOR)
    stage.travel(timedelta(days=4))
    assert letters(stage, ADMINISTRATOR).count(late) == 1
    assert incidents(stage) == []


@pytest.mark.parametrize(
    ("otherwise", "status"),
    [({"feedback": [""]}, 422), ({"email": ["no address"]}, 422), ({"website": ["spam"]}, 303)],
)
def test_what_is_wrong_or_a_programs_begins_nothing(
    stage: Stage, outside: tuple[Runtime, Visitor], otherwise: dict[str, list[str]], status: int
) -> None:
    assert send(stage, outside, **otherwise) == status
    assert "answer_feedback" not in elements(stage, COORDINATOR)


def test_nobody_fills_the_coordinators_inbox(stage: Stage, outside: tuple[Runtime, Visitor]) -> None:
    statuses = [send(stage, outside) for _ in range(12)]
    assert statuses[:10] == [303] * 10
    assert 429 in statuses[10:]

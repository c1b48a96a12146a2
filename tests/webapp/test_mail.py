"""Letters, over a real SMTP server."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from engine import OutboxKind, UnitOfWork
from engine.outbox import Letter
from engine.schema import outbox
from tests.sizes import SIZE
from tests.webapp.world import World, open_world
from webapp.accounts.account import deactivate, find_account
from webapp.accounts.letters import send_link
from webapp.accounts.links import Purpose
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.schema import mail_outage, notice
from webapp.mail import send_letters
from webapp.noticing import leave_letters
from webapp.worker import run_round


class Mailbox:
    """Takes letters, unless it is told to be busy."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.busy = False
        self.connections = 0

    async def handle_EHLO(  # noqa: N802 - its name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who connects."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Keep the letter."""
        if self.busy:
            return "451 Try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 OK"


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
def world(prepared: Path, tmp_path: Path, mailbox: tuple[Mailbox, str]) -> Iterator[World]:
    """A world that sends its mail to the mailbox."""
    built = open_world(prepared, tmp_path, smtp_url=mailbox[1], mail_from="hanke@example.fi")
    yield built
    built.here.database.close()


def write(world: World, **content: Any) -> None:
    """Leave a letter in the outbox."""
    statement, values = Letter(OutboxKind.MAIL, content).statement(world.clock.now())
    world.here.database.transact(lambda unit: statement.run(unit.write(), **values))


def left(world: World) -> list[str | None]:
    """What the letters that are still in the outbox say of their last attempt."""
    with world.here.database.read() as connection:
        return list(connection.scalars(select(outbox.c.failure)))


def test_a_letter_goes_to_the_persons_address_and_leaves_the_outbox(world: World, mailbox: tuple[Mailbox, str]) -> None:
    write(world, to="anna", subject="Määräaika\nlähestyy", text="Äiti sanoi: tee se.")
    assert send_letters(world.here) == 1
    ((recipients, letter),) = mailbox[0].letters
    assert recipients == ["anna@example.fi"]
    assert letter["Subject"] == "Määräaika lähestyy"
    assert letter["From"] == "hanke@example.fi"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip() == "Äiti sanoi: tee se."
    assert left(world) == []
    assert send_letters(world.here) == 0


@pytest.mark.parametrize(("person", "subject", "text"), [
    ("anna", "Idea odottaa: Puuala", "Karsi se."),
    ("bo", "En idé väntar: Puuala", "Gallra den."),
    ("cecilia", "Idea odottaa: Puuala", "Karsi se."),  # Nobody has translated it into her English.
])  # fmt: skip
def test_a_letter_goes_out_in_the_language_of_who_gets_it(
    world: World, mailbox: tuple[Mailbox, str], person: str, subject: str, text: str
) -> None:
    translated = {"sv": {"subject": "En idé väntar: Puuala", "text": "Gallra den."}}
    write(world, to=person, subject="Idea odottaa: Puuala", text="Karsi se.", translated=translated)
    send_letters(world.here)
    ((_, letter),) = mailbox[0].letters
    assert (letter["Subject"], letter.get_content().strip()) == (subject, text)


def test_a_letter_that_fails_rests_and_is_tried_again(world: World, mailbox: tuple[Mailbox, str]) -> None:
    mailbox[0].busy = True
    write(world, to="anna", subject="Otsikko", text="Teksti")
    assert send_letters(world.here) == 0
    (failure,) = left(world)
    assert failure
    assert "451" in failure
    mailbox[0].busy = False
    assert send_letters(world.here) == 0
    world.clock.travel(world.clock.now().replace(minute=2))
    assert send_letters(world.here) == 1
    assert left(world) == []


def test_who_was_deactivated_gets_no_letter(world: World, mailbox: tuple[Mailbox, str]) -> None:
    write(world, to="anna", subject="Otsikko", text="Teksti")
    world.here.database.transact(lambda unit: deactivate(unit.write(), "anna"))
    assert send_letters(world.here) == 0
    assert mailbox[0].letters == []
    assert left(world) == []


@pytest.mark.parametrize(
    ("person", "subject"),
    [
        ("anna", "Sinut on kutsuttu Hankepolkuun"),
        ("bo", "Du är inbjuden till Hankepolku"),
        ("cecilia", "You are invited to Hankepolku"),
    ],
)
def test_an_invitation_is_in_the_persons_language_and_names_nobody(
    world: World, mailbox: tuple[Mailbox, str], person: str, subject: str
) -> None:
    with world.here.database.read() as connection:
        account = find_account(connection, person, world.here.today())
    assert account is not None
    base, now = world.here.config.base_url, world.clock.now()
    link = world.here.database.transact(lambda unit: send_link(unit.write(), account, Purpose.INVITATION, base, now))
    send_letters(world.here)
    ((_, letter),) = mailbox[0].letters
    assert letter["Subject"] == subject
    assert link in letter.get_content()
    assert account.name not in letter.get_content()


def test_without_a_mail_server_letters_wait(prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path)
    write(world, to="anna", subject="Otsikko", text="Teksti")
    assert send_letters(world.here) == 0
    assert left(world) == [None]
    world.here.database.close()


def notify(world: World, numbers: range) -> None:
    """Anna is told of tasks, each in a transaction of its own."""
    for number in numbers:

        def act(unit: UnitOfWork, about: str = f"task/{number}") -> None:
            contents = tell(unit.write(), [Telling("anna", Kind.TASK, about)], world.clock.now())
            leave_letters(unit.connection, contents, world.clock.now())

        world.here.database.transact(act)


def test_a_notice_is_text_and_html_in_the_persons_language_and_names_no_matter(
    world: World, mailbox: tuple[Mailbox, str]
) -> None:
    task_id = world.start_errand("bo")
    told = [Telling("bo", Kind.REMINDER, "instance/1", "Salainen asia odottaa: Puuala")]
    now = world.clock.now()
    world.here.database.transact(lambda unit: leave_letters(unit.write(), tell(unit.connection, told, now), now))
    assert send_letters(world.here) == 1
    ((_, letter),) = mailbox[0].letters
    assert letter["Subject"] == "Hankepolku: 1 påminnelse"
    assert letter.get_content_type() == "multipart/alternative"
    text, html = (part.get_content() for part in letter.iter_parts())
    link = f"{world.here.config.base_url}/tasks/{task_id}"
    assert link in text
    assert '<html lang="sv">' in html
    assert f'<a href="{link}">' in html
    for said in (text, html, letter["Subject"]):
        assert "Puuala" not in said
        assert "Bo Berg" not in said


def test_a_batch_goes_over_one_connection(world: World, mailbox: tuple[Mailbox, str]) -> None:
    notify(world, range(30))
    assert send_letters(world.here) == 30
    assert mailbox[0].connections == 1


@pytest.mark.parametrize("count", [SIZE.pick(200, 1_000)])
def test_after_an_hour_without_a_mail_server_everything_arrives_once(
    prepared: Path, tmp_path: Path, count: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    world = open_world(prepared, tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")
    for minute in range(60):  # Nobody listens at that port.
        notify(world, range(minute * count // 60, (minute + 1) * count // 60))
        assert run_round(world.here) == 0
        world.clock.travel(timedelta(minutes=1))

    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        for _ in range(10):
            run_round(world.here)
    finally:
        controller.stop()

    arrived = [letter for recipients, letter in box.letters if recipients == ["anna@example.fi"]]
    links = [re.findall(r"/tasks/(\d+)", letter.get_body(("plain",)).get_content()) for letter in arrived]  # type: ignore[union-attr]
    assert sorted(int(link) for of_one in links for link in of_one) == list(range(count))
    assert len({letter["Message-ID"] for _, letter in box.letters}) == len(box.letters)
    with world.here.database.read() as connection:
        of_mail = select(notice.c.about).where(notice.c.person_id == "cecilia")
        assert list(connection.scalars(of_mail)) == ["mail/1"]
        outage = connection.execute(select(mail_outage)).one()
    assert outage.ended_at is not None
    assert left(world) == []
    assert sum(recipients == ["cecilia@example.fi"] for recipients, _ in box.letters) == 1
    world.here.database.close()


def test_a_letter_that_is_refused_is_no_outage(world: World, mailbox: tuple[Mailbox, str]) -> None:
    mailbox[0].busy = True
    notify(world, range(3))
    for _ in range(30):
        send_letters(world.here)
        world.clock.travel(timedelta(minutes=2))
    with world.here.database.read() as connection:
        assert connection.execute(select(mail_outage)).all() == []

"""Letters, over a real SMTP server."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from engine import OutboxKind
from engine.outbox import Letter
from engine.schema import outbox
from tests.webapp.world import World, open_world
from webapp.accounts.account import deactivate, find_account
from webapp.accounts.letters import send_link
from webapp.accounts.links import Purpose
from webapp.mail import send_letters


class Mailbox:
    """Takes letters, unless it is told to be busy."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.busy = False

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

"""Letters: rows of the outbox, sent by SMTP after the transaction that wrote them.

A letter's content is `{"to": person's id, "subject": text, "text": text}`; under `"translated"` it may hold subject and
text by language, and goes out in the receiver's.  With `"notices"` instead (what they are about, by kind)
webapp.notice_letters words it.  With `"address"` instead of `"to"` it goes to a mailbox that the settings name for
seals, and to no other.  A person's address is looked up when it is sent, so that the outbox holds none, and who was
deactivated meanwhile gets nothing.  With `"invitation"` (as webapp.lifecycle.invitations has it) a calendar reads it
too; with `"personal"` (a meeting's number) the person's own link to that meeting is made and added when the letter is
sent: its secret stands nowhere but in the letter.
"""

import logging
import smtplib
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from engine import outbox
from engine.outbox import Taken
from engine.schema import OutboxKind
from webapp.accounts.account import find_account
from webapp.accounts.personal_links import make_personal_link
from webapp.lifecycle.invitations import Invitation, Sender, write_calendar
from webapp.lifecycle.proposers import find_proposer, is_external
from webapp.notice_letters import is_notice, word
from webapp.outages import may_try, note_answer, note_silence
from webapp.runtime import Runtime
from webapp.translations import catalogue

_TIMEOUT = 20.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes, and the language that is spoken to them."""

    id: str
    email: str
    language: str


def send_letters(here: Runtime, limit: int = 200) -> int:
    """Send the letters that are due, over one connection; how many went.

    A letter that the server refuses rests and is tried again.  While no server answers no letter is touched.
    """
    if not here.config.smtp_url or here.config.training:
        return 0
    with here.database.read() as connection:
        waiting = outbox.waiting(connection, {OutboxKind.MAIL}, here.clock.now(), limit)
    if not waiting or not may_try(here):
        return 0
    try:
        with _connect(here.config.smtp_url) as server:
            note_answer(here)
            return _send_each(here, server, waiting)
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("No mail server answers: %s", error)
        note_silence(here)
        return 0


def _send_each(here: Runtime, server: smtplib.SMTP, waiting: Iterable[int]) -> int:
    """Send letters one after another; when the server hangs up the others stay for the next round."""
    count = 0
    for outbox_id in waiting:
        sent = _send(here, server, outbox_id)
        if sent is None:
            break
        count += sent
    return count


def _send(here: Runtime, server: smtplib.SMTP, outbox_id: int) -> bool | None:
    """Whether the letter went; None when the server hung up."""
    now = here.clock.now()
    taken = here.database.transact(lambda unit: outbox.take(unit.write(), outbox_id, now))
    if taken is None:
        return False
    try:
        message = _compose(here, taken)
        if message is not None:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        failure = f"{type(error).__name__}: {error}"[:500]
        here.database.transact(lambda unit: outbox.put_back(unit.write(), taken, failure, here.clock.now()))
        return None if _hung_up(error) else False
    here.database.transact(lambda unit: outbox.settle(unit.write(), taken))
    return message is not None


def _hung_up(error: Exception) -> bool:
    return not isinstance(error, smtplib.SMTPException) or isinstance(error, smtplib.SMTPServerDisconnected)


def _compose(here: Runtime, taken: Taken) -> EmailMessage | None:
    content: Mapping[str, Any] = taken.letter.content
    to = _mailbox(here, content["address"]) if "address" in content else _addressee(here, str(content["to"]))
    if to is None:
        return None
    message = EmailMessage()
    message["From"] = here.config.mail_from
    message["To"] = to.email
    message["Date"] = formatdate(taken.created_at.timestamp())
    # The same for each attempt: a mailbox may recognise a letter that came twice.
    message["Message-ID"] = make_msgid(f"outbox.{taken.id}", domain="hankepolku.invalid")
    message["Auto-Submitted"] = "auto-generated"
    if is_notice(content):
        _write_notices(here, message, content, to)
        return message
    said = content.get("translated", {}).get(to.language, content)
    message["Subject"] = " ".join(str(said["subject"]).split())  # A header is one line.
    message.set_content(str(said["text"]) + _personal(here, content, to))
    if "invitation" in content:
        _add_calendar(here, message, Invitation.of(content["invitation"]), taken.created_at)
    return message


def _write_notices(here: Runtime, message: EmailMessage, content: Mapping[str, Any], to: Addressee) -> None:
    """As text, and as HTML beside it."""
    with here.database.read() as connection:
        worded = word(connection, content, to.language, here.config.base_url, here.today())
    message["Subject"] = worded.subject
    message.set_content(worded.text)
    message.add_alternative(worded.html, subtype="html")


def _personal(here: Runtime, content: Mapping[str, Any], person: Addressee) -> str:
    """The person's own link, in a sentence."""
    if "personal" not in content:
        return ""
    now, meeting = here.clock.now(), int(content["personal"])
    secret = here.database.transact(lambda unit: make_personal_link(unit.write(), meeting, person.id, now))
    say = catalogue(person.language).gettext
    told = say(
        "By your personal link you read the papers, say where you are disqualified and give your opinions.\n"
        "You need no account. Do not pass the letter on: whoever has the link answers in your name."
    )
    return f"\n\n{told}\n\n{here.config.base_url}/m/{secret}\n"


def _add_calendar(here: Runtime, message: EmailMessage, invitation: Invitation, at: datetime) -> None:
    """What a calendar program reads (RFC 6047)."""
    sender = Sender(urlsplit(here.config.base_url).hostname or "localhost", here.config.mail_from)
    text = write_calendar(invitation, sender, str(message["To"]), at)
    message.add_alternative(text, subtype="calendar", params={"method": str(invitation.method)})


def _mailbox(here: Runtime, address: str) -> Addressee | None:
    return Addressee("", address, here.config.languages[0]) if address in here.config.seal_to else None


def _addressee(here: Runtime, to: str) -> Addressee | None:
    """Whom an id means: an active account, or who sent an idea and was not erased since."""
    with here.database.read() as connection:
        if is_external(to):
            contact = find_proposer(connection, to).contact
            return Addressee(to, contact.email, contact.language) if contact else None
        person = find_account(connection, to, here.today())
    return Addressee(person.id, person.email, person.language) if person and person.active else None


@contextmanager
def _connect(url: str) -> Generator[smtplib.SMTP]:
    """`smtp://…` speaks TLS when it is offered, and demands it before it tells a password; `smtps://…` always does."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=_TIMEOUT)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=_TIMEOUT)
    with server:
        if parts.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls") or parts.username:
                server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server

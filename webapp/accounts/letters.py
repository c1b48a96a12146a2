"""The letters of accounts: an invitation, and a link to choose another password.

They go through the outbox, written in the same transaction as the link they carry, and name nobody.
"""

from datetime import datetime

from sqlalchemy import Connection

from engine.outbox import Letter
from engine.schema import OutboxKind
from webapp.accounts.account import Account
from webapp.accounts.links import Purpose, make_link
from webapp.translations import catalogue


def send_link(connection: Connection, account: Account, purpose: Purpose, base_url: str, now: datetime) -> str:
    """Make a link and leave the letter with it in the outbox; returns the link's address."""
    address = f"{base_url}/password/{make_link(connection, account.id, purpose, now)}"
    subject, text = _wording(account.language, purpose)
    content = {"to": account.id, "subject": subject, "text": f"{text}\n\n{address}\n"}
    statement, values = Letter(OutboxKind.MAIL, content).statement(now)
    statement.run(connection, **values)
    return address


def _wording(language: str, purpose: Purpose) -> tuple[str, str]:
    say = catalogue(language).gettext
    if purpose is Purpose.INVITATION:
        return say("You are invited to Hankepolku"), say(
            "An account was made for you in Hankepolku, where the region's projects are prepared and followed.\n"
            "Choose your password by this link within 14 days:"
        )
    return say("Choose a new password for Hankepolku"), say(
        "Somebody, probably you, asked for a new password for Hankepolku.\n"
        "Choose it by this link within two hours. If you did not ask for it, you need not do anything:"
    )

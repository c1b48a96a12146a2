"""The letters of accounts: an invitation, a link to choose another password, a member's personal link once more.

They go through the outbox, written in the same transaction as what they tell of, and name nobody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine.outbox import Letter
from engine.schema import OutboxKind
from webapp.accounts.account import Account
from webapp.accounts.links import Purpose, make_link
from webapp.accounts.personal_links import end_personal_links
from webapp.lifecycle.diary import Entry
from webapp.lifecycle.invitations import Method, tell_of
from webapp.translations import catalogue


def send_link(connection: Connection, account: Account, purpose: Purpose, base_url: str, now: datetime) -> str:
    """Make a link and leave the letter with it in the outbox; returns the link's address."""
    address = f"{base_url}/password/{make_link(connection, account.id, purpose, now)}"
    subject, text = _wording(account.language, purpose)
    content = {"to": account.id, "subject": subject, "text": f"{text}\n\n{address}\n"}
    _leave(connection, content, now)
    return address


def invite_again(connection: Connection, entry: Entry, member: str, zone: ZoneInfo, now: datetime) -> None:
    """Send a member the invitation to a meeting again, with a new personal link; the ones before end at once."""
    end_personal_links(connection, entry.id, member)
    told = tell_of(connection, entry, Method.REQUEST, max(entry.invitations - 1, 0), zone)
    _leave(connection, {"to": member, "personal": entry.id} | told, now)


def _leave(connection: Connection, content: Mapping[str, Any], now: datetime) -> None:
    statement, values = Letter(OutboxKind.MAIL, content).statement(now)
    statement.run(connection, **values)


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

"""Writing into the journal what the person who is here does."""

from datetime import timedelta
from typing import Any

from engine import Actor, UnitOfWork
from engine.journal import JournalEntry, write
from webapp.auth import actor
from webapp.lifecycle.access_log import has_looked
from webapp.lifecycle.doings import Doing
from webapp.runtime import runtime

STRANGER = Actor("stranger")
"""Who does something before anybody knows who it is."""


def note(unit: UnitOfWork, doing: Doing, subject: str | None = None, *, by: Actor | None = None, **value: Any) -> None:
    """Write down what is done in this transaction; last in it, for others who write into the journal wait for it."""
    write(unit.write(), JournalEntry(doing, runtime().clock.now(), by or actor(), subject, value))


def note_alone(doing: Doing, subject: str | None = None, *, by: Actor | None = None, **value: Any) -> None:
    """The same, in a transaction of its own: for what changes nothing else, such as looking at something."""
    runtime().database.transact(lambda unit: note(unit, doing, subject, by=by, **value))


def note_look(subject: str, page: str) -> None:
    """Write down that who is here looked at somebody's data on a page; of the same data not twice within an hour.

    Looking at one's own is not written down.
    """
    by = actor()
    if subject == f"person/{by.id}":
        return
    with runtime().database.read() as connection:
        known = has_looked(connection, by.id, subject, runtime().clock.now() - timedelta(hours=1))
    if not known:
        note_alone(Doing.VIEWED, subject, page=page)

"""Erasing somebody whose account has ended: a pseudonym for the name, and nothing of what only served the account.

What binds the organisation stays: decisions and histories that are to be kept.  The id stays, too: every entry of
history that the person made holds it, and the chain over them proves that none was altered.
"""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from engine.audit import erase_journal, read_journal_value
from engine.disposal import forget
from engine.errors import Conflict, NotFound
from engine.schema import draft, journal, journal_value, task_seen, task_view
from webapp.accounts.schema import account_link, credential, saved_filter, web_session
from webapp.lifecycle.retention import Bond, Bound, runs_of
from webapp.lifecycle.schema import calendar_link, notice, notice_choice, person, personal_link

_OF_THE_ACCOUNT = (
    credential.c.person_id, web_session.c.person_id, account_link.c.person_id, saved_filter.c.person_id,
    calendar_link.c.person_id, personal_link.c.person_id, notice.c.person_id, notice_choice.c.person_id,
    draft.c.person, task_seen.c.person, task_view.c.person,
)  # fmt: skip
"""Rows that only served whoever had the account."""


@dataclass(frozen=True)
class Erased:
    """What was erased: values of histories, and values of the journal that held a network address.

    `entries` are the numbers of the histories' entries, by that of their instance.
    """

    pseudonym: str
    entries: Mapping[int, Sequence[int]]
    addresses: int

    @property
    def values(self) -> int:
        """How many values of histories."""
        return sum(len(numbers) for numbers in self.entries.values())


def erase_person(connection: Connection, person_id: str, matters: Sequence[Bound]) -> Erased:
    """Give a person a pseudonym and erase what may be; `matters` are those they took part in, and what binds each.

    Raises NotFound, and Conflict where the account has not ended.
    """
    row = connection.execute(select(person.c.name, person.c.active).where(person.c.id == person_id)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a person with the id {person_id}, but there is none.")
    if row.active:
        raise Conflict(f"Expected an account that has ended, but {person_id} can still log in.")
    entries: dict[int, list[int]] = {}
    for matter in matters:
        if matter.bond is Bond.NONE:
            for number in runs_of(connection, matter.business_key):
                entries[number] = forget(connection, number, lambda value: _names(value, person_id, row.name))
    for column in _OF_THE_ACCOUNT:
        connection.execute(delete(column.table).where(column == person_id))
    mark = secrets.token_hex(3)
    pseudonym = f"N. N. {mark}"
    blank = {"name": pseudonym, "email": f"{mark}.{person_id}@erased.invalid", "organisation": None}
    connection.execute(update(person).where(person.c.id == person_id).values(blank))
    return Erased(pseudonym, entries, _erase_addresses(connection, person_id))


def is_erased(email: str) -> bool:
    """Whether an address is what stands where somebody's was erased."""
    return email.endswith("@erased.invalid")


def _erase_addresses(connection: Connection, person_id: str) -> int:
    """Erase the network addresses from which somebody logged in."""
    rows = connection.execute(
        select(journal.c.sequence, journal_value.c.content)
        .join(journal_value, journal_value.c.sequence == journal.c.sequence)
        .where(journal.c.subject == f"person/{person_id}", journal_value.c.content.is_not(None))
        .order_by(journal.c.sequence)
    ).all()
    found = [row.sequence for row in rows if "address" in read_journal_value(row.content)]
    for sequence in found:
        with suppress(NotFound):  # Somebody else erased it meanwhile.
            erase_journal(connection, sequence)
    return len(found)


def _names(value: Any, person_id: str, name: str) -> bool:
    """Whether a value names somebody: by the id alone, or by the name within a text."""
    if isinstance(value, Mapping):
        return any(_names(one, person_id, name) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_names(one, person_id, name) for one in value)
    return isinstance(value, str) and (value == person_id or name.casefold() in value.casefold())

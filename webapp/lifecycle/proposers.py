"""Proposers without an account: their contact details, kept apart, and the private link they come back by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from engine.errors import NotFound
from webapp.lifecycle.schema import external_proposer as proposers

_PREFIX = "external/"


@dataclass(frozen=True)
class Contact:
    """Whom an idea's answers go to."""

    name: str
    organisation: str
    email: str
    language: str


@dataclass(frozen=True)
class Proposer:
    """Somebody who sent an idea; `contact` is none once it was erased."""

    number: int
    business_key: str
    contact: Contact | None

    @property
    def id(self) -> str:
        """`external/7`: what process data and history know."""
        return f"{_PREFIX}{self.number}"


def is_external(person: str) -> bool:
    """Whether an id is of somebody without an account."""
    return person.startswith(_PREFIX)


def keep_proposer(
    connection: Connection, business_key: str, contact: Contact, digest: bytes | None, now: datetime
) -> str:
    """Keep who sent the matter of this key, with the digest of the link's secret if there is one; the sender's id."""
    values = {
        "business_key": business_key,
        "name": contact.name,
        "organisation": contact.organisation,
        "email": contact.email,
        "language": contact.language,
        "digest": digest,
        "consented_at": now,
    }
    key = connection.execute(insert(proposers).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return f"{_PREFIX}{key[0]}"


def find_proposer(connection: Connection, person: str) -> Proposer:
    """Who an id means.  Raises NotFound."""
    number = person.removeprefix(_PREFIX)
    if number != person and number.isdecimal():
        row = connection.execute(select(proposers).where(proposers.c.id == int(number))).one_or_none()
        if row is not None:
            return _proposer(row)
    raise NotFound(f"Expected somebody who sent an idea, but {person!r} is nobody.")


def find_proposer_by_link(connection: Connection, digest: bytes) -> Proposer | None:
    """Whose link it is, by the digest of its secret."""
    row = connection.execute(select(proposers).where(proposers.c.digest == digest)).one_or_none()
    return None if row is None else _proposer(row)


def erase_contact(connection: Connection, proposer: Proposer, now: datetime) -> None:
    """Forget name and address, and close the link; what was proposed stays."""
    values = {"name": None, "organisation": None, "email": None, "digest": None, "erased_at": now}
    connection.execute(update(proposers).where(proposers.c.id == proposer.number).values(values))


def _proposer(row: Row[tuple[object, ...]]) -> Proposer:
    contact = None if row.email is None else Contact(row.name, row.organisation or "", row.email, row.language)
    return Proposer(row.id, row.business_key, contact)

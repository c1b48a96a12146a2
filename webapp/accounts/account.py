"""Accounts: people as the log-in knows them, with the groups that they are in today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update

from webapp.accounts.links import end_links
from webapp.accounts.passwords import hash_password, is_outdated, password_matches
from webapp.accounts.schema import credential
from webapp.accounts.sessions import close_sessions
from webapp.lifecycle.people import in_force
from webapp.lifecycle.schema import group_membership, person, person_group


class EmailTaken(Exception):
    """Somebody has this address already."""


class UnknownGroup(ValueError):
    """Somebody was to join a group that there is none of."""


@dataclass(frozen=True)
class Account:
    """Somebody who may log in, when `active`."""

    id: str
    name: str
    email: str
    language: str
    active: bool
    has_password: bool
    groups: frozenset[str]
    shortcuts: bool = True


# A row for each group of a person; `day` is bound.
ACCOUNTS = (
    select(
        person.c.id, person.c.name, person.c.email, person.c.language, person.c.active, person.c.shortcuts,
        credential.c.password_hash, group_membership.c.group_key,
    )
    .outerjoin(credential, credential.c.person_id == person.c.id)
    .outerjoin(group_membership, and_(group_membership.c.person_id == person.c.id, in_force()))
)  # fmt: skip
_BY_ID = ACCOUNTS.where(person.c.id == bindparam("person"))
_BY_EMAIL = ACCOUNTS.where(person.c.email == bindparam("email"))
_ALL = ACCOUNTS.order_by(person.c.active.desc(), person.c.name, person.c.id)


def find_account(connection: Connection, person_id: str, today: date) -> Account | None:
    """The account of an id, active or not; None when there is none."""
    found = fold_accounts(connection.execute(_BY_ID, {"person": person_id, "day": today}))
    return found[0] if found else None


def find_account_by_email(connection: Connection, email: str, today: date) -> Account | None:
    """The account of an address, however its letters were typed."""
    found = fold_accounts(connection.execute(_BY_EMAIL, {"email": plain_email(email), "day": today}))
    return found[0] if found else None


def list_accounts(connection: Connection, today: date) -> list[Account]:
    """Everybody, the active ones first, by name."""
    return fold_accounts(connection.execute(_ALL, {"day": today}))


_PASSWORD = (
    select(person.c.id, credential.c.password_hash)
    .outerjoin(credential, credential.c.person_id == person.c.id)
    .where(person.c.email == bindparam("email"), person.c.active)
)


def verify(connection: Connection, email: str, password: str) -> str | None:
    """The id of the active person whose address and password these are, else None; it takes as long either way."""
    row = connection.execute(_PASSWORD, {"email": plain_email(email)}).one_or_none()
    matches = password_matches(row.password_hash if row else None, password)
    return str(row.id) if row and matches else None


def renew_hash(connection: Connection, person_id: str, password: str) -> None:
    """Hash the right password anew when the parameters have changed since."""
    stored = connection.scalar(select(credential.c.password_hash).where(credential.c.person_id == person_id))
    if stored and is_outdated(stored):
        change_password(connection, person_id, password)


def change_password(connection: Connection, person_id: str, password: str) -> None:
    """Keep the hash of a password that was judged before."""
    hashed = hash_password(password)
    connection.execute(delete(credential).where(credential.c.person_id == person_id))
    connection.execute(insert(credential).values(person_id=person_id, password_hash=hashed))


def change_language(connection: Connection, person_id: str, language: str) -> None:
    """Keep the language in which a person reads and gets letters."""
    connection.execute(update(person).where(person.c.id == person_id).values(language=language))


def change_shortcuts(connection: Connection, person_id: str, wanted: bool) -> None:
    """Keep whether single letters do something on a person's pages."""
    connection.execute(update(person).where(person.c.id == person_id).values(shortcuts=wanted))


def create_account(
    connection: Connection, name: str, email: str, language: str, groups: Iterable[str], today: date
) -> str:
    """Enter a person, who cannot log in before choosing a password by a link; returns the id.

    Raises EmailTaken.
    """
    address = plain_email(email)
    if connection.scalar(select(person.c.id).where(person.c.email == address)) is not None:
        raise EmailTaken(f"Expected a new address, but {address} belongs to somebody.")
    person_id = _free_id(connection, address)
    values = {"id": person_id, "name": name.strip(), "email": address, "language": language}
    connection.execute(insert(person).values(values | {"active": True, "is_demo": False}))
    for group in groups:
        connection.execute(insert(group_membership).values(person_id=person_id, group_key=group, valid_from=today))
    return person_id


def demand_groups(connection: Connection, keys: Iterable[str]) -> None:
    """Raises UnknownGroup for a key that no group has."""
    wanted = set(keys)
    known = set(connection.scalars(select(person_group.c.key).where(person_group.c.key.in_(wanted))))
    if unknown := sorted(wanted - known):
        raise UnknownGroup(f"Expected the key of a group, but no group has the key {unknown[0]}.")


def keep_group(connection: Connection, key: str, name: str) -> None:
    """Make a group of this key, unless there is one."""
    if connection.scalar(select(person_group.c.key).where(person_group.c.key == key)) is None:
        connection.execute(insert(person_group).values(key=key, name=name))


def deactivate(connection: Connection, person_id: str) -> None:
    """Let nobody in by this account: its sessions and links end, its name stays in the history."""
    connection.execute(update(person).where(person.c.id == person_id).values(active=False))
    close_sessions(connection, person_id)
    end_links(connection, person_id)


def activate(connection: Connection, person_id: str) -> None:
    """Let a person in again."""
    connection.execute(update(person).where(person.c.id == person_id).values(active=True))


def plain_email(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().casefold()


def _free_id(connection: Connection, address: str) -> str:
    """A short name from the address; history shows it for ever, so it never changes afterwards."""
    base = "".join(letter if letter.isalnum() else "_" for letter in address.partition("@")[0])[:60] or "person"
    taken = set(connection.scalars(select(person.c.id).where(person.c.id.startswith(base, autoescape=True))))
    return next(
        name for number in range(1, 100_000) if (name := base if number == 1 else f"{base}_{number}") not in taken
    )


def fold_accounts(rows: Iterable[Row[Any]]) -> list[Account]:
    """The accounts of rows of `ACCOUNTS`, those of one person standing together."""
    accounts = []
    for person_id, of_one in groupby(rows, key=lambda row: row.id):
        first, *others = of_one
        groups = frozenset(row.group_key for row in (first, *others) if row.group_key is not None)
        known = first.password_hash is not None
        shortcuts = first.shortcuts is not False
        accounts.append(
            Account(person_id, first.name, first.email, first.language, first.active, known, groups, shortcuts)
        )
    return accounts

"""Service accounts: programs that act by the groups and scopes that an administrator gave them, and their tokens."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from webapp.accounts.account import Account
from webapp.accounts.schema import service_account, service_account_group, service_token
from webapp.accounts.secrets import digest, new_secret

PREFIX = "service/"
"""How the id of a service account begins, as history keeps it; no person's does."""

MARK = "hp_"
"""How a token begins, so that whoever finds one in a file knows what it opens."""

LONGEST_LIFE = timedelta(days=366)
_KEY = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
_TOUCH = timedelta(minutes=1)  # How exact `used_at` is; a request need not be a write.


class Scope(StrEnum):
    """What a program may do, within what its groups may."""

    READ = "read"
    TASKS = "tasks"
    MESSAGES = "messages"
    DEPLOY = "deploy"


class KeyTaken(Exception):
    """There is a service account of this key already."""


@dataclass(frozen=True)
class ServiceAccount:
    """A program, and what it may do; `ended_at` is None while its tokens are taken."""

    id: str
    name: str
    scopes: frozenset[Scope]
    groups: frozenset[str]
    made_by: str
    made_at: datetime
    ended_at: datetime | None

    @property
    def key(self) -> str:
        """What stands behind the slash."""
        return self.id.removeprefix(PREFIX)

    def as_account(self, language: str) -> Account:
        """The same as the pages' functions know whoever is here."""
        return Account(self.id, self.name, "", language, self.ended_at is None, False, self.groups)


@dataclass(frozen=True)
class Token:
    """What is known of a token; itself it was shown once."""

    id: int
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether it is neither revoked nor too old."""
        return self.revoked_at is None and now < self.expires_at

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to write down that it was used."""
        return self.used_at is None or now - self.used_at >= _TOUCH


_ACCOUNTS = (
    select(service_account, service_account_group.c.group_key)
    .outerjoin(service_account_group, service_account_group.c.account_id == service_account.c.id)
    .order_by(service_account.c.id)
)
_ONE = _ACCOUNTS.where(service_account.c.id == bindparam("account"))
_TOKEN = (
    select(service_token, service_account.c.name.label("account_name"), service_account.c.scopes,
           service_account.c.made_by.label("account_made_by"), service_account.c.made_at.label("account_made_at"),
           service_account.c.ended_at, service_account_group.c.group_key)
    .join(service_account, service_account.c.id == service_token.c.account_id)
    .outerjoin(service_account_group, service_account_group.c.account_id == service_account.c.id)
    .where(service_token.c.digest == bindparam("digest"))
)  # fmt: skip


def is_service(actor_id: str) -> bool:
    """Whether an actor's id is a service account's."""
    return actor_id.startswith(PREFIX)


def is_key(text: str) -> bool:
    """Whether a text can be a service account's key: small letters, digits and hyphens."""
    return _KEY.fullmatch(text) is not None


def create_service_account(
    connection: Connection, key: str, name: str, scopes: Iterable[Scope], groups: Iterable[str], by: str, now: datetime
) -> str:
    """Make an account; its id.  Raises KeyTaken."""
    account_id = PREFIX + key
    if find_service_account(connection, account_id) is not None:
        raise KeyTaken(f"Expected a new key, but {key} is taken.")
    values = {"id": account_id, "name": name, "scopes": _told(scopes), "made_by": by, "made_at": now}
    connection.execute(insert(service_account).values(values))
    _join(connection, account_id, groups)
    return account_id


def change_service_account(
    connection: Connection, account_id: str, scopes: Iterable[Scope], groups: Iterable[str]
) -> None:
    """Give an account other scopes and groups; its tokens open them from now on."""
    mine = service_account.c.id == account_id
    connection.execute(update(service_account).where(mine).values(scopes=_told(scopes)))
    connection.execute(delete(service_account_group).where(service_account_group.c.account_id == account_id))
    _join(connection, account_id, groups)


def end_service_account(connection: Connection, account_id: str, now: datetime) -> None:
    """Take none of its tokens any more, for good."""
    mine = (service_account.c.id == account_id) & service_account.c.ended_at.is_(None)
    connection.execute(update(service_account).where(mine).values(ended_at=now))
    open_ones = (service_token.c.account_id == account_id) & service_token.c.revoked_at.is_(None)
    connection.execute(update(service_token).where(open_ones).values(revoked_at=now))


def find_service_account(connection: Connection, account_id: str) -> ServiceAccount | None:
    """The account of an id; None when there is none."""
    found = _folded(connection.execute(_ONE, {"account": account_id}).all())
    return found[0] if found else None


def list_service_accounts(connection: Connection) -> list[ServiceAccount]:
    """All of them, by id."""
    return _folded(connection.execute(_ACCOUNTS).all())


def make_token(connection: Connection, account_id: str, name: str, life: timedelta, by: str, now: datetime) -> str:
    """Make a token, which nobody can read again; it lives for at most LONGEST_LIFE."""
    secret = MARK + new_secret()
    values = {"account_id": account_id, "digest": digest(secret), "name": name, "made_by": by, "made_at": now}
    connection.execute(insert(service_token).values(values | {"expires_at": now + min(life, LONGEST_LIFE)}))
    return secret


def revoke_token(connection: Connection, account_id: str, token_id: int, now: datetime) -> None:
    """Take a token no more."""
    mine = (service_token.c.id == token_id) & (service_token.c.account_id == account_id)
    connection.execute(update(service_token).where(mine, service_token.c.revoked_at.is_(None)).values(revoked_at=now))


def list_tokens(connection: Connection, account_id: str) -> list[Token]:
    """An account's tokens, the newest first."""
    mine = select(service_token).where(service_token.c.account_id == account_id).order_by(service_token.c.id.desc())
    return [_token(row) for row in connection.execute(mine)]


def find_by_token(connection: Connection, secret: str, now: datetime) -> tuple[ServiceAccount, Token] | None:
    """Whose a token is; None when nobody has it, it is revoked or too old, or its account has ended."""
    rows = connection.execute(_TOKEN, {"digest": digest(secret)}).all()
    if not rows or not _token(rows[0]).works(now) or rows[0].ended_at is not None:
        return None
    first = rows[0]
    groups = frozenset(row.group_key for row in rows if row.group_key is not None)
    account = ServiceAccount(first.account_id, first.account_name, _scopes(first.scopes), groups,
                             first.account_made_by, first.account_made_at, first.ended_at)  # fmt: skip
    return account, _token(first)


def touch_token(connection: Connection, token_id: int, now: datetime) -> None:
    """Write down that a token was used."""
    connection.execute(update(service_token).where(service_token.c.id == token_id).values(used_at=now))


def names_of_services(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """What service accounts are called, by id."""
    wanted = select(service_account.c.id, service_account.c.name).where(service_account.c.id.in_(sorted(set(ids))))
    return {row.id: row.name for row in connection.execute(wanted)}


def _join(connection: Connection, account_id: str, groups: Iterable[str]) -> None:
    for group in sorted(set(groups)):
        connection.execute(insert(service_account_group).values(account_id=account_id, group_key=group))


def _told(scopes: Iterable[Scope]) -> str:
    return " ".join(sorted(scopes))


def _scopes(told: str) -> frozenset[Scope]:
    return frozenset(Scope(one) for one in told.split())


def _folded(rows: Iterable[Any]) -> list[ServiceAccount]:
    """The accounts of rows, one for each group, those of one account standing together."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return [
        ServiceAccount(key, of_one[0].name, _scopes(of_one[0].scopes),
                       frozenset(row.group_key for row in of_one if row.group_key is not None),
                       of_one[0].made_by, of_one[0].made_at, of_one[0].ended_at)
        for key, of_one in found.items()
    ]  # fmt: skip


def _token(row: Any) -> Token:
    return Token(row.id, row.name, row.made_by, row.made_at, row.expires_at, row.revoked_at, row.used_at)

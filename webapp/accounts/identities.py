"""Whom a log-in service's word means: a person is known by issuer and subject, never by an address alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from webapp.accounts.account import create_account, find_account_by_email
from webapp.accounts.memberships import change_groups
from webapp.accounts.schema import identity, web_session
from webapp.lifecycle.people import groups_of
from webapp.lifecycle.schema import person, person_group


class NoAccount(Exception):
    """The log-in service knows who it is, but nobody here is that."""


class AccountEnded(Exception):
    """The person's account has ended."""


@dataclass(frozen=True)
class Claims:
    """What a log-in service says of somebody."""

    issuer: str
    subject: str
    name: str
    email: str
    email_is_verified: bool
    groups: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """What the installation makes of it: which groups a value means, and whom it lets in."""

    groups: Mapping[str, frozenset[str]]
    trusts_email: bool
    creates: bool
    language: str


@dataclass(frozen=True)
class Welcomed:
    """Who it is, and what changed by their coming."""

    person_id: str
    is_new: bool
    was_linked: bool
    before: frozenset[str]
    after: frozenset[str]


def recognise(connection: Connection, claims: Claims, policy: Policy, today: date) -> Welcomed:
    """Find, link or make the account, and put the person into the groups that the claims mean.

    Raises NoAccount, AccountEnded.
    """
    known = connection.scalar(
        select(identity.c.person_id).where(identity.c.issuer == claims.issuer, identity.c.subject == claims.subject)
    )
    person_id, is_new = (known, False) if known is not None else _link(connection, claims, policy, today)
    if not connection.scalar(select(person.c.active).where(person.c.id == person_id)):
        raise AccountEnded
    before = groups_of(connection, person_id, today)
    managed = _known(connection, {group for groups in policy.groups.values() for group in groups})
    meant = _known(connection, {group for value in claims.groups for group in policy.groups.get(value, ())})
    if before & managed != meant:
        change_groups(connection, person_id, (before - managed) | meant, today)
    after = groups_of(connection, person_id, today)
    return Welcomed(person_id, is_new, known is None, before, after)


def end_sessions_of(connection: Connection, issuer: str, subject: str | None, provider_session: str | None) -> int:
    """End the sessions that a log-in service tells to end: one of its own sessions, or all of a person's."""
    theirs = delete(web_session).where(web_session.c.issuer == issuer)
    if provider_session:
        return connection.execute(theirs.where(web_session.c.provider_session == provider_session)).rowcount
    people = select(identity.c.person_id).where(identity.c.issuer == issuer, identity.c.subject == subject)
    return connection.execute(theirs.where(web_session.c.person_id.in_(people))).rowcount


def _link(connection: Connection, claims: Claims, policy: Policy, today: date) -> tuple[str, bool]:
    """The account that this identity is from now on, and whether it was made for it."""
    account = find_account_by_email(connection, claims.email, today) if claims.email_is_verified else None
    if account is not None and not policy.trusts_email:
        raise NoAccount
    if account is None and not (policy.creates and claims.email_is_verified):
        raise NoAccount
    person_id = account.id if account else _make(connection, claims, policy, today)
    connection.execute(insert(identity).values(issuer=claims.issuer, subject=claims.subject, person_id=person_id))
    return person_id, account is None


def _make(connection: Connection, claims: Claims, policy: Policy, today: date) -> str:
    return create_account(connection, claims.name or claims.email, claims.email, policy.language, [], today)


def _known(connection: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that a group has: a table may be older or newer than the groups."""
    return frozenset(connection.scalars(select(person_group.c.key).where(person_group.c.key.in_(sorted(keys)))))

"""Slowing down whoever guesses passwords: each failure doubles the wait, nobody is locked out for good.

Counted per account and per address, in the database, so that several processes count together (ASVS 5.0, V6.1.1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from webapp.accounts.schema import login_failure
from webapp.accounts.secrets import digest

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Subject:
    """What failures are counted for, and how many are free."""

    name: str
    free: int

    @property
    def digest(self) -> bytes:
        """The row's key; names of accounts that do not exist are not kept in clear."""
        return digest(self.name)


def account(email: str) -> Subject:
    """An account, by the address somebody typed."""
    return Subject(f"account:{email.strip().casefold()}", free=5)


def address(remote: str) -> Subject:
    """A network address; many people may share one."""
    return Subject(f"address:{remote}", free=30)


def tokens_from(remote: str) -> Subject:
    """A network address that tries tokens which open nothing."""
    return Subject(f"tokens:{remote}", free=30)


def waiting_time(connection: Connection, subjects: tuple[Subject, ...], now: datetime) -> timedelta:
    """How long the subject that waits longest still has to wait; zero when all may try."""
    return max((_remaining(connection, subject, now) for subject in subjects), default=timedelta())


def _remaining(connection: Connection, subject: Subject, now: datetime) -> timedelta:
    row = connection.execute(select(login_failure).where(login_failure.c.digest == subject.digest)).one_or_none()
    if row is None or row.failures < subject.free:
        return timedelta()
    wait = min(timedelta(seconds=2 ** min(row.failures - subject.free, 20)), LONGEST_WAIT)
    last_at: datetime = row.last_at
    return max(last_at + wait - now, timedelta())


def count_failure(connection: Connection, subjects: tuple[Subject, ...], now: datetime) -> None:
    """Write down one more failure of each subject."""
    connection.execute(delete(login_failure).where(login_failure.c.last_at < now - FORGOTTEN_AFTER))
    for subject in subjects:
        counted = connection.execute(
            update(login_failure)
            .where(login_failure.c.digest == subject.digest)
            .values(failures=login_failure.c.failures + 1, last_at=now)
        ).rowcount
        if not counted:
            connection.execute(insert(login_failure).values(digest=subject.digest, failures=1, last_at=now))


def forget_failures(connection: Connection, subject: Subject) -> None:
    """The right password was given."""
    connection.execute(delete(login_failure).where(login_failure.c.digest == subject.digest))

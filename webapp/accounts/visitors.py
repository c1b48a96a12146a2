"""Who comes with a session's cookie.  Asked with every request: built once, and one statement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam

from webapp.accounts.account import ACCOUNTS, Account, fold_accounts
from webapp.accounts.schema import second_factor, web_session
from webapp.accounts.secrets import digest
from webapp.accounts.sessions import Limits
from webapp.lifecycle.absences import stands_in_today
from webapp.lifecycle.schema import person

_TOUCH = timedelta(minutes=1)  # How exact `seen_at` is; a page view need not be a write.
_VISITOR = (
    ACCOUNTS.add_columns(
        web_session.c.seen_at,
        web_session.c.renews,
        web_session.c.issuer,
        stands_in_today().label("is_deputy"),
        second_factor.c.confirmed_at,
    )
    .join(web_session, web_session.c.person_id == person.c.id)
    .outerjoin(second_factor, second_factor.c.person_id == person.c.id)
    .where(
        web_session.c.digest == bindparam("digest"),
        web_session.c.seen_at > bindparam("rested_since"),
        web_session.c.began_at > bindparam("begun_since"),
    )
)


@dataclass(frozen=True)
class Visitor:
    """Whose a session is, when they were last seen, whether they stand in for anybody today, and who let them in."""

    account: Account
    seen_at: datetime
    is_deputy: bool
    renews: bool
    issuer: str | None
    has_second_factor: bool

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to write down that the person was here."""
        return now - self.seen_at >= _TOUCH


def find_visitor(connection: Connection, secret: str, limits: Limits, now: datetime, today: date) -> Visitor | None:
    """The person of a cookie, active or not; None when there is no such session or its time is up."""
    times = {"rested_since": now - limits.idle, "begun_since": now - limits.longest, "day": today}
    rows = connection.execute(_VISITOR, {"digest": digest(secret), **times}).all()
    if not rows:
        return None
    first = rows[0]
    return Visitor(
        fold_accounts(rows)[0],
        first.seen_at,
        first.is_deputy,
        bool(first.renews),
        first.issuer,
        first.confirmed_at is not None,
    )

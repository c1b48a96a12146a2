"""The morning's digest: at seven on working days each person hears what came since, if anything did."""

from datetime import date, datetime, time

from sqlalchemy import Connection, insert, select, update

from engine import UnitOfWork
from webapp.lifecycle.notices import mark_moot_read
from webapp.lifecycle.schema import notice as notices
from webapp.lifecycle.schema import notice_digest as digests
from webapp.noticing import leave_letters
from webapp.runtime import Runtime

AT = time(7)
_SATURDAY = 5


def write_digests(here: Runtime) -> int:
    """Write the digests of today unless they are written, or it is not yet time; how many.

    The hour is the organisation's own wall clock's, on either side of a change to summer time.  A worker that was
    down in the morning writes them later the same day.
    """
    local = here.clock.now().astimezone(here.config.zone)
    if local.weekday() >= _SATURDAY or local.time() < AT:
        return 0
    day = local.date()
    with here.database.read() as connection:
        if _is_written(connection, day):
            return 0
    return here.database.transact(lambda unit: _write(unit, day, here.clock.now()))


def _is_written(connection: Connection, day: date) -> bool:
    return connection.scalar(select(digests.c.day).where(digests.c.day == day)) is not None


def _write(unit: UnitOfWork, day: date, now: datetime) -> int:
    """All of a day's digests in one transaction: a second worker finds the day taken, runs again and does nothing."""
    connection = unit.write()
    if _is_written(connection, day):
        return 0
    connection.execute(insert(digests).values(day=day, written_at=now))
    mark_moot_read(connection, now)
    waits = (notices.c.delivery == "digest") & notices.c.mailed_at.is_(None)
    rows = connection.execute(
        select(notices.c.person_id, notices.c.kind, notices.c.about)
        .where(waits, notices.c.read_at.is_(None))
        .order_by(notices.c.person_id, notices.c.kind, notices.c.id)
    )
    told: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        told.setdefault(row.person_id, {}).setdefault(row.kind, []).append(row.about)
    connection.execute(update(notices).where(waits).values(mailed_at=now))
    contents = [{"to": person, "notices": kinds, "digest": True} for person, kinds in told.items()]
    return leave_letters(connection, contents, now)

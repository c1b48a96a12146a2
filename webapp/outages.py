"""When no mail server answers: letters wait untouched, and administrators are told once that mail stands still."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from engine import UnitOfWork
from engine.actors import ADMINISTRATOR
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.people import members_of
from webapp.lifecycle.schema import mail_outage as outages
from webapp.noticing import leave_letters
from webapp.runtime import Runtime

TRY_AGAIN = timedelta(minutes=1)
WORTH_TELLING = timedelta(minutes=15)
"""A server that is restarted is no disturbance."""

_OPEN = select(outages).where(outages.c.ended_at.is_(None)).order_by(outages.c.id.desc()).limit(1)


def may_try(here: Runtime) -> bool:
    """Whether a mail server is worth asking: none is known to be silent, or a minute has gone since."""
    with here.database.read() as connection:
        silent = connection.execute(_OPEN).one_or_none()
    return silent is None or bool(silent.tried_at <= here.clock.now() - TRY_AGAIN)


def note_silence(here: Runtime) -> None:
    """No mail server answered; after a while administrators are told, once for all of it."""
    here.database.transact(lambda unit: _note(here, unit, here.clock.now()))


def note_answer(here: Runtime) -> None:
    """A mail server answers: the silence, if there was one, is over."""
    with here.database.read() as connection:
        if connection.execute(_OPEN).first() is None:
            return
    ended = update(outages).where(outages.c.ended_at.is_(None)).values(ended_at=here.clock.now())
    here.database.transact(lambda unit: unit.write().execute(ended))


def _note(here: Runtime, unit: UnitOfWork, now: datetime) -> None:
    connection = unit.write()
    silent = connection.execute(_OPEN.with_for_update()).one_or_none()
    if silent is None:
        connection.execute(insert(outages).values(began_at=now, tried_at=now))
        return
    connection.execute(update(outages).where(outages.c.id == silent.id).values(tried_at=now))
    if now - silent.began_at >= WORTH_TELLING:
        _tell_administrators(here, connection, silent.id, now)


def _tell_administrators(here: Runtime, connection: Connection, outage: int, now: datetime) -> None:
    administrators = members_of(connection, ADMINISTRATOR, here.today())
    told = [Telling(person, Kind.DISTURBANCE, f"mail/{outage}", once=True) for person in administrators]
    leave_letters(connection, tell(connection, told, now), now)

"""Sealing the history, and taking each seal out of the reach of whoever runs the database: by mail, by time stamp."""

import logging

from engine import UnitOfWork
from engine.outbox import Letter
from engine.schema import OutboxKind
from engine.seals import Seal, add_seal
from webapp.runtime import Runtime
from webapp.time_stamps import NotStamped, ask_for_stamp, keep_stamp, unstamped
from webapp.translations import catalogue

_log = logging.getLogger(__name__)


def seal_history(here: Runtime) -> Seal | None:
    """Seal what happened since the last seal, and leave the letters that take it away; None when nothing happened."""
    sealed = here.database.transact(lambda unit: _seal(here, unit))
    if sealed is not None:
        stamp_seals(here)
    return sealed


def stamp_seals(here: Runtime) -> int:
    """Have those seals stamped that are not, where an authority was named; how many were."""
    if not here.config.tsa_url:
        return 0
    with here.database.read() as connection:
        waiting = unstamped(connection)
    for count, (number, sealed) in enumerate(waiting):
        try:
            stamp = ask_for_stamp(here.config, number, sealed)
        except NotStamped as error:
            _log.warning("Seal %s waits for its time stamp: %s", number, error)
            return count
        here.database.transact(lambda unit, stamp=stamp: keep_stamp(unit.write(), stamp))  # type: ignore[misc]
    return len(waiting)


def _seal(here: Runtime, unit: UnitOfWork) -> Seal | None:
    connection, now = unit.write(), here.clock.now()
    sealed = add_seal(connection, now)
    if sealed is not None:
        say = catalogue(here.config.languages[0]).gettext
        subject = say("Seal %(number)s of the history of Hankepolku") % {"number": sealed.id}
        text = say(
            "Keep this letter: with it anybody can show that nothing that happened before it was altered "
            "afterwards.\n\n%(line)s\n\nTo verify, save such lines into a file and run: "
            "hankepolku audit verify --kept FILE"
        ) % {"line": sealed.line}
        for address in here.config.seal_to:
            statement, values = Letter(
                OutboxKind.MAIL, {"address": address, "subject": subject, "text": text}
            ).statement(now)
            statement.run(connection, **values)
    return sealed

"""The ticker: every few seconds it asks the engine what is due, and sends the letters that wait.

APScheduler only counts seconds here, in memory; what is due stands in the database, so any number of workers may run,
and none has anything to lose.
"""

import logging
import threading
import time
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from engine import SYSTEM, UnitOfWork, tick
from engine.journal import JournalEntry, write
from webapp.accounts.answers import ANSWERS_KEPT, forget_answers
from webapp.accounts.sessions import sweep_sessions
from webapp.digests import write_digests
from webapp.figuring import count_figures
from webapp.handovers import return_ended
from webapp.hook_delivery import tell_hooks
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.heartbeats import beat, is_due, this_worker
from webapp.lifecycle.notices import forget_notices, mark_moot_read
from webapp.lifecycle.standstill import Standstill, end_without_letters, find_standstill, take_ending
from webapp.logs import configure_log
from webapp.mail import send_letters
from webapp.noticing import write_notices
from webapp.numbering import give_diary_numbers
from webapp.publications import publish_drafts
from webapp.runtime import Runtime
from webapp.sealing import seal_history, stamp_seals
from webapp.translations import catalogue
from webapp.verifications import verify_history

TICK_SECONDS = 2
BUSY_SECONDS = 20
SWEEP_MINUTES = 30
SEAL_HOURS = 6
NIGHT = 3  # The hour at which everything is verified.
NOTICES_KEPT = timedelta(days=180)
_log = logging.getLogger(__name__)


def start_worker(here: Runtime) -> BackgroundScheduler:
    """Begin to tick, in a thread of its own; `shutdown()` of the answer ends it after the round that runs."""
    scheduler = BackgroundScheduler(timezone=here.config.zone)
    common = {"max_instances": 1, "coalesce": True}
    scheduler.add_job(lambda: run_round(here), "interval", seconds=TICK_SECONDS, **common)
    # By itself: a system that is slow to answer holds up nobody's timers and letters.
    scheduler.add_job(lambda: tell_systems(here), "interval", seconds=TICK_SECONDS, **common)
    scheduler.add_job(lambda: sweep(here), "interval", minutes=SWEEP_MINUTES, **common)
    scheduler.add_job(lambda: seal(here), "interval", hours=SEAL_HOURS, **common)
    scheduler.add_job(lambda: verify_history(here), "cron", hour=NIGHT, **common)
    scheduler.add_job(lambda: count_figures(here), "cron", hour=NIGHT, minute=30, **common)
    scheduler.start()
    return scheduler


def run_round(here: Runtime) -> int:
    """Due timers, messages and retries until none is left, then notices and letters; how many things were done.

    After a busy while it ends all the same: letters and the other workers have their turn, and the next round goes on.
    While the machinery is held still nothing is done at all.
    """
    with here.database.read() as connection:
        still = find_standstill(connection)
    done = _work(here, still)
    _say_that_it_lives(here)
    return done


def tell_systems(here: Runtime) -> None:
    """Tell other systems what happened, unless the machinery is held still."""
    with here.database.read() as connection:
        still = find_standstill(connection)
    if still is None:
        tell_hooks(here)


def _work(here: Runtime, still: Standstill | None) -> int:
    if still is None:
        return _do_what_is_due(here)[0] + send_letters(here)
    return _catch_up(here) if still.ending else 0


def _do_what_is_due(here: Runtime) -> tuple[int, bool]:
    """How many things were done, and whether none is left."""
    end, done = time.monotonic() + BUSY_SECONDS, 0
    while (now := tick(here.database, here.engine)) and time.monotonic() < end:
        done += now
    publish_drafts(here)
    give_diary_numbers(here)
    write_notices(here)
    write_digests(here)
    return done + now, not now


def _catch_up(here: Runtime) -> int:
    """What fell due while all stood still is done, and the letters that wait are left out: one worker does it."""
    worker, now = this_worker(), here.clock.now()
    if not here.database.transact(lambda unit: take_ending(unit.write(), worker, now)):
        return 0
    done, is_through = _do_what_is_due(here)
    if is_through:
        here.database.transact(lambda unit: _go_on_without_letters(unit, here))
    return done


def _go_on_without_letters(unit: UnitOfWork, here: Runtime) -> None:
    dropped = end_without_letters(unit.write())
    entry = JournalEntry(Doing.LETTERS_DROPPED, here.clock.now(), SYSTEM, "machinery", {"letters": dropped})
    write(unit.write(), entry)


def _say_that_it_lives(here: Runtime) -> None:
    worker, now = this_worker(), here.clock.now()
    with here.database.read() as connection:
        due = is_due(connection, worker, now)
    if due:
        here.database.transact(lambda unit: beat(unit.write(), worker, now))


def sweep(here: Runtime) -> None:
    """Forget sessions whose time is up, old notices and old answers; give back what those hold whose terms ended.

    Seals that an authority has not stamped yet are stamped.
    """
    now = here.clock.now()
    with here.database.read() as connection:
        if find_standstill(connection) is not None:
            return
    here.database.transact(lambda unit: sweep_sessions(unit.write(), here.limits, now))
    here.database.transact(lambda unit: mark_moot_read(unit.write(), now))
    here.database.transact(lambda unit: forget_notices(unit.write(), now - NOTICES_KEPT))
    here.database.transact(lambda unit: forget_answers(unit.write(), now - ANSWERS_KEPT))
    reason = catalogue(here.config.languages[0]).gettext("The term in the group ended.")
    stamp_seals(here)
    return_ended(here.database, here.engine, here.today(), reason)


def seal(here: Runtime) -> None:
    """Seal the history, and tell the log, which an operator keeps outside the database."""
    sealed = seal_history(here)
    if sealed is not None:
        _log.info("Seal %s", sealed.line)


def work(here: Runtime, stop: threading.Event) -> None:
    """Tick until `stop` is set; for the worker that runs alone."""
    configure_log(here.config.log_format)
    scheduler = start_worker(here)
    _log.info("The worker looks every %s seconds.", TICK_SECONDS)
    stop.wait()
    scheduler.shutdown()

"""One round of a worker: what is due is done, each instance and each receiver within a savepoint of its own.

What fails is undone alone, written down and rests; the others go on.  Any number of workers may tick at once, on any
machine.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from engine import messages, occurrences, outbox
from engine.database import Database, is_lost_race
from engine.engine import Engine
from engine.occurrences import Occurrence
from engine.outbox import Taken
from engine.schema import OutboxKind
from engine.work import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 100
"""How many instances, and how many messages, one round takes up."""

HELD = 0.02
"""For how many seconds a transaction takes up further instances: so long people's own may have to wait for it."""

_DELIVERED = {OutboxKind.MESSAGE, OutboxKind.SIGNAL}


@dataclass
class Health:
    """What a worker's rounds have come to, for a health page; one a process."""

    last_tick: datetime | None = None
    """When the last round was over, by the engine's clock."""
    failures: int = 0
    """How many instances and messages could not be gone on with since the process began."""
    ticks: int = field(default=0)


HEALTH = Health()


def tick(database: Database, engine: Engine, limit: int = BATCH) -> int:
    """One round: what begins by itself, due timers and tries, messages and signals; how many things were done.

    Messages that have expired are removed.

    Raises nothing of what an instance or a message does; only what the database itself says when it cannot be asked.
    """
    done = _occurrences(database, engine, limit) + _timers(database, engine, limit)
    done += _outbox(database, engine, limit) + _kept(database, engine, limit)
    database.transact(lambda unit: _expire(unit, engine.clock.now()))
    HEALTH.last_tick = engine.clock.now()
    HEALTH.ticks += 1
    return done


def settle(database: Database, engine: Engine, rounds: int = 100) -> int:
    """Tick until nothing is left to do now, for commands and demonstrations; how many things were done.

    Raises RuntimeError when after so many rounds there still is something.
    """
    total = 0
    for _ in range(rounds):
        done = tick(database, engine)
        if not done:
            return total
        total += done
    raise RuntimeError(f"Expected nothing to be left to do after {rounds} rounds, but something always is.")


def _occurrences(database: Database, engine: Engine, limit: int) -> int:
    with database.read() as connection:
        due = engine.due_occurrences(connection, limit)
    return sum(_begin(database, engine, occurrence) for occurrence in due)


def _begin(database: Database, engine: Engine, occurrence: Occurrence) -> bool:
    def fail(error: Exception) -> None:
        sentence = f"{type(error).__name__}: {error}"
        database.transact(lambda unit: occurrences.put_back(unit.write(), occurrence, sentence, engine.clock.now()))

    return _attempt(lambda: database.transact(lambda unit: engine.begin_occurrence(unit, occurrence)), fail)


def _timers(database: Database, engine: Engine, limit: int) -> int:
    with database.read() as connection:
        due = engine.due(connection, limit)
    # Several workers see the same list: in different orders they rarely reach for the same instance.
    random.shuffle(due)
    done = 0
    while due:
        shared = database.transact(partial(_fire_together, engine, tuple(due)))
        del due[: shared.taken]
        done += shared.fired
        for instance_id, error in shared.failed:
            _write_down(error, partial(_fail, database, engine, instance_id))
    return done


@dataclass(frozen=True)
class _Shared:
    """What came of one transaction: how many instances it took up, how many of them went on, which ones failed."""

    taken: int
    fired: int
    failed: tuple[tuple[int, Exception], ...]


def _fire_together(engine: Engine, due: tuple[int, ...], unit: UnitOfWork) -> _Shared:
    """Fire one instance after the other, until the transaction has been open for long enough.

    A commit waits for the disk, ten times as long as a timer is worked at: many due at once are late if each has its
    own.  Raises what makes the whole transaction worth trying again.
    """
    end, fired, failed, taken = time.monotonic() + HELD, 0, list[tuple[int, Exception]](), 0
    for taken, instance_id in enumerate(due, 1):  # noqa: B007 - how many there were is told below
        try:
            with unit.savepoint():
                fired += engine.fire(unit, instance_id)
        except Exception as error:
            if is_lost_race(error):
                raise
            failed.append((instance_id, error))
        if time.monotonic() >= end:
            break
    return _Shared(taken, fired, tuple(failed))


def _fail(database: Database, engine: Engine, instance_id: int, error: Exception) -> None:
    sentence = f"Expected the instance to go on, but {type(error).__name__}: {error}"
    database.transact(lambda unit: engine.fail(unit, instance_id, sentence))


def _outbox(database: Database, engine: Engine, limit: int) -> int:
    with database.read() as connection:
        waiting = outbox.waiting(connection, _DELIVERED, engine.clock.now(), limit)
    return sum(_deliver(database, engine, outbox_id) for outbox_id in waiting)


def _deliver(database: Database, engine: Engine, outbox_id: int) -> bool:
    def fail(error: Exception) -> None:
        sentence = f"{type(error).__name__}: {error}"
        database.transact(lambda unit: _put_back(unit, outbox_id, sentence, engine.clock.now()))

    return _attempt(lambda: database.transact(lambda unit: engine.deliver(unit, outbox_id)), fail)


def _put_back(unit: UnitOfWork, outbox_id: int, sentence: str, now: datetime) -> None:
    taken: Taken | None = outbox.read(unit.write(), outbox_id, lock=True)
    if taken is not None:
        outbox.put_back(unit.write(), taken, sentence, now)


def _kept(database: Database, engine: Engine, limit: int) -> int:
    with database.read() as connection:
        awaited = messages.awaited(connection, engine.clock.now(), limit)
    return sum(_deliver_kept(database, engine, awaited))


def _deliver_kept(database: Database, engine: Engine, awaited: Iterable[int]) -> Iterable[bool]:
    for message_id in awaited:
        deliver = partial(engine.deliver_kept, message_id=message_id)
        # A failure needs no note: the message stays kept, and is tried again until it expires.
        yield _attempt(partial(database.transact, deliver), lambda error: None)


def _attempt(action: Callable[[], bool], fail: Callable[[Exception], None]) -> bool:
    """Do one thing; when it fails, write that down: neither may stop the round."""
    try:
        return action()
    except Exception as error:
        _write_down(error, fail)
        return False


def _write_down(error: Exception, fail: Callable[[Exception], None]) -> None:
    HEALTH.failures += 1
    log.error("Expected to go on with what is due, but it failed", exc_info=error)
    try:
        fail(error)
    except Exception:
        log.exception("Expected to write down the failure, but that failed too")


def _expire(unit: UnitOfWork, now: datetime) -> None:
    if messages.any_expired(unit.connection, now):
        messages.remove_expired(unit.write(), now)

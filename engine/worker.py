"""One round of a worker: what is due is done, one instance or one receiver a transaction.

What fails is written down and rests; the others go on.  Any number of workers may tick at once, on any machine.
"""

import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from engine import messages, outbox
from engine.database import Database
from engine.engine import Engine
from engine.outbox import Taken
from engine.schema import OutboxKind
from engine.work import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 100
"""How many instances, and how many messages, one round takes up."""

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
    """One round: due timers and tries, messages and signals, messages that expired; how many things were done.

    Raises nothing of what an instance or a message does; only what the database itself says when it cannot be asked.
    """
    done = _timers(database, engine, limit) + _outbox(database, engine, limit) + _kept(database, engine, limit)
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


def _timers(database: Database, engine: Engine, limit: int) -> int:
    with database.read() as connection:
        due = engine.due(connection, limit)
    # Several workers see the same list: in different orders they rarely reach for the same instance.
    random.shuffle(due)
    return sum(_fire(database, engine, instance_id) for instance_id in due)


def _fire(database: Database, engine: Engine, instance_id: int) -> bool:
    def fail(error: Exception) -> None:
        sentence = f"Expected the instance to go on, but {type(error).__name__}: {error}"
        database.transact(lambda unit: engine.fail(unit, instance_id, sentence))

    return _attempt(lambda: database.transact(lambda unit: engine.fire(unit, instance_id)), fail)


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
        HEALTH.failures += 1
        log.exception("Expected to go on with what is due, but it failed")
        try:
            fail(error)
        except Exception:
            log.exception("Expected to write down the failure, but that failed too")
        return False


def _expire(unit: UnitOfWork, now: datetime) -> None:
    if messages.any_expired(unit.connection, now):
        messages.remove_expired(unit.write(), now)

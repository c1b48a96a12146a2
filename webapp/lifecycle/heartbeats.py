"""Heartbeats: when each worker last looked for what is due, so that others can tell whether one does."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from webapp.lifecycle.schema import heartbeat

EVERY = timedelta(seconds=15)
"""How often a worker says that it lives."""

LATE = timedelta(minutes=2)
"""After how long without a word no worker is taken to run."""

FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Heartbeat:
    """A worker, and when it began and last looked."""

    worker: str
    began_at: datetime
    at: datetime


def this_worker() -> str:
    """What this process is called among workers: its machine's name and its number."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def is_due(connection: Connection, worker: str, now: datetime) -> bool:
    """Whether a worker has not said so for a while."""
    last = connection.scalar(select(heartbeat.c.at).where(heartbeat.c.worker == worker))
    return last is None or now - last >= EVERY


def beat(connection: Connection, worker: str, now: datetime) -> None:
    """A worker has looked; those that have been silent for a day are forgotten."""
    if connection.execute(update(heartbeat).where(heartbeat.c.worker == worker).values(at=now)).rowcount == 0:
        connection.execute(insert(heartbeat).values(worker=worker, began_at=now, at=now))
        connection.execute(delete(heartbeat).where(heartbeat.c.at < now - FORGOTTEN))


def last_beat(connection: Connection) -> datetime | None:
    """When any worker last looked."""
    last: datetime | None = connection.scalar(select(func.max(heartbeat.c.at)))
    return last


def heartbeats(connection: Connection) -> list[Heartbeat]:
    """The workers of the last day, the liveliest first."""
    rows = connection.execute(select(heartbeat).order_by(heartbeat.c.at.desc()))
    return [Heartbeat(row.worker, row.began_at, row.at) for row in rows]

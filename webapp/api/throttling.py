"""How often a service account may ask: so many requests a minute, in a bucket that fills evenly.

Counted in memory, in each process by itself: a count in the database would make a write of every read.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

A_MINUTE = 600
"""How many requests an account may make in a minute, and at once after it has rested."""


@dataclass
class _Bucket:
    left: float
    at: datetime


class Throttle:
    """The buckets of all accounts; shared by the threads of a process."""

    def __init__(self, a_minute: int = A_MINUTE) -> None:
        self.a_minute = a_minute
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def wait_of(self, account: str, now: datetime) -> timedelta:
        """How long an account has to wait; zero when this request may go on, which is then counted."""
        with self._lock:
            bucket = self._buckets.setdefault(account, _Bucket(self.a_minute, now))
            gone = max((now - bucket.at).total_seconds(), 0)
            bucket.left = min(bucket.left + gone * self.a_minute / 60, self.a_minute)
            bucket.at = now
            if bucket.left < 1:
                return timedelta(seconds=(1 - bucket.left) * 60 / self.a_minute)
            bucket.left -= 1
            return timedelta()

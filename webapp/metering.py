"""Figures for Prometheus: what this process answered, and how the work in the database stands.

Requests are counted in the process; with PROMETHEUS_MULTIPROC_DIR set, those of all processes together.  All else is
read from the database when it is asked for, so that every process gives the same.  No figure tells of a person.
"""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, Connection, func, select

from engine.schema import incident, instance, user_task
from webapp.lifecycle.heartbeats import last_beat
from webapp.lifecycle.operating import queue
from webapp.lifecycle.standstill import find_standstill
from webapp.runtime import Runtime

SHARED = "PROMETHEUS_MULTIPROC_DIR"
_OWN = CollectorRegistry()
_REQUESTS = Counter("hankepolku_requests", "Answers by route and status.", ["endpoint", "status"], registry=_OWN)
_SECONDS = Histogram("hankepolku_request_seconds", "How long an answer took.", ["endpoint"], registry=_OWN)


class Standing(Collector):
    """What the database says."""

    def __init__(self, here: Runtime) -> None:
        self._here = here

    def collect(self) -> Iterable[Metric]:
        """Each figure once."""
        with self._here.database.read() as connection:
            return list(self._figures(connection))

    def _figures(self, connection: Connection) -> Iterator[Metric]:
        now = self._here.clock.now()
        yield _by("hankepolku_instances", "Instances by state.", "status", _grouped(connection, instance.c.status))
        yield _one("hankepolku_open_tasks", "User tasks that are open.", _count(connection, user_task.c.id))
        late = select(func.count()).select_from(user_task).where(user_task.c.due_at < now)
        yield _one("hankepolku_late_tasks", "User tasks past their date.", connection.scalar(late) or 0)
        failed = _grouped(connection, incident.c.kind, incident.c.resolved_at.is_(None))
        yield _by("hankepolku_open_incidents", "Elements that could not go on.", "kind", failed)
        waits = queue(connection, now)
        yield _one("hankepolku_timers", "Timers that run.", waits.timers)
        yield _one("hankepolku_late_timers", "Timers that should have fired minutes ago.", waits.late_timers)
        yield _by("hankepolku_outbox", "What waits to leave.", "kind", waits.waiting)
        yield _one("hankepolku_outbox_resting", "What could not leave and is tried again.", waits.resting)
        still = find_standstill(connection) is not None
        yield _one("hankepolku_stands_still", "1 while timers and letters are held.", int(still))
        last = last_beat(connection)
        if last is not None:
            silent = (now - last).total_seconds()
            yield _one("hankepolku_worker_silence_seconds", "Since a worker last looked.", silent)


def init_app(app: Flask) -> None:
    """Count what is answered."""

    def begin() -> None:
        g.metered = time.monotonic()

    def count(response: Response) -> Response:
        if "metered" in g and request.endpoint != "static":
            endpoint = request.endpoint or "none"
            _REQUESTS.labels(endpoint, str(response.status_code)).inc()
            _SECONDS.labels(endpoint).observe(time.monotonic() - g.metered)
        return response

    app.before_request(begin)
    app.after_request(count)


def exposition(here: Runtime) -> bytes:
    """All figures as Prometheus reads them."""
    standing = CollectorRegistry()
    standing.register(Standing(here))
    return generate_latest(_answered()) + generate_latest(standing)


def _answered() -> CollectorRegistry:
    if SHARED not in os.environ:
        return _OWN
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


def _one(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _by(name: str, told: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _count(connection: Connection, column: ColumnElement[Any]) -> int:
    return connection.scalar(select(func.count(column))) or 0


def _grouped(connection: Connection, column: ColumnElement[Any], *conditions: ColumnElement[bool]) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).where(*conditions).group_by(column))
    return {row[0]: row[1] for row in rows}

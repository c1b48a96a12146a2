"""Drafts whose day has come are published by the worker; one that cannot be is open again, with the reason."""

import logging

from webapp.drafting.publishing import due_drafts, publish_due
from webapp.runtime import Runtime

_log = logging.getLogger(__name__)


def publish_drafts(here: Runtime) -> int:
    """Publish what is due, each in a transaction of its own; how many were looked at."""
    with here.database.read() as connection:
        due = due_drafts(connection, here.clock.now())
    for number in due:
        _publish(here, number)
    return len(due)


def _publish(here: Runtime, number: int) -> None:
    made = here.database.transact(lambda unit: publish_due(unit, here.engine, number, here.clock.now()))
    _log.info("Draft %s %s", number, f"became deployment {made.id}" if made else "was not published")

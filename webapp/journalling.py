"""The one place from which service accounts and web hooks are told to the site's journal."""

import logging
from collections.abc import Mapping
from datetime import datetime

from engine.actors import Actor
from engine.work import UnitOfWork

_log = logging.getLogger(__name__)


def write_in_journal(
    unit: UnitOfWork, kind: str, *, by: Actor, at: datetime, subject: str, value: Mapping[str, object]
) -> None:
    """Tell what an administrator did, last of all in the transaction that does it; for now the log keeps it."""
    _log.info("%s by %s at %s: %s %s", kind, by.id, at.isoformat(), subject, dict(value))

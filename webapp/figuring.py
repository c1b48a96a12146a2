"""Counting the figures of all processes, every night."""

import logging
from functools import partial

from webapp.lifecycle.counted import keep_figures
from webapp.processes import newest_ids
from webapp.runtime import Runtime

_log = logging.getLogger(__name__)


def count_figures(here: Runtime) -> int:
    """Count them, each process in a transaction of its own; how many processes that were."""
    definitions = here.engine.definitions
    with here.database.read() as connection:
        keys = sorted({definitions.get(connection, number).key for number in newest_ids(connection)})
    for key in keys:
        here.database.transact(partial(keep_figures, engine=here.engine, key=key))
    _log.info("The figures of %s processes were counted.", len(keys))
    return len(keys)

"""Fire timers, deliver messages and send mail; any number of workers, on any machine."""

import argparse
import signal
import threading

from webapp.console import with_runtime
from webapp.runtime import Runtime
from webapp.worker import work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: what is due stands in the database."""


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Work until told to stop; what has begun is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(here, stop)
    return 0

"""Serve the web alone, in as many processes as you like; `worker` must run beside it."""

import argparse

from webapp.console import with_runtime
from webapp.runtime import Runtime
from webapp.server import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and how many processes."""
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen")
    parser.add_argument("--processes", type=int, default=2, help="how many processes (2)")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    here.database.close()
    return serve(here.config, arguments.bind, processes=arguments.processes)

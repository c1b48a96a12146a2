"""Serve the web and tick, in one process.

For one machine: SQLite, or PostgreSQL.  `serve` and `worker` do the two apart.
"""

import argparse

from webapp.console import with_runtime
from webapp.runtime import Runtime
from webapp.server import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    here.database.close()
    return serve(here.config, arguments.bind, ticking=True)

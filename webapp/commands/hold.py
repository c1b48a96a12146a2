"""Hold timers and letters still, until an administrator lets them go on.

For PostgreSQL after `pg_restore`, before the program is started; `hankepolku restore` does it by itself.
"""

import argparse

from webapp.console import with_runtime
from webapp.restoring import hold_still
from webapp.runtime import Runtime


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Why."""
    parser.add_argument("--reason", required=True, help="why; administrators read it")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Hold them still."""
    hold_still(here.database, here.config, arguments.reason)
    print("Timers and letters stand still: an administrator lets them go on (/operations).")
    return 0

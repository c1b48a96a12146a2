"""Put a backup in the place of the SQLite database.

The program must be stopped, and the old database moved away.  Timers and letters then stand still until an
administrator lets them go on.
"""

import argparse
import os
import sys
from pathlib import Path

from webapp.backup import CannotCopy
from webapp.config import Config, InvalidConfiguration
from webapp.migrations import WrongSchema
from webapp.restoring import put_back


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("source", type=Path, metavar="SRC", help="what `hankepolku backup` made")


def run(arguments: argparse.Namespace) -> int:
    """Check the copy, bring it up to date, hold it still, then put it there."""
    try:
        put_back(arguments.source, Config.from_environment(os.environ))
    except (CannotCopy, InvalidConfiguration, WrongSchema, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The database is as it was in {arguments.source}, in the schema of this program.")
    print("Timers and letters stand still: start the program, and an administrator lets them go on (/operations).")
    return 0

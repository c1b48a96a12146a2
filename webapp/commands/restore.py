"""Put a backup in the place of the SQLite database.

The program must be stopped, and the old database moved away.
"""

import argparse
import os
import sys
from pathlib import Path

from webapp.backup import CannotCopy, restore
from webapp.config import Config, InvalidConfiguration


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("source", type=Path, metavar="SRC", help="what `hankepolku backup` made")


def run(arguments: argparse.Namespace) -> int:
    """Check the copy, then put it there."""
    try:
        config = Config.from_environment(os.environ)
        restore(arguments.source, config.database_url)
    except (CannotCopy, InvalidConfiguration, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The database is as it was in {arguments.source}. Run `hankepolku db upgrade` before you start.")
    return 0

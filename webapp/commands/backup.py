"""Copy the SQLite database while it is in use."""

import argparse
import sys
from pathlib import Path

from webapp.backup import CannotCopy, back_up
from webapp.console import with_runtime
from webapp.runtime import Runtime


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("destination", type=Path, metavar="DEST", help="the file to make; it must not exist")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Make the copy, and check it."""
    try:
        back_up(here.database, arguments.destination)
    except (CannotCopy, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.destination} is a whole copy of the database.")
    return 0

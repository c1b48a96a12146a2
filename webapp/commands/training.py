"""Make a copy for practice: people's addresses blanked, no letters, nobody logged in.

With SRC a backup is put in the place of the SQLite database first.  Only where HANKEPOLKU_TRAINING=1 is set.
"""

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

from engine import open_database
from webapp.backup import CannotCopy
from webapp.config import Config, InvalidConfiguration
from webapp.migrations import WrongSchema, require_newest
from webapp.restoring import NOWHERE, make_training, put_for_training


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("source", type=Path, nargs="?", metavar="SRC", help="what `hankepolku backup` made")


def run(arguments: argparse.Namespace) -> int:
    """Refuse where people work; else make it."""
    try:
        config = Config.from_environment(os.environ)
        if not config.training:
            raise InvalidConfiguration("Expected HANKEPOLKU_TRAINING=1, but it is not set: this would blank real data.")
        if arguments.source is not None:
            put_for_training(arguments.source, config)
        else:
            with closing(open_database(config.database_url)) as database:
                require_newest(database)
                make_training(database, config)
    except (CannotCopy, InvalidConfiguration, WrongSchema, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The copy is for practice. People log in as ID@{NOWHERE}, with their own passwords.")
    return 0

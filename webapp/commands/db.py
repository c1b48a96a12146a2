"""Bring the database's schema up to date, or say where it stands."""

import argparse
import os
import sys

from engine.database import open_database
from webapp import migrations
from webapp.config import Config, InvalidConfiguration


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`upgrade` or `status`."""
    parser.add_argument("action", choices=("upgrade", "status"), help="upgrade: do it; status: say how it stands")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 when `status` finds another version than the program's."""
    try:
        config = Config.from_environment(os.environ)
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        return 1
    database = open_database(config.database_url)
    if arguments.action == "upgrade":
        migrations.upgrade(database)
        print(f"The schema is {migrations.newest()}.")
        return 0
    try:
        migrations.require_newest(database)
    except migrations.WrongSchema as error:
        print(error)
        return 1
    print(f"The schema is {migrations.newest()}, as it should be.")
    return 0

"""Make the demonstration region, and with --serve show it on this machine.

Its database and its secret lie in var/; remove that folder to begin anew.
"""

import argparse
import os
import sys
from pathlib import Path

from engine.errors import EngineError
from webapp.exhibition import PASSWORD, log_ins, open_demonstration
from webapp.migrations import WrongSchema
from webapp.server import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to serve, and where everything lies."""
    parser.add_argument("--serve", action="store_true", help="serve it on 127.0.0.1, at PORT or 8000")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where its database lies (var)")


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing; then serve until stopped, if asked to."""
    bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
    try:
        here = open_demonstration(arguments.folder, f"http://{bind}")
    except (EngineError, WrongSchema) as error:
        print(error, file=sys.stderr)
        return 1
    with here.database.read() as connection:
        people = log_ins(connection)
    here.database.close()
    if not arguments.serve:
        print(f"The demonstration is ready in {arguments.folder}; see it by `hankepolku demo --serve`.")
        return 0
    print(f"Hankepolku is at http://{bind}\n\nLog in as one of these; everybody's password is: {PASSWORD}")
    for name, email in people:
        print(f"  {email:44} {name}")
    sys.stdout.flush()
    return serve(here.config, bind, ticking=True)

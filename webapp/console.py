"""What the commands that need settings and a database share: opening both, and saying plainly when that fails."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import wraps

from engine.errors import EngineError
from webapp.config import Config, InvalidConfiguration
from webapp.migrations import WrongSchema, require_newest
from webapp.runtime import Runtime, open_runtime

Action = Callable[[Runtime, argparse.Namespace], int]
REFUSED = 1


def with_runtime(action: Action) -> Callable[[argparse.Namespace], int]:
    """Give the action a runtime from the environment; what the user did wrong becomes a sentence and exit code 1."""

    @wraps(action)
    def run(arguments: argparse.Namespace) -> int:
        try:
            here = open_runtime(Config.from_environment(os.environ))
            require_newest(here.database)
            return action(here, arguments)
        except (InvalidConfiguration, WrongSchema, EngineError) as error:
            print(error, file=sys.stderr)  # noqa: T201 - a command line prints
            return REFUSED

    return run

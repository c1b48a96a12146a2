"""Ask a decision of a DMN file, with inputs given as JSON, and print the result as JSON on one line."""

import argparse
import sys
from pathlib import Path

from engine.decisions import DecisionError, decide_file
from engine.feel import FeelError

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the decision in it, and the inputs."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a DMN file")
    parser.add_argument("--decision", required=True, metavar="ID", help="the id of the decision")
    parser.add_argument("--input", default="{}", metavar="JSON", help='the inputs by name, as {"amount": 5}')


def run(arguments: argparse.Namespace) -> int:
    """Print the result, or on the error stream why there is none."""
    try:
        print(decide_file(arguments.file, arguments.decision, arguments.input))
    except (DecisionError, FeelError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return 0

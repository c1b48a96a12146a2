"""Ask a decision of a DMN file, with inputs given as JSON, and print the result as JSON on one line.

The error stream has a sentence for everything that went wrong on the way. What cannot be decided at all prints null
and ends with exit code 1; null without a sentence is a result like any other.
"""

import argparse
import sys
from pathlib import Path

from engine.decisions import DecisionError, ask_file
from engine.feel import to_json_text
from engine.troubles import told

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the decision in it, and the inputs."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a DMN file")
    parser.add_argument(
        "--decision", required=True, metavar="ID", help="the id or name of the decision or decision service"
    )
    parser.add_argument("--input", default="{}", metavar="JSON", help='the inputs by name, as {"amount": 5}')
    parser.add_argument("--language", choices=("en", "fi", "sv"), default="en", help="the language of the sentences")


def run(arguments: argparse.Namespace) -> int:
    """Print the result, and on the error stream what went wrong."""
    try:
        outcome = ask_file(arguments.file, arguments.decision, arguments.input)
        value, errors = outcome.value, outcome.errors
    except DecisionError as error:
        value, errors = None, (str(error),)
    print(to_json_text(value))
    for sentence in errors:
        print(told(sentence, arguments.language), file=sys.stderr)
    return FAILED if value is None and errors else 0

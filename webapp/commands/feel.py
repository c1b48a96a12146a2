"""Compute a FEEL expression over a context given as JSON and print the result as JSON on one line.

What cannot be read or computed prints null, with a sentence on the error stream and exit code 1; null without a
sentence is a result like any other.
"""

import argparse
import sys

from engine.feel import FeelError, feel_text

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The expression and the names it may use."""
    parser.add_argument("expression", metavar="EXPR", help="FEEL, as amount > 3")
    parser.add_argument("--context", default="{}", metavar="JSON", help='the names and their values, as {"amount": 5}')
    parser.add_argument("--language", choices=("en", "fi", "sv"), default="en", help="the language of the sentences")


def arrange(words: list[str]) -> list[str]:
    """The words with the expression last, for it may begin with a minus and yet be no option."""
    first = words[:1]
    if not first or first[0] in {"-h", "--help"} or first[0].startswith("--"):
        return words
    return [*words[1:], "--", *first]


def run(arguments: argparse.Namespace) -> int:
    """Print the result, and on the error stream why there is none."""
    try:
        print(feel_text(arguments.expression, arguments.context))
    except FeelError as error:
        print("null")
        print(error.in_language(arguments.language), file=sys.stderr)
        return FAILED
    return 0

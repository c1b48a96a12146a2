"""The subcommands of `hankepolku`: a module each.

A module has a docstring whose first line is its summary, `add_arguments(parser)` and `run(arguments) -> int`; it may
have `arrange(words)`, which puts its words in the order that the parser understands.  The list below is made from file
names, and the summaries are read as text: nothing is imported for it.
"""

import argparse
import ast
from pathlib import Path
from typing import Protocol

WRONG_USAGE = 64  # EX_USAGE of sysexits.h: other numbers are verdicts of the commands.

_FOLDER = Path(__file__).parent


class Command(Protocol):
    """What a module of this package looks like."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit code."""
        ...


def names() -> list[str]:
    """The names of the subcommands."""
    return sorted(path.stem.replace("_", "-") for path in _FOLDER.glob("[a-z]*.py"))


def module_name(command: str) -> str:
    """The module of a subcommand: dashes are not for Python."""
    return command.replace("-", "_")


def summary(command: str) -> str:
    """The first line of a subcommand's docstring."""
    source = (_FOLDER / f"{module_name(command)}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]

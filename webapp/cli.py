"""`hankepolku`: one program, one subcommand a module of `webapp.commands`.

Only the module of the command that is asked for is imported, by its name, so that `hankepolku check` waits neither
for a web framework nor for a database.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from webapp import commands

INTERRUPTED = 130
PIPE_CLOSED = 141


class Parser(argparse.ArgumentParser):
    """A parser that ends with 64 when the program is used wrongly: other numbers are verdicts."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(commands.WRONG_USAGE, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if not word.startswith("-")), None)
    if chosen not in commands.names():
        return _introduce(words)
    module = importlib.import_module(f"webapp.commands.{commands.module_name(chosen)}")
    parser = Parser(prog=f"hankepolku {chosen}", description=module.__doc__)
    module.add_arguments(parser)
    words.remove(chosen)
    arrange = getattr(module, "arrange", list)
    try:
        return int(module.run(parser.parse_args(arrange(words))))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # The reader, `head` perhaps, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED


def _introduce(words: list[str]) -> int:
    """Help for the program as a whole, which is also the answer to an unknown subcommand."""
    summaries = "\n".join(f"  {name:10} {commands.summary(name)}" for name in commands.names())
    parser = Parser(
        prog="hankepolku",
        description="The life of publicly funded projects, run from BPMN diagrams.",
        epilog=f"commands:\n{summaries}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", help="one of the commands below; each has --help of its own")
    arguments = parser.parse_args(words[:1])
    parser.error(f"Expected one of the commands {', '.join(commands.names())}, but got {arguments.command!r}.")


if __name__ == "__main__":
    raise SystemExit(main())

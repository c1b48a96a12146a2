"""Verify the history, seal it, or write it into a file.

`verify` ends with 1 when anything is not as it was written.  `seal` prints a line to be kept outside the database;
`verify --kept FILE` compares with such lines.  `export` in xes and ocel is for process mining: people stand in it by
pseudonyms, and nothing of what they wrote, unless `--people named` asks for both.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.seals import verify_all
from webapp import mining
from webapp.auditing import WRITERS, entries
from webapp.console import with_runtime
from webapp.lifecycle.audit_log import Question
from webapp.runtime import Runtime
from webapp.sealing import seal_history
from webapp.time_stamps import verify_stamps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action, and what it needs."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|seal|export")
    checking = actions.add_parser("verify", help="find anything that was changed, removed or put in")
    checking.add_argument("--kept", type=Path, metavar="FILE", help="lines of seals that were kept outside")
    actions.add_parser("seal", help="seal what happened since the last seal, and print the line to keep")
    exporting = actions.add_parser("export", help="write every entry to the standard output")
    exporting.add_argument("--format", choices=sorted({*WRITERS, *mining.WRITERS}), default="csv")
    exporting.add_argument("--people", choices=sorted(_MASKS), default="pseudonyms", help="in xes and ocel")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    return _ACTIONS[arguments.action](here, arguments)


def _verify(here: Runtime, arguments: argparse.Namespace) -> int:
    kept = _kept(arguments.kept) if arguments.kept else None
    with here.database.read() as connection:
        flaws = [*verify_all(connection, kept), *verify_stamps(connection, here.config)]
    for flaw in flaws:
        print(f"{flaw.place}: {flaw.sentence}")
    print("The history is as it was written." if not flaws else f"{len(flaws)} things are not as they were written.")
    return 1 if flaws else 0


def _seal(here: Runtime, arguments: argparse.Namespace) -> int:
    seal = seal_history(here)
    print(seal.line if seal else "Nothing has happened since the last seal.", file=sys.stdout if seal else sys.stderr)
    return 0


def _export(here: Runtime, arguments: argparse.Namespace) -> int:
    with here.database.read() as connection:
        if arguments.format in WRITERS:
            WRITERS[arguments.format](entries(connection, here.engine), sys.stdout)
        else:
            steps = mining.read_steps(connection, here.engine, Question())
            mining.WRITERS[arguments.format](steps, _MASKS[arguments.people](here), sys.stdout.buffer)
    return 0


def _kept(path: Path) -> dict[int, str]:
    """Hashes by the seals' numbers, from lines as `seal` prints them."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    return {int(words[0]): words[2] for words in lines if len(words) == 3 and words[0].isdigit()}


_MASKS: Mapping[str, Callable[[Runtime], mining.Masks]] = {
    "pseudonyms": lambda here: mining.Pseudonyms(here.config.secret_key),
    "named": lambda here: mining.Named(),
}
_ACTIONS = {"verify": _verify, "seal": _seal, "export": _export}

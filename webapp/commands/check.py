"""Check diagrams, decision tables, forms and translations before they are deployed.

Exit code: 0 deployable, 2 deployable with warnings, 3 readable as a drawing but not executable, 1 unreadable,
64 wrong usage; of several paths the worst of 1, 3, 2, 0.
"""

import argparse
import json
import sys
from pathlib import Path

from engine.lint import Finding, Known, inspect, rules_page, verdict, worst
from webapp.commands import WRONG_USAGE
from webapp.lifecycle.services import services


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Paths and the format of the answer."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file, or a folder: one deployment")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how the findings are written")
    parser.add_argument("--rules", action="store_true", help="list the rules instead, as a Markdown table")
    parser.add_argument("--language", choices=("en", "fi", "sv"), default="en", help="the language of the sentences")


def run(arguments: argparse.Namespace) -> int:
    """Check each path by itself and print what was found."""
    if arguments.rules:
        print(rules_page(arguments.language), end="")
        return 0
    if not arguments.paths:
        print("hankepolku check: Expected a PATH, but there is none.", file=sys.stderr)
        return WRONG_USAGE
    known = Known(topics=frozenset(services), lists=services.listed, asked=services.asked)
    reports = [inspect(path, known=known) for path in arguments.paths]
    rows = [finding.in_language(arguments.language) for report in reports for finding in report]
    _print(rows, arguments.format)
    return int(worst(verdict(report) for report in reports))


def _print(findings: list[Finding], form: str) -> None:
    # A path or label may hold what the terminal's encoding cannot say.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    if form == "json":
        print(json.dumps([finding.as_row() for finding in findings], ensure_ascii=False, indent=1))
        return
    for finding in findings:
        print(finding)

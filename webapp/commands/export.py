"""Export what is deployed to a folder (bpmn/ unless another is named), so that it can live in git too."""

import argparse
import sys
from pathlib import Path

from webapp.console import REFUSED, with_runtime
from webapp.deployment import export_folder
from webapp.runtime import Runtime


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="the folder; HANKEPOLKU_DIAGRAMS or bpmn/ unless given"
    )


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Write what differs, and say which files those were."""
    folder = arguments.path or here.config.diagrams
    try:
        changed = export_folder(here, folder)
    except OSError as error:
        print(f"Expected a folder that can be written, but {error}.", file=sys.stderr)
        return REFUSED
    for path in changed:
        print(path)
    print(f"{folder} holds what is deployed; {len(changed)} files changed.")
    return 0

"""Deploy a folder of processes (bpmn/ unless another is named) as one deployment: all of it or nothing."""

import argparse
from pathlib import Path

from webapp.console import with_runtime
from webapp.deployment import deploy_folder
from webapp.runtime import Runtime


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, by whom and why: history keeps both."""
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="the folder; HANKEPOLKU_DIAGRAMS or bpmn/ unless given"
    )
    parser.add_argument("--by", required=True, metavar="WHO", help="the id of the person who answers for it")
    parser.add_argument("--note", required=True, metavar="TEXT", help="what changed and why")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Deploy, and say which versions there are now."""
    deployment = deploy_folder(here, arguments.path or here.config.diagrams, by=arguments.by, note=arguments.note)
    print(f"Deployment {deployment.id} holds {len(deployment.definitions)} processes.")
    return 0

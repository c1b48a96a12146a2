"""Deploying a folder of files."""

from pathlib import Path

from engine import Actor
from engine.deployments import Deployment
from engine.errors import InvalidResource
from webapp.runtime import Runtime

SUFFIXES = {".bpmn", ".dmn", ".json", ".po"}


def read_folder(folder: Path) -> dict[str, bytes]:
    """The folder's diagrams, tables, forms and texts, by their path below it.

    Raises InvalidResource when there is no such folder or nothing to deploy in it.
    """
    if not folder.is_dir():
        raise InvalidResource(f"Expected a folder of processes, but {folder} is none.")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES)
    if not files:
        raise InvalidResource(f"Expected diagrams, but {folder} has none.")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def deploy_folder(here: Runtime, folder: Path, *, by: str, note: str) -> Deployment:
    """Deploy the whole folder, all or nothing."""
    resources = read_folder(folder)
    return here.database.transact(lambda unit: here.engine.deploy(unit, resources, by=Actor(by), note=note))

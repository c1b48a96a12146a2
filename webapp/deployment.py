"""A folder of files and what is deployed, kept in step: deployed from it, exported to it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection

from engine import Actor
from engine.deployments import Deployment, read_deployment
from engine.errors import InvalidResource, NotFound
from webapp.drafting.drafts import newest_deployment
from webapp.drafting.published import published_since
from webapp.runtime import Runtime

SUFFIXES = {".bpmn", ".dmn", ".json", ".po"}


def read_folder(folder: Path) -> dict[str, bytes]:
    """The folder's diagrams, tables, forms and texts, by their path below it.

    Raises InvalidResource when there is no such folder or nothing to deploy in it.
    """
    if not folder.is_dir():
        raise InvalidResource(f"Expected a folder of processes, but {folder} is none.")
    files = sorted(_resources(folder))
    if not files:
        raise InvalidResource(f"Expected diagrams, but {folder} has none.")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _resources(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES)


def deploy_folder(here: Runtime, folder: Path, *, by: str, note: str) -> Deployment:
    """Deploy the whole folder, all or nothing.

    Raises InvalidResource also when it would put older files over what was published in the browser meanwhile.
    """
    resources = read_folder(folder)
    with here.database.read() as connection:
        behind = published_otherwise(connection, resources)
    if behind:
        raise InvalidResource(
            f"Expected the files that were published in the browser, but {folder} has others: {', '.join(behind)}. "
            f"Bring them there first: hankepolku export {folder}"
        )
    return here.database.transact(lambda unit: here.engine.deploy(unit, resources, by=Actor(by), note=note))


def published_otherwise(connection: Connection, resources: Mapping[str, bytes]) -> list[str]:
    """The files that were published in the browser since, and are otherwise among these resources."""
    return [path for path, content in published_since(connection).items() if resources.get(path) != content]


def export_folder(here: Runtime, folder: Path) -> list[str]:
    """Make a folder's diagrams, tables, forms and texts those that are deployed; the paths written and removed.

    Files of other kinds stay.  Raises NotFound when nothing is deployed, OSError when the folder cannot be written.
    """
    with here.database.read() as connection:
        deployed = read_deployment(connection, newest_deployment(connection))
    if not deployed:
        raise NotFound("Expected something deployed to export, but there is nothing yet.")
    there = read_folder(folder) if folder.is_dir() and any(_resources(folder)) else {}
    changed = sorted(path for path in there.keys() | deployed.keys() if there.get(path) != deployed.get(path))
    for path in changed:
        if path in deployed:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(deployed[path])
        else:
            (folder / path).unlink()
    return changed

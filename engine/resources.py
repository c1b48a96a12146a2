"""Resources: which files of a deployment a process uses; the folder it lies in goes before all others."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from engine.decisions import Model, parse_decisions
from engine.spiff import Process
from engine.texts import language_of
from engine.xml import read_xml

Resources = Mapping[str, bytes]
FindModel = Callable[[str, str], Model | None]


def closure_of(process: Process, resources: Resources) -> dict[str, bytes]:
    """The files that a process uses: its diagram, forms, tables, and its folder's texts.

    What it names but nobody brought is left out: lint has refused it, or warned.
    """
    folder = folder_of(process.path)
    paths = {process.path}
    paths |= {path for key in process.forms if (path := form_path(key, resources, folder))}
    paths |= {path for name in process.decisions if (path := decision_path(name, resources, folder))}
    paths |= {path for path in resources if language_of(path) and folder_of(path) == folder}
    return {path: resources[path] for path in paths}


def form_path(key: str, resources: Resources, folder: str) -> str | None:
    """The file of the form with this id; None when there is none."""
    return next((path for path in _nearest(resources, folder, ".json") if _form_id(resources[path]) == key), None)


def decision_path(name: str, resources: Resources, folder: str) -> str | None:
    """The file of the table or graph that holds this decision; None when there is none."""
    return next(
        (path for path in _nearest(resources, folder, ".dmn") if name in _decision_ids(resources[path], path)), None
    )


def imports_for(resources: Resources, path: str, importing: tuple[str, ...] = ()) -> FindModel:
    """Finds, by namespace, the models that a model imports: among its deployment's, its own folder's first.

    `importing` are the files that are being read already: models do not import one another in a circle.
    """
    reading = (*importing, path)

    def find(namespace: str, _location: str) -> Model | None:
        for candidate in _nearest(resources, folder_of(path), ".dmn"):
            content = resources[candidate]
            if candidate not in reading and read_xml(content, candidate).get("namespace") == namespace:
                return parse_decisions(content, candidate, imports_for(resources, candidate, reading))
        return None

    return find


def folder_of(path: str) -> str:
    """The folder a file lies in; empty for the top."""
    folder = str(PurePosixPath(path).parent)
    return "" if folder == "." else folder


def _nearest(resources: Resources, folder: str, suffix: str) -> Iterator[str]:
    """The files of a kind, those of the folder first, each group in order."""
    yield from sorted(
        (path for path in resources if path.endswith(suffix)), key=lambda path: (folder_of(path) != folder, path)
    )


def _form_id(content: bytes) -> object:
    try:
        form = json.loads(content)
    except ValueError:
        return None
    return form.get("id") if isinstance(form, dict) else None


@lru_cache(maxsize=128)
def _decision_ids(content: bytes, path: str) -> frozenset[str]:
    """The decisions in a file; a page that tells why asks the same few files for each rule that matched."""
    return frozenset(str(element.get("id")) for element in read_xml(content, path).iterfind("{*}decision"))

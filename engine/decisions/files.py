"""Decision models as files: a model and, beside it, those that it imports."""

from pathlib import Path

from engine.decisions.document import root_of
from engine.decisions.errors import DecisionError
from engine.decisions.model import Model


class Folder:
    """The models of a folder, by their namespace; each is read when something imports it."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._loading: list[str] = []

    def model(self, path: Path) -> Model:
        """The model in a file; raises DecisionError, OSError when there is no such file."""
        root = root_of(path.read_bytes(), path.name)
        namespace = root.get("namespace") or ""
        self._loading.append(namespace)
        try:
            return Model(root, path.name, self._imported)
        finally:
            self._loading.pop()

    def _imported(self, namespace: str, location: str) -> Model | None:
        if namespace in self._loading:
            return None
        for path in self._candidates(location):
            if namespace.encode() in path.read_bytes() and self._namespace(path) == namespace:
                return self.model(path)
        return None

    def _candidates(self, location: str) -> list[Path]:
        beside = sorted(self._path.glob("*.dmn"))
        named = (self._path / location).resolve() if location else self._path
        # An import never leads out of the folder.
        return [named, *beside] if named.is_file() and named.is_relative_to(self._path) else beside

    @staticmethod
    def _namespace(path: Path) -> str:
        try:
            return root_of(path.read_bytes(), path.name).get("namespace") or ""
        except DecisionError:
            return ""

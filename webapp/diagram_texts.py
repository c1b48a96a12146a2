"""What a diagram's texts are in the other languages: read, and changed one text at a time."""

from collections.abc import Mapping

from engine.errors import InvalidResource
from engine.xml import read_xml
from webapp.form_editing.catalogues import change_catalogue
from webapp.form_editing.languages import catalogue_path, catalogues_of


def translations_of(files: Mapping[str, bytes], folder: str, path: str) -> dict[str, dict[str, str]]:
    """The translations by language of what the diagram at `path` says; nothing of what only forms say."""
    spoken = _spoken(files[path], path)
    return {
        language: {text: told for text, told in known.items() if text in spoken}
        for language, known in catalogues_of(files, folder).items()
    }


def changed_translations(
    files: Mapping[str, bytes], folder: str, path: str, text: str, told: Mapping[str, str]
) -> dict[str, bytes]:
    """The catalogues that change, by path, when `text` becomes `told` (language -> words, empty: no translation)."""
    changed: dict[str, bytes] = {}
    for language, words in told.items():
        at = catalogue_path(folder, language)
        old = files.get(at)
        if old is None and not words:
            continue
        new = change_catalogue(old, language, {text: words}, {}, (), path.rpartition("/")[2])
        if new != old:
            changed[at] = new
    return changed


def _spoken(content: bytes, path: str) -> set[str]:
    """Names and instructions, written as the folder's texts have them."""
    try:
        root = read_xml(content, path)
    except InvalidResource:
        return set()
    names = {" ".join((element.get("name") or "").split()) for element in root.iter("{*}*")}
    return names | {"".join(each.itertext()).strip() for each in root.iter("{*}documentation")}

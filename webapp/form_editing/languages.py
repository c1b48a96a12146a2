"""A form's texts in every language: Finnish stands in the form itself, the others in catalogues beside it."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from engine.errors import InvalidResource
from engine.forms import parse_form
from engine.texts import parse_catalogue
from engine.xml import read_xml
from webapp.form_editing.catalogues import change_catalogue
from webapp.form_editing.kinds import Component, Kind, kind_of

OTHERS = ("sv", "en")
"""The languages beside the form's own."""


def texts_of(component: Component) -> Iterator[tuple[str, str]]:
    """The texts of one component itself: what each is called on a page, and the Finnish text, which may be empty."""
    if kind_of(component) is Kind.TEXT:
        yield "text", _text(component, "text")
        return
    yield "label", _text(component, "label") or _text(component, "dateLabel")
    yield "description", _text(component, "description")
    validate = component.get("validate")
    if isinstance(validate, dict):
        yield "pattern_message", _text(validate, "patternMessage")
        checks = validate.get("checks")
        for number, check in enumerate(checks if isinstance(checks, list) else []):
            if isinstance(check, dict):
                yield f"check-{number}-message", _text(check, "message")
    values = component.get("values")
    for number, option in enumerate(values if isinstance(values, list) else []):
        if isinstance(option, dict):
            yield f"option-{number}", str(option.get("label", option.get("value", "")))


def catalogues_of(files: Mapping[str, bytes], folder: str) -> dict[str, dict[str, str]]:
    """The folder's translations by language; those of a catalogue that cannot be read are none."""
    found = dict[str, dict[str, str]]()
    for language in OTHERS:
        path = catalogue_path(folder, language)
        try:
            found[language] = dict(parse_catalogue(files[path], path)) if path in files else {}
        except InvalidResource:
            found[language] = {}
    return found


def catalogue_path(folder: str, language: str) -> str:
    """The file of a folder's texts in a language."""
    return f"{folder}/texts.{language}.po"


def changed_catalogues(
    files: Mapping[str, bytes],
    path: str,
    content: bytes | None,
    told: Mapping[str, Mapping[str, str]],
    renamed: Mapping[str, str],
) -> dict[str, bytes]:
    """The catalogues that change when the form at `path` becomes `content`; by path.

    `told` are the translations by language and Finnish text.  Texts that nothing in the folder says any more leave;
    `renamed` ones take their entry along.
    """
    folder = str(PurePosixPath(path).parent)
    gone = set(_msgids(files.get(path), path) - _msgids(content, path)) - _said_elsewhere(files, path)
    changed = dict[str, bytes]()
    for language in OTHERS:
        at = catalogue_path(folder, language)
        old = files.get(at)
        mine = {text: translation for text, translation in told.get(language, {}).items() if text}
        if old is None and not any(mine.values()):
            continue
        new = change_catalogue(old, language, mine, renamed, gone, PurePosixPath(path).name)
        if new != old:
            changed[at] = new
    return changed


def _msgids(content: bytes | None, path: str) -> frozenset[str]:
    try:
        return parse_form(content, path).msgids if content is not None else frozenset()
    except InvalidResource:
        return frozenset()


def _said_elsewhere(files: Mapping[str, bytes], path: str) -> set[str]:
    """The texts of the folder's other forms, and every text that stands in its diagrams and tables."""
    found = set[str]()
    for other, content in files.items():
        if other.endswith(".json") and other != path:
            found |= _msgids(content, other)
        elif other.endswith((".bpmn", ".dmn")):
            found |= _words(content, other)
    return found


def _words(content: bytes, path: str) -> set[str]:
    try:
        root = read_xml(content, path)
    except InvalidResource:
        return set()
    texts = {text.strip().strip('"') for text in root.itertext()}
    return texts | {str(value) for element in root.iter() for value in element.attrib.values()}


def _text(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
